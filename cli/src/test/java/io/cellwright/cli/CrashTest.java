package io.cellwright.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/// A process that is killed, with no chance to put anything in order, goes on and ends with the same bits.
///
/// `-Dcellwright.kills=200` makes it more than the few kills of every build, `-Dcellwright.seed=N` chooses the moments.
@Execution(ExecutionMode.CONCURRENT)
class CrashTest {
    private static final int KILLS_OF_A_RUN = 10;

    @TempDir
    Path temp;

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS, threadMode = ThreadMode.SEPARATE_THREAD)
    void killedRunsEndWithTheBitsOfRunsThatNobodyTouched() throws Exception {
        int wanted = Integer.getInteger("cellwright.kills", 4);
        long seed = Long.getLong("cellwright.seed", System.nanoTime());
        System.out.println("killed at the moments of seed " + seed);
        Random random = new Random(seed);
        int kills = 0;
        int unfinished = 0;
        int runs = 0;
        for (int round = 0; kills < wanted; round++) {
            String model = List.of("scvi", "scanvi").get(round % 2);
            Path folder = Files.createDirectory(temp.resolve("run" + round));
            int most = Math.min(KILLS_OF_A_RUN, Math.max(1, (wanted + 1) / 2));
            CrashHarness.Outcome outcome = new CrashHarness(folder, model, random).run(Math.min(most, wanted - kills));
            assertThat(outcome.differences()).as(model + ", round " + round + ", seed " + seed).isEmpty();
            kills += outcome.kills();
            unfinished += outcome.unfinished();
            runs++;
        }
        System.out.println(kills + " kills, " + unfinished + " within a write, in " + runs
                + " runs of scvi and scanvi: 0 differ");
    }
}
