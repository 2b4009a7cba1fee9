package io.cellwright.tensor;

import io.cellwright.kernel.Element;
import io.cellwright.kernel.Elementwise;
import io.cellwright.kernel.Elementwise.Function;
import io.cellwright.kernel.Memory;

/// Numbers in a row-major block of off-heap memory, with a place for their gradient.
///
/// A tensor is a parameter (it lives with its model), or the result of one step, gone when the next begins. Operations
/// are done at once and remembered for the way back.
public final class Tensor {
    private final Workspace home;
    private final Shape shape;
    private final boolean needsGradient;
    private long address;
    private long gradient;
    private boolean gradientWritten;
    private boolean consumed;
    private boolean spent;
    private boolean held;

    Tensor(Workspace home, Shape shape, long address, boolean needsGradient) {
        this.home = home;
        this.shape = shape;
        this.address = address;
        this.needsGradient = needsGradient;
    }

    // ---- what it is

    /// Sizes of the axes.
    public Shape shape() {
        return shape;
    }

    /// Number of elements.
    public long count() {
        return shape.count();
    }

    /// The workspace in which it lives.
    public Workspace home() {
        return home;
    }

    /// Whether gradients flow into it.
    public boolean needsGradient() {
        return needsGradient;
    }

    /// Element `i` in row-major order.
    public double get(long i) {
        return element().get(address(), check(i));
    }

    /// Stores element `i`, rounded to the device's type.
    public void set(long i, double value) {
        element().set(address(), check(i), value);
    }

    /// Stores all elements.
    public void set(double[] values) {
        if (values.length != count()) {
            throw new IllegalArgumentException("values must be " + count() + " numbers but were " + values.length);
        }
        for (int i = 0; i < values.length; i++) {
            element().set(address(), i, values[i]);
        }
    }

    /// All elements, row-major.
    public double[] toArray() {
        return read(address());
    }

    /// The gradient of all elements, or zeros where none came back.
    public double[] gradientToArray() {
        return gradientWritten ? read(gradient) : new double[Math.toIntExact(count())];
    }

    /// Whether the last backward pass reached it.
    public boolean hasGradient() {
        return gradientWritten;
    }

    /// Whether it is a buffer that training leaves alone: {@link Parameters#hold}.
    public boolean isHeld() {
        return held;
    }

    void hold(boolean yes) {
        held = yes;
    }

    /// Index of the first element that is NaN or infinite, or -1.
    public long firstNonFinite() {
        return home.kernels().elementwise().firstNonFinite(address(), count());
    }

    /// Sum of the elements in double.
    public double sum() {
        return home.kernels().elementwise().weightedSum(address(), 0, count());
    }

    private double[] read(long from) {
        double[] values = new double[Math.toIntExact(count())];
        for (int i = 0; i < values.length; i++) {
            values[i] = element().get(from, i);
        }
        return values;
    }

    private long check(long i) {
        if (i < 0 || i >= count()) {
            throw new IndexOutOfBoundsException("index must be in [0, " + count() + ") but was " + i);
        }
        return i;
    }

    private Element element() {
        return home.kernels().element();
    }

    // ---- operations

    /// `max(x, 0)`.
    public Tensor relu() {
        return apply(Function.RELU);
    }

    /// The Gaussian error linear unit, exact form.
    public Tensor gelu() {
        return apply(Function.GELU);
    }

    /// `log(1 + exp(x))`.
    public Tensor softplus() {
        return apply(Function.SOFTPLUS);
    }

    /// `exp(x)`.
    public Tensor exp() {
        return apply(Function.EXP);
    }

    /// `log(x)`.
    public Tensor log() {
        return apply(Function.LOG);
    }

    /// `1 / (1 + exp(-x))`.
    public Tensor sigmoid() {
        return apply(Function.SIGMOID);
    }

    private Tensor apply(Function f) {
        Elementwise loops = home.kernels().elementwise();
        Tensor y = home.result(shape, needsGradient);
        loops.apply(f, address(), y.address(), count());
        home.record(y, () -> {
            boolean add = claimGradient();
            loops.gradient(f, address(), y.address(), y.gradient(), gradient(), count(), add);
        });
        return y;
    }

    /// `x + c`.
    public Tensor plus(double c) {
        return affine(1, c);
    }

    /// `c x`.
    public Tensor times(double c) {
        return affine(c, 0);
    }

    private Tensor affine(double scale, double shift) {
        Elementwise loops = home.kernels().elementwise();
        Tensor y = home.result(shape, needsGradient);
        loops.affine(address(), scale, shift, y.address(), count());
        home.record(y, () -> addGradient(y.gradient(), scale));
        return y;
    }

    /// `x + other`, element by element.
    public Tensor plus(Tensor other) {
        return combine(other, 1);
    }

    /// `x - other`, element by element.
    public Tensor minus(Tensor other) {
        return combine(other, -1);
    }

    private Tensor combine(Tensor other, double scale) {
        requireShape(other, shape, "other");
        Tensor y = home.result(shape, needsGradient || other.needsGradient);
        home.kernels().elementwise().addScaled(address(), other.address(), scale, y.address(), count());
        home.record(y, () -> {
            if (needsGradient) {
                addGradient(y.gradient(), 1);
            }
            if (other.needsGradient) {
                other.addGradient(y.gradient(), scale);
            }
        });
        return y;
    }

    /// `x other`, element by element.
    public Tensor times(Tensor other) {
        requireShape(other, shape, "other");
        Elementwise loops = home.kernels().elementwise();
        Tensor y = home.result(shape, needsGradient || other.needsGradient);
        loops.multiply(address(), other.address(), y.address(), count(), false);
        home.record(y, () -> {
            if (needsGradient) {
                boolean add = claimGradient();
                loops.multiply(y.gradient(), other.address(), gradient(), count(), add);
            }
            if (other.needsGradient) {
                boolean add = other.claimGradient();
                loops.multiply(y.gradient(), address(), other.gradient(), count(), add);
            }
        });
        return y;
    }

    /// Sum over the last axis of an n x k tensor: n numbers.
    public Tensor rowSum() {
        int n = rows();
        int k = columns();
        Tensor y = home.result(Shape.of(n), needsGradient);
        home.kernels().elementwise().rowSum(address(), y.address(), n, k, false);
        home.record(y, () -> {
            if (!claimGradient()) {
                Memory.zero(gradient, count() * element().bytes());
            }
            home.kernels().elementwise().addToRows(y.gradient(), gradient(), n, k);
        });
        return y;
    }

    /// Dropout with probability `p`: elements go to zero or grow by `1 / (1 - p)`, as the hash of `key` says.
    public Tensor dropout(double p, long key) {
        if (!(p >= 0 && p < 1)) {
            throw new IllegalArgumentException("dropout rate must be in [0, 1) but was " + p);
        }
        if (p == 0) {
            return this;
        }
        Elementwise loops = home.kernels().elementwise();
        Tensor y = home.result(shape, needsGradient);
        loops.dropout(address(), y.address(), count(), p, key, false);
        home.record(y, () -> {
            boolean add = claimGradient();
            loops.dropout(y.gradient(), gradient(), count(), p, key, add);
        });
        return y;
    }

    /// The same numbers cut off from the way back.
    public Tensor detach() {
        return new Tensor(home, shape, address(), false);
    }

    // ---- for the operations of this room

    int rows() {
        return shape.axis(0);
    }

    int columns() {
        return shape.rank() == 1 ? 1 : shape.axis(1);
    }

    /// Address of the elements. A tensor that an operation has overwritten cannot be read any more.
    long address() {
        if (consumed) {
            throw new IllegalStateException("tensor " + shape + " was overwritten by its own gradient; read it before "
                    + "the loss is computed, or compute the loss without gradients");
        }
        if (address == 0) {
            throw new IllegalStateException("parameter " + shape + " has no memory yet: call Parameters.allocate first");
        }
        return address;
    }

    /// Address of the gradient, after {@link #claimGradient}.
    long gradient() {
        return gradient;
    }

    /// Makes the gradient's place ready to be written. Returns whether something is in it that must be added to.
    boolean claimGradient() {
        if (spent) {
            throw new IllegalStateException("the gradient of tensor " + shape + " was already passed on by an earlier "
                    + "backward pass of this step; detach what a later loss takes from an earlier one");
        }
        if (gradient == 0) {
            gradient = home.take(count() * element().bytes());
        }
        boolean add = gradientWritten;
        gradientWritten = true;
        return add;
    }

    /// Makes the places of several gradients ready, all alike: where one must be added to, the others begin at 0.
    static boolean claimGradients(Tensor... tensors) {
        boolean add = false;
        for (Tensor tensor : tensors) {
            add |= tensor.gradientWritten;
        }
        for (Tensor tensor : tensors) {
            if (!tensor.claimGradient() && add) {
                Memory.zero(tensor.gradient, tensor.count() * tensor.element().bytes());
            }
        }
        return add;
    }

    /// As {@link #claimGradient}, but where nothing is written yet it takes over the place of the result's gradient,
    /// which nobody reads once the result's own backward half runs: the operation then overwrites it with this one's.
    /// That saves the way to memory for a new one.
    boolean claimGradientOf(Tensor result) {
        if (gradient == 0) {
            gradient = result.gradient;
        }
        return claimGradient();
    }

    /// Says that an operation has overwritten the elements, as their last reader, with their gradient to come.
    void overwrite() {
        consumed = true;
    }

    /// Makes the elements' own place the gradient, after {@link #overwrite}.
    void gradientInPlace() {
        gradient = address;
        gradientWritten = true;
    }

    /// Says that a backward pass has been through the operation that made this tensor.
    void spend() {
        spent = true;
    }

    boolean isSpent() {
        return spent;
    }

    /// Takes the numbers of a tensor that nobody else uses as the gradient, or adds them to what is there.
    void takeGradient(Tensor numbers) {
        if (!needsGradient) {
            return;
        }
        if (gradient == 0) {
            gradient = numbers.address();
            gradientWritten = true;
        } else {
            addGradient(numbers.address(), 1);
        }
    }

    /// Adds `scale` times the numbers at `from` to the gradient.
    void addGradient(long from, double scale) {
        if (claimGradient()) {
            home.kernels().elementwise().addScaled(gradient, from, scale, gradient, count());
        } else {
            home.kernels().elementwise().affine(from, scale, 0, gradient, count());
        }
    }

    /// Adds the same number to the gradient of every element: the start of a backward pass.
    void addToGradient(double constant) {
        boolean add = claimGradient();
        for (long i = 0; i < count(); i++) {
            element().set(gradient, i, add ? element().get(gradient, i) + constant : constant);
        }
    }

    void forgetGradient() {
        gradientWritten = false;
    }

    void place(long values, long gradients) {
        address = values;
        gradient = gradients;
    }

    static void requireShape(Tensor tensor, Shape wanted, String name) {
        if (!tensor.shape.equals(wanted)) {
            throw new IllegalArgumentException(name + " must have shape " + wanted + " but has " + tensor.shape);
        }
    }
}
