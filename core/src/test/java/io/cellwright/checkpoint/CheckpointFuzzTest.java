package io.cellwright.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;

import io.cellwright.data.DataException;
import io.cellwright.fuzz.Watched;
import io.cellwright.tensor.safetensors.SafeTensorsMutator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/// Checkpoints with something changed, most of them under a sum that was made right again: they are read, or refused by
/// a [DataException] that names the file, within a budget. Under the old sum every change is refused.
///
/// `-Dcellwright.mutants=10000` makes it more than those of every build, `-Dcellwright.seed=N` others.
class CheckpointFuzzTest {
    private static final int SUM = 32;
    private static final long MOST = 1L << 26;

    @TempDir
    Path folder;

    @Test
    void aChangedCheckpointIsReadOrRefused() throws Exception {
        int mutants = Integer.getInteger("cellwright.mutants", 400);
        long first = Long.getLong("cellwright.seed", 0);
        Path file = folder.resolve("step.safetensors");
        CheckpointFile.write(file, States.checkpoint(5, 1));
        byte[] whole = Files.readAllBytes(file);
        int refused = 0;
        try (Watched watched = new Watched()) {
            for (long seed = first; seed < first + mutants; seed++) {
                Random random = new Random(seed * 0x9e3779b97f4a7c15L);
                byte[] mutant = SafeTensorsMutator.mutant(whole, random);
                boolean summed = random.nextInt(4) != 0 || Arrays.equals(mutant, whole);
                Files.write(file, summed ? summed(mutant) : mutant);
                try {
                    Watched.Outcome<Boolean> read = watched.run(() -> isRead(file));
                    assertThat(read.value() && !summed).as("read under the old sum").isFalse();
                    assertThat(read.allocated()).as("bytes").isLessThan(MOST);
                    refused += read.value() ? 0 : 1;
                } catch (AssertionError e) {
                    throw new AssertionError("mutant of seed " + seed + " " + e.getMessage(), e);
                }
            }
        }
        System.out.println("seeds from " + first + ": " + mutants + " mutants of checkpoints, " + refused + " refused");
        assertThat(refused).isGreaterThan(mutants / 3);
    }

    private static byte[] summed(byte[] bytes) throws Exception {
        if (bytes.length < SUM) {
            return bytes;
        }
        byte[] all = bytes.clone();
        Arrays.fill(all, all.length - SUM, all.length, (byte) 0);
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(all);
        System.arraycopy(sum, 0, all, all.length - SUM, SUM);
        return all;
    }

    private static boolean isRead(Path file) {
        try {
            StoredCheckpoint stored = CheckpointFile.read(file);
            stored.state(stored.identity(), RunIdentity.Tolerance.NONE, States.FRESH);
            return true;
        } catch (DataException e) {
            if (!String.valueOf(e.getMessage()).startsWith(file.toString())) {
                throw new IllegalStateException("an error that does not name the file", e);
            }
            return false;
        }
    }
}
