package io.cellwright.anndata.tenx;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.FileFormat;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.anndata.Reading;
import io.cellwright.anndata.Summary;
import io.cellwright.anndata.hdf5.MadeHdf5;
import io.cellwright.anndata.hdf5.MadeHdf5.Group;
import io.cellwright.data.CellTable;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// Files of Cell Ranger: three cells, and of version 3 two genes, an antibody and a third gene.
class TenxH5Test {
    @TempDir
    Path folder;

    /// Cell 0 has its genes in no order, cell 1 has nothing, cell 2 has the antibody too.
    private static Group version3() {
        Group features = new Group().with("_all_tag_keys", MadeHdf5.texts("genome"))
                .with("feature_type", MadeHdf5.texts("Gene Expression", "Antibody Capture", "Gene Expression",
                        "Gene Expression"))
                .with("genome", MadeHdf5.texts("GRCh38", "", "GRCh38", "mm10"))
                .with("id", MadeHdf5.texts("ENSG1", "AB1", "ENSG2", "ENSM1"))
                .with("is_new", MadeHdf5.truths(false, true, false, true))
                .with("name", MadeHdf5.texts("CD3E", "CD3", "LYZ", "Lyz"));
        return new Group().with("matrix", new Group().with("barcodes", MadeHdf5.texts("AAA-1", "CCC-1", "GGG-1"))
                .with("data", MadeHdf5.ints(7, 1, 5, 100, 2)).with("features", features)
                .with("indices", MadeHdf5.wholes(3, 0, 0, 1, 2)).with("indptr", MadeHdf5.wholes(0, 2, 2, 5))
                .with("shape", MadeHdf5.ints(4, 3)));
    }

    private static Group version2(String... genomes) {
        Group root = new Group();
        for (String genome : genomes) {
            root = root.with(genome, new Group().with("barcodes", MadeHdf5.texts("AAA-1", "CCC-1"))
                    .with("data", MadeHdf5.ints(3, 4)).with("gene_names", MadeHdf5.texts("CD3E", "LYZ", "NKG7"))
                    .with("genes", MadeHdf5.texts(genome + "_1", genome + "_2", genome + "_3"))
                    .with("indices", MadeHdf5.wholes(2, 0)).with("indptr", MadeHdf5.wholes(0, 1, 2))
                    .with("shape", MadeHdf5.ints(3, 2)));
        }
        return root;
    }

    private Path file(Group root) {
        return MadeHdf5.write(folder.resolve("cells.h5"), root);
    }

    private static CellTable read(Path path, Reading reading) {
        try (CellFile file = CellFile.open(path, reading)) {
            assertThat(file.format()).isEqualTo(FileFormat.TENX_H5);
            return file.table(new MatrixRef.X());
        }
    }

    private static float[][] rows(CellTable table) {
        return IntStream.range(0, table.cells()).mapToObj(table.counts()::denseRow).toArray(float[][]::new);
    }

    private static List<String> texts(Frame frame, String column) {
        return IntStream.range(0, frame.size()).mapToObj(frame.column(column).orElseThrow()::text)
                .map(String::valueOf).toList();
    }

    @Test
    void genesOfVersion3AreReadAndOtherFeaturesLeftOut() {
        CellTable table = read(file(version3()), Reading.plain());
        assertThat(table.obs().names()).containsExactly("AAA-1", "CCC-1", "GGG-1");
        assertThat(table.var().names()).containsExactly("CD3E", "LYZ", "Lyz");
        assertThat(rows(table)).isDeepEqualTo(new float[][] {{1, 0, 7}, {0, 0, 0}, {5, 2, 0}});
        assertThat(texts(table.var(), "gene_ids")).containsExactly("ENSG1", "ENSG2", "ENSM1");
        assertThat(texts(table.var(), "feature_types")).containsOnly("Gene Expression");
        assertThat(texts(table.var(), "genome")).containsExactly("GRCh38", "GRCh38", "mm10");
        assertThat(texts(table.var(), "is_new")).containsExactly("False", "False", "True");
    }

    @Test
    void genesOfOneGenomeOfVersion3AreReadWhereItIsAsked() {
        CellTable table = read(file(version3()), new Reading(Optional.of("mm10"), false));
        assertThat(table.var().names()).containsExactly("Lyz");
        assertThat(rows(table)).isDeepEqualTo(new float[][] {{7}, {0}, {0}});
        Path file = file(version3());
        assertThatThrownBy(() -> CellFile.open(file, new Reading(Optional.of("hg19"), false)))
                .isInstanceOf(DataException.class).hasMessageContaining("cells.h5, features: has no genome hg19")
                .hasMessageContaining("There are: GRCh38, mm10");
    }

    @Test
    void idsOfProbesStandBesideThoseOfGenes() {
        Group root = version3();
        Group matrix = root.group("matrix");
        Group probes = matrix.group("features").with("gene_id", MadeHdf5.texts("G1", "G2", "G3", "G4"));
        Group cells = matrix.with("features", probes).with("filtered_barcodes", MadeHdf5.truths(true, false, true));
        CellTable table = read(file(root.with("matrix", cells)), Reading.plain());
        assertThat(texts(table.var(), "gene_ids")).containsExactly("G1", "G3", "G4");
        assertThat(texts(table.var(), "probe_ids")).containsExactly("ENSG1", "ENSG2", "ENSM1");
        assertThat(texts(table.obs(), "filtered_barcodes")).containsExactly("True", "False", "True");
    }

    @Test
    void fileWithoutGenesIsRefused() {
        Group matrix = version3().group("matrix");
        Group peaks = matrix.group("features").with("feature_type", MadeHdf5.texts("Peaks", "Peaks", "Peaks", "Peaks"));
        Path file = file(new Group().with("matrix", matrix.with("features", peaks)));
        assertThatThrownBy(() -> CellFile.open(file)).isInstanceOf(DataException.class)
                .hasMessageContaining("has no feature of type Gene Expression, but Peaks (4)");
    }

    @Test
    void onlyGenomeOfVersion2IsRead() {
        CellTable table = read(file(version2("hg19")), Reading.plain());
        assertThat(table.obs().names()).containsExactly("AAA-1", "CCC-1");
        assertThat(table.var().names()).containsExactly("CD3E", "LYZ", "NKG7");
        assertThat(texts(table.var(), "gene_ids")).containsExactly("hg19_1", "hg19_2", "hg19_3");
        assertThat(rows(table)).isDeepEqualTo(new float[][] {{0, 0, 3}, {4, 0, 0}});
    }

    @Test
    void oneOfSeveralGenomesOfVersion2MustBeChosen() {
        Path file = file(version2("hg19", "mm10"));
        assertThatThrownBy(() -> CellFile.open(file)).isInstanceOf(DataException.class)
                .hasMessageContaining("cells.h5: has several genomes, each with its own cells: hg19, mm10")
                .hasMessageContaining("cellwright convert " + file + " OUT.h5ad --genome hg19");
        CellTable table = read(file, new Reading(Optional.of("mm10"), false));
        assertThat(texts(table.var(), "gene_ids")).containsExactly("mm10_1", "mm10_2", "mm10_3");
        assertThatThrownBy(() -> CellFile.open(file, new Reading(Optional.of("rn5"), false)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("rn5: is no genome of this file. There are: hg19");
    }

    @Test
    void summaryTellsWhatIsKeptWithoutTheMatrix() {
        try (CellFile file = CellFile.open(file(version3()))) {
            Summary summary = file.summary();
            assertThat(List.of(summary.cells(), summary.genes())).containsExactly(3, 3);
            assertThat(summary.matrices()).singleElement().satisfies(matrix -> {
                assertThat(matrix.encoding()).isEqualTo(Summary.Encoding.CSR);
                assertThat(matrix.dtype()).isEqualTo("int32");
                assertThat(matrix.stored()).isEqualTo(5);
            });
            assertThat(file.label()).isEqualTo("a 10x .h5 file of Cell Ranger 3 or later");
            assertThat(file.bytes()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            indices | 3 0 0 4 2 | matrix/indices: entry 3 is 4, outside 0 until 4
            indices | 3 0 0 -1 2 | matrix/indices: entry 3 is -1, outside 0 until 4
            indices | 3 0 0 1 0 | matrix/indices: has gene 0 more than once in cell 2
            indices | 3 0 0 1 | matrix/indices: has shape 4, where 5 is needed
            indptr | 0 2 1 5 | matrix/indptr: falls from 2 to 1 at cell 1
            indptr | 0 2 2 6 | matrix/indptr: runs from 0 to 6, not from 0 to the 5 entries of data
            indptr | 0 2 5 | matrix/indptr: has shape 3, where 4 is needed
            shape | 3 4 | matrix/shape: is [3, 4] but 4 features and 3 barcodes are named
            shape | 4 | matrix/shape: is [4] but 4 features and 3 barcodes are named
            data | 7 1 5 100 16777217 | matrix/data: holds 16777217, a whole number that float32 cannot hold exactly
            """)
    void whatDoesNotFitIsToldWithItsPlace(String member, String values, String told) {
        long[] wrong = List.of(values.split(" ")).stream().mapToLong(Long::parseLong).toArray();
        Group matrix = version3().group("matrix").with(member, MadeHdf5.wholes(wrong));
        Path file = file(new Group().with("matrix", matrix));
        assertThatThrownBy(() -> read(file, Reading.plain())).isInstanceOf(DataException.class)
                .hasMessageContaining("cells.h5, " + told);
    }

    @ParameterizedTest
    @CsvSource({"data, matrix: has no data", "shape, matrix: has no shape", "features, matrix: has no features"})
    void whatIsMissingIsTold(String member, String told) {
        Path file = file(new Group().with("matrix", version3().group("matrix").without(member)));
        assertThatThrownBy(() -> read(file, Reading.plain())).isInstanceOf(DataException.class)
                .hasMessageContaining("cells.h5, " + told);
    }

    @Test
    void columnsOfFeaturesMustBeAsLongAsTheirNames() {
        Group matrix = version3().group("matrix");
        Group features = matrix.group("features").with("id", MadeHdf5.texts("ENSG1"));
        Path file = file(new Group().with("matrix", matrix.with("features", features)));
        assertThatThrownBy(() -> CellFile.open(file)).isInstanceOf(DataException.class)
                .hasMessageContaining("matrix/features: has 4 names but 1 gene_ids");
    }
}
