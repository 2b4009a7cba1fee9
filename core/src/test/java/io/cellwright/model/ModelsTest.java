package io.cellwright.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.model.NetworkSettings.Transformer;
import io.cellwright.model.autoencoder.Autoencoder;
import io.cellwright.model.autoencoder.AutoencoderConfig;
import io.cellwright.model.classifier.MlpClassifier;
import io.cellwright.model.logistic.LogisticClassifier;
import io.cellwright.model.pca.Pca;
import io.cellwright.model.transformer.TransformerAutoencoder;
import io.cellwright.model.transformer.TransformerConfig;
import io.cellwright.nn.Mlp;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Counts.Likelihood;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelsTest {
    private static final NetworkSettings SETTINGS = NetworkSettings.of(50);

    @ParameterizedTest
    @CsvSource({"ae, autoencoder", "dae, denoising_autoencoder", "classifier, mlp_classifier", "vae, vae",
            "transformer_ae, transformer_autoencoder"})
    void anAliasIsItsNameInAllRespects(String alias, String name) {
        NetworkSettings settings = SETTINGS.withClasses(3).withHidden(List.of(8, 4)).withDropout(0.3);
        CellNetwork byAlias = create(alias, settings);
        CellNetwork byName = create(name, settings);
        assertThat(byAlias.name()).isEqualTo(name);
        assertThat(config(byAlias)).isEqualTo(config(byName));
        assertThat(Models.name(alias)).isEqualTo(name);
    }

    @Test
    void defaultsAreScdlkits() {
        AutoencoderConfig vae = ((Autoencoder) create("vae", SETTINGS)).config();
        assertThat(vae.latent()).isEqualTo(32);
        assertThat(vae.hidden().hidden()).containsExactly(512, 256);
        assertThat(vae.hidden().dropoutRate()).isEqualTo(0.1);
        assertThat(vae.kind()).isEqualTo(new AutoencoderConfig.Variational(1));
        assertThat(((Autoencoder) create("dae", SETTINGS)).config().kind())
                .isEqualTo(new AutoencoderConfig.Denoising(0.15));
        assertThat(config(create("transformer_ae", SETTINGS))).isEqualTo(TransformerConfig.of(50));
        MlpClassifier.Config classifier = ((MlpClassifier) create("classifier", SETTINGS.withClasses(4))).config();
        assertThat(classifier.hidden().hidden()).containsExactly(256, 128);
        assertThat(classifier.hidden().dropoutRate()).isEqualTo(0.2);
    }

    @Test
    void anUnknownNameIsAnsweredWithWhatThereIs() {
        assertThatThrownBy(() -> create("vea", SETTINGS)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown model 'vea'. Available models: autoencoder (ae), vae, denoising_autoencoder (dae), "
                        + "transformer_autoencoder (transformer_ae), mlp_classifier (classifier), pca, "
                        + "logistic_regression (logistic), most_common_class (majority), mean_expression (mean)");
    }

    @Test
    void settingsThatAModelDoesNotHaveAreRefused() {
        assertThatThrownBy(() -> create("classifier", SETTINGS.withClasses(3).withLatent(5)))
                .hasMessage("Model 'mlp_classifier' has no latent_dim");
        assertThatThrownBy(() -> create("ae", SETTINGS.withKlWeight(1)))
                .hasMessage("Model 'autoencoder' has no kl_weight");
        assertThatThrownBy(() -> create("vae", SETTINGS.withNoise(0.1)))
                .hasMessage("Model 'vae' has no noise_probability");
        assertThatThrownBy(() -> create("classifier", SETTINGS)).hasMessageContaining("needs labels");
        assertThatThrownBy(() -> create("transformer_ae", SETTINGS.withLikelihood(Likelihood.NB)))
                .hasMessageContaining("Model 'transformer_autoencoder' has no gene_likelihood: its loss");
        assertThatThrownBy(() -> create("vae", SETTINGS.withTransformer(Transformer.DEFAULT.withHeads(2))))
                .hasMessage("Model 'vae' has no n_heads");
        assertThatThrownBy(() -> create("pca", SETTINGS.withHidden(List.of(8))))
                .hasMessage("Model 'pca' has no hidden_dims");
        assertThatThrownBy(() -> create("pca", SETTINGS.withLikelihood(Likelihood.NB)))
                .hasMessage("Model 'pca' has no gene_likelihood");
        assertThatThrownBy(() -> create("logistic", SETTINGS.withClasses(3).withLatent(5)))
                .hasMessage("Model 'logistic_regression' has no latent_dim");
        assertThatThrownBy(() -> create("logistic", SETTINGS.withClasses(3).withDropout(0.1)))
                .hasMessage("Model 'logistic_regression' has no dropout");
        assertThatThrownBy(() -> create("logistic", SETTINGS)).hasMessageContaining("needs labels");
        assertThatThrownBy(() -> create("majority", SETTINGS)).hasMessageContaining("needs labels");
        assertThatThrownBy(() -> create("mean", SETTINGS.withLatent(5)))
                .hasMessage("Model 'mean_expression' has no latent_dim");
        assertThatThrownBy(() -> create("transformer_ae", SETTINGS.withTransformer(Transformer.DEFAULT.withHeads(3))))
                .hasMessage("d_model must be a multiple of n_heads, but 128 is not one of 3");
    }

    @Test
    void linearModelsHaveTheSizesThatAreAskedFor() {
        assertThat(((Pca) create("pca", NetworkSettings.of(80))).latent()).isEqualTo(50);
        assertThat(((Pca) create("pca", SETTINGS.withLatent(7))).latent()).isEqualTo(7);
        assertThat(((LogisticClassifier) create("logistic", SETTINGS.withClasses(3).withSparse(false))).config())
                .isEqualTo(new LogisticClassifier.Config(50, false, 3));
    }

    @Test
    void aTransformerTakesItsSettings() {
        NetworkSettings settings = SETTINGS.withTransformer(Transformer.DEFAULT.withPatch(5).withWidth(8).withHeads(2)
                .withLayers(1)).withLatent(3).withHidden(List.of(7)).withDropout(0.2);
        assertThat(config(create("transformer_ae", settings)))
                .isEqualTo(new TransformerConfig(50, 3, 5, 8, 2, 1, new Mlp.Config(List.of(7), 0.2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"autoencoder", "vae", "denoising_autoencoder", "transformer_autoencoder", "mlp_classifier"})
    void firstWeightsFollowTheSeed(String name) {
        assertThat(weights(name, 1)).isEqualTo(weights(name, 1)).isNotEqualTo(weights(name, 2));
    }

    /// What is wanted is asked of the cells that a saved model is applied to, and refused where it is not there.
    @ParameterizedTest
    @MethodSource("names")
    void batchesAreWantedIfAnAnswerDependsOnThemAndOnlyThen(String name) {
        CellNetwork network = create(name, NetworkSettings.of(20).withBatches(2).withClasses(3));
        network.parameters().allocate(1);
        boolean depends = !Arrays.equals(answers(network, 0), answers(network, 1));
        assertThat(network.wantsBatches()).isEqualTo(depends);
    }

    private static List<String> names() {
        return Models.names();
    }

    /// All that a network says of a few cells of one batch.
    private static double[] answers(CellNetwork network, int batch) {
        Workspace home = network.parameters().workspace();
        home.begin(false);
        CellInput cells = new MadeCells(5, 20, 1, 3, 4).sparse(home);
        CellInput told = CellInput.sparse(cells.requiredSparse_ng(), Codes.of(home, IntStream.generate(() -> batch)
                .limit(5).toArray(), 2), cells.label_n());
        StepContext step = StepContext.evaluation(home, Noise.of(0, 0));
        List<Tensor> answers = new ArrayList<>();
        if (network instanceof Encodes encodes) {
            answers.add(encodes.encode(told, step));
        }
        if (network instanceof Reconstructs reconstructs) {
            answers.add(reconstructs.reconstruct(told, step));
        }
        if (network instanceof Classifies classifies) {
            answers.add(classifies.classify(told, step));
        }
        return answers.stream().flatMapToDouble(answer -> Arrays.stream(answer.toArray())).toArray();
    }

    private static double[] weights(String name, long seed) {
        CellNetwork network = create(name, SETTINGS.withClasses(3).withHidden(List.of(8)));
        network.parameters().allocate(seed);
        return network.parameters().entries().getFirst().tensor().toArray();
    }

    private static Object config(CellNetwork network) {
        return switch (network) {
            case Autoencoder autoencoder -> autoencoder.config();
            case TransformerAutoencoder transformer -> transformer.config();
            default -> ((MlpClassifier) network).config();
        };
    }

    private static CellNetwork create(String name, NetworkSettings settings) {
        return Models.create(name, settings, new Parameters(new Workspace(Device.cpu(1))));
    }
}
