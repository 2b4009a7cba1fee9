package io.cellwright.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.cellwright.model.scvi.ScviConfig.Dispersion;
import io.cellwright.model.scvi.ScviConfig.Library;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.tensor.Counts.Likelihood;
import io.cellwright.tensor.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class WarmUpTest {
    @ParameterizedTest
    @EnumSource(Kind.class)
    void takesSomeStepsAndEnds(Kind kind) {
        AtomicInteger steps = new AtomicInteger();
        WarmUp.run(kind, made -> ModelSpec.of(kind, made), Device.cpu(1), () -> {
            steps.incrementAndGet();
            return false;
        });
        assertThat(steps.get()).isBetween(50, 200);
    }

    @Test
    void endsAtTheNextStepWhereItIsEnough() {
        AtomicInteger steps = new AtomicInteger();
        WarmUp.run(Kind.SCVI, made -> ModelSpec.of(Kind.SCVI, made), Device.cpu(1), () -> steps.incrementAndGet() >= 3);
        assertThat(steps.get()).isEqualTo(3);
    }

    /// Whatever the data of the real run have, the made cells must do for its network.
    @Test
    void runsEveryDispersionLikelihoodAndLibrary() {
        List<String> ran = new ArrayList<>();
        for (Dispersion dispersion : Dispersion.values()) {
            for (Likelihood likelihood : Likelihood.values()) {
                for (Library library : Library.values()) {
                    WarmUp.run(Kind.SCVI, made -> {
                        ModelSpec spec = ModelSpec.of(Kind.SCVI, made);
                        return spec.with(spec.scvi().withDispersion(dispersion).withLikelihood(likelihood)
                                .withLibrary(library));
                    }, Device.plain(1), () -> true);
                    ran.add(dispersion + " " + likelihood + " " + library);
                }
            }
        }
        assertThat(ran).hasSize(Dispersion.values().length * Likelihood.values().length * Library.values().length);
    }
}
