package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.FileFormat;
import io.cellwright.anndata.H5adFile;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.anndata.NamedMatrix;
import io.cellwright.data.CellTable;
import io.cellwright.tensor.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/// Files of one make from those of another, and one file of several.
class ConvertCommandTest {
    private static final int CELLS = 40;

    @TempDir
    Path folder;

    private Path cells(String name) {
        return SmallCells.make(CELLS, 12).with(SmallCells.text("donor", CELLS, i -> "d" + i % 2))
                .write(folder.resolve(name));
    }

    private CommandRun run(int status, String... words) {
        CommandRun run = CommandRun.of(folder, words);
        assertThat(run.status()).as(String.join(" ", words) + "\n" + run.err()).isEqualTo(status);
        return run;
    }

    private static CellTable table(Path path) {
        try (CellFile file = CellFile.open(path)) {
            return file.table(new MatrixRef.X());
        }
    }

    private static float[][] rows(CellTable table) {
        return IntStream.range(0, table.cells()).mapToObj(table.counts()::denseRow).toArray(float[][]::new);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"out.h5ad, H5AD, --level 9 --chunk 64", "out.h5ad, H5AD, --compression none",
            "out.zarr, ZARR, --chunk 64",
            "out.zarr, ZARR, --zarr-format 2 --compression gzip --level 1",
                    "out.zarr.zip, ZARR, --shard --compression lz4",
            "out/, TENX_MTX, ''", "out.mtx.gz, MTX, ''", "out.csv, TEXT, ''", "out.tsv.gz, TEXT, ''",
            "any, ZARR, --to zarr.zip", "any, TENX_MTX, --to 10x"})
    void theEndingOrToSaysWhatIsWritten(String out, FileFormat format, String options) {
        Path in = cells("in.h5ad");
        String place = folder + "/" + out;
        CommandRun run = run(0, Stream.concat(Stream.of("convert", in.toString(), place),
                Stream.of(options.split(" ")).filter(word -> !word.isEmpty())).toArray(String[]::new));
        assertThat(run.out()).startsWith(place + ": 40 cells x 12 genes, from an .h5ad file");
        Path made = folder.resolve(out);
        assertThat(FileFormat.of(made)).isEqualTo(format);
        assertThat(rows(table(made))).isDeepEqualTo(rows(table(in)));
        if (format == FileFormat.TEXT || format == FileFormat.TENX_MTX) {
            assertThat(run.err()).containsOnlyOnce("warning").contains("not carried over to", "obs/donor");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';',
            value = {"out.csv --compression gzip; --compression must only be given for an .h5ad file",
            "out.h5ad --shard; --shard must only be given for a .zarr store",
            "out.h5ad --compression zstd; compression of an .h5ad file must be none or gzip",
            "out.zarr --level 3; --level must only be given with --compression gzip",
            "out.zarr --zarr-format 2 --shard; shards must only be asked for in Zarr 3",
            "out.zarr --zarr-format 4; version of Zarr must be 2 or 3 but was 4",
            "out.zarr --chunk 1; entries of a chunk must be from 64",
            "out --to x; --to must be h5ad, zarr, zarr.zip, 10x, mtx, mtx.gz, csv, csv.gz, tsv or tsv.gz but was x",
            "out.zarr --compression bz2; --compression must be none, gzip, zstd or lz4 but was bz2",
            "out; has a name that does not say what it should be"})
    void whatMeansNothingIsRefused(String words, String message) throws IOException {
        Path in = cells("in.h5ad");
        String[] parts = words.split(" ");
        parts[0] = folder + "/" + parts[0];
        assertThat(run(2, Stream.concat(Stream.of("convert", in.toString()), Stream.of(parts)).toArray(String[]::new))
                .err()).contains(message);
        assertThat(names()).containsExactly("in.h5ad");
    }

    @Test
    void aFolderWithSomethingElseInItStays() throws IOException {
        Path in = cells("in.h5ad");
        Path work = Files.createDirectory(folder.resolve("work.zarr"));
        Files.writeString(work.resolve("notes.txt"), "mine");
        assertThat(run(2, "convert", in.toString(), work.toString()).err()).contains("work.zarr");
        assertThat(work.resolve("notes.txt")).hasContent("mine");
        assertThat(run(2, "convert", in.toString(), folder.toString(), "--to", "10x").err())
                .contains("has the input in it");
        assertThat(names()).containsExactly("in.h5ad", "work.zarr");
    }

    @ParameterizedTest
    @ValueSource(strings = {"out.h5ad", "out.zarr", "out.zarr.zip", "out.csv"})
    void whatIsInterruptedLeavesNothing(String out) throws IOException {
        Path in = cells("in.h5ad");
        for (List<String> words : List.of(List.of("convert", in.toString(), folder.resolve(out).toString()),
                List.of("concat", in.toString(), in.toString(), "-o", folder.resolve(out).toString()))) {
            CommandRun run = CommandRun.on(Device::plain, folder, () -> true, words.toArray(String[]::new));
            assertThat(run.status()).as(run.err()).isEqualTo(130);
            assertThat(run.err()).contains("stopped; nothing was written to");
            assertThat(names()).containsExactly("in.h5ad");
        }
    }

    @Test
    void severalFilesBecomeOne() {
        Path in = cells("in.h5ad");
        run(0, "convert", in.toString(), folder.resolve("b.csv").toString());
        Path out = folder.resolve("all.zarr");
        CommandRun run = run(0, "concat", in.toString(), folder.resolve("b.csv").toString(), "-o", out.toString(),
                "--label",
                "batch", "--keys", "first,second", "--index-unique", "-");
        assertThat(run.out()).startsWith(out + ": 80 cells x 12 genes, of 2 files");
        assertThat(run.err()).contains("not carried over", "obs/donor").doesNotContain("more than once");
        CellTable all = table(out);
        assertThat(all.obs().names().get(CELLS)).endsWith("-second");
        assertThat(all.obs().column("batch").orElseThrow().text(CELLS - 1)).isEqualTo("first");
        assertThat(all.counts().denseRow(CELLS + 3)).isEqualTo(table(in).counts().denseRow(3));
    }

    @Test
    void namesThatRepeatAreToldWithAdviceAndKeysMustFit() {
        Path in = cells("in.h5ad");
        Path out = folder.resolve("all.h5ad");
        assertThat(run(0, "concat", in.toString(), in.toString(), "-o", out.toString()).err())
                .contains("40 cell names stand more than once", "--index-unique -");
        assertThat(run(2, "concat", in.toString(), in.toString(), "-o", out.toString(), "--keys", "a,b,c").err())
                .contains("there are 3 for 2");
        assertThat(run(2, "concat", in.toString(), in.toString(), "-o", out.toString(), "--join", "left").err())
                .contains("--join must be inner or outer but was left");
    }

    @Test
    void aDamagedEmbeddingIsRefusedRatherThanLeft() throws IOException {
        Path in = cells("in.h5ad");
        float[] z_nk = new float[CELLS * 2];
        Arrays.fill(z_nk, 1234.5f);
        Path whole = folder.resolve("whole.h5ad");
        H5adWriter.copyWith(in, whole, new Annotations(List.of(), List.of(new NamedMatrix("X_pca", CELLS, 2, z_nk)),
                List.of()));
        Path store = folder.resolve("whole.zarr");
        run(0, "convert", whole.toString(), store.toString(), "--compression", "gzip");
        Path out = folder.resolve("all.h5ad");
        run(0, "concat", whole.toString(), store.toString(), "-o", out.toString());
        try (H5adFile all = H5adFile.open(out)) {
            assertThat(all.obsm("X_pca").rows()).isEqualTo(2 * CELLS);
        }
        Files.delete(out);
        Path chunk = store.resolve("obsm/X_pca/c/0/0");
        byte[] bytes = Files.readAllBytes(chunk);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(chunk, bytes);
        assertThat(run(2, "concat", whole.toString(), store.toString(), "-o", out.toString()).err())
                .contains(store + ", obsm/X_pca:");
        assertThat(out).doesNotExist();
    }
}
