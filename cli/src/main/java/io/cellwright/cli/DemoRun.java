package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.google.gson.JsonObject;
import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.preprocess.Normalization;
import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.task.CellClassifier;
import io.cellwright.task.CellModel;
import io.cellwright.task.LogisticRegression;
import io.cellwright.task.MajorityClass;
import io.cellwright.task.ModelSpec;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.task.Registry;
import io.cellwright.task.SavedModel;
import io.cellwright.task.Setup;
import io.cellwright.task.Simulation;
import io.cellwright.task.TrainOptions;
import io.cellwright.task.Training;
import io.cellwright.tensor.Device;
import io.cellwright.train.StopReason;
import io.cellwright.train.TrainResult;

/// The demo: from made cells to labels, a figure and a report.
final class DemoRun {
    private static final int SCVI_EPOCHS = 100;
    private static final int SCANVI_EPOCHS = 200;

    private final Session session;
    private final Simulation simulation;
    private final Device device;
    private final Optional<Integer> epochs;
    private final CellTable cells;
    private final CellData data;
    private final Registry registry;
    private final long start = System.nanoTime();

    DemoRun(Session session, Simulation simulation, Device device, Optional<Integer> epochs) {
        this.session = session;
        this.simulation = simulation;
        this.device = device;
        this.epochs = epochs;
        this.cells = simulation.make();
        this.registry = Registry.of(cells, Setup.countsOnly().withBatchKey(Simulation.BATCH)
                .withLabelsKey(Simulation.KNOWN, Setup.UNKNOWN));
        this.data = registry.encode(cells);
    }

    ExitStatus into(Path folder) throws IOException {
        Path made = folder.resolve("demo.h5ad");
        H5adWriter.create(made, cells, Annotations.none());
        session.say("made " + made + ": " + summary());
        try (Interruption interruption = Interruption.listen(session.interrupted())) {
            CellModel scvi = model(Kind.SCVI);
            if (train(scvi, epochs.orElse(SCVI_EPOCHS), interruption).reason() == StopReason.INTERRUPTED) {
                return ExitStatus.INTERRUPTED;
            }
            CellModel scanvi = model(Kind.SCANVI);
            scanvi.copyShared(scvi);
            if (train(scanvi, epochs.orElse(SCANVI_EPOCHS), interruption).reason() == StopReason.INTERRUPTED) {
                return ExitStatus.INTERRUPTED;
            }
            write(folder, made, scvi, scanvi);
            return ExitStatus.DONE;
        }
    }

    private CellModel model(Kind kind) {
        return new CellModel(registry, ModelSpec.of(kind, registry), device, simulation.seed());
    }

    private TrainResult train(CellModel model, int length, Interruption interruption) {
        TrainOptions options = TrainOptions.of(TrainOptions.Preset.DEFAULT).withMaxEpochs(length)
                .withSeed(simulation.seed());
        try (EpochLines lines = new EpochLines(session.screen(), System::nanoTime, model.spec().kind().label())) {
            return new Training(options, interruption::requested, lines).run(model, data);
        }
    }

    private void write(Path folder, Path made, CellModel scvi, CellModel scanvi) throws IOException {
        Results.Origin origin = new Results.Origin("cellwright demo", simulation.seed(), new JsonObject(),
                SavedModel.weightsSha256(scanvi));
        Annotations first = Results.of(scvi, data, origin);
        Annotations second = Results.of(scanvi, data, origin);
        Path labelled = folder.resolve("demo_labelled.h5ad");
        H5adWriter.copyWith(made, labelled, new Annotations(second.obs(),
                Stream.concat(first.obsm().stream(), second.obsm().stream()).toList(), second.uns()));
        Column.Categorical predicted = (Column.Categorical) second.obs().getFirst();
        Column.Categorical truth = categorical(Simulation.TYPE);
        Grouping guess = Grouping.of(predicted, truth.categories());
        List<DemoReport.Score> scores = scores(truth, guess);
        String figure = EmbeddingFigure.svg(
                Projection.of(DenseMatrix.of(second.obsm().getFirst().values_nk(), cells.cells(),
                        second.obsm().getFirst().columns())),
                List.of(new EmbeddingFigure.Panel("scANVI, predicted type", truth.categories(), guess.code()),
                        new EmbeddingFigure.Panel("scANVI, batch", categorical(Simulation.BATCH).categories(),
                                categorical(Simulation.BATCH).codes())));
        Path picture = Files.writeString(folder.resolve("embedding.svg"), figure);
        String seconds = "took " + Numbers.duration((System.nanoTime() - start) / 1e9) + " on " + device;
        Path report = Files.writeString(folder.resolve("report.html"), new DemoReport(List.of(summary(), seconds),
                scores, truth.categories(), figure).html());
        print(scores, List.of(labelled, picture, report), seconds);
    }

    private List<DemoReport.Score> scores(Column.Categorical truth, Grouping guess) {
        int[] hidden = IntStream.range(0, cells.cells()).filter(i -> data.label().codes()[i] < 0).toArray();
        int[] told = IntStream.range(0, cells.cells()).filter(i -> data.label().codes()[i] >= 0).toArray();
        CsrMatrix x_ng = Normalization.log1p(Normalization.normalizeTotal(cells.counts(), Normalization.CP10K));
        int classes = truth.categories().size();
        int[] right = pick(truth.codes(), hidden);
        int[] known = pick(truth.codes(), told);
        CellClassifier regression = LogisticRegression.fit(x_ng.selectRows(told), known, classes);
        CellClassifier majority = MajorityClass.fit(known, classes);
        CsrMatrix asked = x_ng.selectRows(hidden);
        return List.of(
                new DemoReport.Score("scANVI", ConfusionMatrix.of(right, guess.of(hidden), classes)),
                new DemoReport.Score("logistic regression", ConfusionMatrix.of(right, regression.predict(asked), classes)),
                new DemoReport.Score("majority class", ConfusionMatrix.of(right, majority.predict(asked), classes)));
    }

    private void print(List<DemoReport.Score> scores, List<Path> files, String seconds) {
        TextTable table = new TextTable(TextTable.Column.left("hidden labels"), TextTable.Column.right("accuracy"),
                TextTable.Column.right("macro F1"));
        scores.forEach(score -> table.row(score.method(), DemoReport.decimal(score.confusion().accuracy()),
                DemoReport.decimal(score.confusion().macroF1())));
        table.lines().forEach(session.screen().out()::println);
        session.screen().out().println(seconds);
        files.forEach(file -> session.screen().out().println(file));
    }

    private String summary() {
        long told = Arrays.stream(data.label().codes()).filter(code -> code >= 0).count();
        double density = cells.counts().entries() / ((double) cells.cells() * cells.genes());
        return Numbers.count(cells.cells(), "cell") + " x " + Numbers.count(cells.genes(), "gene") + ", "
                + Numbers.percent(density) + " not zero, " + simulation.shares().size() + " cell types, "
                + simulation.batches() + " batches, " + Numbers.count(told, "labelled cell");
    }

    private Column.Categorical categorical(String name) {
        return (Column.Categorical) cells.obs().column(name).orElseThrow();
    }

    private static int[] pick(int[] from, int[] at) {
        return Arrays.stream(at).map(i -> from[i]).toArray();
    }
}
