package io.cellwright.task;

import io.cellwright.model.scvi.ScviConfig.Dispersion;
import io.cellwright.model.scvi.ScviConfig.Library;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.tensor.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class WarmUpTest {
    @ParameterizedTest
    @EnumSource(Kind.class)
    void takesStepsOfAnyKind(Kind kind) {
        assertThat(WarmUp.run(kind, made -> ModelSpec.of(kind, made), Device.cpu(1))).isEqualTo(WarmUp.STEPS);
    }

    @Test
    void paysFromAShortRunOn() {
        assertThat(WarmUp.pays(700, 400)).isTrue();
        assertThat(WarmUp.pays(1_000_000, 1)).isTrue();
        assertThat(WarmUp.pays(700, 1)).isFalse();
    }

    /// Whatever the data of the real run have, the made cells must do for its network.
    @Test
    void runsEveryDispersionAndLibrary() {
        for (Dispersion dispersion : Dispersion.values()) {
            for (Library library : Library.values()) {
                int steps = WarmUp.run(Kind.SCVI, made -> {
                    ModelSpec spec = ModelSpec.of(Kind.SCVI, made);
                    return spec.with(spec.scvi().withDispersion(dispersion).withLibrary(library));
                }, Device.cpu(1));
                assertThat(steps).as(dispersion + " " + library).isEqualTo(WarmUp.STEPS);
            }
        }
    }
}
