package io.cellwright.data.prepare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cellwright.anndata.H5adFile;
import io.cellwright.anndata.MadeH5ad;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.data.CellTable;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.preprocess.DispersedGenes;
import io.cellwright.data.preprocess.HighlyVariableGenes;
import io.cellwright.data.preprocess.Normalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PreparationTest {
    private static final int[] TRAINING = IntStream.range(0, Tables.CELLS).filter(i -> i % 4 != 1).toArray();
    private static final PreparationConfig MEDIAN =
            PreparationConfig.LOG_NORMALIZED.withTargetSum(new TargetSum.Median());

    /// scDLKit's scaler and choice of genes see all cells before the split.
    @ParameterizedTest
    @MethodSource("configs")
    void nothingIsFittedOnCellsThatAreNotForTraining(PreparationConfig config) {
        CellTable cells = Tables.made(1);
        Preparation fitted = Preparation.fit(config, cells, TRAINING);
        float[][] x_ng = Tables.dense(cells.counts());
        for (int i = 1; i < x_ng.length; i += 4) {
            for (int g = 0; g < Tables.GENES; g++) {
                x_ng[i][g] = g % 5 * 1000;
            }
        }
        CellTable changed = Tables.of(x_ng, cells.var().names());
        assertThat(Preparation.fit(config, changed, TRAINING)).isEqualTo(fitted).hasSameHashCodeAs(fitted);
        int[] others = IntStream.range(0, Tables.CELLS).filter(i -> i % 4 != 2).toArray();
        assertThat(Preparation.fit(config, changed, others)).isNotEqualTo(fitted);
    }

    static Stream<PreparationConfig> configs() {
        return Arrays.stream(GeneSelection.Flavor.values())
                .flatMap(flavor -> Stream.of(Optional.<String>empty(), Optional.of("batch"))
                        .map(key -> MEDIAN.withGenes(new GeneSelection.HighlyVariable(flavor, 20, key))
                                .withScaling(Scaling.Standard.DEFAULT)));
    }

    @Test
    void totalsAndLogarithmsAreThoseOfNormalization() {
        CsrMatrix counts = Tables.made(2).counts();
        CsrMatrix normalized = Normalization.normalizeTotal(counts, Normalization.CP10K);
        assertThat(Tables.dense(apply(PreparationConfig.LOG_NORMALIZED, 2).matrix()))
                .isDeepEqualTo(Tables.dense(Normalization.log1p(normalized)));
        assertThat(Tables.dense(apply(PreparationConfig.LOG_NORMALIZED.withLog1p(false), 2).matrix()))
                .isDeepEqualTo(Tables.dense(normalized));
        assertThat(Tables.dense(apply(PreparationConfig.COUNTS.withLog1p(true), 2).matrix()))
                .isDeepEqualTo(Tables.dense(Normalization.log1p(counts)));
        assertThat(Tables.dense(apply(PreparationConfig.COUNTS, 2).matrix())).isDeepEqualTo(Tables.dense(counts));
    }

    /// scDLKit takes for a new file that file's own median.
    @Test
    void aLaterFileIsNormalizedToTheMedianOfTheTrainingCells() {
        float[][] x_ng = {{1, 1}, {9, 1}, {0, 0}, {3, 1}, {500, 500}};
        Preparation fitted = Preparation.fit(PreparationConfig.COUNTS.withTargetSum(new TargetSum.Median()),
                Tables.of(x_ng, Tables.names(2)), new int[] {3, 0, 1, 2});
        assertThat(fitted.targetSum()).as("without the cell that has no count").hasValue(4);
        PreparedCells later = fitted.apply(Tables.matrix(new float[][] {{30, 10}, {0, 0}, {0, 7}}), Tables.names(2));
        assertThat(Tables.dense(later.matrix())).isDeepEqualTo(new float[][] {{3, 1}, {0, 0}, {0, 4}});
    }

    /// scDLKit chooses genes anew in each file.
    @Test
    void genesAreThoseOfTheTrainingCellsInAnyLaterFile() {
        PreparationConfig config = PreparationConfig.LOG_NORMALIZED.withGenes(
                new GeneSelection.HighlyVariable(GeneSelection.Flavor.SEURAT, 15, Optional.empty()));
        Preparation fitted = Preparation.fit(config, Tables.made(3), TRAINING);
        assertThat(fitted.apply(Tables.made(4)).genes()).isEqualTo(fitted.genes()).hasSize(15);
        assertThat(Preparation.fit(config, Tables.made(4), TRAINING).genes()).isNotEqualTo(fitted.genes());
    }

    @Test
    void genesAreChosenAmongTheTrainingCellsInEachWay() {
        CellTable cells = Tables.made(5);
        CsrMatrix counts = cells.counts().selectRows(TRAINING);
        CsrMatrix log1p = Normalization.log1p(Normalization.normalizeTotal(counts, Normalization.CP10K));
        int[] batch = Arrays.stream(TRAINING).map(i -> i % 3).toArray();
        assertThat(chosen(cells, GeneSelection.Flavor.SEURAT_V3, true))
                .containsExactly(HighlyVariableGenes.seuratV3(counts, 12, batch).chosen());
        assertThat(chosen(cells, GeneSelection.Flavor.SEURAT_V3_PAPER, true)).containsExactly(HighlyVariableGenes
                .seuratV3(counts, 12, batch, 0.3, HighlyVariableGenes.Order.BATCHES).chosen());
        assertThat(chosen(cells, GeneSelection.Flavor.SEURAT_V3, false))
                .containsExactly(HighlyVariableGenes.seuratV3(counts, 12, null).chosen());
        assertThat(chosen(cells, GeneSelection.Flavor.SEURAT, true))
                .containsExactly(DispersedGenes.seurat(log1p, 12, batch).chosen());
        assertThat(chosen(cells, GeneSelection.Flavor.CELL_RANGER, false))
                .containsExactly(DispersedGenes.cellRanger(log1p, 12, null).chosen());
    }

    private static int[] chosen(CellTable cells, GeneSelection.Flavor flavor, boolean byBatch) {
        Optional<String> key = byBatch ? Optional.of("batch") : Optional.empty();
        return Preparation.fit(PreparationConfig.LOG_NORMALIZED.withGenes(
                new GeneSelection.HighlyVariable(flavor, 12, key)), cells, TRAINING).chosen();
    }

    @Test
    void namedGenesComeInTheOrderOfTheirNames() {
        CellTable cells = Tables.made(6);
        PreparationConfig config = PreparationConfig.COUNTS
                .withGenes(new GeneSelection.Named(List.of("gene7", "gene2")));
        PreparedCells prepared = Preparation.fit(config, cells, TRAINING).apply(cells);
        assertThat(prepared.genes()).containsExactly("gene7", "gene2");
        assertThat(Tables.dense(prepared.matrix()))
                .isDeepEqualTo(Tables.dense(cells.counts().selectColumns(new int[] {7, 2})));
        assertThatThrownBy(() -> Preparation.fit(config.withGenes(new GeneSelection.Named(List.of("Gene77"))), cells,
                TRAINING)).isInstanceOf(DataException.class)
                .hasMessageStartingWith("var: there is no gene 'Gene77'. Did you mean 'gene");
    }

    @Test
    void allGenesStayWhereThereAreNotMoreThanAreToBeChosen() {
        assertThat(apply(PreparationConfig.LOG_NORMALIZED.withGenes(
                GeneSelection.HighlyVariable.of(GeneSelection.Flavor.SEURAT_V3)), 2).genes()).hasSize(Tables.GENES);
    }

    /// scDLKit has nothing that puts genes in order.
    @Test
    void genesInAnotherOrderGiveTheSameValues() {
        CellTable cells = Tables.made(7);
        Preparation fitted = Preparation.fit(MEDIAN.withGenes(new GeneSelection.HighlyVariable(
                GeneSelection.Flavor.CELL_RANGER, 20, Optional.empty())).withScaling(Scaling.Standard.DEFAULT), cells,
                TRAINING);
        List<Integer> order = IntStream.range(0, Tables.GENES).boxed().collect(Collectors.toList());
        Collections.shuffle(order, new Random(1));
        int[] moved = order.stream().mapToInt(Integer::intValue).toArray();
        PreparedCells other = fitted.apply(cells.counts().selectColumns(moved),
                order.stream().map(cells.var().names()::get).toList());
        assertThat(all(other)).containsExactly(all(fitted.apply(cells)));
        assertThat(other.match().notes()).isEmpty();
    }

    @Test
    void missingAndExtraGenesAreReportedAndMissingOnesAreZero() {
        Preparation fitted = Preparation.fit(PreparationConfig.COUNTS.withTargetSum(new TargetSum.Fixed(10))
                .withGenes(new GeneSelection.Named(List.of("gene2", "gene0"))), Tables.of(
                        new float[][] {{1, 2, 3, 4}, {5, 6, 7, 8}}, Tables.names(4)), new int[] {0, 1});
        PreparedCells prepared = fitted.apply(Tables.matrix(new float[][] {{90, 2, 6}}),
                List.of("unknown", "gene3", "gene2"));
        assertThat(prepared.match())
                .isEqualTo(new GeneMatch(1, List.of("gene0"), List.of("gene1"), List.of("unknown")));
        assertThat(prepared.match().share()).isEqualTo(0.5);
        assertThat(prepared.match().notes()).containsExactly(
                "1 of the 2 genes are missing and count as zero: gene0",
                "1 genes that only count in totals are missing: gene1", "1 genes are unknown and left out: unknown");
        assertThat(Tables.dense(prepared.matrix())).as("totals are without unknown genes")
                .isDeepEqualTo(new float[][] {{7.5f, 0}});
    }

    @Test
    void aFileWithoutAnyOfTheGenesIsRefused() {
        Preparation fitted = Preparation.fit(PreparationConfig.COUNTS, Tables.made(8), TRAINING);
        assertThatThrownBy(() -> fitted.apply(Tables.matrix(new float[][] {{1, 2}}), List.of("ENSG1", "ENSG2")))
                .isInstanceOf(DataException.class).hasMessage("var: none of the 60 genes is there, such as gene0; the "
                        + "first gene there is ENSG1. Use the same kind of names for genes, symbols or identifiers, as "
                        + "where the preparation was fitted");
        assertThatThrownBy(() -> fitted.apply(Tables.matrix(new float[][] {{1, 2}}), List.of("gene1")))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("names must be 2, one a gene, but were 1");
    }

    @Test
    void ofGenesThatShareANameTheFirstCounts() {
        Preparation fitted = Preparation.fit(PreparationConfig.COUNTS,
                Tables.of(new float[][] {{1, 2}}, Tables.names(2)), new int[] {0});
        PreparedCells prepared = fitted.apply(Tables.matrix(new float[][] {{3, 4, 5}}),
                List.of("gene1", "gene0", "gene1"));
        assertThat(Tables.dense(prepared.matrix())).isDeepEqualTo(new float[][] {{4, 3}});
    }

    /// scDLKit checks nothing.
    @Test
    void whatIsNotRawCountsIsRefusedWhereCountsAreNeeded() {
        CellTable cells = Tables.made(9);
        CsrMatrix logs = Normalization.log1p(Normalization.normalizeTotal(cells.counts(), Normalization.CP10K));
        CellTable logged = new CellTable(logs, cells.obs(), cells.var());
        Preparation fitted = Preparation.fit(PreparationConfig.LOG_NORMALIZED, cells, TRAINING);
        assertThatThrownBy(() -> Preparation.fit(PreparationConfig.LOG_NORMALIZED, logged, TRAINING))
                .isInstanceOf(DataException.class).hasMessageStartingWith("counts: values look log-transformed: ");
        assertThatThrownBy(() -> fitted.apply(logged)).isInstanceOf(DataException.class)
                .hasMessageStartingWith("counts: values look log-transformed: ");
        assertThat(Preparation.fit(PreparationConfig.COUNTS.withScaling(Scaling.Standard.DEFAULT), logged, TRAINING)
                .genes()).as("scaling takes any values").hasSize(Tables.GENES);
    }

    /// scDLKit leaves out totals and logarithms, in silence, where a layer is named.
    @Test
    void aLayerIsPreparedLikeX(@TempDir Path folder) throws IOException {
        try (H5adFile file = H5adFile.open(MadeH5ad.unpack("matrices.h5ad", folder))) {
            PreparationConfig config = PreparationConfig.LOG_NORMALIZED.withScaling(Scaling.Standard.DEFAULT);
            CellTable x = file.table(new MatrixRef.X());
            CellTable layer = file.table(new MatrixRef.Layer("csr u2"));
            int[] training = {0, 1, 2, 3, 4};
            Preparation fitted = Preparation.fit(config, layer, training);
            assertThat(fitted).isEqualTo(Preparation.fit(config, x, training));
            assertThat(fitted.targetSum()).hasValue(Normalization.CP10K);
            assertThat(all(fitted.apply(layer))).containsExactly(all(fitted.apply(x)));
        }
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnythingIsComputed() {
        GeneSelection seurat = GeneSelection.HighlyVariable.of(GeneSelection.Flavor.SEURAT);
        assertThatThrownBy(() -> PreparationConfig.COUNTS.withGenes(seurat))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("log1p must be true for the flavors seurat "
                        + "and cell_ranger, which choose by logarithms, but was false; the flavor seurat_v3 takes counts");
        assertThatThrownBy(() -> new TargetSum.Fixed(0)).hasMessage(
                "target_sum must be finite and above 0 but was 0.0");
        assertThatThrownBy(() -> new Scaling.Standard(true, OptionalDouble.of(-1))).hasMessage(
                "max_value must be above 0 but was -1.0");
        assertThatThrownBy(() -> new GeneSelection.HighlyVariable(GeneSelection.Flavor.SEURAT, 0, Optional.empty()))
                .hasMessage("n_top_genes must be 1 or more but was 0");
        assertThatThrownBy(() -> new GeneSelection.Named(List.of("a", "b", "a"))).hasMessage(
                "genes must differ but a stands twice");
        assertThatThrownBy(() -> new GeneSelection.Named(List.of())).hasMessage(
                "genes must be one or more but none is named");
    }

    @Test
    void trainingCellsThatCannotBeAreRefused() {
        CellTable cells = Tables.made(11);
        PreparationConfig scaled = PreparationConfig.COUNTS.withScaling(Scaling.Standard.DEFAULT);
        assertThatThrownBy(() -> Preparation.fit(scaled, cells, new int[] {5}))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("training must be 2 cells or more, since "
                        + "variances are needed, but was 1");
        assertThatThrownBy(() -> Preparation.fit(PreparationConfig.COUNTS, cells, new int[0])).hasMessage(
                "training must be 1 cell or more but was 0");
        assertThatThrownBy(() -> Preparation.fit(scaled, cells, new int[] {90, 1})).hasMessage(
                "training must be different rows in [0, 90) but 90 was given");
        assertThatThrownBy(() -> Preparation.fit(scaled, cells, new int[] {1, 2, 1})).hasMessage(
                "training must be different rows in [0, 90) but 1 stands twice");
        assertThatThrownBy(() -> Preparation.fit(MEDIAN, Tables.of(new float[2][3], Tables.names(3)), new int[] {0}))
                .isInstanceOf(DataException.class).hasMessageStartingWith("counts: no training cell has any count");
    }

    @Test
    void batchesThatCannotBeUsedAreNamed() {
        CellTable cells = Tables.made(12);
        assertThatThrownBy(() -> fitByBatch(cells, "Batches", TRAINING)).isInstanceOf(DataException.class)
                .hasMessage("obs/Batches: there is no such column. Did you mean 'batch'?");
        int[] oneOfB1 = {0, 3, 6, 9, 1, 2, 5, 8};
        assertThatThrownBy(() -> fitByBatch(cells, "batch", oneOfB1)).isInstanceOf(DataException.class)
                .hasMessage("obs/batch: batch 'b1' has one training cell, where the choice of genes needs two or more "
                        + "of each. Leave that cell out, or choose genes without batches");
    }

    private static Preparation fitByBatch(CellTable cells, String key, int[] training) {
        return Preparation.fit(PreparationConfig.LOG_NORMALIZED.withGenes(new GeneSelection.HighlyVariable(
                GeneSelection.Flavor.SEURAT_V3, 12, Optional.of(key))), cells, training);
    }

    private static PreparedCells apply(PreparationConfig config, long seed) {
        CellTable cells = Tables.made(seed);
        return Preparation.fit(config, cells, TRAINING).apply(cells);
    }

    private static float[] all(PreparedCells cells) {
        float[] x_ng = new float[cells.cells() * cells.genes().size()];
        cells.fill(IntStream.range(0, cells.cells()).toArray(), x_ng);
        return x_ng;
    }
}
