package io.cellwright.data.prepare;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Nearest;
import io.cellwright.data.preprocess.DispersedGenes;
import io.cellwright.data.preprocess.GeneMoments;
import io.cellwright.data.preprocess.HighlyVariableGenes;
import org.jspecify.annotations.Nullable;

/// Fits a preparation. Whatever is computed here is computed over the training cells.
final class Fitting {
    private static final double SPAN = 0.3;
    /// A deviation of this share of the mean is what rounding to float32 leaves of values that are all the same.
    private static final double ROUNDING = 1e-6;

    private final PreparationConfig config;
    private final CellTable table;
    private final CsrMatrix counts;
    private final int[] training;

    Fitting(PreparationConfig config, CellTable table, int[] training) {
        this.config = config;
        this.table = table;
        this.counts = table.counts();
        this.training = training.clone();
        Arrays.sort(this.training);
        requireRows();
        Preparation.requireCounts(config, counts);
    }

    private void requireRows() {
        boolean varies = config.scaling() instanceof Scaling.Standard
                || config.genes() instanceof GeneSelection.HighlyVariable;
        if (training.length < (varies ? 2 : 1)) {
            throw new IllegalArgumentException("training must be " + (varies ? "2 cells or more, since variances are "
                    + "needed," : "1 cell or more") + " but was " + training.length);
        }
        for (int i = 0; i < training.length; i++) {
            boolean twice = i > 0 && training[i] == training[i - 1];
            if (twice || training[i] < 0 || training[i] >= table.cells()) {
                throw new IllegalArgumentException("training must be different rows in [0, " + table.cells() + ") but "
                        + training[i] + (twice ? " stands twice" : " was given"));
            }
        }
    }

    Preparation fit() {
        double[] total_n = Arrays.stream(training).mapToDouble(counts::rowSum).toArray();
        OptionalDouble target = switch (config.targetSum()) {
            case TargetSum.None none -> OptionalDouble.empty();
            case TargetSum.Fixed fixed -> OptionalDouble.of(fixed.sum());
            case TargetSum.Median median -> OptionalDouble.of(medianOfPositive(total_n));
        };
        double[] scale_n = Arrays.stream(total_n).map(total -> CellValues.scale(total, target.orElse(Double.NaN)))
                .toArray();
        int[] chosen = chosen(scale_n);
        double[] mean_g = {};
        double[] deviation_g = {};
        if (config.scaling() instanceof Scaling.Standard) {
            GeneMoments moments = GeneMoments.of(CellValues.of(counts, training, scale_n, config.log1p()), training);
            mean_g = Arrays.stream(chosen).mapToDouble(g -> moments.mean_g()[g]).toArray();
            deviation_g = Arrays.stream(chosen).mapToDouble(g -> deviation(moments, g)).toArray();
        }
        return new Preparation(config, training.length, target, table.var().names(), chosen, mean_g, deviation_g);
    }

    private static double deviation(GeneMoments moments, int g) {
        double deviation = Math.sqrt(moments.variance_g()[g]);
        return deviation <= ROUNDING * Math.abs(moments.mean_g()[g]) ? 1 : deviation;
    }

    private static double medianOfPositive(double[] total_n) {
        double[] sorted = Arrays.stream(total_n).filter(total -> total > 0).sorted().toArray();
        if (sorted.length == 0) {
            throw new DataException("counts", "no training cell has any count", "Train on other cells");
        }
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private int[] chosen(double[] scale_n) {
        return switch (config.genes()) {
            case GeneSelection.All all -> IntStream.range(0, table.genes()).toArray();
            case GeneSelection.Named named -> places(named.names());
            case GeneSelection.HighlyVariable variable -> variable.topGenes() >= table.genes()
                    ? IntStream.range(0, table.genes()).toArray() : variable(variable, scale_n);
        };
    }

    private int[] places(List<String> names) {
        List<String> there = table.var().names();
        Map<String, Integer> known = new HashMap<>();
        for (int g = 0; g < there.size(); g++) {
            known.putIfAbsent(there.get(g), g);
        }
        return names.stream().mapToInt(name -> {
            Integer place = known.get(name);
            if (place == null) {
                throw new DataException("var", "there is no gene '" + name + "'", Nearest.hint(name, known.keySet()));
            }
            return place;
        }).toArray();
    }

    private int[] variable(GeneSelection.HighlyVariable choice, double[] scale_n) {
        int[] batch = choice.batchKey().map(this::batches).orElse(null);
        int top = choice.topGenes();
        return switch (choice.flavor()) {
            case SEURAT_V3 -> seuratV3(top, batch, HighlyVariableGenes.Order.MEDIAN_RANK);
            case SEURAT_V3_PAPER -> seuratV3(top, batch, HighlyVariableGenes.Order.BATCHES);
            case SEURAT -> DispersedGenes.of(CellValues.of(counts, training, scale_n, false), training, top, batch,
                    DispersedGenes.Way.SEURAT).chosen();
            case CELL_RANGER -> DispersedGenes.of(CellValues.of(counts, training, scale_n, true), training, top, batch,
                    DispersedGenes.Way.CELL_RANGER).chosen();
        };
    }

    private int[] seuratV3(int top, int @Nullable [] batch, HighlyVariableGenes.Order order) {
        return HighlyVariableGenes.seuratV3(counts, training, top, batch, SPAN, order).chosen();
    }

    /// Batch of each cell of the table, in alphabetical order; that of cells that are not for training does not matter.
    private int[] batches(String key) {
        Column column = table.obs().column(key).orElseThrow(() -> new DataException("obs/" + key, "there is no such "
                + "column", Nearest.hint(key, table.obs().columns().stream().map(Column::name).toList())));
        Map<String, Integer> cells = new TreeMap<>();
        for (int i : training) {
            String text = column.text(i);
            if (text == null) {
                throw new DataException("obs/" + key, "cell '" + table.obs().names().get(i) + "' has no value",
                        "Fill in or remove cells without a value");
            }
            cells.merge(text, 1, Integer::sum);
        }
        cells.forEach((batch, count) -> {
            if (count == 1) {
                throw new DataException("obs/" + key, "batch '" + batch + "' has one training cell, where the choice "
                        + "of genes needs two or more of each", "Leave that cell out, or choose genes without batches");
            }
        });
        List<String> names = List.copyOf(cells.keySet());
        int[] batch = new int[table.cells()];
        for (int i : training) {
            batch[i] = names.indexOf(column.text(i));
        }
        return batch;
    }
}
