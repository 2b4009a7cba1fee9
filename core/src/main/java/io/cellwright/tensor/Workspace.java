package io.cellwright.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

import io.cellwright.kernel.Element;
import io.cellwright.kernel.Kernels;
import io.cellwright.kernel.Memory;

/// Memory and gradient tape of one step.
///
/// Everything that a step computes lies in one stretch of off-heap memory that is handed out from front to back and
/// taken back as a whole by {@link #begin}: nothing is freed one by one and nothing is cleared. A tensor of a past step
/// must not be used any more. A workspace belongs to one thread at a time.
public final class Workspace {
    /// What an operation does when gradients flow back through it.
    @FunctionalInterface
    interface Backward {
        void run();
    }

    /// An operation of the tape, with its results.
    private record Node(Tensor result, Tensor other, Backward backward) {
        void run() {
            if (!result.isSpent() && (result.hasGradient() || other.hasGradient())) {
                backward.run();
                result.spend();
                other.spend();
            }
        }
    }

    private static final long FIRST_BYTES = 1 << 16;
    /// Rows that a worker fills at a time: enough to be worth the hand-off.
    private static final int ROWS_OF_BLOCK = 16;

    private final Device device;
    private final Kernels kernels;
    private final List<Node> tape = new ArrayList<>();
    private final List<Tensor> parameters = new ArrayList<>();
    private final List<MemorySegment> full = new ArrayList<>();
    /// Whose memory tensors of this workspace read by address: as long as such a tensor is there, so is the memory.
    private final List<Parameters> slabs = new ArrayList<>();
    private final List<Workspace> lenders = new ArrayList<>();
    private MemorySegment memory = MemorySegment.NULL;
    private long used;
    private boolean recording;

    /// An empty workspace on `device`.
    public Workspace(Device device) {
        this.device = device;
        this.kernels = device.kernels();
    }

    /// Where it computes.
    public Device device() {
        return device;
    }

    /// Memory that it holds outside of Java's heap: that of the largest step so far, without weights.
    public long bytes() {
        return memory.byteSize() + full.stream().mapToLong(MemorySegment::byteSize).sum();
    }

    /// Starts a step: takes back all memory of the last one, empties the tape, and forgets all gradients.
    ///
    /// @param gradients whether operations are recorded for {@link #backward}
    public void begin(boolean gradients) {
        if (!full.isEmpty()) {
            // The last step did not fit in one stretch: from now on it does.
            long bytes = used;
            for (MemorySegment segment : full) {
                bytes += segment.byteSize();
            }
            full.clear();
            memory = Memory.allocate(Arena.ofAuto(), Memory.aligned(bytes));
        }
        used = 0;
        tape.clear();
        lenders.clear();
        recording = gradients;
        forgetParameterGradients();
    }

    /// Runs the tape backwards from the given starting gradients. Gradients of parameters are those of this pass alone:
    /// what an earlier pass of the step left in them is forgotten.
    ///
    /// A step may go back several times, once a loss, as long as no two passes go through the same operation: what a
    /// later loss takes from an earlier one must be {@link Tensor#detach detached}.
    ///
    /// @param seeds tensors and the constant gradient of the loss for each of their elements
    /// @throws IllegalStateException if this pass runs into an operation that an earlier one has been through
    public void backward(List<Seed> seeds) {
        forgetParameterGradients();
        for (Seed seed : seeds) {
            if (seed.value().needsGradient()) {
                seed.value().addToGradient(seed.gradient());
            }
        }
        for (int i = tape.size() - 1; i >= 0; i--) {
            tape.get(i).run();
        }
    }

    private void forgetParameterGradients() {
        for (Tensor parameter : parameters) {
            parameter.forgetGradient();
        }
    }

    /// The constant gradient from which a backward pass starts at one tensor.
    ///
    /// @param value a tensor of this step
    /// @param gradient d(loss) / d(element), the same for all its elements
    public record Seed(Tensor value, double gradient) {}

    /// A tensor of this step, not cleared, that takes no gradient: data go in here.
    public Tensor tensor(Shape shape) {
        return new Tensor(this, shape, take(shape.count() * kernels.element().bytes()), false);
    }

    /// A tensor of this step with the given values, row-major.
    public Tensor tensor(Shape shape, double[] values) {
        Tensor tensor = tensor(shape);
        tensor.set(values);
        return tensor;
    }

    /// Stores the values of one row.
    @FunctionalInterface
    public interface RowFiller {
        /// Writes all values of row `i`; what stands there before is of another row.
        void fill(int i, float[] values);
    }

    /// A tensor of this step of n rows and g columns that takes no gradient. The workers fill its rows, in any order.
    public Tensor rows(int n, int g, RowFiller filler) {
        Tensor tensor = tensor(Shape.of(n, g));
        kernels.pool().run((n + ROWS_OF_BLOCK - 1) / ROWS_OF_BLOCK, (from, to, worker) -> {
            float[] values = new float[g];
            for (int i = from * ROWS_OF_BLOCK; i < Math.min(to * ROWS_OF_BLOCK, n); i++) {
                filler.fill(i, values);
                put(tensor, (long) i * g, values);
            }
        });
        return tensor;
    }

    private void put(Tensor tensor, long at, float[] values) {
        if (kernels.element() == Element.FLOAT32) {
            MemorySegment.copy(values, 0, Memory.at(tensor.address() + 4 * at, 4L * values.length),
                    ValueLayout.JAVA_FLOAT, 0, values.length);
        } else {
            for (int j = 0; j < values.length; j++) {
                tensor.set(at + j, values[j]);
            }
        }
    }

    /// Room of this step that an operation asks for itself.
    Tensor room(long bytes) {
        return tensor(Shape.of(Math.toIntExact(bytes / kernels.element().bytes() + 1)));
    }

    /// The result of an operation: takes a gradient if recording and any input does.
    Tensor result(Shape shape, boolean inputsNeedGradient) {
        return new Tensor(this, shape, take(shape.count() * kernels.element().bytes()),
                recording && inputsNeedGradient);
    }

    /// Puts the backward half of an operation on the tape, where its result takes a gradient.
    void record(Tensor result, Backward backward) {
        record(result, result, backward);
    }

    /// The same for an operation with two results, of which one may get no gradient.
    void record(Tensor result, Tensor other, Backward backward) {
        if (result.needsGradient()) {
            tape.add(new Node(result, other, backward));
        }
    }

    /// Address of `bytes` bytes of this step.
    long take(long bytes) {
        long size = Memory.aligned(bytes);
        if (used + size > memory.byteSize()) {
            if (used > 0) {
                full.add(memory);
            }
            memory = Memory.allocate(Arena.ofAuto(), Math.max(size, Math.max(FIRST_BYTES, memory.byteSize())));
            used = 0;
        }
        long address = memory.address() + used;
        used += size;
        return address;
    }

    void keep(Parameters slab) {
        slabs.add(slab);
    }

    /// Keeps the memory of another workspace until the next step begins.
    void borrow(Workspace lender) {
        if (lender != this) {
            lenders.add(lender);
        }
    }

    void adopt(Tensor parameter) {
        parameters.add(parameter);
    }

    boolean recording() {
        return recording;
    }

    Kernels kernels() {
        return kernels;
    }
}
