package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.FileFormat;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.anndata.Summary;
import io.cellwright.anndata.Summary.ColumnInfo;
import io.cellwright.anndata.Summary.ColumnKind;
import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.data.preprocess.CountCheck;
import io.cellwright.data.preprocess.ValueKind;

/// What a file holds, as far as training is concerned.
///
/// @param file the file, as the user gave it
/// @param format what make it is of
/// @param label what it is, in words
/// @param bytes its size
/// @param summary what is in it
/// @param matrices its matrices, with what they hold where that had to be looked at
/// @param obs its columns about the cells
/// @param damagedTables why columns, or whole tables about cells or genes, cannot be read
record Inspection(Path file, FileFormat format, String label, long bytes, Summary summary, List<Matrix> matrices,
        List<Facts> obs, List<String> damagedTables) {
    /// One matrix.
    ///
    /// @param check what it holds; empty where an earlier one already holds counts, and where it cannot be read
    /// @param damage why it cannot be read
    record Matrix(MatrixInfo info, Optional<CountCheck> check, Optional<String> damage) {
        /// Why it cannot be trained on, as far as that is known.
        Optional<String> problem() {
            return damage.or(() -> check.flatMap(CountCheck::problem)).map(text -> info.ref().path() + ": " + text);
        }
    }

    /// One column about the cells.
    ///
    /// @param missing cells without a value
    /// @param levels distinct texts with the number of cells of each, the commonest first; empty for numbers
    /// @param least least number, NaN where there is none
    /// @param largest largest number, NaN where there is none
    record Facts(String name, ColumnKind kind, int missing, List<Level> levels, double least, double largest) {
        /// Whether it sorts cells into groups.
        boolean groups() {
            return kind == ColumnKind.CATEGORICAL || kind == ColumnKind.TEXT || kind == ColumnKind.BOOLEAN;
        }
    }

    /// One value of a column and how many cells have it.
    record Level(String text, int cells) {}

    /// Reads a file: all about the cells, and matrices until one holds counts.
    static Inspection of(Path path) {
        try (CellFile file = CellFile.open(path)) {
            Summary summary = file.summary();
            List<String> damaged = new ArrayList<>();
            Consumer<DataException> note = damage -> damaged.add(without(path + ", ",
                    String.valueOf(damage.getMessage())));
            Frame obs = readable(file::readableObs, note);
            readable(file::readableVar, note);
            List<Facts> facts = summary.obs().stream().map(info -> facts(info, obs)).toList();
            return new Inspection(path, file.format(), file.label(), file.bytes(), summary,
                    look(file, summary.matrices()), facts, List.copyOf(damaged));
        }
    }

    /// What of a table can be read; nothing where not even its names can.
    private static Frame readable(Function<Consumer<DataException>, Frame> table, Consumer<DataException> note) {
        try {
            return table.apply(note);
        } catch (DataException damage) {
            note.accept(damage);
            return new Frame(List.of(), List.of());
        }
    }

    /// All that cannot be read of what was looked at, one sentence each.
    List<String> damage() {
        return Stream.concat(matrices.stream().filter(matrix -> matrix.damage().isPresent())
                .flatMap(matrix -> matrix.problem().stream()), unlisted()).toList();
    }

    /// The matrix to train on: the first that holds counts, or else the first that can be trained on at all. With a
    /// table that is damaged none can.
    Optional<Matrix> trainable() {
        return damagedTables.isEmpty() ? best() : Optional.empty();
    }

    private Optional<Matrix> best() {
        return matrices.stream()
                .filter(matrix -> matrix.check().isPresent() && matrix.check().get().problem().isEmpty())
                .min(Comparator.comparingInt(matrix -> holdsCounts(matrix) ? 0 : 1));
    }

    /// Why the matrices that were looked at, or could not be, cannot be trained on.
    List<String> problems() {
        return Stream.concat(matrices.stream().flatMap(matrix -> matrix.problem().stream()), unlisted()).toList();
    }

    /// What the user should know though training is possible, one sentence each.
    List<String> warnings() {
        Stream<String> counts = trainable().flatMap(Matrix::check).map(CountCheck::warnings).stream()
                .flatMap(List::stream);
        return Stream.concat(counts, damage().stream()).toList();
    }

    private Stream<String> unlisted() {
        return Stream.concat(summary.problems().stream().map(text -> without(file + ", ", text)),
                damagedTables.stream());
    }

    private static boolean holdsCounts(Matrix matrix) {
        return matrix.check().map(check -> check.kind() == ValueKind.COUNTS).orElse(false);
    }

    /// Looks at X, then at matrices whose name promises counts, then at the others, until counts are found.
    private static List<Matrix> look(CellFile file, List<MatrixInfo> infos) {
        Map<MatrixRef, Matrix> seen = new HashMap<>();
        for (MatrixInfo info : infos.stream().sorted(Comparator.comparingInt(info -> promise(info.ref()))).toList()) {
            Matrix matrix = look(file, info);
            seen.put(info.ref(), matrix);
            if (holdsCounts(matrix)) {
                break;
            }
        }
        return infos.stream().map(info -> seen.getOrDefault(info.ref(),
                new Matrix(info, Optional.empty(), Optional.empty()))).toList();
    }

    /// A damaged matrix does not keep the user from what else is in the file.
    private static Matrix look(CellFile file, MatrixInfo info) {
        try {
            return new Matrix(info, Optional.of(CountCheck.of(file.rows(info.ref()))), Optional.empty());
        } catch (DataException damage) {
            // File and matrix are named beside it.
            String text = without(file.path() + ", ", String.valueOf(damage.getMessage()));
            return new Matrix(info, Optional.empty(), Optional.of(without(info.ref().path() + ": ", text)));
        }
    }

    private static String without(String prefix, String text) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    private static int promise(MatrixRef ref) {
        return switch (ref) {
            case MatrixRef.X x -> 0;
            case MatrixRef.Layer layer when layer.name().toLowerCase(Locale.ROOT).contains("count") -> 1;
            case MatrixRef.Raw raw -> 2;
            case MatrixRef.Layer layer -> 3;
        };
    }

    private static Facts facts(ColumnInfo info, Frame obs) {
        Optional<Column> column = obs.column(info.name());
        if (column.isEmpty()) {
            return new Facts(info.name(), info.kind(), 0, List.of(), Double.NaN, Double.NaN);
        }
        if (column.get() instanceof Column.Numbers numbers) {
            return numberFacts(info, numbers);
        }
        Map<String, Integer> cells = new HashMap<>();
        int missing = 0;
        for (int i = 0; i < column.get().size(); i++) {
            String text = column.get().text(i);
            if (text == null) {
                missing++;
            } else {
                cells.merge(text, 1, Integer::sum);
            }
        }
        // Whole numbers too large for a double are read as text.
        ColumnKind kind = column.get() instanceof Column.Strings ? ColumnKind.TEXT : info.kind();
        List<Level> levels = new ArrayList<>();
        cells.forEach((text, count) -> levels.add(new Level(text, count)));
        levels.sort(Comparator.comparingInt(Level::cells).reversed().thenComparing(Level::text));
        return new Facts(info.name(), kind, missing, levels, Double.NaN, Double.NaN);
    }

    private static Facts numberFacts(ColumnInfo info, Column.Numbers numbers) {
        int missing = 0;
        double least = Double.NaN;
        double largest = Double.NaN;
        for (double value : numbers.values()) {
            if (Double.isNaN(value)) {
                missing++;
            } else {
                least = value < least || Double.isNaN(least) ? value : least;
                largest = value > largest || Double.isNaN(largest) ? value : largest;
            }
        }
        return new Facts(info.name(), info.kind(), missing, List.of(), least, largest);
    }
}
