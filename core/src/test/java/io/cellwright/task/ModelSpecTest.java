package io.cellwright.task;

import java.util.List;

import io.cellwright.task.TrainOptions.Preset;
import io.cellwright.tensor.Counts.Likelihood;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ModelSpecTest {
    @Test
    void countsFollowTheNegativeBinomialByDefaultAndScviToolsLikelihoodByTheParityPreset() {
        Registry registry = Registry.of(new Simulation(20, 10, List.of(0.5, 0.5), 1, 50, 0.5, 0, 0.5, 2, 0).make(),
                Setup.countsOnly());
        for (ModelSpec.Kind kind : ModelSpec.Kind.values()) {
            ModelSpec usual = ModelSpec.of(kind, registry);
            ModelSpec parity = ModelSpec.of(kind, registry, Preset.PARITY);
            assertThat(usual.scvi().likelihood()).isEqualTo(Likelihood.NB);
            assertThat(parity.scvi().likelihood()).isEqualTo(Likelihood.ZINB);
            assertThat(usual.with(usual.scvi().withLikelihood(Likelihood.ZINB))).as("all else").isEqualTo(parity);
        }
    }
}
