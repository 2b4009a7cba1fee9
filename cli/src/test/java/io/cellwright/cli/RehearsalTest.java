package io.cellwright.cli;

import java.nio.file.Path;

import io.cellwright.task.WarmUp;
import io.cellwright.tensor.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class RehearsalTest {
    @Test
    void everyCommandOfItSucceeds(@TempDir Path folder) {
        CapturedScreen captured = new CapturedScreen(0);
        assertThat(Rehearsal.run(session(captured), folder, Rehearsal.STARTS)).isZero();
        assertThat(captured.out()).contains("Usage: cellwright", "64 cells x 32 genes", "\"cells\": 64");
        assertThat(captured.err()).isEmpty();
    }

    @Test
    void everyCommandThatComputesSucceeds(@TempDir Path folder) {
        CapturedScreen captured = new CapturedScreen(0);
        assertThat(Rehearsal.run(session(captured), folder, Rehearsal.COMPUTING))
                .as(captured.err()).isZero();
        assertThat(captured.out()).contains("obsm/X_scVI", "obsm/X_scANVI", "obsm/X_umap", "silhouette");
    }

    @Test
    void itsTrainingIsLongEnoughForTheWarmUp() {
        assertThat(WarmUp.pays(Rehearsal.CELLS, Integer.parseInt(Rehearsal.EPOCHS))).isTrue();
    }

    private static Session session(CapturedScreen captured) {
        return new Session(captured.screen(), Device::plain, () -> false, false);
    }
}
