package io.cellwright.data.preprocess;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.cellwright.RealData;
import io.cellwright.data.CellTable;
import io.cellwright.data.CsrMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// Against the genes that scanpy 1.11.5 chooses; `bench/peers/hvg.py` wrote the list and tells its form. scanpy
/// computes in float32 what is double here, so that a gene at the very edge may differ.
class DispersedGenesOnRealCellsTest {
    private static final Map<String, CellTable> READ = new ConcurrentHashMap<>();

    @ParameterizedTest
    @MethodSource("choices")
    void theGenesAreScanpys(String choice) {
        String[] field = choice.split(" ");
        CellTable cells = READ.computeIfAbsent(field[0], RealData::cells);
        CsrMatrix log1p = Normalization.log1p(Normalization.normalizeTotal(cells.counts(), Normalization.CP10K));
        int[] batch = field[1].equals("-") ? null : RealData.labels(cells, field[1]);
        int top = Integer.parseInt(field[3]);
        DispersedGenes genes = field[2].equals("seurat") ? DispersedGenes.seurat(log1p, top, batch)
                : DispersedGenes.cellRanger(log1p, top, batch);
        double total = Double.parseDouble(field[4]);
        assertThat(Arrays.stream(genes.score_g()).filter(Double::isFinite).map(Math::abs).sum())
                .isCloseTo(total, within(1e-4 * total));
        int[] expected = Arrays.stream(field).skip(5).mapToInt(Integer::parseInt).toArray();
        Arrays.parallelPrefix(expected, Integer::sum);
        assertThat(genes.chosen()).hasSize(top);
        assertThat(Arrays.stream(genes.chosen()).filter(g -> Arrays.binarySearch(expected, g) < 0).count())
                .as("genes that scanpy does not choose").isLessThanOrEqualTo(top / 200);
    }

    static Stream<String> choices() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(Objects.requireNonNull(
                DispersedGenesOnRealCellsTest.class.getResourceAsStream("dispersion.txt")), StandardCharsets.UTF_8))) {
            return in.lines().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
