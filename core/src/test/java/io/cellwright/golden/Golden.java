package io.cellwright.golden;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cellwright.model.CellBatch;
import io.cellwright.nn.Covariates;
import io.cellwright.nn.TorchTensor;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.Stream;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import org.jspecify.annotations.Nullable;

/// The golden files: closed-form weights, noise and data, and numbers that scvi-tools 1.5.1 computed from them.
final class Golden {
    private Golden() {}

    static JsonObject read(String name) {
        try (Reader reader = new InputStreamReader(Golden.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static double[] numbers(JsonElement element) {
        List<Double> all = new ArrayList<>();
        flatten(element, all);
        return all.stream().mapToDouble(d -> d).toArray();
    }

    private static void flatten(JsonElement element, List<Double> into) {
        if (element instanceof JsonArray array) {
            array.forEach(e -> flatten(e, into));
        } else {
            into.add(element.getAsDouble());
        }
    }

    static int[] codes(JsonElement element) {
        double[] numbers = numbers(element);
        int[] codes = new int[numbers.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (int) numbers[i];
        }
        return codes;
    }

    /// Sets every parameter by the rule: element k of entry p is 0.3 sin(1 + p + 0.7 k), batch-norm factors plus one.
    static void fill(List<TorchTensor> tensors, List<String> order, boolean roundToFloat) {
        for (TorchTensor tensor : tensors) {
            int p = order.indexOf(tensor.name());
            if (p < 0) {
                continue;
            }
            double[] values = new double[Math.toIntExact(tensor.shape().count())];
            double gamma = tensor.name().contains("fc_layers") && tensor.name().endsWith(".1.weight") ? 1 : 0;
            for (int k = 0; k < values.length; k++) {
                values[k] = 0.3 * Math.sin(1 + p + 0.7 * k) + gamma;
                if (roundToFloat) {
                    values[k] = (float) values[k];
                }
            }
            tensor.set(values);
        }
    }

    /// Noise by the rule: element k of every tensor drawn at step t is A sin(1 + 0.9 k + 0.37 t).
    record SineNoise(double amplitude, int step) implements Noise {
        @Override
        public Tensor standardNormal(Workspace workspace, Shape shape, Stream stream) {
            Tensor noise = workspace.tensor(shape);
            for (int k = 0; k < noise.count(); k++) {
                noise.set(k, amplitude * Math.sin(1 + 0.9 * k + 0.37 * step));
            }
            return noise;
        }

        @Override
        public long dropoutKey() {
            throw new AssertionError("golden runs have no dropout");
        }
    }

    /// The minibatch of the given cells of a dense table.
    ///
    /// @param categorical codes and number of levels of each covariate beside the batch label
    record Table(double[][] x_ng, int[] batch_n, int batches, int[] label_n, int labels, List<int[]> categorical,
            List<Integer> levels, double @Nullable [] continuous_n) {
        CellBatch minibatch(Workspace home, int[] rows) {
            int n = rows.length;
            int g = x_ng[0].length;
            SparseTensor raw = SparseTensor.allocate(home, n, g, n * g);
            int e = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < g; j++) {
                    if (x_ng[rows[i]][j] != 0) {
                        raw.entry(e++, j, (float) x_ng[rows[i]][j]);
                    }
                }
                raw.endRow(i, e);
            }
            SparseTensor log1p = raw.samePlaces(n * g);
            double[] logFactorial = new double[n];
            double[] logLibrary = new double[n];
            for (int i = 0; i < n; i++) {
                double sum = 0;
                for (int k = raw.start(i); k < raw.start(i + 1); k++) {
                    double x = raw.value(k);
                    log1p.value(k, Math.log1p(x));
                    sum += x;
                    for (int m = 2; m <= x; m++) {
                        logFactorial[i] += Math.log(m);
                    }
                }
                logLibrary[i] = Math.log(sum);
            }
            List<Codes> codes = new ArrayList<>();
            Codes batch = Codes.of(home, pick(batch_n, rows), batches);
            codes.add(batch);
            for (int c = 0; c < categorical.size(); c++) {
                codes.add(Codes.of(home, pick(categorical.get(c), rows), levels.get(c)));
            }
            Tensor continuous = null;
            if (continuous_n != null) {
                continuous = home.tensor(Shape.of(n, 1));
                for (int i = 0; i < n; i++) {
                    continuous.set(i, continuous_n[rows[i]]);
                }
            }
            return new CellBatch(raw, log1p, home.tensor(Shape.of(n), logFactorial),
                    home.tensor(Shape.of(n), logLibrary), batch, Codes.of(home, pick(label_n, rows), labels),
                    new Covariates(continuous, codes));
        }
    }

    static int[] pick(int[] from, int[] rows) {
        int[] picked = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            picked[i] = from[rows[i]];
        }
        return picked;
    }

    static double norm(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v * v;
        }
        return Math.sqrt(sum);
    }
}
