package io.cellwright.cli;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProgressBarTest {
    private static final long SECOND = 1_000_000_000L;

    private long now = 5 * SECOND;

    @Test
    void terminalShowsRateAndRemainingTime() {
        CapturedScreen captured = new CapturedScreen(120);
        ProgressBar bar = bar(captured, 0, 400);
        now += 20 * SECOND;
        bar.update(100, "elbo_train 612.3");
        assertThat(captured.err()).isEqualTo(
                "\r\033[KscVI  [=====>              ]  100/400 epochs  5 epochs/s  1m00s left  elbo_train 612.3");
    }

    @Test
    void terminalIsRedrawnAtMostTenTimesASecond() {
        CapturedScreen captured = new CapturedScreen(120);
        ProgressBar bar = bar(captured, 0, 100_000);
        for (int step = 1; step <= 2000; step++) {
            now += SECOND / 1000;
            bar.update(step, "");
        }
        assertThat(frames(captured)).hasSizeBetween(19, 21);
    }

    @Test
    void lastStepIsAlwaysDrawn() {
        CapturedScreen captured = new CapturedScreen(120);
        ProgressBar bar = bar(captured, 0, 2);
        bar.update(1, "");
        now += 1;
        bar.update(2, "");
        assertThat(frames(captured).getLast()).contains("[====================]  2/2 epochs").doesNotContain("left");
    }

    @Test
    void closingRemovesTheLine() {
        CapturedScreen captured = new CapturedScreen(120);
        try (ProgressBar bar = bar(captured, 0, 2)) {
            bar.update(1, "");
        }
        assertThat(captured.err()).endsWith("\r\033[K");
    }

    @Test
    void workOfAnEarlierRunDoesNotCountForTheRate() {
        CapturedScreen captured = new CapturedScreen(120);
        ProgressBar bar = bar(captured, 100, 400);
        now += 10 * SECOND;
        bar.update(150, "");
        assertThat(captured.err()).contains("150/400 epochs  5 epochs/s  50s left");
    }

    @Test
    void elsewhereOnlyLoggedEpochsPrintALine() {
        CapturedScreen captured = new CapturedScreen(0);
        ProgressBar bar = bar(captured, 0, 400);
        now += 10 * SECOND;
        bar.update(19, "");
        bar.log(20, "elbo_train 612.3");
        bar.update(21, "");
        bar.close();
        assertThat(captured.err().lines()).containsExactly("scVI  20/400 epochs  2 epochs/s  elbo_train 612.3");
    }

    @Test
    void logOfALongRunStaysShort() {
        CapturedScreen captured = new CapturedScreen(0);
        ProgressBar bar = bar(captured, 0, 400);
        for (int epoch = 1; epoch <= 400; epoch++) {
            now += SECOND / 10;
            bar.log(epoch, "");
        }
        List<String> lines = captured.err().lines().toList();
        assertThat(lines).hasSizeBetween(20, 22);
        assertThat(lines.getFirst()).startsWith("scVI  1/400 epochs");
        assertThat(lines.get(1)).startsWith("scVI  21/400 epochs");
        assertThat(lines.getLast()).startsWith("scVI  400/400 epochs");
    }

    @Test
    void logOfASlowRunGrowsEveryMinute() {
        CapturedScreen captured = new CapturedScreen(0);
        ProgressBar bar = bar(captured, 0, 400);
        for (int epoch = 1; epoch <= 4; epoch++) {
            now += 30 * SECOND;
            bar.log(epoch, "");
        }
        assertThat(captured.err().lines().map(line -> line.substring(0, 7))).containsExactly("scVI  1", "scVI  3");
    }

    @Test
    void nothingIsSaidOfTheRateBeforeTimeHasPassed() {
        CapturedScreen captured = new CapturedScreen(120);
        bar(captured, 0, 10).update(0, "");
        assertThat(captured.err()).isEqualTo("\r\033[KscVI  [>                   ]  0/10 epochs");
    }

    @Test
    void totalMustBePositiveAndReachTheFirst() {
        CapturedScreen captured = new CapturedScreen(0);
        assertThatIllegalArgumentException().isThrownBy(() -> bar(captured, 0, 0)).withMessageContaining("total");
        assertThatIllegalArgumentException().isThrownBy(() -> bar(captured, 5, 4)).withMessageContaining("5");
    }

    private ProgressBar bar(CapturedScreen captured, long first, long total) {
        return new ProgressBar(captured.screen(), () -> now, "scVI", "epochs", first, total);
    }

    private static List<String> frames(CapturedScreen captured) {
        return List.of(captured.err().substring(1).split("\r"));
    }
}
