package io.cellwright.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.cellwright.model.CellBatch;
import io.cellwright.model.scanvi.Scanvi;
import io.cellwright.model.scanvi.ScanviConfig;
import io.cellwright.model.scvi.Scvi;
import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.model.scvi.ScviConfig.Dispersion;
import io.cellwright.model.scvi.ScviConfig.Library;
import io.cellwright.model.scvi.ScviConfig.Network;
import io.cellwright.model.scvi.ScviConfig.Where;
import io.cellwright.nn.NormalHead.Normal;
import io.cellwright.nn.TorchTensor;
import io.cellwright.tensor.Counts.Likelihood;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.RowFunctions;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import io.cellwright.tensor.Workspace.Seed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// One step of every fixture: losses, per-cell terms, posterior, gradient norms, running statistics.
class FixturesTest {
    private static final JsonObject FILE = Golden.read("scvi_fixtures.json");

    record Case(String name, Likelihood likelihood, Dispersion dispersion, boolean encodeCovariates, Library library,
            boolean scanvi, boolean linear) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(new Case("scvi_zinb_eval", Likelihood.ZINB, Dispersion.GENE, false, Library.OBSERVED, false,
                false),
                new Case("scvi_zinb_train_klw0.25", Likelihood.ZINB, Dispersion.GENE, false, Library.OBSERVED, false,
                        false),
                new Case("scvi_nb_genebatch_train", Likelihood.NB, Dispersion.GENE_BATCH, false, Library.OBSERVED,
                        false, false),
                new Case("scvi_poisson_eval", Likelihood.POISSON, Dispersion.GENE, false, Library.OBSERVED, false,
                        false),
                new Case("scvi_zinb_encodecov_latentlib_eval", Likelihood.ZINB, Dispersion.GENE, true,
                        Library.MODELLED, false, false),
                new Case("scanvi_unlabelled_eval", Likelihood.ZINB, Dispersion.GENE, false, Library.OBSERVED, true,
                        false),
                new Case("scanvi_labelled_train", Likelihood.ZINB, Dispersion.GENE, false, Library.OBSERVED, true,
                        false),
                new Case("scanvi_linear_labelled_eval", Likelihood.ZINB, Dispersion.GENE, false, Library.OBSERVED,
                        true, true));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doubleEngineGivesTheGoldenNumbers(Case c) {
        check(c, Device.reference(), 1e-9);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void floatEngineGivesTheGoldenNumbers(Case c) {
        check(c, Device.cpu(2), 1e-5);
    }

    private static void check(Case c, Device device, double tolerance) {
        JsonObject golden = FILE.getAsJsonObject(c.name());
        Workspace home = new Workspace(device);
        Parameters parameters = new Parameters(home);
        Network network = new Network(4, 2, 1, 0, c.encodeCovariates(), true, Where.BOTH, Where.NONE);
        ScviConfig config = ScviConfig.of(6, 2).withLabels(3).withNetwork(network).withLikelihood(c.likelihood())
                .withDispersion(c.dispersion()).withLibrary(c.library());
        Scanvi scanvi = c.scanvi() ? new Scanvi(parameters, new ScanviConfig(config, c.linear())) : null;
        Scvi scvi = scanvi != null ? scanvi.scvi() : new Scvi(parameters, config);
        parameters.allocate(0);
        List<TorchTensor> tensors = scanvi != null ? scanvi.torch() : scvi.torch();
        List<String> order = golden.getAsJsonArray("param_order").asList().stream().map(JsonElement::getAsString)
                .toList();
        Golden.fill(tensors, order, true);
        if (c.library() == Library.MODELLED) {
            // The file does not say the prior; these are the only short decimals that give its library KL.
            scvi.libraryPrior(new double[] {1.5, 2.0}, new double[] {0.2, 0.5});
        }
        boolean train = golden.get("train_mode").getAsBoolean();
        var noise = new Golden.SineNoise(golden.get("A").getAsDouble(), 0);
        home.begin(true);
        StepContext step = train ? StepContext.training(home, noise) : StepContext.evaluation(home, noise);
        JsonObject options = golden.getAsJsonObject("loss_kwargs");
        double klWeight = options.get("kl_weight").getAsDouble();

        CellBatch batch = batch(home);
        List<Seed> seeds = new ArrayList<>();
        Tensor reconstruction;
        Tensor kl;
        Normal qz;
        double loss;
        int n = batch.n();
        if (scanvi != null) {
            Scanvi.Elbo elbo = scanvi.elbo(batch, step);
            reconstruction = elbo.reconstruction_n();
            kl = elbo.kl_n();
            qz = elbo.z().distribution();
        } else {
            Scvi.Elbo elbo = scvi.elbo(batch, step);
            reconstruction = elbo.reconstruction_n();
            kl = elbo.klLatent_n();
            qz = elbo.z().distribution();
            if (elbo.klLibrary_n() != null) {
                seeds.add(new Seed(elbo.klLibrary_n(), 1.0 / n));
                near(elbo.klLibrary_n().toArray(), golden.getAsJsonObject("kl_local").get("kl_divergence_l"),
                        tolerance, "library KL");
            }
        }
        seeds.add(new Seed(reconstruction, 1.0 / n));
        seeds.add(new Seed(kl, klWeight / n));
        if (scanvi != null && options.has("labelled")) {
            Tensor logits = scanvi.classify(batch, step);
            Tensor ce = RowFunctions.crossEntropy(logits, batch.label());
            near(logits.toArray(), golden.get("logits"), tolerance, "logits");
            double ratio = options.get("classification_ratio").getAsDouble();
            seeds.add(new Seed(ce, ratio / n));
            assertThat(ce.sum() / n).isCloseTo(golden.get("classification_loss").getAsDouble(), within(tolerance));
        }
        loss = seeds.stream().mapToDouble(s -> s.value().sum() * s.gradient()).sum();
        near(reconstruction.toArray(), golden.get("reconstruction_loss"), tolerance, "reconstruction");
        JsonObject klGolden = golden.getAsJsonObject("kl_local");
        near(kl.toArray(), klGolden.get(scanvi != null ? "kl_local" : "kl_divergence_z"), tolerance, "KL");
        near(qz.mean().toArray(), golden.get("qz_loc"), tolerance, "q(z) mean");
        double[] deviation = java.util.Arrays.stream(qz.variance().toArray()).map(Math::sqrt).toArray();
        near(deviation, golden.get("qz_scale"), tolerance, "q(z) standard deviation");
        assertThat(loss).isCloseTo(golden.get("loss").getAsDouble(), within(tolerance * 50));

        home.backward(seeds);
        JsonObject norms = golden.getAsJsonObject("grad_l2");
        for (TorchTensor tensor : tensors) {
            if (norms.has(tensor.name())) {
                JsonElement expected = norms.get(tensor.name());
                assertThat(expected.isJsonNull()).as("%s has a gradient there too", tensor.name()).isFalse();
                double norm = expected.getAsDouble();
                assertThat(Golden.norm(tensor.gradients())).as("gradient norm of %s", tensor.name())
                        // A bias before a batch normalisation has no gradient but what rounding leaves.
                        .isCloseTo(norm, within(tolerance * (norm < 1e-9 ? 50 : Math.max(1, 10 * norm))));
            }
        }
        if (golden.has("bn_running_mean_z_encoder")) {
            near(named(tensors, "z_encoder.encoder.fc_layers.Layer 0.1.running_mean").values(),
                    golden.get("bn_running_mean_z_encoder"), tolerance, "running mean");
            near(named(tensors, "z_encoder.encoder.fc_layers.Layer 0.1.running_var").values(),
                    golden.get("bn_running_var_z_encoder"), tolerance, "running variance");
        }
    }

    private static TorchTensor named(List<TorchTensor> tensors, String name) {
        return tensors.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }

    private static CellBatch batch(Workspace home) {
        JsonObject data = FILE.getAsJsonObject("data");
        double[][] x_ng = new double[5][];
        for (int i = 0; i < 5; i++) {
            x_ng[i] = Golden.numbers(data.getAsJsonArray("X").get(i));
        }
        var table = new Golden.Table(x_ng, Golden.codes(data.get("batch")), 2, Golden.codes(data.get("labels")), 3,
                List.of(), List.of(), null);
        return table.minibatch(home, new int[] {0, 1, 2, 3, 4});
    }

    private static void near(double[] actual, JsonElement golden, double tolerance, String what) {
        double[] expected = Golden.numbers(golden);
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("%s of element %d", what, i).isCloseTo(expected[i],
                    within(tolerance * Math.max(1, Math.abs(expected[i]))));
        }
    }
}
