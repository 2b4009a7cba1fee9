package io.cellwright.anndata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.hdf5.MadeHdf5;
import io.cellwright.anndata.hdf5.MadeHdf5.Group;
import io.cellwright.anndata.store.Store;
import io.cellwright.anndata.zarr.ZarrStore;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/// Holds every cell of the tables of makes in `docs/formats.md` to what happens: each is tried with a file that has one of
/// everything. A row, a column or a word without a case fails.
@Execution(ExecutionMode.CONCURRENT)
class CompatibilityTest {
    private static final Path DOCUMENT = Path.of("../docs/formats.md");
    private static final String BEGIN = "<!-- makes: held by CompatibilityTest -->";

    @TempDir
    static Path folder;

    private static Path everything = Path.of("");

    @BeforeAll
    static void unpack() throws IOException {
        everything = MadeZarr.everything(folder);
    }

    /// Every cell: what, of which make, and the word there.
    static Stream<Arguments> cells() throws IOException {
        List<Arguments> cells = new ArrayList<>();
        List<String> makes = List.of();
        boolean within = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            within |= line.equals(BEGIN);
            if (!within || !line.startsWith("|") || line.startsWith("|---")) {
                makes = line.startsWith("|") ? makes : List.of();
                continue;
            }
            List<String> fields = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            List<String> inner = fields.subList(1, fields.size() - 1);
            if (makes.isEmpty()) {
                makes = inner.getFirst().isEmpty() ? inner : List.of();
                within = !makes.isEmpty();
                continue;
            }
            for (int c = 1; c < inner.size(); c++) {
                cells.add(Arguments.of(inner.getFirst(), makes.get(c), inner.get(c)));
            }
        }
        return cells.stream();
    }

    @Test
    void theTablesAreThere() throws IOException {
        assertThat(cells()).hasSizeGreaterThan(120);
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("cells")
    void cellSaysWhatHappens(String what, String make, String word) throws IOException {
        assertThat(isPacking(what) ? packed(what, make) : found(what, make)).as(what + ", " + make).isEqualTo(word);
    }

    /// Synchronized: rows of the tables are tried beside each other.
    private static synchronized Path written(Target target, String name) {
        Path out = folder.resolve(name);
        if (!Files.exists(out)) {
            try (CellFile cells = CellFile.open(everything)) {
                CellWriter.write(cells, out, target, () -> false);
            }
        }
        return out;
    }

    private static String found(String what, String make) throws IOException {
        return switch (make) {
            case "`.h5ad`" -> ofStore(what, written(new Target.H5ad(new Compression.None(), 64), "out.h5ad"));
            case "`.zarr` 2" -> ofStore(what, written(Target.Zarr.usual(2, false), "two.zarr"));
            case "`.zarr` 3" -> ofStore(what, written(Target.Zarr.usual(3, false), "three.zarr"));
            case "10x folder" -> isRead(what, written(new Target.TenxFolder(), "tenx")) ? "yes" : "no";
            case "`.mtx`" -> isRead(what, written(new Target.MatrixMarket(false), "out.mtx")) ? "yes" : "no";
            case "text" -> isRead(what, written(new Target.Text(',', false), "out.csv")) ? "yes" : "no";
            case "10x `.h5`" -> isRead(what, MadeHdf5.write(folder.resolve(fresh()), tenx())) ? "read" : "no";
            case "`.loom`" -> isRead(what, MadeHdf5.write(folder.resolve(fresh()), loom())) ? "read" : "no";
            default -> throw new AssertionError("there is no case for the make " + make);
        };
    }

    private static String fresh() throws IOException {
        return Files.createTempFile(folder, "made", ".h5").getFileName() + ".h5";
    }

    private static Group tenx() {
        Group features = new Group().with("feature_type", MadeHdf5.texts("Gene Expression", "Gene Expression"))
                .with("genome", MadeHdf5.texts("GRCh38", "GRCh38")).with("id", MadeHdf5.texts("ENSG1", "ENSG2"))
                .with("name", MadeHdf5.texts("CD3E", "LYZ"));
        return new Group().with("matrix", new Group().with("barcodes", MadeHdf5.texts("AAA-1"))
                .with("data", MadeHdf5.ints(7)).with("features", features).with("indices", MadeHdf5.wholes(1))
                .with("indptr", MadeHdf5.wholes(0, 1)).with("shape", MadeHdf5.ints(2, 1)));
    }

    private static Group loom() {
        return new Group().with("attrs", new Group())
                .with("col_attrs", new Group().with("CellID", MadeHdf5.texts("c0")).with("Total", MadeHdf5.wholes(1)))
                .with("row_attrs", new Group().with("Gene", MadeHdf5.texts("CD3E")).with("Id", MadeHdf5.texts("E1")))
                .with("layers", new Group().with("spliced", MadeHdf5.floats(new float[][] {{1}})))
                .with("matrix", MadeHdf5.floats(new float[][] {{2}})).with("row_graphs", new Group())
                .with("col_graphs", new Group());
    }

    /// Where it stands in the file that has everything.
    private static List<String> places(String what) {
        return switch (what) {
            case "`X`" -> List.of("X");
            case "names of cells and genes" -> List.of("obs/_index", "var/_index");
            case "layers" -> List.of("layers");
            case "layers in compressed columns" -> List.of("layers/csc");
            case "dense layers" -> List.of("layers/dense", "layers/float16");
            case "`raw`" -> List.of("raw");
            case "columns of `obs`" -> List.of("obs/text", "obs/float32", "obs/int8", "obs/bool");
            case "columns of `var`" -> List.of("var/mean");
            case "categoricals" -> List.of("obs/categorical");
            case "categoricals of numbers and truth values" -> List.of("obs/categorical of integers",
                    "obs/categorical of truths", "obs/categorical of reals");
            case "nullable columns" -> List.of("obs/nullable integer", "obs/nullable bool", "obs/nullable text");
            case "dense `obsm`" -> List.of("obsm/X_pca");
            case "`obsm`: sparse, tables, three axes" -> List.of("obsm/sparse", "obsm/table", "obsm/three axes");
            case "`varm`" -> List.of("varm/PCs");
            case "`obsp`, `varp`" -> List.of("obsp/distances", "obsp/dense", "varp/correlations");
            case "`uns`: texts, numbers, nested" -> List.of("uns/text", "uns/whole", "uns/nested/deep");
            case "`uns`: arrays, tables, sparse" -> List.of("uns/array", "uns/table", "uns/nested/sparse", "uns/none");
            case "structured arrays" -> List.of("uns/rows");
            default -> throw new AssertionError("there is no case for " + what);
        };
    }

    private static String ofStore(String what, Path path) {
        boolean same = places(what).stream().allMatch(place -> {
            Map<String, String> there = tree(path, place);
            return !there.isEmpty() && there.equals(tree(everything, place));
        });
        return !same ? "no" : isRead(what, path) ? "yes" : "along";
    }

    private static Map<String, String> tree(Path path, String place) {
        try (Store store = isHdf5(path) ? Hdf5File.open(path) : ZarrStore.open(path)) {
            return Trees.of(store, place);
        }
    }

    private static boolean isHdf5(Path path) {
        try {
            return Files.isRegularFile(path) && Hdf5File.isOne(path);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Whether the library gives it to whoever asks.
    private static boolean isRead(String what, Path path) {
        try (CellFile file = CellFile.open(path)) {
            return isRead(what, file);
        } catch (DataException unreadable) {
            return false;
        }
    }

    private static boolean isRead(String what, CellFile file) {
        return switch (what) {
            case "`X`" -> file.matrix(new MatrixRef.X()).entries() > 0;
            case "names of cells and genes" -> !file.obs().names().getFirst().equals("0")
                    && !file.var().names().getFirst().equals("0");
            case "layers" -> file.summary().matrices().stream().anyMatch(m -> m.ref() instanceof MatrixRef.Layer
                    && file.matrix(m.ref()).entries() > 0);
            case "layers in compressed columns" -> file.matrix(new MatrixRef.Layer("csc")).entries() > 0;
            case "dense layers" -> file.matrix(new MatrixRef.Layer("float16")).entries() > 0;
            case "`raw`" -> file.matrix(new MatrixRef.Raw()).columns() > file.var().size();
            case "columns of `obs`" -> !file.obs().columns().isEmpty();
            case "columns of `var`" -> !file.var().columns().isEmpty();
            case "categoricals", "categoricals of numbers and truth values", "nullable columns" -> places(what).stream()
                    .allMatch(place -> file.obs().column(place.substring(4)).filter(CompatibilityTest::isTaken).isPresent());
            case "dense `obsm`" -> file.obsm("X_pca").columns() == 5;
            case "`obsm`: sparse, tables, three axes" -> file.obsm("sparse").columns() == 4;
            case "`varm`", "`obsp`, `varp`", "structured arrays", "`uns`: arrays, tables, sparse" -> false;
            case "`uns`: texts, numbers, nested" -> file instanceof AnnDataFile store
                    && store.uns("nested/deep/deeper/s").equals(Optional.of(new Uns.Text("y")))
                    && store.uns("whole").equals(Optional.of(new Uns.Whole(3)));
            default -> throw new AssertionError("there is no case for " + what);
        };
    }

    /// Of nullable columns some values are missing.
    private static boolean isTaken(Column column) {
        boolean missing = IntStream.range(0, column.size()).anyMatch(i -> column.text(i) == null);
        return missing == (column.name().startsWith("nullable") || column.name().equals("categorical"));
    }

    private static boolean isPacking(String what) {
        return List.of("nothing", "gzip", "Zstandard", "Blosc with LZ4", "shards", "one zip archive").contains(what);
    }

    private static String packed(String what, String make) {
        Target target;
        try {
            target = target(what, make);
        } catch (IllegalArgumentException refused) {
            return "no";
        }
        Path out = written(target, "packed-" + what.replace(' ', '-') + make.replaceAll("[`. ]", "") + ".any");
        boolean same = tree(out, "X").equals(tree(everything, "X"));
        return same && isRead("`X`", out) ? "yes" : "no";
    }

    private static Target target(String what, String make) {
        Compression compression = switch (what) {
            case "nothing" -> new Compression.None();
            case "gzip" -> new Compression.Gzip(6);
            case "Zstandard" -> new Compression.Zstd();
            case "Blosc with LZ4" -> new Compression.Lz4();
            case "shards", "one zip archive" -> new Compression.Gzip(1);
            default -> throw new AssertionError("there is no case for " + what);
        };
        boolean shards = what.equals("shards");
        boolean zip = what.equals("one zip archive");
        return switch (make) {
            case "`.h5ad`" -> {
                if (shards || zip) {
                    throw new IllegalArgumentException("HDF5 has neither");
                }
                yield new Target.H5ad(compression, 64);
            }
            case "`.zarr` 2" -> new Target.Zarr(2, zip, shards, compression, 64);
            case "`.zarr` 3" -> new Target.Zarr(3, zip, shards, compression, 64);
            default -> throw new AssertionError("there is no case for the make " + make);
        };
    }
}
