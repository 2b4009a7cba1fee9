package io.cellwright.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.cellwright.graph.Umap;
import io.cellwright.graph.UmapConfig;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.report.html.CellMap;

/// Maps of cells for reports. A map of more cells than anybody can tell apart would only make the page slow: beyond
/// 20,000 it is of that many, spread evenly over the file, and says so.
final class CellMaps {
    private static final int FEWEST = 20;
    private static final int MOST = 20_000;

    private CellMaps() {}

    /// A UMAP, unless there are fewer than 20 cells, of which one would say nothing.
    ///
    /// @param space what the points are places in, such as `the latent space`
    /// @param z_nk the points
    /// @param colourings what cells can be coloured by; none paints them all alike
    static Optional<CellMap> umap(String space, DenseMatrix z_nk, List<CellMap.Colouring> colourings, long seed) {
        if (z_nk.rows() < FEWEST) {
            return Optional.empty();
        }
        int n = Math.min(MOST, z_nk.rows());
        int[] rows = IntStream.range(0, n).map(i -> (int) ((long) i * z_nk.rows() / n)).toArray();
        UmapConfig usual = UmapConfig.defaults();
        float[] xy = Umap.fit(z_nk.selectRows(rows).points(),
                usual.withNeighbours(Math.min(usual.neighbours(), n - 1)).withSeed(seed)).xy_n2();
        List<CellMap.Colouring> shown = colourings.isEmpty()
                ? List.of(new CellMap.Groups("cells", List.of("all"), new int[n]))
                : colourings.stream().map(colouring -> select(colouring, rows)).toList();
        String some = n < z_nk.rows() ? ", " + Numbers.count(n) + " of " + Numbers.count(z_nk.rows(), "cell") : "";
        return Optional.of(new CellMap("UMAP of " + space + some, coordinate(xy, n, 0), coordinate(xy, n, 1), shown));
    }

    private static double[] coordinate(float[] xy, int n, int axis) {
        return IntStream.range(0, n).mapToDouble(i -> xy[2 * i + axis]).toArray();
    }

    private static CellMap.Colouring select(CellMap.Colouring colouring, int[] rows) {
        return switch (colouring) {
            case CellMap.Groups groups -> new CellMap.Groups(groups.name(), groups.levels(),
                    Arrays.stream(rows).map(i -> groups.code_n()[i]).toArray());
            case CellMap.Values values -> new CellMap.Values(values.name(),
                    Arrays.stream(rows).mapToDouble(i -> values.value_n()[i]).toArray());
        };
    }

    /// What was predicted of cells, and how surely.
    static List<CellMap.Colouring> ofPrediction(DenseMatrix p_nc, List<String> classes) {
        int[] code = p_nc.argMax();
        return List.of(new CellMap.Groups("prediction", classes, code), new CellMap.Values("confidence",
                IntStream.range(0, code.length).mapToDouble(i -> p_nc.at(i, code[i])).toArray()));
    }
}
