package io.cellwright.task.network;

import java.util.stream.IntStream;

import io.cellwright.model.CellNetwork;
import io.cellwright.model.constant.MeanExpression;
import io.cellwright.model.constant.MostCommonClass;
import io.cellwright.task.baseline.MajorityClass;
import io.cellwright.task.estimator.SplitCells;

/// Means over all training cells, for networks that answer the same for all cells: of their expression, or of their
/// classes, whose means are the shares.
///
/// @param seed of the split; nothing else is random
public record MeanFit(long seed) implements Fitting {
    /// The seed of {@link FitOptions#DEFAULT}.
    public static final MeanFit DEFAULT = new MeanFit(FitOptions.DEFAULT.seed());

    @Override
    public MeanFit withSeed(long other) {
        return new MeanFit(other);
    }

    void fit(CellNetwork network, SplitCells data) {
        switch (network) {
            case MeanExpression mean -> mean.set(data.meanOfTraining());
            case MostCommonClass common -> {
                int[] known = IntStream.of(data.labelsOf(data.split().train())).filter(label -> label >= 0).toArray();
                common.set(MajorityClass.fit(known, common.classes()).shares());
            }
            default -> throw new IllegalArgumentException("Model '" + network.name() + "' takes no means; train it by "
                    + "FitOptions");
        }
    }
}
