package io.cellwright.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.cellwright.anndata.H5adFile;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.Frame;
import io.cellwright.data.preprocess.HighlyVariableGenes;
import io.cellwright.metric.ClusterAgreement;
import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.metric.KMeans;
import io.cellwright.metric.KnnClassifier;
import io.cellwright.metric.Silhouette;
import io.cellwright.task.CellModel;
import io.cellwright.task.ModelSpec;
import io.cellwright.task.Registry;
import io.cellwright.task.Setup;
import io.cellwright.task.TrainOptions;
import io.cellwright.task.Training;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;

/// How good labels and embeddings are on real data: cell i keeps its label iff i % 10 == 0, all others are unknown; scores
/// are of the others. One line a model, data set and seed.
public final class Quality {
    private static final int KNOWN_EVERY = 10;

    private record Source(String file, String label, Optional<String> batch, int topGenes) {}

    private static final List<Source> SOURCES = List.of(
            new Source("pbmc68k_reduced_counts.h5ad", "bulk_labels", Optional.empty(), 0),
            new Source("scmix_3cl.h5ad", "cell_line", Optional.of("protocol"), 2_000),
            new Source("mouse_bladder.h5ad", "label", Optional.empty(), 2_000),
            new Source("pbmc4k_top2000.h5ad", "label", Optional.empty(), 0));

    private Quality() {}

    /// Arguments: the folder of the data sets, the number of seeds, and names of models and data sets to run (all if none).
    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        int seeds = Integer.parseInt(args[1]);
        List<String> only = List.of(args).subList(2, args.length);
        for (Source source : SOURCES) {
            if (!only.isEmpty() && only.stream().noneMatch(source.file()::startsWith)) {
                continue;
            }
            for (ModelSpec.Kind kind : ModelSpec.Kind.values()) {
                if ((only.contains("scvi") && kind != ModelSpec.Kind.SCVI)
                        || (only.contains("scanvi") && kind != ModelSpec.Kind.SCANVI)) {
                    continue;
                }
                for (int seed = 0; seed < seeds; seed++) {
                    run(folder, source, kind, seed);
                }
            }
        }
    }

    private static void run(Path folder, Source source, ModelSpec.Kind kind, int seed) {
        CellTable cells = read(folder, source);
        Column truthColumn = cells.obs().column(source.label()).orElseThrow();
        List<Optional<String>> labels = new ArrayList<>();
        for (int i = 0; i < cells.cells(); i++) {
            labels.add(i % KNOWN_EVERY == 0 ? Optional.ofNullable(truthColumn.text(i)) : Optional.of(Setup.UNKNOWN));
        }
        List<Column> columns = new ArrayList<>(cells.obs().columns());
        columns.add(new Column.Strings("known", labels.stream().map(l -> l.orElse(Setup.UNKNOWN)).toList()));
        CellTable table = new CellTable(cells.counts(), new Frame(cells.obs().names(), columns), cells.var());
        Setup setup = Setup.countsOnly();
        if (source.batch().isPresent()) {
            setup = setup.withBatchKey(source.batch().get());
        }
        if (kind == ModelSpec.Kind.SCANVI) {
            setup = setup.withLabelsKey("known", Setup.UNKNOWN);
        }
        Registry registry = Registry.of(table, setup);
        CellModel model = new CellModel(registry, ModelSpec.of(kind, registry), Device.cpu(Integer.getInteger("threads", 2)), seed);
        CellData data = registry.encode(table);
        long begin = System.nanoTime();
        new Training(TrainOptions.of(TrainOptions.Preset.DEFAULT).withSeed(seed), () -> false, Callback.NONE)
                .run(model, data);
        double seconds = (System.nanoTime() - begin) / 1e9;
        report(source, kind, seed, model, data, truthColumn, seconds);
    }

    private static void report(Source source, ModelSpec.Kind kind, int seed, CellModel model, CellData data,
            Column truthColumn, double seconds) {
        Registry truthLevels = Registry.of(new CellTable(data.counts(),
                new Frame(names(data.cells()), List.of(truthColumn)), new Frame(model.registry().genes(), List.of())),
                Setup.countsOnly().withLabelsKey(truthColumn.name(), ""));
        List<String> types = truthLevels.labels();
        int[] truth = new int[data.cells()];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = types.indexOf(truthColumn.text(i));
        }
        StringBuilder line = new StringBuilder(
                String.format("%-28s %-6s seed %d", source.file(), kind.label(), seed));
        if (kind == ModelSpec.Kind.SCANVI) {
            int[] predicted = DenseMatrix.of(model.classify(data)).argMax();
            for (int i = 0; i < predicted.length; i++) {
                predicted[i] = types.indexOf(model.registry().labels().get(predicted[i]));
            }
            ConfusionMatrix hidden = ConfusionMatrix.of(hidden(truth), hidden(predicted), types.size());
            line.append(String.format("  accuracy %.3f  macro-F1 %.3f", hidden.accuracy(), hidden.macroF1()));
        }
        DenseMatrix z = DenseMatrix.of(model.embed(data), data.cells(), model.spec().scvi().network().latent());
        KMeans.Clustering clusters = KMeans.fit(z, types.size(), 0);
        ClusterAgreement agreement = ClusterAgreement.of(truth, clusters.cluster());
        int[] known = java.util.stream.IntStream.range(0, truth.length).filter(i -> i % KNOWN_EVERY == 0).toArray();
        int[] unknown = java.util.stream.IntStream.range(0, truth.length).filter(i -> i % KNOWN_EVERY != 0).toArray();
        int[] knn = KnnClassifier.predict(z.selectRows(known), pick(truth, known), types.size(),
                z.selectRows(unknown), KnnClassifier.NEIGHBOURS);
        ConfusionMatrix byNeighbours = ConfusionMatrix.of(pick(truth, unknown), knn, types.size());
        line.append(String.format("  NMI %.3f  ARI %.3f  ASW %.3f  kNN %.3f  kNN F1 %.3f  %.1f s", agreement.nmi(),
                agreement.ari(), Silhouette.mean(z, truth), byNeighbours.accuracy(), byNeighbours.macroF1(), seconds));
        System.out.println(line);
    }

    private static CellTable read(Path folder, Source source) {
        try (H5adFile file = H5adFile.open(folder.resolve(source.file()))) {
            CellTable cells = file.table(new MatrixRef.X());
            if (source.topGenes() == 0) {
                return cells;
            }
            int[] batch = source.batch().map(key -> Registry.of(cells, Setup.countsOnly().withBatchKey(key))
                    .encode(cells).batch().codes()).orElse(null);
            int[] chosen = HighlyVariableGenes.seuratV3(cells.counts(), source.topGenes(), batch).chosen();
            List<String> genes = java.util.Arrays.stream(chosen).mapToObj(cells.var().names()::get).toList();
            return new CellTable(cells.counts().selectColumns(chosen), cells.obs(), new Frame(genes, List.of()));
        }
    }

    private static List<String> names(int n) {
        return java.util.stream.IntStream.range(0, n).mapToObj(Integer::toString).toList();
    }

    private static int[] hidden(int[] codes) {
        return java.util.stream.IntStream.range(0, codes.length).filter(i -> i % KNOWN_EVERY != 0).map(i -> codes[i])
                .toArray();
    }

    private static int[] pick(int[] codes, int[] rows) {
        return java.util.Arrays.stream(rows).map(i -> codes[i]).toArray();
    }
}
