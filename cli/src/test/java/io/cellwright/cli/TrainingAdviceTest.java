package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.cellwright.anndata.FileFormat;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.anndata.Summary;
import io.cellwright.anndata.Summary.ColumnKind;
import io.cellwright.anndata.Summary.Encoding;
import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.cli.Inspection.Facts;
import io.cellwright.cli.Inspection.Level;
import io.cellwright.cli.Inspection.Matrix;
import io.cellwright.data.preprocess.CountCheck;
import io.cellwright.data.preprocess.ValueKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TrainingAdviceTest {
    private static final int CELLS = 1000;

    private final List<Matrix> matrices = new ArrayList<>();
    private final List<Facts> obs = new ArrayList<>();

    @Test
    void namesTheLayerOrRawThatHoldsCounts() {
        matrix(new MatrixRef.X(), 100, ValueKind.LOG_TRANSFORMED);
        matrix(new MatrixRef.Layer("raw counts"), 100, ValueKind.COUNTS);
        assertThat(scvi()).isEqualTo("cellwright train scvi a.h5ad -o a.scvi.h5ad --layer 'raw counts'");
        matrices.clear();
        matrix(new MatrixRef.X(), 100, ValueKind.SCALED);
        matrix(new MatrixRef.Raw(), 200, ValueKind.COUNTS);
        assertThat(scvi()).endsWith(" --layer raw");
    }

    @Test
    void prefersCountsToFractions() {
        matrix(new MatrixRef.X(), 100, ValueKind.FRACTIONAL);
        assertThat(scvi()).doesNotContain("--layer");
        matrix(new MatrixRef.Layer("counts"), 100, ValueKind.COUNTS);
        assertThat(scvi()).endsWith("--layer counts");
    }

    @Test
    void hasNothingToSayWithoutCounts() {
        matrix(new MatrixRef.X(), 100, ValueKind.NORMALIZED);
        assertThat(TrainingAdvice.of(inspection())).isEmpty();
    }

    @Test
    void manyGenesAreCutToTheTopOnes() {
        matrix(new MatrixRef.X(), 5_000, ValueKind.COUNTS);
        assertThat(scvi()).doesNotContain("--top-genes");
        matrices.clear();
        matrix(new MatrixRef.X(), 5_001, ValueKind.COUNTS);
        assertThat(scvi()).endsWith("--top-genes 2000");
    }

    @Test
    void takesTheColumnsThatLookLikeTypesAndBatches() {
        matrix(new MatrixRef.X(), 100, ValueKind.COUNTS);
        column("louvain", "0", "1");
        column("sample_id", "s1", "s2");
        column("Cell_Type", "B", "T", "unassigned");
        column("batch", "one", "two");
        column("resample", "x", "y");
        assertThat(scanvi()).hasValue("cellwright train scanvi a.h5ad -o a.scanvi.h5ad --batch-key batch"
                + " --labels-key Cell_Type --unlabeled-category unassigned");
    }

    @Test
    void passesOverColumnsThatSortNothing() {
        matrix(new MatrixRef.X(), 100, ValueKind.COUNTS);
        column("label", "only one");
        obs.add(new Facts("batch", ColumnKind.INTEGER, 0, List.of(), 0, 9));
        obs.add(new Facts("cell_type", ColumnKind.TEXT, 0,
                IntStream.range(0, 501).mapToObj(i -> new Level("t" + i, 1)).toList(),
                Double.NaN, Double.NaN));
        assertThat(scvi()).doesNotContain("--batch-key");
        assertThat(scanvi()).isEmpty();
    }

    @Test
    void wordsAreQuotedForTheShell() {
        matrix(new MatrixRef.X(), 100, ValueKind.COUNTS);
        column("donor's batch", "one", "two");
        TrainingAdvice advice = TrainingAdvice.of(inspection()).orElseThrow();
        assertThat(advice.scvi("./cellwright", Path.of("../my cells.h5ad")).line()).isEqualTo("./cellwright train scvi "
                + "'../my cells.h5ad' -o 'my cells.scvi.h5ad' --batch-key 'donor'\\''s batch'");
    }

    private void matrix(MatrixRef ref, int genes, ValueKind kind) {
        matrices.add(new Matrix(new MatrixInfo(ref, Encoding.CSR, "float32", CELLS, genes, 10),
                Optional.of(new CountCheck(CELLS, genes, 10, 0, 0, 0, 0, 0, 5, kind, Optional.empty())),
                Optional.empty()));
    }

    private void column(String name, String... levels) {
        obs.add(new Facts(name, ColumnKind.CATEGORICAL, 0,
                Arrays.stream(levels).map(level -> new Level(level, 1)).toList(), Double.NaN, Double.NaN));
    }

    private Inspection inspection() {
        Summary summary = new Summary(CELLS, 100, matrices.stream().map(Matrix::info).toList(), List.of(), List.of(),
                List.of(), List.of(), List.of());
        return new Inspection(Path.of("a.h5ad"), FileFormat.H5AD, "", 1, summary, List.copyOf(matrices),
                List.copyOf(obs), List.of());
    }

    private String scvi() {
        return TrainingAdvice.of(inspection()).orElseThrow().scvi("cellwright", Path.of("a.h5ad")).line();
    }

    private Optional<String> scanvi() {
        return TrainingAdvice.of(inspection()).orElseThrow().scanvi("cellwright", Path.of("a.h5ad"))
                .map(ShellCommand::line);
    }
}
