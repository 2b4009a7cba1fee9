package io.cellwright.task;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.optim.GroupRules;
import io.cellwright.plan.TrainingPlanConfig;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.ScheduledValue;
import io.cellwright.schedule.text.ScheduleText;
import io.cellwright.task.folder.ManifestNode;
import io.cellwright.tensor.Counts;
import io.cellwright.train.Averaging;
import io.cellwright.train.Clipping;
import io.cellwright.train.Control;
import io.cellwright.train.EarlyStopping;
import io.cellwright.train.History;
import io.cellwright.train.KeepBest;
import io.cellwright.train.Mode;
import io.cellwright.train.StopReason;

/// Reads what {@link ManifestWriter} writes, and trusts none of it: the sizes of the network must be those of the genes
/// and levels, so that the model can take the data that its own registry makes.
final class ManifestReader {
    /// Wider or deeper than anything that was ever trained: such a number is damage, and would only use up memory.
    private static final int WIDEST = 1_000_000;
    private static final int DEEPEST = 1_000;

    private ManifestReader() {}

    static Registry registry(ManifestNode manifest) {
        ManifestNode node = manifest.at("setup");
        Setup setup = new Setup(node.at("batch_key").optional(ManifestNode::text),
                node.at("labels_key").optional(ManifestNode::text), node.at("unlabeled_category").text(),
                node.at("size_factor_key").optional(ManifestNode::text),
                node.at("categorical_covariate_keys").list(ManifestNode::text),
                node.at("continuous_covariate_keys").list(ManifestNode::text));
        Registry registry = new Registry(setup, manifest.at("genes").list(ManifestNode::text),
                manifest.at("batches").list(ManifestNode::text), manifest.at("labels").list(ManifestNode::text),
                manifest.at("categorical_levels").list(levels -> levels.list(ManifestNode::text)));
        if (registry.categorical().size() != setup.categoricalKeys().size()) {
            throw manifest.fault("categorical_levels", "there are levels of " + registry.categorical().size()
                    + " covariates, but setup/categorical_covariate_keys names " + setup.categoricalKeys().size());
        }
        return registry;
    }

    static ModelSpec spec(ManifestNode manifest, Registry registry) {
        ManifestNode kindNode = manifest.at("kind");
        String label = kindNode.text();
        ModelSpec.Kind kind = List.of(ModelSpec.Kind.values()).stream().filter(k -> k.label().equals(label)).findFirst()
                .orElseThrow(() -> kindNode.wrong("scvi or scanvi"));
        if (kind == ModelSpec.Kind.SCANVI && registry.labels().isEmpty()) {
            throw manifest.fault("labels", "there are none, but a scanvi model needs cell types");
        }
        ManifestNode node = manifest.at("network");
        requireSize(node.at("n_genes"), registry.genes().size(), "genes");
        requireSize(node.at("n_batches"), registry.batches().size(), "batches");
        requireSize(node.at("n_labels"), Math.max(1, registry.labels().size()), "labels");
        requireSize(node.at("n_continuous_covariates"), registry.setup().continuousKeys().size(),
                "setup/continuous_covariate_keys");
        List<Integer> levels = node.at("n_levels_per_covariate").list(n -> n.count(0, Integer.MAX_VALUE));
        List<Integer> named = registry.categorical().stream().map(List::size).toList();
        if (!levels.equals(named)) {
            throw node.at("n_levels_per_covariate").fault("network/n_levels_per_covariate", "they are " + levels
                    + " but categorical_levels holds " + named);
        }
        ScviConfig config = node.make(() -> ScviConfig
                .of(registry.genes().size(), registry.batches().size())
                .withLabels(Math.max(1, registry.labels().size()))
                .withCovariates(levels, registry.setup().continuousKeys().size())
                .withNetwork(network(node))
                .withDispersion(node.at("dispersion").choice(ScviConfig.Dispersion.values()))
                .withLikelihood(node.at("gene_likelihood").choice(Counts.Likelihood.values()))
                .withLatentDistribution(
                        node.at("latent_distribution").choice(ScviConfig.LatentDistribution.values()))
                .withLibrary(node.at("library").choice(ScviConfig.Library.values())));
        return new ModelSpec(kind, config, manifest.at("linear_classifier").truth());
    }

    private static void requireSize(ManifestNode size, int named, String list) {
        if (size.whole() != named) {
            throw size.fault(size.place(), "it is " + size.whole() + " but " + list + " names " + named);
        }
    }

    private static ScviConfig.Network network(ManifestNode node) {
        return new ScviConfig.Network(node.at("n_hidden").count(1, WIDEST), node.at("n_latent").count(1, WIDEST),
                node.at("n_layers").count(1, DEEPEST), node.at("dropout_rate").number(),
                node.at("encode_covariates").truth(), node.at("deeply_inject_covariates").truth(),
                node.at("use_batch_norm").choice(ScviConfig.Where.values()),
                node.at("use_layer_norm").choice(ScviConfig.Where.values()));
    }

    static TrainingFacts training(ManifestNode node) {
        return new TrainingFacts(options(node.at("options")), node.at("epochs").count(0, Integer.MAX_VALUE),
                node.at("steps").whole(), node.at("stop_reason").choice(StopReason.values()),
                node.at("last_metrics").list(entry -> new History.Entry(entry.at("key").text(),
                        History.Per.EPOCH, entry.at("epoch").count(0, Integer.MAX_VALUE),
                        entry.at("value").number())));
    }

    private static TrainOptions options(ManifestNode node) {
        Optional<Integer> epochs = node.at("max_epochs").optional(ManifestReader::anyInt);
        return node.make(() -> new TrainOptions(node.at("preset").choice(TrainOptions.Preset.values()),
                epochs.map(OptionalInt::of).orElse(OptionalInt.empty()), anyInt(node.at("batch_size")),
                optionalNumber(node.at("train_size")), plan(node.at("plan")),
                node.at("kl_weight").optional(ManifestReader::value), value(node.at("classification_ratio")),
                optionalNumber(node.at("gene_dropout")),
                anyInt(node.at("n_samples_per_label")), control(node.at("control")), node.at("seed").whole()));
    }

    private static Control control(ManifestNode node) {
        return node.make(() -> new Control(node.at("validate_every").optional(ManifestReader::span),
                node.at("early_stopping").optional(ManifestReader::earlyStopping),
                node.at("keep_best").optional(rule -> new KeepBest(rule.at("metric").text(),
                        rule.at("mode").choice(Mode.values()))),
                node.at("gradient_clipping").optional(ManifestReader::clipping).orElse(new Clipping.None()),
                anyInt(node.at("accumulate")),
                new GroupRules(node.at("groups").list(ManifestReader::groupRule),
                        node.at("frozen").list(ManifestNode::text)),
                node.at("average").optional(ManifestReader::averaging), anyInt(node.at("retries"))));
    }

    private static Averaging averaging(ManifestNode node) {
        return node.make(() -> node.value().getAsJsonObject().has("decay")
                ? new Averaging.Exponential(node.at("decay").number()) : new Averaging.Equal(span(node.at("from"))));
    }

    private static GroupRules.Rule groupRule(ManifestNode node) {
        return node.make(() -> new GroupRules.Rule(node.at("part").text(), node.at("rate_factor").number(),
                optionalNumber(node.at("weight_decay"))));
    }

    private static int anyInt(ManifestNode node) {
        return node.count(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static TrainingPlanConfig plan(ManifestNode node) {
        return node.make(() -> new TrainingPlanConfig(node.at("lr").number(), node.at("weight_decay").number(),
                node.at("eps").number(), value(node.at("kl_weight")),
                node.at("lr_schedule").optional(n -> n.make(() -> ScheduleText.parse(n.text()))),
                node.at("dropout").optional(ManifestReader::value)));
    }

    private static ScheduledValue value(ManifestNode node) {
        return node.make(() -> ScheduleText.parseValue(node.text()));
    }

    private static Span span(ManifestNode node) {
        return node.make(() -> new Span(node.at("count").whole(), node.at("unit").choice(Span.Unit.values())));
    }

    private static OptionalDouble optionalNumber(ManifestNode node) {
        return node.optional(ManifestNode::number).map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private static EarlyStopping earlyStopping(ManifestNode node) {
        return node.make(() -> new EarlyStopping(node.at("metric").text(), node.at("min_delta").number(),
                anyInt(node.at("patience")), anyInt(node.at("warmup_epochs")), node.at("mode").choice(Mode.values())));
    }

    private static Clipping clipping(ManifestNode node) {
        double limit = node.at("limit").number();
        return switch (node.at("by").text()) {
            case "norm" -> new Clipping.ByNorm(limit);
            case "value" -> new Clipping.ByValue(limit);
            default -> throw node.at("by").wrong("norm or value");
        };
    }
}
