package io.cellwright.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cellwright.anndata.hdf5.append.Hdf5Appender;
import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.Data;
import io.cellwright.data.Column;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/// Whatever is wrong with a file or a request: exit status 2, one line that says what to do, nothing written.
class BadInputTest {
    @TempDir
    Path folder;

    private Path in;
    private Path out;

    @BeforeEach
    void names() {
        in = folder.resolve("in.h5ad");
        out = folder.resolve("out.h5ad");
    }

    @Test
    void fileThatIsNotThere() {
        refused(scvi(), in + ": no such file");
    }

    @Test
    void fileThatIsNoHdf5() throws IOException {
        Files.writeString(in, "cell,gene,count\n".repeat(100));
        refused(scvi(), in.toString(), "HDF5");
    }

    @Test
    void fileThatWasCutShort() throws IOException {
        SmallCells.make(300, 40).write(in);
        byte[] whole = Files.readAllBytes(in);
        Files.write(in, Arrays.copyOf(whole, whole.length / 2));
        refused(scvi(), in.toString());
    }

    @Test
    void fileWithoutX() throws IOException {
        try (FileChannel channel = FileChannel.open(in, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.READ)) {
            Hdf5Appender file = Hdf5Appender.create(channel);
            List<Attribute> frame = List.of(Attribute.text("encoding-type", "dataframe"),
                    Attribute.text("encoding-version", "0.2.0"), Attribute.text("_index", "_index"),
                    Attribute.texts("column-order", List.of()));
            long names = file.dataset(new Data.Texts(List.of("a", "b")), List.of(Attribute.text("encoding-type",
                    "string-array"), Attribute.text("encoding-version", "0.2.0")), 2);
            long table = file.group(Map.of("_index", names), frame);
            file.publish(file.group(Map.of("obs", table, "var", table), List.of()));
        }
        refused(scvi(), in + ", X: is not in the file");
    }

    @Test
    void layerThatIsNotThere() {
        SmallCells.make().write(in);
        refused(scvi("--layer", "counts"), in + ", layers/counts: is not in the file", "X");
        refused(scvi("--layer", "raw"), in + ", raw/X: is not in the file");
    }

    @Test
    void logTransformedValues() {
        SmallCells.make().with((i, j, x) -> (float) Math.log1p(x)).write(in);
        refused(scvi(), in + ", X: values look log-transformed", "--layer counts");
    }

    @Test
    void scaledValues() {
        SmallCells.make().with((i, j, x) -> x - 2.5f).write(in);
        refused(scvi(), in + ", X: values look scaled", "--layer");
    }

    @Test
    void negativeCounts() {
        SmallCells.make().with((i, j, x) -> i == 3 && j == 4 ? -2 : x).write(in);
        refused(scvi(), in + ", X: 1 of", "negative", "-2.0 at cell 3, gene 4");
    }

    @Test
    void valuesThatAreNoNumbers() {
        SmallCells.make().with((i, j, x) -> i == 3 && j == 4 ? Float.NaN : x).write(in);
        refused(scvi(), in + ", X: 1 of", "NaN", "at cell 3, gene 4");
    }

    @Test
    void fractionsAreTakenWithAWarning() {
        SmallCells.make().with((i, j, x) -> i == 3 && j == 4 ? 30.5f : x).write(in);
        done(scvi(), "warning: " + in + ", X: 1 of", "not whole numbers");
    }

    @Test
    void columnsThatAreNotThere() {
        SmallCells.make().write(in);
        refused(scvi("--batch-key", "bacth"), in + ", obs/bacth: there is no such column. Did you mean 'batch'?");
        refused(scvi("--size-factor-key", "size"), in + ", obs/size: there is no such column");
        refused(scvi("--categorical-covariate-keys", "batch,sex"), in + ", obs/sex: there is no such column");
        refused(scanvi("typ"), in + ", obs/typ: there is no such column. Did you mean 'type'?");
    }

    @Test
    void covariateThatIsNoNumber() {
        SmallCells.make().write(in);
        refused(scvi("--continuous-covariate-keys", "batch"), in + ", obs/batch: the column does not hold numbers");
    }

    @Test
    void covariateWithAGap() {
        SmallCells.make().with(new Column.Numbers("depth", IntStream.range(0, SmallCells.CELLS).mapToDouble(i -> i == 3
                ? Double.NaN : 1).toArray(), false)).write(in);
        refused(scvi("--continuous-covariate-keys", "depth"), in + ", obs/depth: the value of cell 'cell3' is NaN. Fill in");
    }

    @Test
    void batchWithAGap() {
        int[] codes = IntStream.range(0, SmallCells.CELLS).map(i -> i == 3 ? -1 : i % 2).toArray();
        SmallCells.make().with(new Column.Categorical("batch", codes, List.of("b0", "b1"), false)).write(in);
        refused(scvi("--batch-key", "batch"), in + ", obs/batch: cell 'cell3' has no value. Fill in");
    }

    @Test
    void sizeFactorOfZero() {
        SmallCells.make().write(in);
        refused(scvi("--size-factor-key", "depth"), in + ", obs/depth: the size factor of cell 'cell0' is 0.0");
    }

    @Test
    void batchOfOneCellWithAChoiceOfGenes() {
        SmallCells.make(60, 40).with(SmallCells.text("batch", 60, i -> i == 7 ? "late" : "b" + i % 2)).write(in);
        refused(scvi("--batch-key", "batch", "--top-genes", "20"), in + ", obs/batch: batch 'late' has one cell, and "
                + "--top-genes needs two or more of each");
    }

    @Test
    void choiceOfGenesAmongTooFewThatVary() {
        SmallCells.make(60, 40).with((i, j, x) -> j == 0 ? x + 1 : 1).write(in);
        refused(scvi("--top-genes", "20"), in + ", counts: too few genes vary: 1, where the choice");
    }

    @Test
    void labelsThatAreAllUnknown() {
        SmallCells.make().with(SmallCells.text("type", SmallCells.CELLS, i -> "Unknown")).write(in);
        refused(scanvi("type"), in + ", obs/type: no cell has a label: all are 'Unknown' or missing", "train scvi");
    }

    @Test
    void labelsOfOneClass() {
        SmallCells.make().with(SmallCells.text("type", SmallCells.CELLS, i -> i < 9 ? "T" : "Unknown")).write(in);
        refused(scanvi("type"), in + ", obs/type: there is one cell type only, 'T'");
    }

    @Test
    void classWithOneLabelledCellIsWarnedAbout() {
        SmallCells.make().with(SmallCells.text("type", SmallCells.CELLS, i -> i == 8 ? "rare" : SmallCells.type(i)))
                .write(in);
        done(scanvi("type"), "obs/type: cell type 'rare' has one labelled cell");
    }

    @Test
    void oneGeneAndTwoCellsCanBeTrainedOn() {
        SmallCells.make(20, 1).write(in);
        done(scvi());
        SmallCells.make(2, 5).write(in);
        done(scvi());
    }

    @Test
    void oneCellCannot() {
        SmallCells.make(1, 5).write(in);
        refused(scvi(), in + ", obs: there is one cell");
    }

    @Test
    void emptyCellsAndGenesAreWarnedAbout() {
        SmallCells.make().with((i, j, x) -> i == 3 || j == 4 ? 0 : x).write(in);
        done(scvi(), "warning: " + in + ", X: 1 of 40 cells have no count", "1 of 12 genes have no count");
    }

    @Test
    void nothingButZerosIsRefused() {
        SmallCells.make().with((i, j, x) -> 0).write(in);
        refused(scvi(), in + ", X: there is no value besides zeros");
    }

    @Test
    void namesThatRepeatAreWarnedAbout() {
        SmallCells.make().withGeneNames(Collections.nCopies(SmallCells.GENES, "g"))
                .withCellNames(IntStream.range(0, SmallCells.CELLS).mapToObj(i -> "c" + i / 2).toList()).write(in);
        done(scvi(), "gene names repeat: 1 of them, such as 'g'", "cell names repeat: 20 of them, such as 'c0'");
    }

    @Test
    void outputThatIsTheInput() {
        SmallCells.make().write(in);
        out = in;
        refusedKeepingInput(scvi(), in + ": is the input itself. Give another name, or --in-place");
    }

    @Test
    void outputThatIsNotSaidOrSaidTwice() {
        SmallCells.make().write(in);
        refused(CommandRun.of(folder, "train", "scvi", in.toString()), "give -o OUT.h5ad, or --in-place");
        refused(scvi("--in-place"), "-o and --in-place cannot both be given");
    }

    @Test
    void outputWithTheNameOfAnotherMake() {
        SmallCells.make().write(in);
        out = folder.resolve("out.zarr");
        refused(scvi(), out + ": ends in .zarr, but results are written as .h5ad files. Give a name that ends in .h5ad");
    }

    @Test
    void outputFolderThatIsNotThere() {
        SmallCells.make().write(in);
        out = folder.resolve("nowhere").resolve("out.h5ad");
        refused(scvi(), out + ": its folder " + out.getParent() + " does not exist");
    }

    @Test
    void outputThatIsAFolder() {
        SmallCells.make().write(in);
        refused(CommandRun.of(folder, "train", "scvi", in.toString(), "-o", folder.toString()), folder + ": is a folder");
    }

    @Test
    void outputFolderThatIsNotWritable() throws IOException {
        SmallCells.make().write(in);
        Path locked = Files.createDirectory(folder.resolve("locked"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        assumeFalse(Files.isWritable(locked), "this user may write everywhere, as root may");
        out = locked.resolve("out.h5ad");
        refused(scvi(), out + ": its folder " + locked + " is not writable");
    }

    private CommandRun scvi(String... more) {
        return train("scvi", more);
    }

    private CommandRun scanvi(String labelsKey) {
        return train("scanvi", "--labels-key", labelsKey);
    }

    private CommandRun train(String model, String... more) {
        return CommandRun.of(folder, Stream.concat(Stream.of("train", model, in.toString(), "-o", out.toString(),
                "--max-epochs", "1", "--n-hidden", "8"), Arrays.stream(more)).toArray(String[]::new));
    }

    private void refused(CommandRun run, String... words) {
        assertThat(out).doesNotExist();
        refusedKeepingInput(run, words);
    }

    private static void refusedKeepingInput(CommandRun run, String... words) {
        assertThat(run.err()).contains(words);
        assertThat(run.err().lines().toList()).as("one line").hasSize(1);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }

    private void done(CommandRun run, String... words) {
        assertThat(run.status()).as(run.err()).isZero();
        for (String word : words) {
            assertThat(run.err()).contains(word);
        }
        assertThat(out).exists();
    }
}
