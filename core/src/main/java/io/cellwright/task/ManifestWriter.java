package io.cellwright.task;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonWriter;
import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.optim.GroupRules;
import io.cellwright.plan.TrainingPlanConfig;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.ScheduledValue;
import io.cellwright.task.folder.Manifest;
import io.cellwright.task.folder.ManifestNode;
import io.cellwright.train.Averaging;
import io.cellwright.train.Clipping;
import io.cellwright.train.Control;
import io.cellwright.train.EarlyStopping;
import io.cellwright.train.History;

/// Writes what {@link ManifestReader} reads.
final class ManifestWriter {
    private final StringWriter text = new StringWriter();
    private final JsonWriter json = new JsonWriter(text);

    private ManifestWriter() {
        json.setStrictness(Strictness.STRICT);
        json.setIndent("  ");
    }

    /// The manifest as it stands in its file; the same model and facts give the same bytes.
    static ByteBuffer write(CellModel model, Optional<TrainingFacts> training, String version) throws IOException {
        ManifestWriter writer = new ManifestWriter();
        writer.manifest(model, training, version);
        // The encoder, unlike String.getBytes, refuses half a surrogate pair where that would write '?'.
        return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(writer.text.append('\n').getBuffer()));
    }

    /// What decides on a run, as a JSON object: the model's kind, set-up and network, and the options.
    static String settings(CellModel model, TrainOptions options) throws IOException {
        ManifestWriter writer = new ManifestWriter();
        writer.json.beginObject();
        writer.json.name("kind").value(model.spec().kind().label());
        writer.json.name("linear_classifier").value(model.spec().linearClassifier());
        writer.setup(model.registry().setup());
        writer.network(model.spec().scvi());
        writer.options(options);
        writer.json.endObject();
        return writer.text.toString();
    }

    private void manifest(CellModel model, Optional<TrainingFacts> training, String version) throws IOException {
        Registry registry = model.registry();
        json.beginObject();
        json.name("format").value(Manifest.FORMAT);
        json.name("format_version").value(Manifest.VERSION);
        json.name("cellwright_version").value(version);
        json.name("kind").value(model.spec().kind().label());
        json.name("linear_classifier").value(model.spec().linearClassifier());
        setup(registry.setup());
        network(model.spec().scvi());
        json.name("training");
        if (training.isPresent()) {
            training(training.get());
        } else {
            json.nullValue();
        }
        texts("batches", registry.batches());
        texts("labels", registry.labels());
        json.name("categorical_levels").beginArray();
        for (List<String> levels : registry.categorical()) {
            texts(levels);
        }
        json.endArray();
        texts("genes", registry.genes());
        json.endObject();
    }

    private void setup(Setup setup) throws IOException {
        json.name("setup").beginObject();
        json.name("batch_key").value(setup.batchKey().orElse(null));
        json.name("labels_key").value(setup.labelsKey().orElse(null));
        json.name("unlabeled_category").value(setup.unlabeledCategory());
        json.name("size_factor_key").value(setup.sizeFactorKey().orElse(null));
        texts("categorical_covariate_keys", setup.categoricalKeys());
        texts("continuous_covariate_keys", setup.continuousKeys());
        json.endObject();
    }

    private void network(ScviConfig config) throws IOException {
        ScviConfig.Network network = config.network();
        json.name("network").beginObject();
        json.name("n_genes").value(config.genes());
        json.name("n_batches").value(config.batches());
        json.name("n_labels").value(config.labels());
        json.name("n_levels_per_covariate").beginArray();
        for (int levels : config.categoricalLevels()) {
            json.value(levels);
        }
        json.endArray();
        json.name("n_continuous_covariates").value(config.continuousCovariates());
        json.name("n_hidden").value(network.hidden());
        json.name("n_latent").value(network.latent());
        json.name("n_layers").value(network.layers());
        number("dropout_rate", network.dropoutRate());
        json.name("encode_covariates").value(network.encodeCovariates());
        json.name("deeply_inject_covariates").value(network.deeplyInjectCovariates());
        choice("use_batch_norm", network.batchNorm());
        choice("use_layer_norm", network.layerNorm());
        choice("dispersion", config.dispersion());
        choice("gene_likelihood", config.likelihood());
        choice("latent_distribution", config.latentDistribution());
        choice("library", config.library());
        json.endObject();
    }

    private void training(TrainingFacts facts) throws IOException {
        json.beginObject();
        json.name("epochs").value(facts.epochs());
        json.name("steps").value(facts.steps());
        choice("stop_reason", facts.reason());
        json.name("last_metrics").beginArray();
        for (History.Entry entry : facts.last()) {
            json.beginObject().name("key").value(entry.key()).name("epoch").value(entry.index());
            number("value", entry.value());
            json.endObject();
        }
        json.endArray();
        options(facts.options());
        json.endObject();
    }

    private void options(TrainOptions options) throws IOException {
        json.name("options").beginObject();
        choice("preset", options.preset());
        json.name("max_epochs");
        if (options.maxEpochs().isPresent()) {
            json.value(options.maxEpochs().getAsInt());
        } else {
            json.nullValue();
        }
        json.name("batch_size").value(options.batchSize());
        optional("train_size", options.trainSize());
        plan(options.plan());
        text("kl_weight", options.klWeight().map(ScheduledValue::text));
        json.name("classification_ratio").value(options.classificationRatio().text());
        optional("gene_dropout", options.geneDropout());
        json.name("n_samples_per_label").value(options.perLabel());
        json.name("control");
        control(options.control());
        json.name("seed").value(options.seed());
        json.endObject();
    }

    private void optional(String name, OptionalDouble value) throws IOException {
        json.name(name);
        if (value.isPresent()) {
            json.value(value.getAsDouble());
        } else {
            json.nullValue();
        }
    }

    private void plan(TrainingPlanConfig plan) throws IOException {
        json.name("plan").beginObject();
        number("lr", plan.lr());
        number("weight_decay", plan.weightDecay());
        number("eps", plan.eps());
        json.name("kl_weight").value(plan.klWeight().text());
        text("lr_schedule", plan.schedule().map(LrSchedule::text));
        text("dropout", plan.dropout().map(ScheduledValue::text));
        json.endObject();
    }

    private void text(String name, Optional<String> value) throws IOException {
        json.name(name).value(value.orElse(null));
    }

    private void span(Span span) throws IOException {
        json.beginObject().name("count").value(span.count());
        choice("unit", span.unit());
        json.endObject();
    }

    private void control(Control control) throws IOException {
        json.beginObject();
        json.name("validate_every");
        if (control.validateEvery().isPresent()) {
            span(control.validateEvery().get());
        } else {
            json.nullValue();
        }
        earlyStopping(control.earlyStopping());
        json.name("keep_best");
        if (control.keepBest().isPresent()) {
            json.beginObject().name("metric").value(control.keepBest().get().metric());
            choice("mode", control.keepBest().get().mode());
            json.endObject();
        } else {
            json.nullValue();
        }
        clipping(control.clipping());
        json.name("accumulate").value(control.accumulate());
        groups(control.groups());
        json.name("average");
        averaging(control.average());
        json.name("retries").value(control.retries());
        json.endObject();
    }

    private void averaging(Optional<Averaging> rule) throws IOException {
        if (rule.isEmpty()) {
            json.nullValue();
            return;
        }
        json.beginObject();
        switch (rule.get()) {
            case Averaging.Exponential moving -> number("decay", moving.decay());
            case Averaging.Equal mean -> {
                json.name("from");
                span(mean.from());
            }
        }
        json.endObject();
    }

    private void groups(GroupRules groups) throws IOException {
        json.name("groups").beginArray();
        for (GroupRules.Rule rule : groups.rules()) {
            json.beginObject().name("part").value(rule.part());
            number("rate_factor", rule.rateFactor());
            optional("weight_decay", rule.weightDecay());
            json.endObject();
        }
        json.endArray();
        texts("frozen", groups.frozen());
    }

    private void earlyStopping(Optional<EarlyStopping> rule) throws IOException {
        json.name("early_stopping");
        if (rule.isEmpty()) {
            json.nullValue();
            return;
        }
        json.beginObject().name("metric").value(rule.get().metric());
        number("min_delta", rule.get().minDelta());
        json.name("patience").value(rule.get().patience());
        json.name("warmup_epochs").value(rule.get().warmupEpochs());
        choice("mode", rule.get().mode());
        json.endObject();
    }

    private void clipping(Clipping clipping) throws IOException {
        json.name("gradient_clipping");
        switch (clipping) {
            case Clipping.None none -> json.nullValue();
            case Clipping.ByNorm norm -> limit("norm", norm.limit());
            case Clipping.ByValue value -> limit("value", value.limit());
        }
    }

    private void limit(String by, double limit) throws IOException {
        json.beginObject().name("by").value(by);
        number("limit", limit);
        json.endObject();
    }

    private void choice(String name, Enum<?> constant) throws IOException {
        json.name(name).value(ManifestNode.name(constant));
    }

    private void number(String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.name(name).value(value);
        } else {
            json.name(name).value(Double.toString(value));
        }
    }

    private void texts(String name, List<String> all) throws IOException {
        json.name(name);
        texts(all);
    }

    private void texts(List<String> all) throws IOException {
        json.beginArray();
        for (String one : all) {
            json.value(one);
        }
        json.endArray();
    }
}
