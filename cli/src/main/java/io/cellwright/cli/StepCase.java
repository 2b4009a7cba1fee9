package io.cellwright.cli;

import java.util.OptionalDouble;

import io.cellwright.data.CellTable;
import io.cellwright.tensor.Device;

/// A model whose training steps are measured.
sealed interface StepCase permits BenchCase, NetworkCase {
    /// What the table calls it.
    String title();

    /// Cells of a minibatch.
    int batch();

    /// Whether it trains on the cells whose type is known.
    boolean learnsLabels();

    /// Floating-point operations of all products of matrices in a step on these cells, forward and backward, or nothing
    /// where they were not counted.
    OptionalDouble productFlop(CellTable cells);

    /// Trains for `warm + steps` steps and times the last ones. A step is everything from one update of the weights to
    /// the next, the making of the minibatch included. `pass` gives way to other cases, once a turn.
    StepWatch.Measured steps(CellTable cells, Device device, int warm, int steps, Runnable pass);
}
