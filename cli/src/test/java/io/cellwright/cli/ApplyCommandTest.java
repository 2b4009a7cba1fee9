package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cellwright.anndata.H5adFile;
import io.cellwright.anndata.Uns;
import io.cellwright.data.Column;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ApplyCommandTest {
    @TempDir
    Path folder;

    private Path in;
    private Path model;
    private Path out;

    @BeforeEach
    void trainAModel() {
        in = SmallCells.make().write(folder.resolve("in.h5ad"));
        model = folder.resolve("model");
        out = folder.resolve("out.h5ad");
        CommandRun run = CommandRun.of(folder, "train", "scanvi", in.toString(), "-o", trained().toString(), "--save",
                model.toString(), "--labels-key", "known", "--batch-key", "batch", "--n-hidden", "8", "--max-epochs",
                "3", "--seed", "11");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("the model is in " + model);
    }

    @Test
    void sameCellsGetTheSameResultsAsFromTraining() {
        CommandRun run = apply();
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("scanvi: 40 cells, 12 of the model's 12 genes found");
        try (H5adFile after = H5adFile.open(out); H5adFile before = H5adFile.open(trained())) {
            assertThat(after.obsm("X_scANVI").values_nk()).isEqualTo(before.obsm("X_scANVI").values_nk());
            assertThat(texts(after, "scanvi_label")).isEqualTo(texts(before, "scanvi_label"));
            assertThat(after.uns("cellwright/weights_sha256")).isEqualTo(before.uns("cellwright/weights_sha256"))
                    .isPresent();
            assertThat(after.uns("cellwright/seed")).contains(new Uns.Whole(11));
        }
    }

    @Test
    void ctrlCLeavesNothingAndSaysSo() throws IOException {
        byte[] before = Files.readAllBytes(in);
        for (List<String> to : List.of(List.of("-o", out.toString()), List.of("--in-place"))) {
            List<String> words = Stream.concat(Stream.of("apply", model.toString(), in.toString()), to.stream())
                    .toList();
            CommandRun run = CommandRun.of(folder, () -> true, words.toArray(String[]::new));
            assertThat(run.status()).as(run.err()).isEqualTo(130);
            assertThat(run.err()).contains("stopped; nothing was written to " + to.getLast().replace("--in-place",
                    in.toString()));
            assertThat(run.out()).isEmpty();
        }
        assertThat(Files.readAllBytes(in)).isEqualTo(before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrder("in.h5ad", "model",
                    String.valueOf(trained().getFileName()));
        }
    }

    @Test
    void orderOfGenesDoesNotMatter() {
        int[] reversed = IntStream.range(0, SmallCells.GENES).map(j -> SmallCells.GENES - 1 - j).toArray();
        SmallCells.make().withGenes(reversed).write(in);
        assertThat(apply().status()).isZero();
        try (H5adFile after = H5adFile.open(out); H5adFile before = H5adFile.open(trained())) {
            assertThat(after.obsm("X_scANVI").values_nk()).isEqualTo(before.obsm("X_scANVI").values_nk());
        }
    }

    @Test
    void missingGenesAreWarnedAboutOnceTheyAreMany() {
        SmallCells.make().withGenes(IntStream.range(0, 10).toArray()).write(in);
        CommandRun few = apply("--json");
        assertThat(few.status()).as(few.err()).isZero();
        assertThat(few.err()).isEmpty();
        assertThat(few.json().get("genes_missing").getAsInt()).isEqualTo(2);
        SmallCells.make().withGenes(IntStream.range(0, 9).toArray()).write(in);
        CommandRun many = apply();
        assertThat(many.status()).as(many.err()).isZero();
        assertThat(many.err()).contains("warning: " + in
                + ", var: only 9 of the model's 12 genes are there (75.0 %)", "gene9");
    }

    @Test
    void otherGenesAltogetherAreRefused() {
        SmallCells.make().withGeneNames(IntStream.range(0, SmallCells.GENES).mapToObj(j -> "ENSG" + j).toList())
                .write(in);
        refused(apply(), in + ", var: has none of the model's 12 genes", "gene0", "ENSG0");
    }

    @Test
    void unknownBatchIsRefusedUntilOneIsNamed() {
        SmallCells.make().with(SmallCells.text("batch", SmallCells.CELLS, i -> "new")).write(in);
        refused(apply(), in + ", obs/batch: 40 of 40 cells are of batches that the model does not know: new. Take all "
                + "cells to be of one batch that it knows with --batch NAME, where NAME is one of b0, b1");
        refused(apply("--batch", "b2"), "--batch must be a batch of the model, which knows b0, b1, but was 'b2'");
        assertThat(apply("--batch", "b1").status()).isZero();
    }

    @Test
    void fewCellsOfManyUnknownBatchesAreCounted() {
        SmallCells.make().with(SmallCells.text("batch", SmallCells.CELLS, i -> i < 7 ? "new" + i : "b0")).write(in);
        refused(apply(), in + ", obs/batch: 7 of 40 cells are of batches that the model does not know: new0, new1, new2, "
                + "new3, new4 and 2 more. ");
    }

    @Test
    void batchForAModelWithoutBatchesIsRefused() {
        model = folder.resolve("plain");
        assertThat(CommandRun.of(folder, "train", "scvi", in.toString(), "--in-place", "--save", model.toString(),
                "--n-hidden", "8", "--max-epochs", "1").status()).isZero();
        refused(apply("--batch", "b1"), "--batch says nothing to this model, which was trained without batches");
    }

    @Test
    void unknownLevelOfACovariateNamesTheCellAndIsNoMatterOfBatches() {
        model = folder.resolve("corrected");
        assertThat(CommandRun.of(folder, "train", "scvi", in.toString(), "--in-place", "--save", model.toString(),
                "--categorical-covariate-keys", "batch", "--n-hidden", "8", "--max-epochs", "1").status()).isZero();
        SmallCells.make().with(SmallCells.text("batch", SmallCells.CELLS, i -> i == 7 ? "b9" : "b0")).write(in);
        CommandRun run = apply();
        refused(run, in + ", obs/batch: cell 'cell7' has 'b9', which the model does not know (b0, b1). Rename it");
        assertThat(run.err()).doesNotContain("--batch");
    }

    @Test
    void missingBatchColumnIsRefusedUntilOneIsNamed() {
        SmallCells.make().without("batch").write(in);
        refused(apply(), in + ", obs/batch: there is no such column, and the model was trained with it. Take all cells "
                + "to be of one batch that it knows with --batch NAME, where NAME is one of b0, b1");
        assertThat(apply("--batch", "b1").status()).isZero();
    }

    @Test
    void labelsAreNotNeeded() {
        SmallCells.make().without("known").write(in);
        assertThat(apply().status()).isZero();
    }

    @Test
    void folderWithoutAModelIsRefused() throws IOException {
        model = folder.resolve("nothing");
        refused(apply(), model.toString());
        Files.createDirectory(model);
        refused(apply(), model.toString());
    }

    @Test
    void damagedWeightsAreRefused() throws IOException {
        Path weights = model.resolve("weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        refused(apply(), weights.toString());
    }

    @Test
    void valuesThatAreNoCountsAreRefused() {
        SmallCells.make().with((i, j, x) -> (float) Math.log1p(x)).write(in);
        refused(apply(), in + ", X: values look log-transformed");
    }

    @Test
    void interruptedTrainingLeavesTheModelSoFar() {
        Path early = folder.resolve("early");
        CommandRun run = CommandRun.of(folder, () -> true, "train", "scvi", in.toString(), "-o", out.toString(), "--save",
                early.toString(), "--max-epochs", "50");
        assertThat(run.status()).isEqualTo(130);
        assertThat(run.err()).contains("the model so far is in " + early);
        assertThat(out).doesNotExist();
        model = early;
        assertThat(apply().status()).isZero();
    }

    @Test
    void modelIsNotSavedOverOtherThings() throws IOException {
        Path mine = Files.createDirectory(folder.resolve("mine"));
        Files.writeString(mine.resolve("thesis.txt"), "all of it");
        refused(CommandRun.of(folder, "train", "scvi", in.toString(), "-o", out.toString(), "--save", mine.toString()),
                mine.toString());
        assertThat(mine.resolve("thesis.txt")).content().isEqualTo("all of it");
    }

    private CommandRun apply(String... more) {
        return CommandRun.of(folder, Stream.concat(Stream.of("apply", model.toString(), in.toString(), "-o",
                out.toString()), Arrays.stream(more)).toArray(String[]::new));
    }

    private void refused(CommandRun run, String... words) {
        assertThat(run.err()).contains(words);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(out).doesNotExist();
    }

    private static List<String> texts(H5adFile file, String name) {
        Column column = file.obs().column(name).orElseThrow();
        return IntStream.range(0, column.size()).mapToObj(i -> String.valueOf(column.text(i))).toList();
    }

    private Path trained() {
        return folder.resolve("trained.h5ad");
    }
}
