package io.cellwright.task.network;

import java.util.concurrent.atomic.AtomicInteger;

import io.cellwright.model.Models;
import io.cellwright.model.Task;
import io.cellwright.tensor.Device;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class NetworkWarmUpTest {
    @ParameterizedTest
    @ValueSource(strings = {"autoencoder", "vae", "denoising_autoencoder", "transformer_autoencoder"})
    void takesStepsOfAnyNetworkUntilItIsEnough(String name) {
        assertThat(stepsOf(name, Task.REPRESENTATION)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = "mlp_classifier")
    void takesStepsOfAClassifier(String name) {
        assertThat(stepsOf(name, Task.CLASSIFICATION)).isEqualTo(3);
    }

    private static int stepsOf(String name, Task task) {
        AtomicInteger steps = new AtomicInteger();
        NetworkWarmUp.run(NetworkTask.of(NetworkFactory.bundled(Models.name(name)), task), Device.cpu(1),
                () -> steps.incrementAndGet() >= 3);
        return steps.get();
    }
}
