package io.cellwright.task.network;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cellwright.data.prepare.Preparation;
import io.cellwright.data.split.Split;
import io.cellwright.model.NetworkSettings;
import io.cellwright.model.Task;
import io.cellwright.task.estimator.Levels;
import io.cellwright.task.folder.Manifest;
import io.cellwright.task.folder.ManifestNode;
import io.cellwright.tensor.Counts.Likelihood;
import org.jspecify.annotations.Nullable;

/// What a saved network is, as JSON.
final class NetworkJson {
    private static final int WIDEST = 1_000_000;
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

    private NetworkJson() {}

    static String write(NetworkAbout about) {
        JsonObject json = new JsonObject();
        json.addProperty("format", Manifest.FORMAT);
        json.addProperty("format_version", Manifest.VERSION);
        json.addProperty("cellwright_version", Manifest.programVersion());
        json.addProperty("kind", Manifest.NETWORK);
        json.addProperty("model", about.model());
        json.addProperty("task", about.task().label());
        json.add("settings", settings(about.settings()));
        json.add("labels", about.labels().map(NetworkJson::levels).orElse(null));
        json.add("batches", about.batches().map(NetworkJson::levels).orElse(null));
        json.add("split", JsonParser.parseString(about.split().toJson()));
        json.add("preparation", JsonParser.parseString(about.preparation().toJson()));
        return GSON.toJson(json) + "\n";
    }

    private static JsonObject settings(NetworkSettings settings) {
        JsonObject json = new JsonObject();
        json.addProperty("genes", settings.genes());
        json.addProperty("sparse", settings.sparse());
        json.addProperty("batches", settings.batches());
        json.addProperty("classes", settings.classes());
        json.addProperty("latent_dim", boxed(settings.latent()));
        JsonArray hidden = new JsonArray();
        settings.hidden().ifPresent(widths -> widths.forEach(hidden::add));
        json.add("hidden_dims", settings.hidden().isPresent() ? hidden : JsonNull.INSTANCE);
        json.addProperty("dropout", boxed(settings.dropout()));
        json.addProperty("kl_weight", boxed(settings.klWeight()));
        json.addProperty("noise_probability", boxed(settings.noise()));
        json.addProperty("gene_likelihood", settings.likelihood().map(ManifestNode::name).orElse(null));
        NetworkSettings.Transformer transformer = settings.transformer();
        json.addProperty("patch_size", boxed(transformer.patch()));
        json.addProperty("d_model", boxed(transformer.width()));
        json.addProperty("n_heads", boxed(transformer.heads()));
        json.addProperty("n_layers", boxed(transformer.layers()));
        return json;
    }

    private static @Nullable Integer boxed(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    private static @Nullable Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static JsonObject levels(Levels levels) {
        JsonObject json = new JsonObject();
        json.addProperty("key", levels.key());
        JsonArray names = new JsonArray();
        levels.names().forEach(names::add);
        json.add("names", names);
        return json;
    }

    static NetworkAbout read(ManifestNode manifest, Preparation preparation) {
        ManifestNode task = manifest.at("task");
        ManifestNode split = manifest.at("split");
        Optional<Levels> labels = manifest.at("labels").optional(NetworkJson::levels);
        Optional<Levels> batches = manifest.at("batches").optional(NetworkJson::levels);
        NetworkSettings settings = settings(manifest.at("settings"));
        requireSize(manifest.at("settings").at("genes"), settings.genes(), preparation.genes().size());
        requireSize(manifest.at("settings").at("classes"), settings.classes(), labels.map(l -> l.names().size()).orElse(0));
        requireSize(manifest.at("settings").at("batches"), settings.batches(), batches.map(b -> b.names().size()).orElse(1));
        return new NetworkAbout(manifest.at("model").text(), task.make(() -> Task.of(task.text())), settings, preparation,
                labels, batches, split.make(() -> Split.fromJson(split.value().toString())));
    }

    private static void requireSize(ManifestNode node, int found, int wanted) {
        if (found != wanted) {
            throw node.wrong(wanted + ", which the preparation and the levels have,");
        }
    }

    private static Levels levels(ManifestNode node) {
        return new Levels(node.at("key").text(), node.at("names").list(ManifestNode::text));
    }

    private static NetworkSettings settings(ManifestNode node) {
        Optional<List<Integer>> hidden = node.at("hidden_dims").optional(n -> n.list(width -> width.count(1, WIDEST)));
        return new NetworkSettings(node.at("genes").count(1, Integer.MAX_VALUE), node.at("sparse").truth(),
                node.at("batches").count(1, WIDEST), node.at("classes").count(0, WIDEST),
                size(node.at("latent_dim")), hidden, number(node.at("dropout")),
                number(node.at("kl_weight")), number(node.at("noise_probability")),
                node.at("gene_likelihood").optional(n -> n.choice(Likelihood.values())),
                new NetworkSettings.Transformer(size(node.at("patch_size")), size(node.at("d_model")),
                        size(node.at("n_heads")), size(node.at("n_layers"))));
    }

    private static OptionalInt size(ManifestNode node) {
        return node.optional(n -> n.count(1, WIDEST)).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private static OptionalDouble number(ManifestNode node) {
        return node.optional(ManifestNode::number).map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }
}
