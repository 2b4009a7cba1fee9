package io.cellwright.task.network;

import io.cellwright.model.Task;
import io.cellwright.task.WarmUp;
import io.cellwright.tensor.Device;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class NetworkWarmUpTest {
    @ParameterizedTest
    @ValueSource(strings = {"autoencoder", "vae", "denoising_autoencoder"})
    void takesStepsOfAnAutoencoder(String name) {
        assertThat(NetworkWarmUp.run(NetworkTask.of(NetworkFactory.bundled(name), Task.REPRESENTATION),
                Device.cpu(1))).isEqualTo(WarmUp.STEPS);
    }

    @ParameterizedTest
    @ValueSource(strings = "mlp_classifier")
    void takesStepsOfAClassifier(String name) {
        assertThat(NetworkWarmUp.run(NetworkTask.of(NetworkFactory.bundled(name), Task.CLASSIFICATION),
                Device.cpu(1))).isEqualTo(WarmUp.STEPS);
    }
}
