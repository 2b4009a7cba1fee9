package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.google.gson.JsonObject;
import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.NamedMatrix;
import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.report.html.Section;
import io.cellwright.task.CellModel;
import io.cellwright.task.ModelSpec;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.task.Registry;
import io.cellwright.task.SavedModel;
import io.cellwright.task.Setup;
import io.cellwright.task.Simulation;
import io.cellwright.task.TrainOptions;
import io.cellwright.task.Training;
import io.cellwright.task.WarmUp;
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
            warmUp();
            CellModel scvi = model(Kind.SCVI);
            if (train(scvi, epochs.orElse(SCVI_EPOCHS), interruption).reason() == StopReason.INTERRUPTED) {
                return ExitStatus.INTERRUPTED;
            }
            CellModel scanvi = model(Kind.SCANVI);
            scanvi.copyShared(scvi);
            TrainResult result = train(scanvi, epochs.orElse(SCANVI_EPOCHS), interruption);
            if (result.reason() == StopReason.INTERRUPTED) {
                return ExitStatus.INTERRUPTED;
            }
            write(folder, made, scvi, scanvi, result);
            return ExitStatus.DONE;
        }
    }

    /// Compiles what both models run: scANVI has an scVI inside.
    private void warmUp() {
        if (session.fresh() && WarmUp.pays(cells.cells(), epochs.orElse(SCVI_EPOCHS))) {
            WarmUp.run(Kind.SCANVI, made -> ModelSpec.of(Kind.SCANVI, made), session.device().apply(1));
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

    private void write(Path folder, Path made, CellModel scvi, CellModel scanvi, TrainResult result) throws IOException {
        Results.Origin origin = new Results.Origin("cellwright demo", simulation.seed(), new JsonObject(),
                SavedModel.weightsSha256(scanvi));
        Annotations first = Results.of(scvi, data, origin);
        Annotations second = Results.of(scanvi, data, origin);
        Path labelled = folder.resolve("demo_labelled.h5ad");
        H5adWriter.copyWith(made, labelled, new Annotations(second.obs(),
                Stream.concat(first.obsm().stream(), second.obsm().stream()).toList(), second.uns()));
        Path picture = Files.writeString(folder.resolve("embedding.svg"), figure(second));
        LabelVerdict verdict = LabelVerdict.of("scANVI", cells.counts(), labels(),
                TypeOrder.of(registry.labels()).columns(DenseMatrix.of(scanvi.classify(data))));
        Path page = folder.resolve("report.html");
        new ReportFiles(page).write(new CellModelReport(scanvi, data, result, new CellModelReport.About(
                "Cellwright demo: scANVI on made cells", origin.command(), simulation.seed(), origin.weights(),
                List.of(new Section.Fact("made cells", made.toString()),
                        new Section.Fact("with embeddings and predicted types", labelled.toString()),
                        new Section.Fact("the embedding as a picture", picture.toString())))).report(Optional.of(verdict)));
        print(verdict, List.of(labelled, picture, page));
    }

    private String figure(Annotations scanvi) {
        Column.Categorical truth = categorical(Simulation.TYPE);
        Grouping guess = Grouping.of(scanvi.obs().getFirst(), truth.categories());
        NamedMatrix embedding = scanvi.obsm().getFirst();
        return EmbeddingFigure.svg(
                Projection.of(DenseMatrix.of(embedding.values_nk(), embedding.rows(), embedding.columns())),
                List.of(new EmbeddingFigure.Panel("scANVI, predicted type", truth.categories(), guess.code()),
                        new EmbeddingFigure.Panel("scANVI, batch", categorical(Simulation.BATCH).categories(),
                                categorical(Simulation.BATCH).codes())));
    }

    /// The labels that the model was given, and the true ones of all other cells.
    private LabelVerdict.Labels labels() {
        TypeOrder types = TypeOrder.of(registry.labels());
        int[] told = types.codes(data.label().codes());
        int[] truth = Grouping.of(categorical(Simulation.TYPE), types.names()).code();
        return new LabelVerdict.Labels(types.names(), told,
                IntStream.range(0, truth.length).map(i -> told[i] >= 0 ? -1 : truth[i]).toArray());
    }

    private void print(LabelVerdict verdict, List<Path> files) {
        TextTable table = new TextTable(TextTable.Column.left("hidden labels"), TextTable.Column.right("accuracy"),
                TextTable.Column.right("macro F1"));
        verdict.answers().forEach(answer -> table.row(answer.method(), decimal(answer.confusion().accuracy()),
                decimal(answer.confusion().macroF1())));
        table.lines().forEach(session.screen().out()::println);
        session.screen().out().println("took " + Numbers.duration((System.nanoTime() - start) / 1e9) + " on " + device);
        files.forEach(file -> session.screen().out().println(file));
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
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
}
