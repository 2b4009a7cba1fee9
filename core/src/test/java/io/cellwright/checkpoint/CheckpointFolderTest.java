package io.cellwright.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.cellwright.data.DataException;
import io.cellwright.schedule.Progress;
import io.cellwright.train.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// Checkpoints come back with all their bits, from the newest file that is whole.
class CheckpointFolderTest {
    private static final long SEED = 77;

    @TempDir
    Path temp;

    private Path dir() {
        return temp.resolve("states");
    }

    private static RunState state(StoredCheckpoint stored) {
        return stored.state(States.identity(), RunIdentity.Tolerance.NONE, States.FRESH);
    }

    private static Path file(Path dir, long step) {
        return dir.resolve("step-%012d.safetensors".formatted(step));
    }

    private static List<String> names(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatIsReadHasTheBitsOfWhatWasWritten() throws IOException {
        try (CheckpointFolder folder = CheckpointFolder.open(dir(), 3)) {
            folder.write(States.checkpoint(41, SEED));
            StoredCheckpoint stored = folder.newest();
            assertThat(States.bits(state(stored))).as("seed " + SEED).isEqualTo(States.bits(States.state(41, SEED)));
            assertThat(stored.progress()).isEqualTo(new Progress(7, 41, 1L << 40));
        }
    }

    @Test
    void theSameStateGivesTheSameBytes() throws IOException {
        try (CheckpointFolder folder = CheckpointFolder.open(dir(), 3)) {
            folder.write(States.checkpoint(5, SEED));
            byte[] first = Files.readAllBytes(file(dir(), 5));
            folder.write(States.checkpoint(5, SEED));
            assertThat(Files.readAllBytes(file(dir(), 5))).isEqualTo(first);
        }
    }

    @Test
    void theNewestAreKeptAndTheOthersDeleted() throws IOException {
        try (CheckpointFolder folder = CheckpointFolder.open(dir(), 2)) {
            for (long step : new long[] {9, 10, 999, 1_000}) {
                folder.write(States.checkpoint(step, SEED));
            }
        }
        assertThat(names(dir())).containsExactly(".lock", "step-000000000999.safetensors",
                "step-000000001000.safetensors");
    }

    @Test
    void aDamagedOneIsPassedOverWhereverTheDamageIs() throws IOException {
        try (CheckpointFolder folder = CheckpointFolder.open(dir(), 3)) {
            folder.write(States.checkpoint(1, SEED));
            folder.write(States.checkpoint(2, SEED + 1));
            byte[] whole = Files.readAllBytes(file(dir(), 2));
            Random random = new Random(SEED);
            for (int i = 0; i < 200; i++) {
                int at = random.nextInt(whole.length);
                byte[] damaged = random.nextInt(4) == 0 ? Arrays.copyOf(whole, at) : whole.clone();
                if (damaged.length == whole.length) {
                    damaged[at] ^= (byte) (1 << random.nextInt(8));
                }
                Files.write(file(dir(), 2), damaged);
                assertThat(folder.newest().progress().step()).as("byte " + at + " of " + damaged.length + ", seed " + SEED)
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void aFolderWithNothingWholeSaysWhatIsWrong() throws IOException {
        try (CheckpointFolder folder = CheckpointFolder.open(dir(), 3)) {
            assertThatThrownBy(folder::newest).isInstanceOf(DataException.class)
                    .hasMessage(dir() + ": there is no checkpoint in it. Begin a new run");
            Files.write(file(dir(), 3), new byte[10]);
            assertThatThrownBy(folder::newest).isInstanceOf(DataException.class)
                    .hasMessage(dir() + ": none of its checkpoints is whole. Begin a new run")
                    .cause().hasMessage(file(dir(), 3) + ": the file has only 10 bytes. Delete the file to go on "
                            + "without it");
        }
    }

    @Test
    void whatAKilledWriterLeftIsTakenAway() throws IOException {
        Files.createDirectories(dir());
        Files.write(dir().resolve(".step-000000000003.safetensors.0f-1.tmp"), new byte[3]);
        Files.write(dir().resolve("notes.txt"), new byte[3]);
        CheckpointFolder.open(dir(), 1).close();
        assertThat(names(dir())).containsExactly(".lock", "notes.txt");
    }

    @Test
    void onlyOneCanHaveItOpen() {
        try (CheckpointFolder folder = CheckpointFolder.open(dir(), 1)) {
            assertThat(folder.place()).isEqualTo(dir());
            assertThatThrownBy(() -> CheckpointFolder.open(dir(), 1)).isInstanceOf(DataException.class)
                    .hasMessage(dir() + ": another process keeps its checkpoints here. Let it end first, or name another "
                            + "folder");
        }
        CheckpointFolder.open(dir(), 1).close();
    }

    @Test
    void aNewRunDoesNotMixWithAnOldOne() throws IOException {
        try (CheckpointFolder folder = CheckpointFolder.open(dir(), 1)) {
            folder.requireEmpty();
            folder.write(States.checkpoint(1, SEED));
            assertThatThrownBy(folder::requireEmpty).isInstanceOf(DataException.class)
                    .hasMessageContaining("step-000000000001.safetensors: an earlier run has left its checkpoints here")
                    .hasMessageContaining("--resume " + dir());
        }
    }

    @Test
    void deletingLeavesWhatIsNotOurs() throws IOException {
        try (CheckpointFolder folder = CheckpointFolder.open(dir(), 1)) {
            folder.write(States.checkpoint(1, SEED));
            folder.delete();
        }
        assertThat(dir()).doesNotExist();
        try (CheckpointFolder folder = CheckpointFolder.open(dir(), 1)) {
            folder.write(States.checkpoint(1, SEED));
            Files.write(dir().resolve("notes.txt"), new byte[3]);
            folder.delete();
        }
        assertThat(names(dir())).containsExactly("notes.txt");
    }

    @Test
    void anotherRunIsRefusedWithTheDifference() throws IOException {
        try (CheckpointFolder folder = CheckpointFolder.open(dir(), 1)) {
            folder.write(States.checkpoint(1, SEED));
            RunIdentity same = States.identity();
            assertRefused(folder, new RunIdentity(List.of(new Setting("options/plan/lr", "0.01"),
                    new Setting("new", "1")), same.data(), same.train(), same.validation()),
                    "settings: the run was begun with other settings: options/plan/lr was 0.001 and is 0.01; kind was scvi "
                            + "and is not set; new was not set and is 1");
            assertRefused(folder, new RunIdentity(same.settings(), List.of(new Setting("counts", "xyz")), same.train(),
                    same.validation()), "data: the run was begun on other data: counts was abc and is xyz");
            assertRefused(folder, new RunIdentity(same.settings(), same.data(), new int[] {1, 3, 2}, same.validation()),
                    "split: the cells are split otherwise");
        }
    }

    private void assertRefused(CheckpointFolder folder, RunIdentity now, String difference) {
        StoredCheckpoint stored = folder.newest();
        assertThatThrownBy(() -> stored.state(now, RunIdentity.Tolerance.NONE, States.FRESH))
                .isInstanceOf(DataException.class).hasMessageContaining(file(dir(), 1) + ", " + difference);
    }

    @Test
    void aTolerableDifferenceIsTolerated() throws IOException {
        try (CheckpointFolder folder = CheckpointFolder.open(dir(), 1)) {
            folder.write(States.checkpoint(1, SEED));
            RunIdentity same = States.identity();
            RunIdentity other = new RunIdentity(List.of(new Setting("options/plan/lr", "0.01"),
                    new Setting("kind", "scvi")), same.data(), same.train(), same.validation());
            RunState state = folder.newest().state(other, (name, then, now) -> name.equals("options/plan/lr"),
                    States.FRESH);
            assertThat(state.state().progress().step()).isEqualTo(1);
        }
    }
}
