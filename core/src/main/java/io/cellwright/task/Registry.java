package io.cellwright.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import io.cellwright.data.CellData;
import io.cellwright.data.CellData.Annotations;
import io.cellwright.data.CellData.Factor;
import io.cellwright.data.CellTable;
import io.cellwright.data.Cells;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Nearest;
import io.cellwright.data.StoredCells;
import org.jspecify.annotations.Nullable;

/// What a model knows of the data that it was made for: its genes in order, and the levels of each column that it uses.
/// It turns any table of cells into what the model takes.
///
/// @param setup which columns are used
/// @param genes gene names, in the model's order
/// @param batches levels of the batch column; a single empty name where there is none
/// @param labels known cell types in code order, the unlabelled category left out; empty where there is no label column
/// @param categorical levels of each categorical covariate
public record Registry(Setup setup, List<String> genes, List<String> batches, List<String> labels,
        List<List<String>> categorical) {
    /// Below this share of known genes a user is warned.
    public static final double ENOUGH_GENES = 0.8;
    private static final int SHOWN = 8;

    /// Copies the lists.
    public Registry {
        genes = List.copyOf(genes);
        batches = List.copyOf(batches);
        labels = List.copyOf(labels);
        categorical = categorical.stream().map(List::copyOf).toList();
    }

    /// Reads the levels off a table.
    ///
    /// @throws DataException if a column is not there or has no use
    public static Registry of(Cells cells, Setup setup) {
        List<String> batches = setup.batchKey().map(key -> levels(complete(cells, key))).orElse(List.of(""));
        List<String> labels = setup.labelsKey().map(key -> labelLevels(column(cells, key), setup.unlabeledCategory()))
                .orElse(List.of());
        List<List<String>> categorical = setup.categoricalKeys().stream().map(key -> levels(complete(cells, key)))
                .toList();
        setup.continuousKeys().forEach(key -> numbers(cells, key));
        return new Registry(setup, cells.var().names(), batches, labels, categorical);
    }

    /// Label codes as scvi-tools gives them: the categories sorted by character, then the unlabelled one swapped with
    /// the last; it is then left out, since no cell has it as its type.
    static List<String> labelLevels(Column column, String unlabeled) {
        List<String> sorted = new ArrayList<>(levels(column));
        int at = sorted.indexOf(unlabeled);
        if (at >= 0) {
            sorted.set(at, sorted.getLast());
            sorted.removeLast();
        }
        return sorted;
    }

    private static List<String> levels(Column column) {
        TreeSet<String> seen = new TreeSet<>();
        for (int i = 0; i < column.size(); i++) {
            String text = column.text(i);
            if (text != null) {
                seen.add(text);
            }
        }
        return List.copyOf(seen);
    }

    /// What came of matching a table's genes with the model's.
    ///
    /// @param found genes of the model that the table has
    /// @param missing genes of the model that it lacks; they count as zero
    /// @param extra genes of the table that the model does not know; they are left out
    public record GeneMatch(int found, List<String> missing, int extra) {
        /// Share of the model's genes that were found.
        public double share() {
            return (double) found / Math.max(1, found + missing.size());
        }
    }

    /// How a table's genes match the model's.
    public GeneMatch match(Cells cells) {
        int[] place = cells.placesAmong(genes);
        boolean[] have = new boolean[genes.size()];
        int extra = 0;
        for (int p : place) {
            if (p < 0) {
                extra++;
            } else {
                have[p] = true;
            }
        }
        List<String> missing = new ArrayList<>();
        for (int g = 0; g < have.length; g++) {
            if (!have[g]) {
                missing.add(genes.get(g));
            }
        }
        return new GeneMatch(genes.size() - missing.size(), missing, extra);
    }

    /// The cells as the model takes them. Genes are found by name; genes of the model that the table lacks are zero. A
    /// label that the model does not know counts as unlabelled; an unknown batch or covariate level is an error.
    ///
    /// @throws DataException if a column is not there, or a batch is unknown
    public CellData encode(Cells cells) {
        return encode(cells, Optional.empty());
    }

    /// As {@link #encode(Cells)}.
    ///
    /// @param asBatch the batch that all cells are taken to be of, in place of the batch column
    /// @throws IllegalArgumentException if the model does not know that batch
    public CellData encode(Cells cells, Optional<String> asBatch) {
        Annotations about = annotations(cells, asBatch);
        return switch (cells) {
            case CellTable table -> new CellData(table.countsOf(genes), about);
            case StoredCells stored -> new CellData(stored.countsOf(genes), about, stored.blocks(), stored.room());
        };
    }

    /// As {@link #encode(Cells, Optional)}, for a single look at each cell: counts in a file are not read before.
    public CellData encodeAsRead(Cells cells, Optional<String> asBatch) {
        return switch (cells) {
            case CellTable table -> encode(table, asBatch);
            case StoredCells stored -> CellData.asRead(stored.countsOf(genes), annotations(cells, asBatch),
                    stored.blocks(), stored.room());
        };
    }

    private Annotations annotations(Cells cells, Optional<String> asBatch) {
        int n = cells.cells();
        Factor batch = Factor.single(n);
        if (asBatch.isPresent()) {
            int code = batches.indexOf(asBatch.get());
            if (code < 0) {
                throw new IllegalArgumentException("asBatch must be a batch that the model knows (" + shown(batches)
                        + ") but was '" + asBatch.get() + "'");
            }
            int[] codes = new int[n];
            Arrays.fill(codes, code);
            batch = new Factor(codes, batches.size());
        } else if (setup.batchKey().isPresent()) {
            batch = factor(cells, setup.batchKey().get(), batches, true);
        }
        Factor label = setup.labelsKey().isPresent() && cells.obs().column(setup.labelsKey().get()).isPresent()
                ? factor(cells, setup.labelsKey().get(), labels, false)
                : unlabelled(n);
        List<Factor> further = new ArrayList<>();
        for (int c = 0; c < categorical.size(); c++) {
            further.add(factor(cells, setup.categoricalKeys().get(c), categorical.get(c), true));
        }
        return new Annotations(batch, label, further, continuous(cells),
                setup.sizeFactorKey().map(key -> sizeFactors(cells, key)).orElse(null));
    }

    private Factor unlabelled(int n) {
        if (labels.isEmpty()) {
            return Factor.single(n);
        }
        int[] codes = new int[n];
        Arrays.fill(codes, -1);
        return new Factor(codes, labels.size());
    }

    private static Factor factor(Cells cells, String key, List<String> levels, boolean strict) {
        Column column = strict ? complete(cells, key) : column(cells, key);
        Map<String, Integer> codes = new HashMap<>();
        for (int i = 0; i < levels.size(); i++) {
            codes.put(levels.get(i), i);
        }
        int[] code = new int[column.size()];
        for (int i = 0; i < code.length; i++) {
            String text = column.text(i);
            code[i] = text == null ? -1 : codes.getOrDefault(text, -1);
            if (strict && code[i] < 0) {
                throw new DataException("obs/" + key, "cell '" + cells.obs().names().get(i) + "' has '" + text
                        + "', which the model does not know (" + shown(levels) + ")",
                        "Rename it to one that it knows, or leave such cells out");
            }
        }
        return new Factor(code, Math.max(1, levels.size()));
    }

    private static String shown(List<String> levels) {
        return String.join(", ", levels.subList(0, Math.min(SHOWN, levels.size())))
                + (levels.size() > SHOWN ? ", …" : "");
    }

    private double @Nullable [][] continuous(Cells cells) {
        if (setup.continuousKeys().isEmpty()) {
            return null;
        }
        double[][] rows = new double[cells.cells()][setup.continuousKeys().size()];
        for (int k = 0; k < setup.continuousKeys().size(); k++) {
            double[] values = numbers(cells, setup.continuousKeys().get(k));
            for (int i = 0; i < rows.length; i++) {
                rows[i][k] = values[i];
            }
        }
        return rows;
    }

    private static double[] sizeFactors(Cells cells, String key) {
        double[] values = numbers(cells, key);
        for (int i = 0; i < values.length; i++) {
            if (!(values[i] > 0)) {
                throw new DataException("obs/" + key, "the size factor of cell '" + cells.obs().names().get(i)
                        + "' is " + values[i], "Size factors must be above 0");
            }
        }
        return values;
    }

    private static double[] numbers(Cells cells, String key) {
        if (!(column(cells, key) instanceof Column.Numbers numbers)) {
            throw new DataException("obs/" + key, "the column does not hold numbers",
                    "Give it as a categorical covariate");
        }
        for (int i = 0; i < numbers.size(); i++) {
            if (!Double.isFinite(numbers.values()[i])) {
                throw new DataException("obs/" + key, "the value of cell '" + cells.obs().names().get(i) + "' is "
                        + numbers.values()[i], "Fill in or remove cells without a value");
            }
        }
        return numbers.values();
    }

    private static Column complete(Cells cells, String key) {
        Column column = column(cells, key);
        for (int i = 0; i < column.size(); i++) {
            if (column.text(i) == null) {
                throw new DataException("obs/" + key, "cell '" + cells.obs().names().get(i) + "' has no value",
                        "Fill in or remove cells without a value");
            }
        }
        return column;
    }

    private static Column column(Cells cells, String key) {
        return cells.obs().column(key).orElseThrow(() -> {
            List<String> names = cells.obs().columns().stream().map(Column::name).toList();
            return new DataException("obs/" + key, "there is no such column", Nearest.hint(key, names));
        });
    }
}
