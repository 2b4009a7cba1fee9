package io.cellwright.task.catalog;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.data.Frame;
import io.cellwright.model.Task;
import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.task.CellModel;
import io.cellwright.task.ModelSpec;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.task.Registry;
import io.cellwright.task.Setup;
import io.cellwright.task.TrainOptions;
import io.cellwright.task.Training;
import io.cellwright.task.TrainingFacts;
import io.cellwright.task.estimator.Assignment;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.estimator.SplitCells;
import io.cellwright.train.Control;

/// scVI or scANVI, trained as `train scvi` and `train scanvi` do, on raw counts of the genes that the preparation kept.
///
/// It sees the cells that train and no others, so that all models learn from the same: where nothing validates, all of
/// them are trained on, and scANVI gets no unlabelled cells beside them. scANVI is made to learn from those too, so a
/// comparison shows less than it can do where labels are few; `annotate` compares that.
///
/// @param name what it is called
/// @param kind scVI or scANVI
/// @param networkChange changes the default network
/// @param options how it is trained; their seed has no part
public record CountsEstimator(String name, Kind kind, UnaryOperator<ScviConfig> networkChange, TrainOptions options)
        implements Estimator {
    /// With the defaults of the command line.
    public static CountsEstimator of(Kind kind) {
        return new CountsEstimator(kind.label(), kind, UnaryOperator.identity(),
                TrainOptions.of(TrainOptions.Preset.DEFAULT));
    }

    /// The same under another name.
    public CountsEstimator withName(String other) {
        return new CountsEstimator(other, kind, networkChange, options);
    }

    /// The same with another network.
    public CountsEstimator withNetwork(UnaryOperator<ScviConfig> change) {
        return new CountsEstimator(name, kind, c -> change.apply(networkChange.apply(c)), options);
    }

    /// The same, trained in another way: `scvi.withOptions(o -> o.withMaxEpochs(20))`.
    public CountsEstimator withOptions(UnaryOperator<TrainOptions> change) {
        return new CountsEstimator(name, kind, networkChange, change.apply(options));
    }

    @Override
    public List<Task> tasks() {
        return kind == Kind.SCANVI ? List.of(Task.REPRESENTATION, Task.CLASSIFICATION) : List.of(Task.REPRESENTATION);
    }

    @Override
    public String settings() {
        return networkChange.apply(ScviConfig.of(1, 1)) + " " + options.withSeed(0);
    }

    @Override
    public Fitted fit(Assignment assignment) {
        SplitCells data = assignment.data();
        List<String> genes = data.prepared().genes();
        CellTable cells = new CellTable(data.cells().countsOf(genes), data.cells().obs(), new Frame(genes, List.of()));
        CellTable training = cells.selectRows(data.split().train());
        Registry registry = registry(training, data);
        ModelSpec usual = ModelSpec.of(kind, registry);
        CellModel model = new CellModel(registry, usual.with(networkChange.apply(usual.scvi())), assignment.device(),
                assignment.seed());
        CellData counts = registry.encode(training);
        TrainOptions asked = trainedOnAll().withSeed(assignment.seed());
        TrainingFacts facts = TrainingFacts.of(asked,
                new Training(asked, assignment.interrupted(), assignment.callback()).run(model, counts));
        return new FittedCounts(name, model, Optional.of(facts));
    }

    /// Labels of the training cells, batches of all: a batch without training cells has first weights.
    private Registry registry(CellTable training, SplitCells data) {
        Setup asked = data.columns();
        Setup batch = asked.batchKey().map(Setup.countsOnly()::withBatchKey).orElse(Setup.countsOnly());
        Setup setup = kind == Kind.SCANVI ? batch.withLabelsKey(asked.labelsKey().orElseThrow(
                () -> new IllegalArgumentException("Model '" + name + "' needs labels: say which column of obs has them")),
                asked.unlabeledCategory()) : batch;
        Registry ofTraining = Registry.of(training, setup);
        List<String> batches = data.batches().map(levels -> levels.names()).orElse(ofTraining.batches());
        return new Registry(setup, ofTraining.genes(), batches, ofTraining.labels(), List.of());
    }

    private TrainOptions trainedOnAll() {
        Control control = options.control();
        boolean validates = control.validateEvery().isPresent() || control.earlyStopping().isPresent()
                || control.keepBest().isPresent();
        return options.trainSize().isPresent() || validates ? options : options.withTrainSize(1);
    }
}
