package io.cellwright.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import io.cellwright.kernel.Elementwise;
import io.cellwright.kernel.Memory;

/// An exponential moving average of a model's values and buffers: `average = decay average + (1 - decay) value`.
///
/// Buffers are averaged as values are: a running mean of what averaged weights see lies near the average of the running
/// means that the weights have seen.
public final class WeightAverage {
    private final Parameters parameters;
    private final MemorySegment values;
    private final MemorySegment buffers;

    /// Begins with what the parameters hold now.
    public WeightAverage(Parameters parameters) {
        this.parameters = parameters;
        this.values = Memory.allocate(Arena.ofAuto(), parameters.valueSlab().byteSize());
        this.buffers = Memory.allocate(Arena.ofAuto(), parameters.bufferSlab().byteSize());
        values.copyFrom(parameters.valueSlab());
        buffers.copyFrom(parameters.bufferSlab());
    }

    /// Moves the average towards what the parameters hold now.
    ///
    /// @param decay how much of the average stays, in [0, 1]
    public void update(double decay) {
        move(values, parameters.valueSlab(), decay);
        move(buffers, parameters.bufferSlab(), decay);
    }

    private void move(MemorySegment average, MemorySegment now, double decay) {
        Elementwise loops = parameters.workspace().kernels().elementwise();
        long count = average.byteSize() / parameters.workspace().kernels().element().bytes();
        loops.affine(average.address(), decay, 0, average.address(), count);
        loops.addScaled(average.address(), now.address(), 1 - decay, average.address(), count);
    }

    /// Changes places with what the parameters hold; the second call changes back.
    public void swap() {
        Parameters.Snapshot mine = snapshot();
        values.copyFrom(parameters.valueSlab());
        buffers.copyFrom(parameters.bufferSlab());
        parameters.restore(mine);
    }

    /// A copy of the average.
    public Parameters.Snapshot snapshot() {
        return Parameters.Snapshot.of(values, buffers);
    }

    /// Puts a copy back.
    ///
    /// @throws IllegalArgumentException if it is of other parameters
    public void restore(Parameters.Snapshot copy) {
        copy.putInto(values, buffers);
    }
}
