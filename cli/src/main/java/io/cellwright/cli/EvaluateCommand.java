package io.cellwright.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.NamedMatrix;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.graph.Points;
import io.cellwright.metric.Average;
import io.cellwright.metric.Calibration;
import io.cellwright.metric.ClassScore;
import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.task.Setup;
import io.cellwright.task.estimator.Score;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Scores an embedding, and predicted labels, against known ones.
@Command(
        name = "evaluate",
        header = "Score an embedding and predicted cell types against known ones.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "A file that 'train', 'apply' or 'annotate' has "
            + "written, or any other with cell types or an embedding to score: an .h5ad file or a .zarr store.")
    private Path file = Path.of("");

    @Option(names = "--labels-key", required = true, paramLabel = "COLUMN",
            description = "Column of obs with the known cell type.")
    private String labelsKey = "";

    @Option(names = "--unlabeled-category", paramLabel = "NAME",
            description = "The cell type that means unknown; such cells are left out. Default: ${DEFAULT-VALUE}.")
    private String unlabeledCategory = Setup.UNKNOWN;

    @Option(names = "--embedding", paramLabel = "NAME", description = "Entry of obsm to score. Where neither this nor --predicted is given, what Cellwright wrote is "
                    + "scored.")
    private Optional<String> embedding = Optional.empty();

    @Option(names = "--batch-key", paramLabel = "COLUMN",
            description = "Column of obs with the batch: tells how well the embedding mixes batches.")
    private Optional<String> batchKey = Optional.empty();

    @Option(names = "--predicted", paramLabel = "COLUMN", description = "Column of obs with predicted cell types.")
    private Optional<String> predicted = Optional.empty();

    @Option(names = "--scib", description = "Give scIB's scores of the embedding too, and their total; with "
            + "--batch-key those of batches.")
    private boolean scib;

    @Option(names = "--gate", paramLabel = "SCORE>=X",
            description = "End with status 3 where a score is not what it must be: 'macro_f1>=0.8', "
                    + "'expected_calibration_error<0.1'. May be given several times. Names are those of --json.")
    private List<String> gates = List.of();

    @Mixin
    private MemoryOption.OfEmbedding memory = new MemoryOption.OfEmbedding();

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    EvaluateCommand(Session session) {
        this.session = session;
    }

    /// Scores of predicted labels.
    ///
    /// @param names of the classes
    private record Predictions(List<String> names, ConfusionMatrix confusion, Optional<Calibration> calibration) {
        List<Score> scores() {
            List<Score> scores = new ArrayList<>(List.of(new Score("accuracy", confusion.accuracy()),
                    new Score("macro_f1", confusion.macroF1()),
                    new Score("balanced_accuracy", confusion.balancedAccuracy()),
                    new Score("weighted_f1", confusion.averaged(Average.WEIGHTED).f1()),
                    new Score("kappa", confusion.kappa()), new Score("mcc", confusion.mcc())));
            calibration.ifPresent(c -> scores.add(new Score("expected_calibration_error", c.expectedError())));
            return scores;
        }
    }

    @Override
    public Integer call() {
        Optional<MemoryBudget> budget = memory.budget();
        List<Gate> asked = gates.stream().map(Gate::parse).toList();
        try (CellFile opened = CellFile.open(file)) {
            Frame obs = opened.obs();
            if (embedding.isEmpty() && predicted.isEmpty()) {
                takeOurs(opened, obs);
            }
            Grouping truth = Grouping.of(CountFile.column(file, obs, labelsKey), unlabeledCategory);
            truth.requireTwo(file, labelsKey);
            Optional<Predictions> predictions = predicted.map(key -> predictions(obs, truth, key));
            Optional<EmbeddingScores> scores = embedding.map(name -> {
                budget.ifPresent(allowed -> requireFits(opened, name, truth, allowed));
                return scores(opened, name, truth);
            });
            List<Score> all = all(predictions, scores);
            List<Gate> missed = asked.stream().filter(gate -> !gate.passes(all)).toList();
            if (json) {
                Json.print(session.screen().out(), json(predictions, scores, missed));
            } else {
                print(session.screen().out(), predictions, scores);
            }
            missed.forEach(gate -> session.say("gate " + gate + " was missed: " + gate.score() + " is "
                    + Numbers.significant(gate.value(all), 4)));
            return (missed.isEmpty() ? ExitStatus.DONE : ExitStatus.MISSED).code();
        }
    }

    /// All scores under the names that they have in JSON.
    private static List<Score> all(Optional<Predictions> predictions, Optional<EmbeddingScores> scores) {
        List<Score> all = new ArrayList<>();
        predictions.ifPresent(p -> all.addAll(p.scores()));
        scores.ifPresent(s -> s.json().entrySet().forEach(
                entry -> all.add(new Score(entry.getKey(), entry.getValue().getAsDouble()))));
        return all;
    }

    /// Where nothing was asked for: what `train` and `apply` write.
    private void takeOurs(CellFile opened, Frame obs) {
        predicted = Results.labels(obs);
        embedding = Results.embedding(opened.summary().obsm());
        List<String> ours = Stream.concat(predicted.map("obs/"::concat).stream(), embedding.map("obsm/"::concat).stream())
                .toList();
        if (ours.isEmpty()) {
            throw new DataException(file, "", "has neither predicted cell types nor an embedding of Cellwright",
                    "Say what to score: --predicted COLUMN or --embedding NAME (an entry of obsm), or both");
        }
        session.say("scoring " + String.join(" and ", ours));
    }

    private Predictions predictions(Frame obs, Grouping truth, String key) {
        Column column = CountFile.column(file, obs, key);
        TreeSet<String> names = new TreeSet<>(truth.names());
        names.addAll(Grouping.of(column, unlabeledCategory).names());
        List<String> all = List.copyOf(names);
        int[] cells = truth.known();
        int[] right = Grouping.of(CountFile.column(file, obs, labelsKey), all).of(cells);
        int[] guess = Grouping.of(column, all).of(cells);
        for (int i = 0; i < guess.length; i++) {
            if (guess[i] < 0) {
                throw new DataException(file, "obs/" + key, "cell '" + obs.names().get(cells[i])
                        + "' has a known type but no predicted one", "Predict all cells, or give another column");
            }
        }
        Optional<Calibration> calibration = key.endsWith("_label")
                ? obs.column(key.substring(0, key.length() - "label".length()) + "confidence")
                        .flatMap(c -> calibration(c, cells, right, guess)) : Optional.empty();
        return new Predictions(all, ConfusionMatrix.of(right, guess, all.size()), calibration);
    }

    private static Optional<Calibration> calibration(Column column, int[] cells, int[] right, int[] guess) {
        if (!(column instanceof Column.Numbers numbers)) {
            return Optional.empty();
        }
        double[] confidence = new double[cells.length];
        boolean[] hit = new boolean[cells.length];
        for (int i = 0; i < cells.length; i++) {
            confidence[i] = numbers.values()[cells[i]];
            hit[i] = right[i] == guess[i];
        }
        return Optional.of(Calibration.of(confidence, hit));
    }

    private void requireFits(CellFile opened, String name, Grouping truth, MemoryBudget allowed) {
        long columns = opened.obsmColumns(name);
        long needed = EmbeddingScores.bytes(opened.obs().size(), columns, truth.names().size(), scib);
        long left = allowed.forCounts();
        if (needed > left) {
            throw new DataException(file, "obsm/" + name, "takes up to " + Numbers.bytes(needed)
                    + " while its " + Numbers.count(columns, "dimension") + " are scored, where "
                    + allowed.leaves(left), allowed.allow(needed) + ", or choose among the cells first");
        }
    }

    private EmbeddingScores scores(CellFile opened, String name, Grouping truth) {
        int[] cells = truth.known();
        // Nobody else holds what was read, nor all points: each goes as soon as it was copied.
        Points points = chosen(points(opened.obsm(name)), cells);
        int[] batch = batchKey.map(key -> Grouping.of(CountFile.column(file, opened.obs(), key), "").of(cells))
                .orElse(new int[0]);
        EmbeddingScores scores = EmbeddingScores.of(points, truth.of(cells), truth.names().size(), batch, scib,
                session.screen());
        scores.remark().ifPresent(session::say);
        return scores;
    }

    private static Points points(NamedMatrix matrix) {
        return Points.of(matrix.values_nk(), matrix.rows(), matrix.columns());
    }

    private static Points chosen(Points all, int[] cells) {
        return cells.length == all.cells() ? all : all.select(cells);
    }

    private JsonObject json(Optional<Predictions> predictions, Optional<EmbeddingScores> scores, List<Gate> missed) {
        JsonObject root = new JsonObject();
        root.addProperty("file", file.toString());
        root.addProperty("labels_key", labelsKey);
        predictions.ifPresent(p -> {
            JsonObject part = new JsonObject();
            part.addProperty("cells", p.confusion.cells());
            p.scores().forEach(score -> part.add(score.name(), Json.number(score.value())));
            JsonArray classes = new JsonArray();
            p.confusion.perClass().forEach(score -> classes.add(json(p.names.get(score.label()), score)));
            part.add("classes", classes);
            root.add("predicted", part);
        });
        scores.ifPresent(s -> root.add("embedding", s.json()));
        if (!gates.isEmpty()) {
            root.add("gates_missed", TrainSummary.texts(missed.stream().map(Gate::toString).toList()));
        }
        return root;
    }

    private static JsonObject json(String name, ClassScore score) {
        JsonObject json = new JsonObject();
        json.addProperty("label", name);
        json.addProperty("precision", score.precision());
        json.addProperty("recall", score.recall());
        json.addProperty("f1", score.f1());
        json.addProperty("cells", score.support());
        json.addProperty("predicted", score.predicted());
        return json;
    }

    private static void print(PrintStream out, Optional<Predictions> predictions, Optional<EmbeddingScores> scores) {
        TextTable table = new TextTable(TextTable.Column.left("score"), TextTable.Column.right("value"));
        predictions.ifPresent(p -> {
            table.row("accuracy", Numbers.significant(p.confusion.accuracy(), 4));
            table.row("macro F1", Numbers.significant(p.confusion.macroF1(), 4));
            p.calibration.ifPresent(c -> table.row("expected calibration error",
                    Numbers.significant(c.expectedError(), 4)));
        });
        scores.ifPresent(s -> s.addTo(table));
        List<String> lines = new ArrayList<>(table.lines());
        predictions.ifPresent(p -> {
            lines.add("");
            lines.addAll(classTable(p).lines());
        });
        lines.forEach(out::println);
    }

    private static TextTable classTable(Predictions predictions) {
        TextTable table = new TextTable(TextTable.Column.left("cell type"), TextTable.Column.right("precision"),
                TextTable.Column.right("recall"), TextTable.Column.right("F1"), TextTable.Column.right("cells"),
                TextTable.Column.right("predicted"));
        for (ClassScore score : predictions.confusion.perClass()) {
            table.row(predictions.names.get(score.label()), Numbers.significant(score.precision(), 3),
                    Numbers.significant(score.recall(), 3), Numbers.significant(score.f1(), 3),
                    Numbers.count(score.support()), Numbers.count(score.predicted()));
        }
        return table;
    }
}
