package io.cellwright.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.cellwright.data.Nearest;
import io.cellwright.model.NetworkSettings;
import io.cellwright.model.NetworkSettings.Transformer;
import io.cellwright.model.scvi.ScviConfig.Network;
import io.cellwright.task.catalog.Catalog;
import io.cellwright.task.catalog.CountsEstimator;
import io.cellwright.task.catalog.PrincipalComponentsEstimator;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.network.FitOptions;
import io.cellwright.task.network.NetworkEstimator;
import io.cellwright.tensor.Counts.Likelihood;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Which models, and what is to be other than their defaults.
final class ModelList {
    private static final List<String> OF_NETWORKS = List.of("latent_dim", "hidden_dims", "dropout", "kl_weight",
            "noise_probability", "gene_likelihood", "patch_size", "d_model", "n_heads", "n_layers", "epochs", "batch_size",
            "lr", "early_stopping_patience");
    private static final List<String> OF_COUNTS = List.of("n_latent", "n_hidden", "n_layers", "dropout_rate",
            "gene_likelihood", "epochs", "batch_size", "lr");
    private static final List<String> OF_COMPONENTS = List.of("n_comps");

    @Option(names = "--models", paramLabel = "NAME", split = ",", required = true,
            description = "Models by name; 'small=vae' is vae under the name small, to compare a model with itself under "
                    + "other settings. Baselines are there anyway.")
    private List<String> models = new ArrayList<>();

    @Option(names = "--set", paramLabel = "NAME.KEY=VALUE",
            description = "A setting of one model, such as vae.kl_weight=0.001, scvi.n_latent=20 or pca.n_comps=20. "
                    + "Can be given several times.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--epochs", paramLabel = "N",
            description = "Epochs at most, of every model that is trained in epochs. Default: each model's own.")
    private Optional<String> epochs = Optional.empty();

    @Option(names = "--batch-size", paramLabel = "N", description = "Cells of a minibatch. Default: each model's own.")
    private Optional<String> batchSize = Optional.empty();

    @Option(names = "--lr", paramLabel = "RATE", description = "Learning rate. Default: each model's own.")
    private Optional<String> lr = Optional.empty();

    /// One `--set`.
    private record Setting(String model, String key, String value) {
        static Setting of(String text) {
            int dot = text.indexOf('.');
            int equals = text.indexOf('=', Math.max(dot, 0));
            if (dot < 1 || equals < dot + 2) {
                throw new IllegalArgumentException("--set must be NAME.KEY=VALUE, such as vae.kl_weight=0.001, but was '"
                        + text + "'");
            }
            return new Setting(text.substring(0, dot).strip(), text.substring(dot + 1, equals).strip().replace('-', '_'),
                    text.substring(equals + 1).strip());
        }

        IllegalArgumentException unknown(List<String> keys) {
            return new IllegalArgumentException("Model '" + model + "' has no setting '" + key + "'"
                    + (keys.isEmpty() ? "; it has none at all" : "; it has " + String.join(", ", keys)
                            + Nearest.of(key, keys).map(near -> "; did you mean " + near + "?").orElse("")));
        }

        int whole() {
            return number("a whole number", Integer::valueOf);
        }

        double real() {
            return number("a number", Double::valueOf);
        }

        private <T> T number(String what, Function<String, T> read) {
            try {
                return read.apply(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(model + "." + key + " must be " + what + " but was '" + value + "'",
                        e);
            }
        }
    }

    /// The models with their settings.
    List<Estimator> estimators() {
        List<Setting> own = settings.stream().map(Setting::of).toList();
        List<Estimator> all = new ArrayList<>();
        for (String word : models) {
            String[] parts = word.strip().split("=", 2);
            all.add(with(named(Catalog.of(parts[parts.length - 1].strip()), parts), own));
        }
        List<String> names = all.stream().map(Estimator::name).toList();
        own.stream().filter(setting -> all.stream().noneMatch(model -> isOf(setting, model))).findFirst()
                .ifPresent(stray -> {
                    throw new IllegalArgumentException("--set names the model '" + stray.model
                            + "', which is not among --models " + String.join(",", names));
                });
        return all;
    }

    private static Estimator named(Estimator model, String[] parts) {
        if (parts.length == 1) {
            return model;
        }
        String name = parts[0].strip();
        return switch (model) {
            case NetworkEstimator network -> network.withName(name);
            case CountsEstimator counts -> counts.withName(name);
            case PrincipalComponentsEstimator pca -> new PrincipalComponentsEstimator(name, pca.components());
            default -> throw new IllegalArgumentException("Model '" + model.name()
                    + "' has no settings, so another name for it would be the same again");
        };
    }

    private Estimator with(Estimator model, List<Setting> own) {
        Estimator changed = model;
        for (Setting common : common(model)) {
            changed = changed(changed, common);
        }
        for (Setting setting : own) {
            changed = isOf(setting, model) ? changed(changed, setting) : changed;
        }
        return changed;
    }

    /// An alias is its name here too.
    private static boolean isOf(Setting setting, Estimator model) {
        return setting.model.equals(model.name()) || (Catalog.has(setting.model)
                && Catalog.of(setting.model).name().equals(model.name()));
    }

    private List<Setting> common(Estimator model) {
        if (!(model instanceof NetworkEstimator) && !(model instanceof CountsEstimator)) {
            return List.of();
        }
        List<Setting> common = new ArrayList<>();
        epochs.ifPresent(value -> common.add(new Setting(model.name(), "epochs", value)));
        batchSize.ifPresent(value -> common.add(new Setting(model.name(), "batch_size", value)));
        lr.ifPresent(value -> common.add(new Setting(model.name(), "lr", value)));
        return common;
    }

    private static Estimator changed(Estimator model, Setting setting) {
        return switch (model) {
            case NetworkEstimator network -> changed(network, setting);
            case CountsEstimator counts -> changed(counts, setting);
            case PrincipalComponentsEstimator pca when setting.key.equals("n_comps") ->
                new PrincipalComponentsEstimator(pca.name(), setting.whole());
            case PrincipalComponentsEstimator pca -> throw setting.unknown(OF_COMPONENTS);
            default -> throw setting.unknown(List.of());
        };
    }

    private static NetworkEstimator changed(NetworkEstimator network, Setting setting) {
        return switch (setting.key) {
            case "latent_dim" -> of(network, setting.whole(), NetworkSettings::withLatent);
            case "dropout" -> of(network, setting.real(), NetworkSettings::withDropout);
            case "kl_weight" -> of(network, setting.real(), NetworkSettings::withKlWeight);
            case "noise_probability" -> of(network, setting.real(), NetworkSettings::withNoise);
            case "gene_likelihood" -> of(network, likelihood(setting), NetworkSettings::withLikelihood);
            case "hidden_dims" -> of(network, Arrays.stream(setting.value.split("[:x]")).map(width -> new Setting(
                    setting.model, setting.key, width).whole()).toList(), NetworkSettings::withHidden);
            case "patch_size" -> transformer(network, setting, Transformer::withPatch);
            case "d_model" -> transformer(network, setting, Transformer::withWidth);
            case "n_heads" -> transformer(network, setting, Transformer::withHeads);
            case "n_layers" -> transformer(network, setting, Transformer::withLayers);
            case "epochs" -> fit(network, setting.whole(), FitOptions::withEpochs);
            case "batch_size" -> fit(network, setting.whole(), FitOptions::withBatchSize);
            case "lr" -> fit(network, setting.real(), (f, rate) -> f.withPlan(f.plan().withLr(rate)));
            case "early_stopping_patience" -> fit(network, setting.value.equals("none") ? OptionalInt.empty()
                    : OptionalInt.of(setting.whole()), FitOptions::withPatience);
            default -> throw setting.unknown(OF_NETWORKS);
        };
    }

    private static <T> NetworkEstimator of(NetworkEstimator network, T value,
            BiFunction<NetworkSettings, T, NetworkSettings> change) {
        return network.withSettings(s -> change.apply(s, value));
    }

    private static NetworkEstimator transformer(NetworkEstimator network, Setting setting,
            BiFunction<Transformer, Integer, Transformer> change) {
        int size = setting.whole();
        return network.withSettings(s -> s.withTransformer(change.apply(s.transformer(), size)));
    }

    private static <T> NetworkEstimator fit(NetworkEstimator network, T value,
            BiFunction<FitOptions, T, FitOptions> change) {
        return network.withFit(f -> change.apply(f, value));
    }

    private static CountsEstimator changed(CountsEstimator counts, Setting setting) {
        return switch (setting.key) {
            case "n_latent", "n_hidden", "n_layers", "dropout_rate" ->
                counts.withNetwork(c -> c.withNetwork(network(c.network(), setting)));
            case "gene_likelihood" -> {
                Likelihood likelihood = likelihood(setting);
                yield counts.withNetwork(c -> c.withLikelihood(likelihood));
            }
            case "epochs", "max_epochs" -> {
                int epochs = setting.whole();
                yield counts.withOptions(o -> o.withMaxEpochs(epochs));
            }
            case "batch_size" -> {
                int size = setting.whole();
                yield counts.withOptions(o -> o.withBatchSize(size));
            }
            case "lr" -> {
                double rate = setting.real();
                yield counts.withOptions(o -> o.withPlan(o.plan().withLr(rate)));
            }
            default -> throw setting.unknown(OF_COUNTS);
        };
    }

    private static Network network(Network usual, Setting setting) {
        return switch (setting.key) {
            case "n_latent" -> sized(usual, usual.hidden(), setting.whole(), usual.layers());
            case "n_hidden" -> sized(usual, setting.whole(), usual.latent(), usual.layers());
            case "n_layers" -> sized(usual, usual.hidden(), usual.latent(), setting.whole());
            default -> usual.withDropoutRate(setting.real());
        };
    }

    private static Network sized(Network usual, int hidden, int latent, int layers) {
        return new Network(hidden, latent, layers, usual.dropoutRate(), usual.encodeCovariates(),
                usual.deeplyInjectCovariates(), usual.batchNorm(), usual.layerNorm());
    }

    private static Likelihood likelihood(Setting setting) {
        try {
            return new Choice.OfLikelihood().convert(setting.value);
        } catch (TypeConversionException e) {
            throw new IllegalArgumentException(setting.model + ".gene_likelihood: " + e.getMessage(), e);
        }
    }
}
