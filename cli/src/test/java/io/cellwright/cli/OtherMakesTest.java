package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import com.google.gson.JsonObject;
import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.H5adFile;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.cli.OtherMakes.Make;
import io.cellwright.data.CellTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/// Files that are not anndata's, as commands take them.
class OtherMakesTest {
    private static final OtherMakes MADE = OtherMakes.make();

    @TempDir
    Path folder;

    private CommandRun done(String... words) {
        CommandRun run = CommandRun.of(folder, words);
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    private CommandRun refused(String... words) {
        CommandRun run = CommandRun.of(folder, words);
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.REFUSED.code());
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

    @ParameterizedTest
    @EnumSource(Make.class)
    void inspectTellsWhatItIsAndHowToTrainOnIt(Make make) {
        Path file = MADE.write(make, folder);
        String out = done("inspect", file.toString()).out();
        assertThat(out.lines().findFirst().orElseThrow()).startsWith(file + ": 40 cells x 12 genes, ")
                .endsWith(", " + make.label());
        assertThat(out).contains("Can be trained on: X holds raw counts", "train scvi " + file + " -o ");
        JsonObject json = done("inspect", "--json", file.toString()).json();
        assertThat(json.get("format").getAsString()).startsWith(make == Make.TENX_H5_OF_2 ? "tenx_h5"
                : make.name().toLowerCase(Locale.ROOT));
        assertThat(json.get("trainable").getAsBoolean()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Make.class)
    void convertMakesAnH5adFileWithTheSameCells(Make make) {
        Path file = MADE.write(make, folder);
        Path out = folder.resolve("out.h5ad");
        assertThat(done("convert", file.toString(), out.toString()).out())
                .startsWith(out + ": 40 cells x 12 genes, from ");
        CellTable made = table(out);
        assertThat(rows(made)).isDeepEqualTo(MADE.cells().values());
        if (make != Make.MTX) {
            assertThat(made.obs().names()).isEqualTo(MADE.cells().cellNames());
            assertThat(made.var().names()).isEqualTo(MADE.cells().geneNames());
        }
    }

    @ParameterizedTest
    @EnumSource(Make.class)
    void scviIsTrainedFromIt(Make make) {
        Path file = MADE.write(make, folder);
        Path out = folder.resolve("out.h5ad");
        done("train", "scvi", file.toString(), "-o", out.toString(), "--max-epochs", "1", "--n-hidden", "4",
                "--n-latent", "2", "--threads", "1");
        try (H5adFile made = H5adFile.open(out)) {
            assertThat(made.obsm("X_scVI").rows()).isEqualTo(40);
            assertThat(rows(made.table(new MatrixRef.X()))).isDeepEqualTo(MADE.cells().values());
        }
    }

    @ParameterizedTest
    @EnumSource(value = Make.class, names = {"ZARR", "TENX_MTX"})
    void nothingIsWrittenIntoAFolderThatIsTheInput(Make make) {
        Path file = MADE.write(make, folder);
        assertThat(refused("convert", file.toString(), file.resolve("out.h5ad").toString()).err())
                .contains("is in the input, or the input itself. Give a name beside it");
        assertThat(file.resolve("out.h5ad")).doesNotExist();
        assertThat(refused("train", "scvi", file.toString(), "-o", file.toString()).err())
                .contains("is in the input, or the input itself");
        assertThat(refused("train", "scvi", file.toString()).err()).contains("give -o OUT.h5ad")
                .doesNotContain("--in-place to add");
    }

    @ParameterizedTest
    @EnumSource(Make.class)
    void nothingIsAddedToItInPlace(Make make) {
        Path file = MADE.write(make, folder);
        CommandRun run = refused("train", "scvi", file.toString(), "--in-place", "--max-epochs", "1");
        assertThat(run.err()).contains("is no .h5ad file, and only to such can anything be added in place",
                "cellwright convert " + file + " OUT.h5ad");
    }

    @Test
    void labelsOfALoomFileAreTaken() {
        Path file = MADE.write(Make.LOOM, folder);
        Path out = folder.resolve("out.h5ad");
        done("train", "scanvi", file.toString(), "-o", out.toString(), "--labels-key", "type", "--max-epochs", "1",
                "--threads", "1");
        done("evaluate", out.toString(), "--labels-key", "type");
        assertThat(refused("evaluate", file.toString(), "--labels-key", "type").err())
                .contains("has neither predicted cell types nor an embedding of Cellwright");
        assertThat(refused("umap", file.toString(), "-o", folder.resolve("u.h5ad").toString()).err())
                .contains("has no embedding of Cellwright");
    }

    @Test
    void modelOfOneMakeIsAppliedToAnother() {
        Path model = folder.resolve("model");
        done("train", "scvi", MADE.write(Make.TENX_H5, folder).toString(), "-o", folder.resolve("a.h5ad").toString(),
                "--save", model.toString(), "--max-epochs", "1", "--threads", "1");
        Path out = folder.resolve("b.h5ad");
        done("apply", model.toString(), MADE.write(Make.TENX_MTX, folder).toString(), "-o", out.toString());
        try (H5adFile made = H5adFile.open(out)) {
            assertThat(made.summary().obsm()).containsExactly("X_scVI");
        }
    }

    @Test
    void orientationThatWasTakenIsToldAndCanBeTurned() throws IOException {
        Path file = Files.writeString(folder.resolve("turned.tsv"), "\tc0\tc1\ng0\t1\t0\ng1\t0\t2\ng2\t3\t4\n");
        Path out = folder.resolve("out.h5ad");
        assertThat(done("convert", file.toString(), out.toString()).err())
                .containsOnlyOnce(file + ": rows are taken as cells and columns as genes").contains("--transpose");
        assertThat(table(out).obs().names()).containsExactly("g0", "g1", "g2");
        CommandRun turned = done("convert", file.toString(), out.toString(), "--transpose", "--json");
        assertThat(turned.err()).isEmpty();
        assertThat(turned.json().get("genes").getAsInt()).isEqualTo(3);
        assertThat(rows(table(out))).isDeepEqualTo(new float[][] {{1, 0, 3}, {0, 2, 4}});
        assertThat(table(out).obs().names()).containsExactly("c0", "c1");
    }

    @Test
    void convertRefusesOtherOutputsAndTheInputItself() throws IOException {
        Path file = MADE.write(Make.TEXT, folder);
        assertThat(refused("convert", file.toString(), folder.resolve("out.loom").toString()).err())
                .contains("out.loom: has a name that does not say what it should be");
        Path same = MADE.cells().write(folder.resolve("a.h5ad"));
        byte[] before = Files.readAllBytes(same);
        assertThat(refused("convert", same.toString(), same.toString()).err()).contains("a.h5ad: is the input itself");
        assertThat(Files.readAllBytes(same)).isEqualTo(before);
        assertThat(refused("convert", file.toString(), folder.resolve("o.h5ad").toString(), "--genome", "hg19").err())
                .contains("genome must only be chosen of a 10x .h5 file");
    }

    @Test
    void fileThatIsWrongLeavesNothingBehind() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.csv"), ",a,b\nc0,1,2\nc1,1,x\n");
        Path out = folder.resolve("out.h5ad");
        for (List<String> words : List.of(List.of("convert", file.toString(), out.toString()),
                List.of("inspect", file.toString()), List.of("train", "scvi", file.toString(), "-o", out.toString()))) {
            assertThat(refused(words.toArray(String[]::new)).err())
                    .contains(file + ", line 3, column 3: is 'x', where a number should be");
        }
        assertThat(out).doesNotExist();
    }
}
