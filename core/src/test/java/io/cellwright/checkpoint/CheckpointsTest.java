package io.cellwright.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.cellwright.schedule.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// States are kept as often as was asked for, and at the end.
class CheckpointsTest {
    private static final long SEED = 3;

    @TempDir
    Path temp;

    private final AtomicLong clock = new AtomicLong(1_000);

    private Checkpoints checkpoints(CheckpointFolder folder, String interval) {
        return new Checkpoints(folder, States.identity(), Interval.parse(interval), Progress.START, clock::get);
    }

    @Test
    void timeGoesFromOneToTheNext() {
        try (CheckpointFolder folder = CheckpointFolder.open(temp, 5)) {
            Checkpoints keeper = checkpoints(folder, "5min");
            Progress now = new Progress(0, 1, 10);
            clock.addAndGet(TimeUnit.MINUTES.toNanos(5) - 1);
            assertThat(keeper.wants(now, false)).isFalse();
            clock.incrementAndGet();
            assertThat(keeper.wants(now, false)).isTrue();
            keeper.keep(States.state(1, SEED));
            assertThat(keeper.wants(now, false)).isFalse();
            assertThat(keeper.wants(now, true)).as("the last step").isTrue();
        }
    }

    @Test
    void stepsAndEpochsAreCountedFromTheLast() {
        try (CheckpointFolder folder = CheckpointFolder.open(temp, 5)) {
            Checkpoints keeper = checkpoints(folder, "10 steps");
            assertThat(keeper.wants(new Progress(0, 9, 0), false)).isFalse();
            assertThat(keeper.wants(new Progress(0, 10, 0), false)).isTrue();
            keeper.keep(States.state(10, SEED));
            assertThat(keeper.wants(new Progress(0, 19, 0), false)).isFalse();
            assertThat(keeper.wants(new Progress(0, 20, 0), false)).isTrue();
            assertThat(checkpoints(folder, "2ep").wants(new Progress(1, 50, 0), false)).isFalse();
            assertThat(checkpoints(folder, "2ep").wants(new Progress(2, 51, 0), false)).isTrue();
        }
    }

    @Test
    void aFolderThatTakesNoMoreDoesNotEndTheRun() throws IOException {
        Path dir = temp.resolve("states");
        try (CheckpointFolder folder = CheckpointFolder.open(dir, 5)) {
            folder.write(States.checkpoint(1, SEED));
            byte[] before = Files.readAllBytes(dir.resolve("step-000000000001.safetensors"));
            // Root may write anywhere, but not make a file where a folder is.
            Files.createDirectory(dir.resolve("step-000000000002.safetensors"));
            Files.write(dir.resolve("step-000000000002.safetensors").resolve("in the way"), new byte[1]);
            Checkpoints keeper = checkpoints(folder, "1 step");
            keeper.keep(States.state(2, SEED));
            assertThat(keeper.wants(new Progress(0, 3, 0), false)).as("the next is tried").isTrue();
            assertThat(Files.readAllBytes(dir.resolve("step-000000000001.safetensors"))).isEqualTo(before);
        }
    }

    @Test
    void intervalsAreReadAsPeopleWriteThem() {
        assertThat(Interval.parse("5min")).hasToString("5min").isEqualTo(Interval.usual());
        assertThat(Interval.parse(" 90 s ")).hasToString("90s");
        assertThat(Interval.parse("2h")).hasToString("120min");
        assertThat(Interval.parse("1000steps")).hasToString("1000 steps");
        assertThat(Interval.parse("10 Epochs")).hasToString("10 epochs");
        for (String bad : new String[] {"", "5", "min", "5 weeks", "-1min", "1.5min", "0min", "0 steps"}) {
            assertThatThrownBy(() -> Interval.parse(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Interval.parse("5 weeks")).hasMessage("an interval must be a number of minutes, steps or "
                + "epochs, such as 5min, 1000 steps or 10 epochs, but was '5 weeks'");
    }
}
