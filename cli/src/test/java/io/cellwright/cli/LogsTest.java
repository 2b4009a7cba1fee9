package io.cellwright.cli;

import java.lang.System.Logger.Level;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LogsTest {
    @Test
    void showsOurNotesAndEverybodysWarnings() {
        CapturedScreen captured = new CapturedScreen(0);
        Logs.showOn(captured.screen());
        System.Logger ours = System.getLogger("io.cellwright.kernel");
        System.Logger theirs = System.getLogger("io.jhdf");
        ours.log(Level.INFO, "kernels: {0}, {1} bits", "Vector API", 256);
        ours.log(Level.DEBUG, "quiet");
        theirs.log(Level.INFO, "chatter");
        theirs.log(Level.WARNING, "odd file");
        System.getLogger("io.cellwrightish").log(Level.INFO, "no kin");
        assertThat(captured.err().lines())
                .containsExactly("cellwright: kernels: Vector API, 256 bits", "cellwright: warning: odd file");
        assertThat(captured.out()).isEmpty();
    }

    @Test
    void showsTheSameNoteOnceAndEachWarning() {
        CapturedScreen captured = new CapturedScreen(0);
        Logs.showOn(captured.screen());
        System.Logger ours = System.getLogger("io.cellwright.task");
        for (int epochs : new int[] {10, 10, 20}) {
            ours.log(Level.INFO, "{0} epochs", epochs);
            ours.log(Level.WARNING, "odd");
        }
        assertThat(captured.err().lines()).containsExactly("cellwright: 10 epochs", "cellwright: warning: odd",
                "cellwright: warning: odd", "cellwright: 20 epochs", "cellwright: warning: odd");
    }

    @Test
    void laterScreenReplacesTheEarlierOne() {
        CapturedScreen first = new CapturedScreen(0);
        CapturedScreen second = new CapturedScreen(0);
        Logs.showOn(first.screen());
        Logs.showOn(second.screen());
        System.getLogger("io.cellwright").log(Level.WARNING, "once");
        assertThat(first.err()).isEmpty();
        assertThat(second.err().lines()).containsExactly("cellwright: warning: once");
    }
}
