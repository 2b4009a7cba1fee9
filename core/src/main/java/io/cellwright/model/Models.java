package io.cellwright.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.cellwright.model.autoencoder.Autoencoder;
import io.cellwright.model.autoencoder.AutoencoderConfig;
import io.cellwright.model.autoencoder.AutoencoderConfig.CountDistribution;
import io.cellwright.model.autoencoder.AutoencoderConfig.Denoising;
import io.cellwright.model.autoencoder.AutoencoderConfig.Variational;
import io.cellwright.model.classifier.MlpClassifier;
import io.cellwright.model.constant.MeanExpression;
import io.cellwright.model.constant.MostCommonClass;
import io.cellwright.model.logistic.LogisticClassifier;
import io.cellwright.model.pca.Pca;
import io.cellwright.model.transformer.TransformerAutoencoder;
import io.cellwright.model.transformer.TransformerConfig;
import io.cellwright.nn.Mlp;
import io.cellwright.tensor.Parameters;

/// The bundled networks of prepared cells by their names, scDLKit's, with its defaults.
///
/// | name | alias | network | settings |
/// |---|---|---|---|
/// | `autoencoder` | `ae` | {@link Autoencoder} | latent 32, hidden 512 and 256, dropout 0.1 |
/// | `vae` | | the same, variational | and weight of the divergence 1 |
/// | `denoising_autoencoder` | `dae` | the same, denoising | and noise 0.15 |
/// | `transformer_autoencoder` | `transformer_ae` | {@link TransformerAutoencoder} | latent 32, see {@link TransformerConfig} |
/// | `mlp_classifier` | `classifier` | {@link MlpClassifier} | hidden 256 and 128, dropout 0.2 |
/// | `pca` | | {@link Pca} | latent 50 |
/// | `logistic_regression` | `logistic` | {@link LogisticClassifier} | none |
/// | `most_common_class` | `majority` | {@link MostCommonClass} | none |
/// | `mean_expression` | `mean` | {@link MeanExpression} | none |
///
/// The last four are not scDLKit's. They are fitted to all training cells at once, the others by minibatches.
///
/// An alias is its name in all respects; in scDLKit some aliases get arguments that their models do not take.
public final class Models {
    private Models() {}

    private enum Known {
        AUTOENCODER("autoencoder", "ae"),
        VAE("vae", "vae"),
        DENOISING("denoising_autoencoder", "dae"),
        TRANSFORMER("transformer_autoencoder", "transformer_ae"),
        CLASSIFIER("mlp_classifier", "classifier"),
        PCA(Pca.NAME, Pca.NAME),
        LOGISTIC(LogisticClassifier.NAME, "logistic"),
        MOST_COMMON(MostCommonClass.NAME, "majority"),
        MEAN(MeanExpression.NAME, "mean");

        private final String name;
        private final String alias;

        Known(String name, String alias) {
            this.name = name;
            this.alias = alias;
        }

        static Known of(String name) {
            return Arrays.stream(values()).filter(known -> known.name.equals(name) || known.alias.equals(name)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("Unknown model '" + name + "'. Available models: "
                            + Arrays.stream(values()).map(Known::both).collect(Collectors.joining(", "))));
        }

        private String both() {
            return alias.equals(name) ? name : name + " (" + alias + ")";
        }
    }

    /// All names, aliases left out.
    public static List<String> names() {
        return Arrays.stream(Known.values()).map(known -> known.name).toList();
    }

    /// The name that an alias stands for; a name stands for itself.
    ///
    /// @throws IllegalArgumentException if there is no such model; the message lists what there is
    public static String name(String nameOrAlias) {
        return Known.of(nameOrAlias).name;
    }

    /// Whether there is a model of that name or alias.
    public static boolean has(String name) {
        return Arrays.stream(Known.values()).anyMatch(known -> known.name.equals(name) || known.alias.equals(name));
    }

    /// Declares a network on the slab.
    ///
    /// @throws IllegalArgumentException if there is no such model, a setting is out of range, or the model has no such
    ///         setting
    public static CellNetwork create(String name, NetworkSettings settings, Parameters parameters) {
        Known known = Known.of(name);
        requireOwnSettings(known, settings);
        return switch (known) {
            case AUTOENCODER -> new Autoencoder(parameters,
                    autoencoder(AutoencoderConfig.autoencoder(settings.genes()), settings));
            case VAE -> {
                AutoencoderConfig vae = AutoencoderConfig.variational(settings.genes());
                yield new Autoencoder(parameters, autoencoder(settings.klWeight().isEmpty() ? vae
                        : vae.withKind(new Variational(settings.klWeight().getAsDouble())), settings));
            }
            case DENOISING -> {
                AutoencoderConfig dae = AutoencoderConfig.denoising(settings.genes());
                yield new Autoencoder(parameters, autoencoder(settings.noise().isEmpty() ? dae
                        : dae.withKind(new Denoising(settings.noise().getAsDouble())), settings));
            }
            case TRANSFORMER -> new TransformerAutoencoder(parameters, transformer(settings));
            case CLASSIFIER -> new MlpClassifier(parameters, classifier(settings));
            case PCA -> new Pca(parameters, settings.genes(),
                    settings.latent().orElse(Math.min(Pca.USUAL, settings.genes())));
            case LOGISTIC -> new LogisticClassifier(parameters,
                    new LogisticClassifier.Config(settings.genes(), settings.sparse(), classes(settings)));
            case MOST_COMMON -> new MostCommonClass(parameters, settings.genes(), classes(settings));
            case MEAN -> new MeanExpression(parameters, settings.genes());
        };
    }

    private static AutoencoderConfig autoencoder(AutoencoderConfig usual, NetworkSettings settings) {
        AutoencoderConfig config = usual.withSparse(settings.sparse()).withBatches(settings.batches())
                .withHidden(hidden(usual.hidden(), settings)).withLatent(settings.latent().orElse(usual.latent()));
        return settings.likelihood().map(likelihood -> config.withOutput(new CountDistribution(likelihood)))
                .orElse(config);
    }

    private static TransformerConfig transformer(NetworkSettings settings) {
        TransformerConfig usual = TransformerConfig.of(settings.genes());
        NetworkSettings.Transformer asked = settings.transformer();
        return new TransformerConfig(settings.genes(), settings.latent().orElse(usual.latent()),
                asked.patch().orElse(usual.patch()), asked.width().orElse(usual.width()),
                asked.heads().orElse(usual.heads()), asked.layers().orElse(usual.layers()),
                hidden(usual.decoder(), settings));
    }

    private static MlpClassifier.Config classifier(NetworkSettings settings) {
        MlpClassifier.Config usual = MlpClassifier.Config.of(settings.genes(), classes(settings));
        return usual.withSparse(settings.sparse()).withHidden(hidden(usual.hidden(), settings));
    }

    private static int classes(NetworkSettings settings) {
        if (settings.classes() < 1) {
            throw new IllegalArgumentException("a classifier needs labels: say which column has them");
        }
        return settings.classes();
    }

    private static Mlp.Config hidden(Mlp.Config usual, NetworkSettings settings) {
        return new Mlp.Config(settings.hidden().orElse(usual.hidden()), settings.dropout().orElse(usual.dropoutRate()));
    }

    private static void requireOwnSettings(Known known, NetworkSettings settings) {
        List<String> foreign = new ArrayList<>();
        boolean atOnce = switch (known) {
            case PCA, LOGISTIC, MOST_COMMON, MEAN -> true;
            case AUTOENCODER, VAE, DENOISING, TRANSFORMER, CLASSIFIER -> false;
        };
        if (known == Known.CLASSIFIER || (atOnce && known != Known.PCA)) {
            settings.latent().ifPresent(any -> foreign.add("latent_dim"));
        }
        if (atOnce) {
            settings.hidden().ifPresent(any -> foreign.add("hidden_dims"));
            settings.dropout().ifPresent(any -> foreign.add("dropout"));
        }
        if (atOnce || known == Known.CLASSIFIER) {
            settings.likelihood().ifPresent(any -> foreign.add("gene_likelihood"));
        }
        if (known == Known.TRANSFORMER) {
            settings.likelihood().ifPresent(any -> foreign.add("gene_likelihood: its loss is the squared error; of the "
                    + "autoencoders, vae, denoising_autoencoder and autoencoder model counts"));
        } else {
            settings.transformer().patch().ifPresent(any -> foreign.add("patch_size"));
            settings.transformer().width().ifPresent(any -> foreign.add("d_model"));
            settings.transformer().heads().ifPresent(any -> foreign.add("n_heads"));
            settings.transformer().layers().ifPresent(any -> foreign.add("n_layers"));
        }
        if (known != Known.VAE) {
            settings.klWeight().ifPresent(any -> foreign.add("kl_weight"));
        }
        if (known != Known.DENOISING) {
            settings.noise().ifPresent(any -> foreign.add("noise_probability"));
        }
        Optional<String> first = foreign.stream().findFirst();
        if (first.isPresent()) {
            throw new IllegalArgumentException("Model '" + known.name + "' has no " + first.get());
        }
    }
}
