package io.cellwright.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.cellwright.data.CellData;
import io.cellwright.data.CellData.Annotations;
import io.cellwright.data.CellData.Factor;
import io.cellwright.data.CsrMatrix;
import io.cellwright.model.classifier.Classifier;
import io.cellwright.model.classifier.ClassifierConfig;
import io.cellwright.model.scanvi.Scanvi;
import io.cellwright.model.scanvi.ScanviConfig;
import io.cellwright.model.scvi.Scvi;
import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.model.scvi.ScviConfig.Dispersion;
import io.cellwright.model.scvi.ScviConfig.Library;
import io.cellwright.model.scvi.ScviConfig.Network;
import io.cellwright.model.scvi.ScviConfig.Where;
import io.cellwright.nn.TorchTensor;
import io.cellwright.plan.AdversarialConfig;
import io.cellwright.plan.AdversarialTrainingPlan;
import io.cellwright.plan.KlWarmup;
import io.cellwright.plan.SemiSupervisedBatch;
import io.cellwright.plan.SemiSupervisedConfig;
import io.cellwright.plan.SemiSupervisedTrainingPlan;
import io.cellwright.plan.TrainingPlan;
import io.cellwright.plan.TrainingPlanConfig;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.tensor.Counts.Likelihood;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Workspace;
import io.cellwright.train.Callback;
import io.cellwright.train.Clipping;
import io.cellwright.train.Loss;
import io.cellwright.train.Phase;
import io.cellwright.train.Plan;
import io.cellwright.train.StateKeeper;
import io.cellwright.train.TrainEvent;
import io.cellwright.train.TrainResult;
import io.cellwright.train.Trainer;
import io.cellwright.train.TrainerConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// Twenty optimizer steps of the real trainer and plans beside those of scvi-tools: the loss of every step, the epochs'
/// history, all parameters and running statistics at the end, and one evaluation pass.
class TrajectoriesTest {
    private static final JsonObject FILE = Golden.read("scvi_trajectories.json");
    private static final int STEPS = 20;

    @ParameterizedTest
    @ValueSource(strings = {"a_scvi_zinb_gene", "b_scvi_nb_genebatch_2layers", "c_scvi_nb_step_warmup10",
        "d_scanvi_semisupervised", "e_scanvi_2layers_nb", "f_scvi_adversarial", "g_scvi_zinb_clip1", "g2_scvi_zinb_clip5",
        "h_scvi_zinb_genecell_covariates_latentlib_ragged"})
    void doubleEngineFollowsTheGoldenTrajectory(String name) {
        new Run(name, Device.reference(), 1e-9, 1e-9).check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a_scvi_zinb_gene", "b_scvi_nb_genebatch_2layers", "c_scvi_nb_step_warmup10",
        "d_scanvi_semisupervised", "e_scanvi_2layers_nb", "f_scvi_adversarial", "g_scvi_zinb_clip1", "g2_scvi_zinb_clip5",
        "h_scvi_zinb_genecell_covariates_latentlib_ragged"})
    void floatEngineFollowsTheGoldenTrajectory(String name) {
        // Biases before a batch normalisation are moved by rounding alone: up to 3e-5 in torch itself.
        new Run(name, Device.cpu(2), 1e-5, name.contains("scanvi") ? 5e-5 : 1e-5).check();
    }

    private static final class Run {
        private final JsonObject golden;
        private final JsonObject options;
        private final double tolerance;
        private final double parameterTolerance;
        private final Workspace workspace;
        private final Parameters parameters;
        private final Scvi scvi;
        private final List<TorchTensor> tensors;
        private final CellData data;
        private final List<Double> losses = new ArrayList<>();
        private Plan<?> plan;

        Run(String name, Device device, double tolerance, double parameterTolerance) {
            this.golden = FILE.getAsJsonObject("cases").getAsJsonObject(name);
            this.options = golden.getAsJsonObject("plan");
            this.tolerance = tolerance;
            this.parameterTolerance = parameterTolerance;
            this.workspace = new Workspace(device);
            this.parameters = new Parameters(workspace);
            boolean covariates = golden.getAsJsonObject("model").has("n_cats_per_cov");
            this.data = data(covariates);
            ScviConfig config = config(golden.getAsJsonObject("model"));
            TrainingPlanConfig rates = rates();
            if (golden.getAsJsonObject("model").get("class").getAsString().endsWith("SCANVAE")) {
                Scanvi scanvi = new Scanvi(parameters, new ScanviConfig(config, false));
                this.scvi = scanvi.scvi();
                this.tensors = scanvi.torch();
                this.plan = new SemiSupervisedTrainingPlan(scanvi, parameters, data, rates,
                        SemiSupervisedConfig.PARITY);
            } else {
                this.scvi = new Scvi(parameters, config);
                this.tensors = scvi.torch();
                this.plan = options.has("adversarial_classifier") ? adversarial(rates)
                        : new TrainingPlan(scvi, parameters, data, rates);
            }
            parameters.allocate(0);
            if (plan instanceof AdversarialTrainingPlan p) {
                Golden.fill(p.classifier().torch(), names("adversarial_classifier_parameters"), false);
            }
            Golden.fill(tensors, names("parameters"), false);
            if (config.library() == Library.MODELLED) {
                JsonObject model = golden.getAsJsonObject("model");
                scvi.libraryPrior(Golden.numbers(model.get("library_log_means")),
                        Golden.numbers(model.get("library_log_vars")));
            }
        }

        private AdversarialTrainingPlan adversarial(TrainingPlanConfig rates) {
            Classifier classifier = Classifier.dense(parameters, "adversary",
                    ClassifierConfig.adversary(2, 2).withDropoutRate(0));
            return new AdversarialTrainingPlan(scvi, classifier, parameters, data, rates, AdversarialConfig.PARITY);
        }

        private List<String> names(String key) {
            return golden.getAsJsonArray(key).asList().stream()
                    .map(e -> e.getAsJsonObject().get("name").getAsString()).toList();
        }

        void check() {
            TrainResult result = switch (plan) {
                case TrainingPlan p -> fit(p, rows("minibatches"));
                case AdversarialTrainingPlan p -> fit(p, rows("minibatches"));
                case SemiSupervisedTrainingPlan p -> fit(p, pairs());
                default -> throw new AssertionError(plan);
            };
            JsonArray steps = golden.getAsJsonArray("steps");
            assertThat(losses).hasSize(STEPS);
            for (int t = 0; t < STEPS; t++) {
                near(losses.get(t), steps.get(t).getAsJsonObject().get("total_loss").getAsDouble(), tolerance,
                        "loss of step " + t);
            }
            JsonObject epochs = golden.getAsJsonObject("epochs");
            // Their history has the weight of every tenth minibatch only; ours has that of each epoch's last.
            epochs.remove("kl_weight");
            for (Map.Entry<String, JsonElement> key : epochs.entrySet()) {
                for (Map.Entry<String, JsonElement> epoch : key.getValue().getAsJsonObject().entrySet()) {
                    double value = result.history().at(key.getKey(), Integer.parseInt(epoch.getKey()))
                            .orElseThrow(() -> new AssertionError("no " + key.getKey() + " in the history"));
                    // torchmetrics counts in float32.
                    double floor = key.getKey().matches(".*(accuracy|f1|calibration).*") ? 1e-7 : tolerance;
                    near(value, epoch.getValue().getAsDouble(), Math.max(floor, tolerance),
                            key.getKey() + " of epoch " + epoch.getKey());
                }
            }
            checkParameters(tensors, golden.getAsJsonObject("final"));
            if (plan instanceof AdversarialTrainingPlan p) {
                checkParameters(p.classifier().torch(), golden.getAsJsonObject("final_adversarial_classifier"));
            }
            checkEvaluation();
        }

        private void checkParameters(List<TorchTensor> tensors, JsonObject end) {
            int checked = 0;
            for (TorchTensor tensor : tensors) {
                if (end.has(tensor.name())) {
                    JsonObject expected = end.getAsJsonObject(tensor.name());
                    double[] values = tensor.values();
                    near(Arrays.stream(values).sum(), expected.get("sum").getAsDouble(),
                            parameterTolerance * Math.max(1, values.length / 4.0), "sum of " + tensor.name());
                    near(Golden.norm(values), expected.get("l2").getAsDouble(), parameterTolerance,
                            "norm of " + tensor.name());
                    double[] first = Golden.numbers(expected.get("first4"));
                    for (int k = 0; k < first.length; k++) {
                        near(values[k], first[k], parameterTolerance, tensor.name() + "[" + k + "]");
                    }
                    checked++;
                }
            }
            assertThat(checked).as("tensors checked").isEqualTo(tensors.size());
        }

        private void checkEvaluation() {
            JsonObject expected = golden.getAsJsonObject("eval");
            workspace.begin(false);
            StepContext step = StepContext.evaluation(workspace, new Golden.SineNoise(0.8, STEPS));
            int[] all = new int[24];
            Arrays.setAll(all, i -> i);
            Progress warm = new Progress(1_000, 1_000, 0);
            Loss loss = switch (plan) {
                case AdversarialTrainingPlan p -> p.losses(all, step, warm, Phase.VALIDATION).getFirst();
                case TrainingPlan p -> p.losses(all, step, warm, Phase.VALIDATION).getFirst();
                case SemiSupervisedTrainingPlan p -> p.losses(new SemiSupervisedBatch(all, new int[0]), step,
                        warm, Phase.VALIDATION).getFirst();
                default -> throw new AssertionError(plan);
            };
            double total = loss.terms().stream().mapToDouble(t -> t.weight() * t.values().sum() / 24).sum();
            near(total, expected.get("loss").getAsDouble(), tolerance * 3, "evaluation loss");
            near(loss.terms().getFirst().values().sum() / 24, expected.get("reconstruction_mean").getAsDouble(),
                    tolerance * 3, "evaluation reconstruction");
        }

        private <B> TrainResult fit(Plan<B> p, List<B> minibatches) {
            Clipping clipping = golden.has("trainer")
                    ? new Clipping.ByNorm(golden.getAsJsonObject("trainer").get("gradient_clip_val").getAsDouble())
                    : new Clipping.None();
            TrainerConfig config = TrainerConfig.of(Span.steps(STEPS), 0).withClipping(clipping);
            Callback watch = event -> {
                if (event instanceof TrainEvent.StepDone done) {
                    losses.add(done.loss());
                }
            };
            Trainer trainer = new Trainer(config, t -> new Golden.SineNoise(0.8, (int) t), () -> false, watch,
                    StateKeeper.NONE);
            return trainer.fit(p, epoch -> minibatches, List.of());
        }

        private List<int[]> rows(String key) {
            return golden.getAsJsonArray(key).asList().stream().map(Golden::codes).toList();
        }

        private List<SemiSupervisedBatch> pairs() {
            List<int[]> full = rows("minibatches");
            List<int[]> labelled = rows("labelled_minibatches");
            List<SemiSupervisedBatch> pairs = new ArrayList<>();
            for (int i = 0; i < full.size(); i++) {
                pairs.add(new SemiSupervisedBatch(full.get(i), labelled.get(i)));
            }
            return pairs;
        }

        private TrainingPlanConfig rates() {
            int epochs = number(options, "n_epochs_kl_warmup");
            int steps = number(options, "n_steps_kl_warmup");
            return TrainingPlanConfig.PARITY.withKlWeight(KlWarmup.ofEpochsOrSteps(0, 1, epochs, steps));
        }
    }

    private static int number(JsonObject from, String key) {
        return from.has(key) && !from.get(key).isJsonNull() ? from.get(key).getAsInt() : 0;
    }

    private static ScviConfig config(JsonObject model) {
        boolean encodes = model.has("encode_covariates") && model.get("encode_covariates").getAsBoolean();
        Network network = new Network(number(model, "n_hidden"), number(model, "n_latent"), number(model, "n_layers"),
                0, encodes, true, Where.BOTH, Where.NONE);
        ScviConfig config = ScviConfig.of(12, 2).withLabels(3).withNetwork(network)
                .withLikelihood(Likelihood.valueOf(model.get("gene_likelihood").getAsString().toUpperCase(
                        java.util.Locale.ROOT)))
                .withDispersion(switch (model.get("dispersion").getAsString()) {
                    case "gene" -> Dispersion.GENE;
                    case "gene-batch" -> Dispersion.GENE_BATCH;
                    case "gene-cell" -> Dispersion.GENE_CELL;
                    default -> throw new AssertionError(model.get("dispersion"));
                });
        if (model.has("n_cats_per_cov")) {
            config = config.withCovariates(List.of(3), 1).withLibrary(Library.MODELLED);
        }
        return config;
    }

    private static CellData data(boolean covariates) {
        JsonObject data = FILE.getAsJsonObject("data");
        long[] start = new long[25];
        int[] gene = new int[24 * 12];
        float[] value = new float[24 * 12];
        int at = 0;
        for (int i = 0; i < 24; i++) {
            double[] row = Golden.numbers(data.getAsJsonArray("X").get(i));
            for (int g = 0; g < 12; g++) {
                if (row[g] != 0) {
                    gene[at] = g;
                    value[at++] = (float) row[g];
                }
            }
            start[i + 1] = at;
        }
        CsrMatrix counts = new CsrMatrix(24, 12, start, gene, value);
        int[] label = Golden.codes(data.get("label_code"));
        for (int i = 0; i < 24; i++) {
            label[i] = label[i] == 3 ? -1 : label[i];
        }
        double[][] continuous = new double[24][];
        double[] numbers = Golden.numbers(data.get("continuous_covariate"));
        for (int i = 0; i < 24; i++) {
            continuous[i] = new double[] {numbers[i]};
        }
        return new CellData(counts, new Annotations(new Factor(Golden.codes(data.get("batch")), 2),
                new Factor(label, 3),
                covariates ? List.of(new Factor(Golden.codes(data.get("categorical_covariate")), 3)) : List.of(),
                covariates ? continuous : null, null));
    }

    private static void near(double actual, double expected, double tolerance, String what) {
        assertThat(actual).as(what).isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(expected))));
    }
}
