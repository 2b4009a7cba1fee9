package io.cellwright.cli;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class RehearsalTest {
    @Test
    void everyCommandOfItSucceeds(@TempDir Path folder) {
        CapturedScreen captured = new CapturedScreen(0);
        assertThat(Rehearsal.run(captured.screen(), folder.resolve("cells.h5ad"))).isZero();
        assertThat(captured.out()).contains("Usage: cellwright", "64 cells x 32 genes", "\"cells\": 64");
        assertThat(captured.err()).isEmpty();
    }
}
