package io.cellwright.anndata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class H5adWriteTest {
    private static final MatrixRef X = new MatrixRef.X();
    private static final long SEED = 20261121;

    @TempDir
    Path folder;

    /// The last has so many entries that the tree of the chunks has two levels.
    @ParameterizedTest
    @CsvSource({"0, 0, 0", "3, 4, 0", "1, 1, 1", "50, 30, 0.2", "450, 7000, 0.7"})
    void aNewFileReadsBackAsItWas(int cells, int genes, double density) {
        Samples samples = new Samples(SEED);
        CellTable table = samples.table(cells, genes, density);
        Annotations annotations = samples.annotations(cells);
        Path path = folder.resolve("new.h5ad");
        H5adWriter.create(path, table, annotations);
        try (H5adFile file = H5adFile.open(path)) {
            Same.matrices(file.matrix(X), table.counts());
            Same.frames(file.var(), table.var());
            Frame obs = file.obs();
            assertThat(obs.names()).isEqualTo(table.obs().names());
            Same.columns(obs.columns(),
                    Stream.concat(table.obs().columns().stream(), annotations.obs().stream()).toList());
            Same.annotations(file, annotations);
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aNewFileIsTheSameToTheByteWhenWrittenAgain() throws IOException {
        for (String name : List.of("one.h5ad", "two.h5ad")) {
            Samples samples = new Samples(SEED);
            H5adWriter.create(folder.resolve(name), samples.table(300, 700, 0.4), samples.annotations(300));
        }
        assertThat(folder.resolve("one.h5ad")).hasSameBinaryContentAs(folder.resolve("two.h5ad"));
    }

    static Stream<String> files() {
        return Stream.concat(SharedData.h5adFiles().map(f -> "shared " + f), Stream.of("made latest.h5ad",
                "made ordered.h5ad", "made newest.h5ad", "made columns.h5ad", "made matrices.h5ad", "made wrong.h5ad"));
    }

    private Path file(String name) throws IOException {
        String file = name.substring(name.indexOf(' ') + 1);
        return name.startsWith("shared") ? SharedData.file(file) : MadeH5ad.unpack(file, folder);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aCopyHasAllThatWasThereAndWhatWasAdded(String name) throws IOException {
        Path in = file(name);
        Path out = folder.resolve("copy.h5ad");
        Contents before = Contents.of(in);
        Annotations annotations = new Samples(SEED).annotations(before.obs.size());
        H5adWriter.copyWith(in, out, annotations);
        before.requireIn(out, annotations);
        requireSameBytesButTheSuperblock(in, out);
        assertThat(leftovers()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void additionsInPlaceKeepEverythingAndReplaceTheirOwn(String name) throws IOException {
        Path in = file(name);
        Path path = folder.resolve("changed.h5ad");
        Files.write(path, Files.readAllBytes(in));
        Contents before = Contents.of(in);
        Samples samples = new Samples(SEED);
        H5adWriter.addInPlace(path, samples.annotations(before.obs.size()));
        Annotations second = samples.annotations(before.obs.size());
        H5adWriter.addInPlace(path, second);
        before.requireIn(path, second);
        requireSameBytesButTheSuperblock(in, path);
        try (H5adFile file = H5adFile.open(path)) {
            assertThat(file.summary().obsm()).containsOnlyOnce("X_scANVI");
            assertThat(file.summary().obs()).extracting(c -> c.name()).containsOnlyOnce("scanvi_label");
        }
    }

    /// Nothing that was in the file is touched but the first 100 bytes.
    private static void requireSameBytesButTheSuperblock(Path in, Path out) throws IOException {
        byte[] before = Files.readAllBytes(in);
        byte[] after = Files.readAllBytes(out);
        int from = before.length > 612 && before[0] == 0 ? 612 : 100;
        assertThat(after.length).isGreaterThan(before.length);
        assertThat(Arrays.equals(before, from, before.length, after, from, before.length)).isTrue();
    }

    /// All of a file that can be read.
    private record Contents(Frame obs, Frame var, List<MatrixInfo> matrices, List<CsrMatrix> values, List<String> obsm,
            List<String> uns) {
        static Contents of(Path path) {
            try (H5adFile file = H5adFile.open(path)) {
                List<CsrMatrix> values = new ArrayList<>();
                List<MatrixInfo> matrices = new ArrayList<>();
                for (MatrixInfo matrix : file.summary().matrices()) {
                    read(file, matrix).ifPresent(x -> {
                        matrices.add(matrix);
                        values.add(x);
                    });
                }
                Summary summary = file.summary();
                return new Contents(file.obs(), file.var(), matrices, values, summary.obsm(), summary.uns());
            }
        }

        private static Optional<CsrMatrix> read(H5adFile file, MatrixInfo matrix) {
            try {
                return Optional.of(file.matrix(matrix.ref()));
            } catch (DataException e) {
                return Optional.empty();
            }
        }

        void requireIn(Path path, Annotations added) {
            Contents after = of(path);
            assertThat(after.obs.names()).isEqualTo(obs.names());
            Same.columns(after.obs.columns().subList(0, obs.columns().size()), obs.columns());
            Same.frames(after.var, var);
            assertThat(after.matrices).isEqualTo(matrices);
            for (int i = 0; i < values.size(); i++) {
                Same.matrices(after.values.get(i), values.get(i));
            }
            assertThat(after.obsm).containsAll(obsm);
            // The categories of anndata 0.5 move to their columns.
            assertThat(after.uns).containsAll(uns.stream().filter(u -> !u.endsWith("_categories")).toList());
            try (H5adFile file = H5adFile.open(path)) {
                Same.annotations(file, added);
            }
        }
    }

    @Test
    void aCopyWithNothingAddedIsTheSameToTheByte() throws IOException {
        Path in = MadeH5ad.unpack("columns.h5ad", folder);
        Path out = folder.resolve("copy.h5ad");
        H5adWriter.copyWith(in, out, Annotations.none());
        assertThat(out).hasSameBinaryContentAs(in);
    }

    @Test
    void aColumnOfTheSameNameIsReplacedInItsPlace() {
        Path path = folder.resolve("replace.h5ad");
        Samples samples = new Samples(SEED);
        CellTable table = samples.table(20, 5, 0.5);
        H5adWriter.create(path, table, Annotations.none());
        List<String> order = table.obs().columns().stream().map(Column::name).toList();
        Column truths = new Column.Categorical("truths", new int[20], List.of("only"), false);
        H5adWriter.addInPlace(path, new Annotations(List.of(truths), List.of(), List.of()));
        try (H5adFile file = H5adFile.open(path)) {
            assertThat(file.obs().columns()).extracting(Column::name).isEqualTo(order);
            Same.column(file.obs().column("truths").orElseThrow(), truths);
        }
    }

    @Test
    void aFileCanBeCopiedOntoItself() {
        Path path = folder.resolve("self.h5ad");
        Samples samples = new Samples(SEED);
        CellTable table = samples.table(20, 5, 0.5);
        H5adWriter.create(path, table, Annotations.none());
        Annotations annotations = samples.annotations(20);
        H5adWriter.copyWith(path, path, annotations);
        try (H5adFile file = H5adFile.open(path)) {
            Same.matrices(file.matrix(X), table.counts());
            Same.annotations(file, annotations);
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void refusesWhatDoesNotFitBeforeAnythingIsWritten() throws IOException {
        Path path = folder.resolve("fit.h5ad");
        H5adWriter.create(path, new Samples(SEED).table(4, 3, 0.5), Annotations.none());
        byte[] before = Files.readAllBytes(path);
        Column wrongSize = new Column.Numbers("n", new double[5], false);
        Column index = new Column.Numbers("_index", new double[4], false);
        Column slash = new Column.Numbers("a/b", new double[4], false);
        Column fits = new Column.Numbers("n", new double[4], false);
        NamedMatrix wrongRows = new NamedMatrix("X_a", 3, 1, new float[3]);
        Path out = folder.resolve("out.h5ad");
        for (Annotations wrong : List.of(new Annotations(List.of(wrongSize), List.of(), List.of()),
                new Annotations(List.of(index), List.of(), List.of()),
                new Annotations(List.of(slash), List.of(), List.of()),
                new Annotations(List.of(fits, fits), List.of(), List.of()),
                new Annotations(List.of(), List.of(wrongRows), List.of()),
                new Annotations(List.of(), List.of(), List.of(new Uns.Entry("..", new Uns.Whole(1)))))) {
            assertThatIllegalArgumentException().isThrownBy(() -> H5adWriter.addInPlace(path, wrong))
                    .withMessageMatching(".*must .*");
            assertThatIllegalArgumentException().isThrownBy(() -> H5adWriter.copyWith(path, out, wrong));
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        assertThat(out).doesNotExist();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void saysWhatIsMissing() {
        Path absent = folder.resolve("absent.h5ad");
        assertThatThrownBy(() -> H5adWriter.addInPlace(absent, Annotations.none())).isInstanceOf(DataException.class)
                .hasMessageContaining("absent.h5ad: no such file");
        assertThatThrownBy(() -> H5adWriter.copyWith(absent, folder.resolve("out.h5ad"), Annotations.none()))
                .isInstanceOf(DataException.class).hasMessageContaining("absent.h5ad: no such file");
        Path nowhere = folder.resolve("no/folder/out.h5ad");
        assertThatThrownBy(() -> H5adWriter.create(nowhere, new Samples(1).table(1, 1, 1), Annotations.none()))
                .isInstanceOf(DataException.class).hasMessageContaining("its folder does not exist. Make the folder first");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void refusesAFileThatIsBeingWrittenTo() throws IOException {
        Path path = folder.resolve("locked.h5ad");
        H5adWriter.create(path, new Samples(SEED).table(4, 3, 0.5), Annotations.none());
        try (FileChannel other = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                var lock = other.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> H5adWriter.addInPlace(path, Annotations.none())).isInstanceOf(DataException.class)
                    .hasMessageContaining("is being written to by another program");
        }
        H5adWriter.addInPlace(path, Annotations.none());
    }

    @Test
    void refusesMoreColumnsThanTheirListCanHold() {
        Path path = folder.resolve("many.h5ad");
        H5adWriter.create(path, new Samples(SEED).table(1, 1, 1), Annotations.none());
        List<Column> many = new ArrayList<>();
        for (int i = 0; i < 4100; i++) {
            many.add(new Column.Numbers("n" + i, new double[1], false));
        }
        assertThatThrownBy(() -> H5adWriter.addInPlace(path, new Annotations(many, List.of(), List.of())))
                .isInstanceOf(DataException.class).hasMessageContaining("column-order").hasMessageContaining("65,535");
        H5adWriter.addInPlace(path, new Annotations(many.subList(0, 4000), List.of(), List.of()));
        try (H5adFile file = H5adFile.open(path)) {
            assertThat(file.obs().columns()).hasSize(4009);
        }
    }

    private List<String> leftovers() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".part")).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
