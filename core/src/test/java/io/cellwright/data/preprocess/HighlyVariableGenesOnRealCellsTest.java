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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// Against the genes that scanpy 1.11.5 chooses; `bench/peers/hvg.py` wrote the list and tells its form. Only genes of
/// exactly equal scores may differ: scanpy sorts them in no certain order.
class HighlyVariableGenesOnRealCellsTest {
    private static final Map<String, CellTable> READ = new ConcurrentHashMap<>();

    @ParameterizedTest
    @MethodSource("choices")
    void theGenesAreScanpys(String choice) {
        String[] field = choice.split(" ");
        CellTable cells = READ.computeIfAbsent(field[0], RealData::cells);
        int[] batch = field[1].equals("-") ? null : RealData.labels(cells, field[1]);
        HighlyVariableGenes.Order order = field[2].equals("seurat_v3") ? HighlyVariableGenes.Order.MEDIAN_RANK
                : HighlyVariableGenes.Order.BATCHES;
        int top = Integer.parseInt(field[3]);
        HighlyVariableGenes genes = HighlyVariableGenes.seuratV3(cells.counts(), top, batch, 0.3, order);
        double total = Double.parseDouble(field[4]);
        assertThat(Arrays.stream(genes.score_g()).sum()).isCloseTo(total, within(1e-9 * total));
        int[] expected = Arrays.stream(field).skip(5).mapToInt(Integer::parseInt).toArray();
        Arrays.parallelPrefix(expected, Integer::sum);
        int[] ours = Arrays.stream(genes.chosen()).filter(g -> Arrays.binarySearch(expected, g) < 0).toArray();
        assertThat(ours.length).as("genes that scanpy does not choose").isLessThanOrEqualTo(top / 200);
        if (batch == null) {
            double last = Arrays.stream(genes.chosen()).mapToDouble(g -> genes.score_g()[g]).min().orElseThrow();
            assertThat(Arrays.stream(ours).mapToDouble(g -> genes.score_g()[g]))
                    .as("scores of genes that scanpy does not choose").allMatch(score -> score == last);
        }
    }

    static Stream<String> choices() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(Objects.requireNonNull(
                HighlyVariableGenesOnRealCellsTest.class.getResourceAsStream("seurat_v3.txt")),
                StandardCharsets.UTF_8))) {
            return in.lines().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
