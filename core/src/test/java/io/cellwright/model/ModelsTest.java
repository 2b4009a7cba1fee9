package io.cellwright.model;

import java.util.List;

import io.cellwright.model.autoencoder.Autoencoder;
import io.cellwright.model.autoencoder.AutoencoderConfig;
import io.cellwright.model.classifier.MlpClassifier;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelsTest {
    private static final NetworkSettings SETTINGS = NetworkSettings.of(50);

    @ParameterizedTest
    @CsvSource({"ae, autoencoder", "dae, denoising_autoencoder", "classifier, mlp_classifier", "vae, vae"})
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
        MlpClassifier.Config classifier = ((MlpClassifier) create("classifier", SETTINGS.withClasses(4))).config();
        assertThat(classifier.hidden().hidden()).containsExactly(256, 128);
        assertThat(classifier.hidden().dropoutRate()).isEqualTo(0.2);
    }

    @Test
    void anUnknownNameIsAnsweredWithWhatThereIs() {
        assertThatThrownBy(() -> create("vea", SETTINGS)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown model 'vea'. Available models: autoencoder (ae), vae, denoising_autoencoder (dae), "
                        + "mlp_classifier (classifier)");
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
    }

    @ParameterizedTest
    @ValueSource(strings = {"autoencoder", "vae", "denoising_autoencoder", "mlp_classifier"})
    void firstWeightsFollowTheSeed(String name) {
        assertThat(weights(name, 1)).isEqualTo(weights(name, 1)).isNotEqualTo(weights(name, 2));
    }

    private static double[] weights(String name, long seed) {
        CellNetwork network = create(name, SETTINGS.withClasses(3).withHidden(List.of(8)));
        network.parameters().allocate(seed);
        return network.parameters().entries().getFirst().tensor().toArray();
    }

    private static Object config(CellNetwork network) {
        return network instanceof Autoencoder autoencoder ? autoencoder.config() : ((MlpClassifier) network).config();
    }

    private static CellNetwork create(String name, NetworkSettings settings) {
        return Models.create(name, settings, new Parameters(new Workspace(Device.cpu(1))));
    }
}
