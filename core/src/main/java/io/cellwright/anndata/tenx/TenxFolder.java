package io.cellwright.anndata.tenx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.cellwright.anndata.table.Contents;
import io.cellwright.anndata.table.StoredCounts;
import io.cellwright.anndata.text.MatrixMarket;
import io.cellwright.anndata.text.TextLines;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;

/// A matrix of Cell Ranger, or of what writes as it does, in three files of one folder: `matrix.mtx` with genes in
/// rows, `barcodes.tsv`, and `features.tsv` (from version 3 on) or `genes.tsv`. Each may be compressed with gzip, and
/// all may begin with the same prefix.
///
/// Genes are named by their symbols, the second column of the features; `gene_ids` and `feature_types` are columns of
/// var. Differs from `scanpy.read_10x_mtx`, which by default gives genes of the same symbol new names: here they keep
/// theirs.
public final class TenxFolder {
    private static final Pattern MATRIX = Pattern.compile("(.*)matrix\\.mtx(\\.gz)?");
    private static final String MAKE = "A folder of Cell Ranger has matrix.mtx, barcodes.tsv and features.tsv or "
            + "genes.tsv";

    private TenxFolder() {}

    /// The files of one matrix.
    ///
    /// @param features `features.tsv` or `genes.tsv`
    private record Parts(Path matrix, Path barcodes, Path features) {
        List<Path> all() {
            return List.of(matrix, barcodes, features);
        }
    }

    /// Whether a folder has a file of a matrix.
    ///
    /// @throws IOException if the folder cannot be read
    public static boolean isOne(Path folder) throws IOException {
        return !matrices(folder).isEmpty();
    }

    /// The folders inside of one that are of this kind, such as that of the only genome of Cell Ranger 2.
    ///
    /// @throws IOException if a folder cannot be read
    public static List<Path> below(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path path : inside.filter(Files::isDirectory).filter(Files::isReadable).sorted().toList()) {
                if (isOne(path)) {
                    found.add(path);
                }
            }
        }
        return found;
    }

    /// Whether beside a `.mtx` file stand names, at least of the cells or of the genes.
    public static boolean hasNames(Path matrix) {
        return prefix(matrix).filter(prefix -> barcodes(matrix, prefix).isPresent()
                || features(matrix, prefix).isPresent()).isPresent();
    }

    /// Reads a folder.
    ///
    /// @throws DataException if it has no matrix or several, or if the names do not fit it
    public static Contents read(Path folder) {
        List<Path> matrices;
        try {
            matrices = matrices(folder);
        } catch (IOException e) {
            throw new DataException(folder, "", "cannot be read: " + e.getMessage(), "", e);
        }
        if (matrices.size() != 1) {
            String names = matrices.stream().map(path -> String.valueOf(path.getFileName()))
                    .collect(Collectors.joining(", "));
            throw matrices.isEmpty() ? new DataException(folder, "", "has no matrix.mtx", MAKE)
                    : new DataException(folder, "", "has several matrices: " + names,
                            "Give one of these files; its names are found by what stands before matrix.mtx");
        }
        return read(folder, parts(matrices.getFirst()));
    }

    /// Reads a `.mtx` file that has names beside it.
    public static Contents readBeside(Path matrix) {
        return read(matrix, parts(matrix));
    }

    private static List<Path> matrices(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> prefix(file).isPresent() && Files.isRegularFile(file)).sorted().toList();
        }
    }

    private static Optional<String> prefix(Path matrix) {
        Matcher name = MATRIX.matcher(String.valueOf(matrix.getFileName()));
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }

    private static Parts parts(Path matrix) {
        String prefix = prefix(matrix).orElse("");
        return new Parts(matrix,
                barcodes(matrix, prefix).orElseThrow(() -> missing(matrix, prefix + "barcodes.tsv")),
                features(matrix, prefix).orElseThrow(() -> missing(matrix, prefix + "features.tsv and no " + prefix
                        + "genes.tsv")));
    }

    private static DataException missing(Path matrix, String name) {
        return new DataException(matrix, "", "has no " + name + " beside it, plain or .gz", MAKE);
    }

    private static Optional<Path> barcodes(Path matrix, String prefix) {
        return beside(matrix, prefix + "barcodes.tsv");
    }

    private static Optional<Path> features(Path matrix, String prefix) {
        return beside(matrix, prefix + "features.tsv").or(() -> beside(matrix, prefix + "genes.tsv"));
    }

    private static Optional<Path> beside(Path matrix, String name) {
        return Stream.of(name, name + ".gz").map(matrix::resolveSibling).filter(Files::isRegularFile).findFirst();
    }

    private static Contents read(Path given, Parts parts) {
        Frame obs = new Frame(lines(parts.barcodes).stream().map(List::getFirst).toList(), List.of());
        Features features = Features.of(given, features(parts.features), Optional.empty());
        MatrixMarket matrix = MatrixMarket.open(parts.matrix, true);
        requireFits(matrix.cells(), obs.size(), "columns", parts.matrix, parts.barcodes);
        requireFits(matrix.genes(), features.inFile(), "rows", parts.matrix, parts.features);
        StoredCounts stored = matrix.stored();
        return new Contents("a 10x .mtx folder", parts.all(), obs, features.genes(), List.of(new StoredCounts("",
                stored.kept(), stored.dtype(), stored.entries(), () -> features.genes(matrix.counts()))));
    }

    private static void requireFits(int inMatrix, int named, String what, Path matrix, Path names) {
        if (inMatrix != named) {
            throw new DataException(matrix, "", "has " + inMatrix + " " + what + " but " + names.getFileName()
                    + " names " + named, "The three files must be of the same run");
        }
    }

    private static Frame features(Path path) {
        List<List<String>> lines = lines(path);
        int width = lines.isEmpty() ? 1 : lines.getFirst().size();
        for (List<String> line : lines) {
            if (line.size() != width) {
                throw new DataException(path, "feature " + line.getFirst(), "has " + line.size() + " fields, where "
                        + width + " are needed", "Fields must be parted by tabs, in all lines as many");
            }
        }
        List<Column> columns = new ArrayList<>();
        if (width > 1) {
            columns.add(column("gene_ids", lines, 0));
        }
        if (width > 2) {
            columns.add(column(Features.TYPE, lines, 2));
        }
        return new Frame(lines.stream().map(line -> line.get(width > 1 ? 1 : 0)).toList(), columns);
    }

    private static Column column(String name, List<List<String>> lines, int field) {
        return new Column.Strings(name, new ArrayList<>(lines.stream().map(line -> line.get(field)).toList()));
    }

    /// The fields of all lines that are not empty.
    private static List<List<String>> lines(Path path) {
        List<List<String>> all = new ArrayList<>();
        try (TextLines lines = TextLines.open(path)) {
            while (lines.next()) {
                if (lines.from() < lines.to()) {
                    all.add(List.of(lines.text().split("\t", -1)));
                }
            }
        }
        return all;
    }
}
