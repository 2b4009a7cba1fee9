package io.cellwright.model.transformer;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cellwright.model.CellInput;
import io.cellwright.nn.Mlp;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import io.cellwright.tensor.Workspace.Seed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// The network beside torch's `nn.TransformerEncoder` with the same weights. `golden.json` is written by
/// `bench/peers/transformer.py`, which tells the rule of the weights and what is kept of the gradients.
class TransformerGoldenTest {
    private static final JsonObject CASES = file().getAsJsonObject("cases");

    static Set<String> cases() {
        return CASES.keySet();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inDoubleTheNumbersAreTorchs(String name) {
        check(CASES.getAsJsonObject(name), Device.reference(), 1e-12);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inFloatTheNumbersAreTorchsToWhatFloatAllows(String name) {
        check(CASES.getAsJsonObject(name), Device.cpu(2), 1e-6);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inPlainFloatTheNumbersAreTorchsToWhatFloatAllows(String name) {
        check(CASES.getAsJsonObject(name), Device.plain(1), 1e-6);
    }

    private static void check(JsonObject golden, Device device, double tolerance) {
        Workspace home = new Workspace(device);
        Parameters parameters = new Parameters(home);
        TransformerAutoencoder network = new TransformerAutoencoder(parameters, config(golden));
        parameters.allocate(0);
        JsonArray weights = golden.getAsJsonArray("parameters");
        fill(parameters, weights);

        home.begin(true);
        StepContext step = StepContext.training(home, Noise.of(0, 0));
        CellInput cells = cells(home, golden.getAsJsonArray("x"));
        near(network.encode(cells, step).toArray(), golden.get("latent_points"), tolerance, "latent point");
        near(network.reconstruct(cells, step).toArray(), golden.get("reconstruction"), tolerance, "reconstruction");
        Tensor loss_n = network.reconstructionLoss(cells, step).getFirst().values_n();
        double loss = golden.get("loss").getAsDouble();
        assertThat(loss_n.sum() / cells.n()).as("loss").isCloseTo(loss, within(tolerance * loss));

        home.backward(List.of(new Seed(loss_n, 1.0 / cells.n())));
        for (JsonElement weight : weights) {
            String name = weight.getAsJsonObject().get("name").getAsString();
            gradient(parameters.find(name).orElseThrow().gradientToArray(),
                    weight.getAsJsonObject().getAsJsonObject("gradient"), tolerance, name);
        }
    }

    private static TransformerConfig config(JsonObject golden) {
        List<Integer> decoder = Arrays.stream(whole(golden.get("decoder"))).boxed().toList();
        return new TransformerConfig(golden.get("genes").getAsInt(), golden.get("latent").getAsInt(),
                golden.get("patch").getAsInt(), golden.get("width").getAsInt(), golden.get("heads").getAsInt(),
                golden.get("layers").getAsInt(), new Mlp.Config(decoder, 0));
    }

    private static void fill(Parameters parameters, JsonArray weights) {
        assertThat(parameters.entries()).extracting(Parameters.Entry::name).containsExactlyInAnyOrderElementsOf(
                weights.asList().stream().map(w -> w.getAsJsonObject().get("name").getAsString()).toList());
        for (int p = 0; p < weights.size(); p++) {
            JsonObject weight = weights.get(p).getAsJsonObject();
            String name = weight.get("name").getAsString();
            Tensor tensor = parameters.find(name).orElseThrow();
            assertThat(tensor.shape()).as(name).isEqualTo(Shape.of(whole(weight.get("shape"))));
            double added = name.contains(".norm") && name.endsWith("weight") ? 1 : 0;
            for (int k = 0; k < tensor.count(); k++) {
                tensor.set(k, (float) (added + 0.3 * Math.sin(1 + p + 0.7 * k + 0.01 * k * k)));
            }
        }
    }

    private static CellInput cells(Workspace home, JsonArray rows) {
        int n = rows.size();
        double[] x = numbers(rows);
        return CellInput.dense(home.tensor(Shape.of(n, x.length / n), x), Codes.of(home, new int[n], 1),
                Codes.of(home, new int[n], 1));
    }

    /// Where almost all of a gradient cancels, as that of the keys' bias does, what remains is rounding of the others: so
    /// errors are held against the mean of the absolute values too.
    private static void gradient(double[] actual, JsonObject golden, double tolerance, String name) {
        double absolute = golden.get("absolute").getAsDouble();
        double scale = absolute / actual.length + 1e-3;
        int stride = golden.get("stride").getAsInt();
        double[] entries = numbers(golden.get("entries"));
        assertThat(entries).hasSize(Math.ceilDiv(actual.length, stride));
        for (int i = 0; i < entries.length; i++) {
            assertThat(actual[i * stride]).as("gradient %d of %s", i * stride, name).isCloseTo(entries[i],
                    within(tolerance * (scale + Math.abs(entries[i]))));
        }
        double sum = 0;
        double cosine = 0;
        for (int k = 0; k < actual.length; k++) {
            sum += Math.abs(actual[k]);
            cosine += actual[k] * Math.cos(k);
        }
        assertThat(sum).as("gradients of %s", name).isCloseTo(absolute, within(tolerance * scale * actual.length));
        assertThat(cosine).as("gradients of %s", name).isCloseTo(golden.get("cosine").getAsDouble(),
                within(tolerance * scale * actual.length));
    }

    private static void near(double[] actual, JsonElement golden, double tolerance, String what) {
        double[] expected = numbers(golden);
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("%s, number %d", what, i).isCloseTo(expected[i],
                    within(tolerance * Math.max(1, Math.abs(expected[i]))));
        }
    }

    private static double[] numbers(JsonElement element) {
        return element instanceof JsonArray array
                ? array.asList().stream().flatMapToDouble(e -> Arrays.stream(numbers(e))).toArray()
                : new double[] {element.getAsDouble()};
    }

    private static int[] whole(JsonElement array) {
        return Arrays.stream(numbers(array)).mapToInt(d -> (int) d).toArray();
    }

    private static JsonObject file() {
        try (Reader reader = new InputStreamReader(TransformerGoldenTest.class.getResourceAsStream("golden.json"),
                StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
