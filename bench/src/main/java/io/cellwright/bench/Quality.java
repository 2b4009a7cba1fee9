package io.cellwright.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.Frame;
import io.cellwright.metric.ClusterAgreement;
import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.metric.KMeans;
import io.cellwright.metric.KnnClassifier;
import io.cellwright.metric.Silhouette;
import io.cellwright.task.CellModel;
import io.cellwright.task.ModelSpec;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.task.Registry;
import io.cellwright.task.Setup;
import io.cellwright.task.TrainOptions;
import io.cellwright.task.Training;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;

/// How good labels and embeddings of the default preset are on real data: one cell in ten keeps its label, all others
/// are unknown; accuracy, macro-F1 and those of 15 neighbours are of the others. NMI is that of k-means with the true
/// number of types. One line a model, data set and seed, then their means beside scvi-tools.
public final class Quality {
    private static final int KNOWN_EVERY = 10;

    private Quality() {}

    /// What one run scored; the labels' scores are NaN for scVI.
    private record Scores(double accuracy, double macroF1, double nmi, double ari, double silhouette, double neighbours,
            double neighboursF1, double seconds) {
        static Scores mean(List<Scores> all) {
            return new Scores(mean(all, Scores::accuracy), mean(all, Scores::macroF1), mean(all, Scores::nmi),
                    mean(all, Scores::ari), mean(all, Scores::silhouette), mean(all, Scores::neighbours),
                    mean(all, Scores::neighboursF1), mean(all, Scores::seconds));
        }

        private static double mean(List<Scores> all, ToDoubleFunction<Scores> which) {
            return all.stream().mapToDouble(which).average().orElse(Double.NaN);
        }

        @Override
        public String toString() {
            String labels = Double.isNaN(accuracy) ? " ".repeat(29)
                    : String.format("accuracy %.3f macro-F1 %.3f", accuracy, macroF1);
            return String.format("%s  NMI %.3f ARI %.3f ASW %.3f kNN %.3f kNN F1 %.3f  %.1f s", labels, nmi, ari,
                    silhouette, neighbours, neighboursF1, seconds);
        }
    }

    /// Arguments: the folder of the data sets, the number of seeds, which cell of ten keeps its label (0 to 9), and
    /// names of models and data sets to run, all if none.
    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        int seeds = Integer.parseInt(args[1]);
        int known = Integer.parseInt(args[2]);
        List<String> only = List.of(args).subList(3, args.length);
        StringBuilder table = new StringBuilder();
        for (RealData source : RealData.ALL) {
            for (Kind kind : Kind.values()) {
                if (!isAsked(only, source, kind)) {
                    continue;
                }
                List<Scores> all = new ArrayList<>();
                for (int seed = 0; seed < seeds; seed++) {
                    all.add(run(folder, source, kind, seed, known));
                    System.out.printf("%-24s %-6s seed %d  %s%n", source.file(), kind.label(), seed, all.getLast());
                }
                table.append(String.format("%-24s %-6s %s%n%-31s %s%n", source.file(), kind.label(), Scores.mean(all),
                        "", source.peer(kind)));
            }
        }
        System.out.printf("%nMeans of %d seeds, label of each cell with i %% %d = %d known; below each what is to be had "
                + "of scvi-tools 1.5.1%n%s", seeds, KNOWN_EVERY, known, table);
    }

    private static boolean isAsked(List<String> only, RealData source, Kind kind) {
        List<String> kinds = Arrays.stream(Kind.values()).map(Kind::label).filter(only::contains).toList();
        List<String> files = only.stream().filter(word -> Arrays.stream(Kind.values())
                .noneMatch(k -> k.label().equals(word))).toList();
        return (kinds.isEmpty() || kinds.contains(kind.label()))
                && (files.isEmpty() || files.stream().anyMatch(source.file()::startsWith));
    }

    private static Scores run(Path folder, RealData source, Kind kind, int seed, int known) {
        CellTable cells = source.read(folder);
        Column truth = cells.obs().column(source.label()).orElseThrow();
        List<String> labels = IntStream.range(0, cells.cells()).mapToObj(i -> i % KNOWN_EVERY == known
                ? Optional.ofNullable(truth.text(i)).orElse(Setup.UNKNOWN) : Setup.UNKNOWN).toList();
        List<Column> columns = new ArrayList<>(cells.obs().columns());
        columns.add(new Column.Strings("known", labels));
        CellTable table = new CellTable(cells.counts(), new Frame(cells.obs().names(), columns), cells.var());
        Setup setup = source.batch().map(Setup.countsOnly()::withBatchKey).orElse(Setup.countsOnly());
        if (kind == Kind.SCANVI) {
            setup = setup.withLabelsKey("known", Setup.UNKNOWN);
        }
        Registry registry = Registry.of(table, setup);
        CellModel model = new CellModel(registry, ModelSpec.of(kind, registry), Device.cpu(), seed);
        CellData data = registry.encode(table);
        long begin = System.nanoTime();
        new Training(TrainOptions.of(TrainOptions.Preset.DEFAULT).withSeed(seed), () -> false, Callback.NONE)
                .run(model, data);
        return scores(model, data, truth, known, (System.nanoTime() - begin) / 1e9);
    }

    private static Scores scores(CellModel model, CellData data, Column truthColumn, int known, double seconds) {
        List<String> types = IntStream.range(0, data.cells()).mapToObj(truthColumn::text).distinct().sorted().toList();
        int[] truth = IntStream.range(0, data.cells()).map(i -> types.indexOf(truthColumn.text(i))).toArray();
        int[] labelled = cells(truth.length, i -> i % KNOWN_EVERY == known);
        int[] hidden = cells(truth.length, i -> i % KNOWN_EVERY != known);
        double accuracy = Double.NaN;
        double macroF1 = Double.NaN;
        if (model.scanvi().isPresent()) {
            int[] predicted = Arrays.stream(DenseMatrix.of(model.classify(data)).argMax())
                    .map(c -> types.indexOf(model.registry().labels().get(c))).toArray();
            ConfusionMatrix labels = ConfusionMatrix.of(pick(truth, hidden), pick(predicted, hidden), types.size());
            accuracy = labels.accuracy();
            macroF1 = labels.macroF1();
        }
        DenseMatrix z = DenseMatrix.of(model.embed(data), data.cells(), model.spec().scvi().network().latent());
        ClusterAgreement agreement = ClusterAgreement.of(truth, KMeans.fit(z, types.size(), 0).cluster());
        int[] near = KnnClassifier.predict(z.selectRows(labelled), pick(truth, labelled), types.size(),
                z.selectRows(hidden), KnnClassifier.NEIGHBOURS);
        ConfusionMatrix neighbours = ConfusionMatrix.of(pick(truth, hidden), near, types.size());
        return new Scores(accuracy, macroF1, agreement.nmi(), agreement.ari(), Silhouette.mean(z, truth),
                neighbours.accuracy(), neighbours.macroF1(), seconds);
    }

    private static int[] cells(int n, IntPredicate which) {
        return IntStream.range(0, n).filter(which).toArray();
    }

    private static int[] pick(int[] codes, int[] rows) {
        return Arrays.stream(rows).map(i -> codes[i]).toArray();
    }
}
