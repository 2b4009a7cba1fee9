package io.cellwright.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import io.cellwright.kernel.Element;
import io.cellwright.kernel.Memory;
import org.jspecify.annotations.Nullable;

/// The named parameters of a model in one slab of memory: all values, then all gradients, then one equal slice for each
/// moment of the optimizer. Buffers (numbers that belong to the model but are not trained, such as running statistics)
/// lie in a slab of their own.
///
/// Layers declare what they need; {@link #allocate} then lays the slab and fills it with first values that depend only
/// on the seed and on each parameter's name.
public final class Parameters {
    /// A named tensor of the slab.
    ///
    /// @param name such as `z_encoder.encoder.0.linear.weight`
    /// @param tensor its values
    /// @param trained false for a buffer
    /// @param offset first element in its slab's slice
    public record Entry(String name, Tensor tensor, boolean trained, long offset) {}

    private record Declared(Entry entry, Initializer first) {}

    private final Workspace workspace;
    private final List<Declared> declared = new ArrayList<>();
    private final List<MemorySegment> moments = new ArrayList<>();
    private @Nullable MemorySegment values;
    private @Nullable MemorySegment gradients;
    private @Nullable MemorySegment buffers;
    private long trainedCount;
    private long bufferCount;

    /// No parameters yet.
    public Parameters(Workspace workspace) {
        this.workspace = workspace;
        workspace.keep(this);
    }

    /// The workspace whose operations these parameters take part in.
    public Workspace workspace() {
        return workspace;
    }

    /// Declares a trained parameter.
    public Tensor parameter(String name, Shape shape, Initializer first) {
        Tensor tensor = new Tensor(workspace, shape, 0, true);
        workspace.adopt(tensor);
        declare(new Entry(name, tensor, true, trainedCount), first);
        trainedCount += padded(shape.count());
        return tensor;
    }

    /// Declares a buffer.
    public Tensor buffer(String name, Shape shape, double first) {
        Tensor tensor = new Tensor(workspace, shape, 0, false);
        declare(new Entry(name, tensor, false, bufferCount), Initializer.constant(first));
        bufferCount += padded(shape.count());
        return tensor;
    }

    private void declare(Entry entry, Initializer first) {
        if (values != null) {
            throw new IllegalStateException("parameter " + entry.name() + " declared after the slab was laid");
        }
        if (find(entry.name()).isPresent()) {
            throw new IllegalArgumentException("parameter names must differ but " + entry.name() + " stands twice");
        }
        declared.add(new Declared(entry, first));
    }

    /// Lays the slab and fills it with first values.
    public void allocate(long seed) {
        int bytes = element().bytes();
        values = Memory.allocate(Arena.ofAuto(), trainedCount * bytes);
        gradients = Memory.allocate(Arena.ofAuto(), trainedCount * bytes);
        buffers = Memory.allocate(Arena.ofAuto(), bufferCount * bytes);
        for (Declared d : declared) {
            Entry entry = d.entry();
            long at = entry.offset() * bytes;
            if (entry.trained()) {
                entry.tensor().place(values.address() + at, gradients.address() + at);
            } else {
                entry.tensor().place(buffers.address() + at, 0);
            }
            long key = Rng.key(seed, Stream.WEIGHTS, 0, entry.name().hashCode());
            for (long i = 0; i < entry.tensor().count(); i++) {
                entry.tensor().set(i, d.first().at(key, i));
            }
        }
    }

    /// Everything that was declared, in that order.
    public List<Entry> entries() {
        return declared.stream().map(Declared::entry).toList();
    }

    /// The parameter or buffer of that name.
    public Optional<Tensor> find(String name) {
        return declared.stream().map(Declared::entry).filter(e -> e.name().equals(name)).map(Entry::tensor)
                .findFirst();
    }

    /// Number of trained numbers, padding not counted.
    public long trainedCount() {
        return declared.stream().filter(d -> d.entry().trained()).mapToLong(d -> d.entry().tensor().count()).sum();
    }

    /// Copies values and buffers of another set that has the same names and shapes.
    public void copyFrom(Parameters other) {
        for (Entry entry : entries()) {
            Tensor from = other.find(entry.name()).orElseThrow(
                    () -> new IllegalArgumentException("no parameter " + entry.name() + " to copy from"));
            Tensor.requireShape(from, entry.tensor().shape(), entry.name());
            entry.tensor().set(from.toArray());
        }
    }

    /// A copy of all values and buffers, to go back to later.
    public Snapshot snapshot() {
        return Snapshot.of(valueSlab(), bufferSlab());
    }

    /// Puts a copy back.
    ///
    /// @throws IllegalArgumentException if it is of other parameters
    public void restore(Snapshot snapshot) {
        snapshot.putInto(valueSlab(), bufferSlab());
    }

    /// A copy of all moments of the optimizer: none before its first step.
    public List<byte[]> moments() {
        return moments.stream().map(Parameters::bytesOf).toList();
    }

    /// Puts moments back. Those that are not among them become zero.
    ///
    /// @throws IllegalArgumentException if they are of other parameters
    public void restoreMoments(List<byte[]> copies) {
        moments.forEach(moment -> moment.fill((byte) 0));
        for (int i = 0; i < copies.size(); i++) {
            put(copies.get(i), moment(i), "moments");
        }
    }

    /// A copy of all values and buffers, as they lie in memory: element by element in the order of
    /// {@link Parameters#entries}, each entry at its {@link Entry#offset}, numbers as wide as the device's and in the
    /// machine's own byte order.
    ///
    /// @param values of the trained parameters
    /// @param buffers of what is not trained
    public record Snapshot(byte[] values, byte[] buffers) {
        static Snapshot of(MemorySegment values, MemorySegment buffers) {
            return new Snapshot(bytesOf(values), bytesOf(buffers));
        }

        void putInto(MemorySegment valueSlab, MemorySegment bufferSlab) {
            put(values, valueSlab, "values");
            put(buffers, bufferSlab, "buffers");
        }
    }

    MemorySegment valueSlab() {
        return laid(values);
    }

    MemorySegment bufferSlab() {
        return laid(buffers);
    }

    /// Says which buffers training leaves alone; a later call takes the place of an earlier one.
    public void hold(Predicate<String> names) {
        for (Entry entry : entries()) {
            entry.tensor().hold(!entry.trained() && names.test(entry.name()));
        }
    }

    private static byte[] bytesOf(MemorySegment slab) {
        return slab.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }

    private static void put(byte[] copy, MemorySegment slab, String what) {
        if (copy.length != slab.byteSize()) {
            throw new IllegalArgumentException(what + " must be a copy of " + slab.byteSize() + " bytes but was one of "
                    + copy.length + ": it is of other parameters");
        }
        MemorySegment.copy(MemorySegment.ofArray(copy), 0, slab, 0, copy.length);
    }

    private static MemorySegment laid(@Nullable MemorySegment slab) {
        if (slab == null) {
            throw new IllegalStateException("parameters have no memory yet: call allocate first");
        }
        return slab;
    }

    // ---- the flat view, for the optimizer

    /// Address of the value slice.
    public long valueAddress() {
        return laid(values).address();
    }

    /// Address of the gradient slice.
    public long gradientAddress() {
        return laid(gradients).address();
    }

    /// Address of moment slice `i`, zeroed when first asked for.
    public long momentAddress(int i) {
        return moment(i).address();
    }

    private MemorySegment moment(int i) {
        while (moments.size() <= i) {
            moments.add(Memory.allocate(Arena.ofAuto(), trainedCount * element().bytes()));
        }
        return moments.get(i);
    }

    private Element element() {
        return workspace.kernels().element();
    }

    /// Each parameter starts on a line of its own, for either element type.
    private static long padded(long count) {
        return Memory.aligned(count * 4) / 4;
    }
}
