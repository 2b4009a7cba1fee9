package io.cellwright.metric;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/// Sixty points by formula, and what scikit-learn and torchmetrics make of them (`golden.json`, which tells the
/// versions).
///
/// Label is 0 for i < 24, 1 for i < 42, 2 for i < 54, else 3. Batch is i mod 3, but 2 for every cell of label 3.
/// Coordinate d is `1.1 cos(1.7 label + 0.9 d) + 0.5 sin(0.8 batch + 1.1 d) + 1.1 sin(1 + 0.37 i i + 1.7 d i + 2.3 d)`.
/// Logit c is `1.5 (c == label) + 1.2 sin(0.7 i + 2.3 c + 0.4)`. Cluster is 4 if i mod 7 == 0, else (label + 1) mod 4
/// if i mod 5 == 0, else the label.
public final class GoldenPoints {
    static final double TOLERANCE = 1e-9;
    static final int CELLS = 60;
    static final int CLASSES = 4;
    private static final int DIMENSIONS = 5;

    private GoldenPoints() {}

    static int[] labels() {
        return IntStream.range(0, CELLS).map(i -> i < 24 ? 0 : i < 42 ? 1 : i < 54 ? 2 : 3).toArray();
    }

    static int[] batches() {
        int[] label = labels();
        return IntStream.range(0, CELLS).map(i -> label[i] == 3 ? 2 : i % 3).toArray();
    }

    static int[] clusters() {
        int[] label = labels();
        return IntStream.range(0, CELLS)
                .map(i -> i % 7 == 0 ? 4 : i % 5 == 0 ? (label[i] + 1) % 4 : label[i]).toArray();
    }

    public static DenseMatrix embedding() {
        int[] label = labels();
        int[] batch = batches();
        double[][] x_nk = new double[CELLS][DIMENSIONS];
        for (int i = 0; i < CELLS; i++) {
            for (int d = 0; d < DIMENSIONS; d++) {
                x_nk[i][d] = 1.1 * Math.cos(1.7 * label[i] + 0.9 * d) + 0.5 * Math.sin(0.8 * batch[i] + 1.1 * d)
                        + 1.1 * Math.sin(1 + 0.37 * i * i + 1.7 * d * i + 2.3 * d);
            }
        }
        return DenseMatrix.of(x_nk);
    }

    static DenseMatrix probabilities() {
        int[] label = labels();
        double[][] logits_nc = new double[CELLS][CLASSES];
        for (int i = 0; i < CELLS; i++) {
            for (int c = 0; c < CLASSES; c++) {
                logits_nc[i][c] = (c == label[i] ? 1.5 : 0) + 1.2 * Math.sin(0.7 * i + 2.3 * c + 0.4);
            }
        }
        return softmax(logits_nc);
    }

    static DenseMatrix softmax(double[][] logits_nc) {
        double[][] p_nc = new double[logits_nc.length][logits_nc[0].length];
        for (int i = 0; i < p_nc.length; i++) {
            double sum = 0;
            for (int c = 0; c < p_nc[i].length; c++) {
                p_nc[i][c] = Math.exp(logits_nc[i][c]);
                sum += p_nc[i][c];
            }
            for (int c = 0; c < p_nc[i].length; c++) {
                p_nc[i][c] /= sum;
            }
        }
        return DenseMatrix.of(p_nc);
    }

    static JsonObject golden(String part) {
        return file().getAsJsonObject(part);
    }

    static JsonObject file() {
        try (InputStream in = GoldenPoints.class.getResourceAsStream("golden.json")) {
            return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8)).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static double number(JsonObject part, String name) {
        return part.get(name).getAsDouble();
    }

    static double[] numbers(JsonElement array) {
        JsonArray values = array.getAsJsonArray();
        return IntStream.range(0, values.size()).mapToDouble(i -> values.get(i).getAsDouble()).toArray();
    }

    static int[] ints(JsonElement array) {
        JsonArray values = array.getAsJsonArray();
        return IntStream.range(0, values.size()).map(i -> values.get(i).getAsInt()).toArray();
    }

    static double[][] rows(JsonElement array) {
        JsonArray values = array.getAsJsonArray();
        return IntStream.range(0, values.size()).mapToObj(i -> numbers(values.get(i))).toArray(double[][]::new);
    }
}
