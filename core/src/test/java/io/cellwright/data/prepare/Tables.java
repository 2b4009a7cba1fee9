package io.cellwright.data.prepare;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Frame;

/// Tables of made counts.
final class Tables {
    static final int CELLS = 90;
    static final int GENES = 60;

    private Tables() {}

    /// Ninety cells of sixty genes, each gene with a mean and a spread of its own, in the batches `b0`, `b1` and `b2`.
    static CellTable made(long seed) {
        Random random = new Random(seed);
        double[] mean_g = random.doubles(GENES, 0.05, 4).toArray();
        float[][] x_ng = new float[CELLS][GENES];
        for (float[] row : x_ng) {
            double size = random.nextDouble(0.5, 2);
            for (int g = 0; g < GENES; g++) {
                row[g] = (float) Math.floor(size * mean_g[g] * Math.exp((g % 7) / 5.0 * random.nextGaussian())
                        + random.nextDouble());
            }
        }
        return of(x_ng, names(GENES));
    }

    static CellTable of(float[][] x_ng, List<String> genes) {
        List<String> batches = IntStream.range(0, x_ng.length).mapToObj(i -> "b" + i % 3).toList();
        return new CellTable(matrix(x_ng), new Frame(IntStream.range(0, x_ng.length).mapToObj(i -> "cell" + i).toList(),
                List.of(new Column.Strings("batch", batches))), new Frame(genes, List.of()));
    }

    static List<String> names(int genes) {
        return IntStream.range(0, genes).mapToObj(g -> "gene" + g).toList();
    }

    static CsrMatrix matrix(float[][] x_ng) {
        int genes = x_ng[0].length;
        long[] start = new long[x_ng.length + 1];
        int[] column = new int[x_ng.length * genes];
        float[] value = new float[column.length];
        for (int e = 0; e < column.length; e++) {
            column[e] = e % genes;
            value[e] = x_ng[e / genes][e % genes];
        }
        for (int i = 0; i < x_ng.length; i++) {
            start[i + 1] = (i + 1L) * genes;
        }
        return CsrMatrix.ofEntries(x_ng.length, genes, start, column, value);
    }

    static float[][] dense(CsrMatrix matrix) {
        return IntStream.range(0, matrix.rows()).mapToObj(matrix::denseRow).toArray(float[][]::new);
    }
}
