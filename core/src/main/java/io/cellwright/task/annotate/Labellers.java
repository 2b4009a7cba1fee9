package io.cellwright.task.annotate;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.prepare.Preparation;
import io.cellwright.data.prepare.PreparationConfig;
import io.cellwright.data.split.Sizes;
import io.cellwright.data.split.SplitRule;
import io.cellwright.data.split.Spread;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.task.CellModel;
import io.cellwright.task.ModelSpec;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.task.Registry;
import io.cellwright.task.TrainOptions;
import io.cellwright.task.TrainOptions.Preset;
import io.cellwright.task.Training;
import io.cellwright.task.baseline.LogisticRegression;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.network.NetworkTask;
import io.cellwright.task.network.TaskRunner;
import io.cellwright.task.network.TrainedNetwork;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;

/// Makes the candidates ready for cells. All but the labels is done once.
///
/// @param cells the cells
/// @param variable the genes that scANVI sees; the others see all
/// @param device where they compute
/// @param interrupted asked after each step
/// @param callback who watches
record Labellers(LabelledCells cells, CellTable variable, Device device, BooleanSupplier interrupted,
        Callback callback) {
    /// The classifier's share of labelled cells that say when to stop.
    private static final Sizes WATCHED = new Sizes(0.15, 0);

    Labeller of(Candidate candidate) {
        return switch (candidate) {
            case LOGISTIC -> logistic();
            case CLASSIFIER -> this::classify;
            case SCANVI -> this::scanvi;
        };
    }

    private Labeller logistic() {
        CsrMatrix x_ng = Preparation.fit(PreparationConfig.LOG_NORMALIZED, cells.table(),
                IntStream.range(0, cells.table().cells()).toArray()).apply(cells.table()).matrix();
        return (known_n, seed) -> {
            int[] rows = IntStream.range(0, known_n.length).filter(i -> known_n[i] >= 0).toArray();
            int[] label = Arrays.stream(rows).map(i -> known_n[i]).toArray();
            return LogisticRegression.fit(x_ng.selectRows(rows), label, cells.classes().size(), device)
                    .probabilities(x_ng);
        };
    }

    private DenseMatrix classify(int[] known_n, long seed) {
        String key = cells.options().labelsKey();
        CellTable table = cells.withLabels(known_n);
        NetworkTask task = NetworkTask.of("mlp_classifier", "classification").withLabels(key)
                .withUnlabeledCategory(cells.options().unlabeledCategory())
                .withSplit(new SplitRule.Holdout(new Spread.ByLabel(key), WATCHED, seed))
                .withFit(fit -> fit.withSeed(seed));
        TrainedNetwork trained = new TaskRunner(task, device, interrupted, callback).fit(table);
        requireWhole();
        return trained.predict(table).inOrderOf(cells.classes());
    }

    private DenseMatrix scanvi(int[] known_n, long seed) {
        CellTable table = new CellTable(variable.counts(), cells.withLabels(known_n).obs(), variable.var());
        Registry registry = Registry.of(table, cells.setup());
        CellModel model = new CellModel(registry, ModelSpec.of(Kind.SCANVI, registry), device, seed);
        CellData data = registry.encode(table);
        new Training(TrainOptions.of(Preset.DEFAULT).withSeed(seed), interrupted, callback).run(model, data);
        requireWhole();
        return Fitted.Predicted.of(DenseMatrix.of(model.classify(data)), registry.labels()).inOrderOf(cells.classes());
    }

    /// A network that was stopped half-way must not be compared with others.
    private void requireWhole() {
        if (interrupted.getAsBoolean()) {
            throw new CancellationException("interrupted while labels were learnt");
        }
    }
}
