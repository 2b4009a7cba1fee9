package io.cellwright.cli;

import java.util.Optional;
import java.util.OptionalDouble;

import io.cellwright.data.CellTable;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.StepPart;

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

    /// What a part of a step cannot do without, or nothing where it was not counted.
    ///
    /// @param weights number of weights
    Optional<Work> work(CellTable cells, StepPart part, long weights);

    /// Trains until the watch has seen enough steps. A step is everything from one update of the weights to the next,
    /// the making of the minibatch included.
    StepWatch.Measured steps(CellTable cells, Device device, StepWatch watch);
}
