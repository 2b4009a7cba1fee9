package io.cellwright.cli;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// The arithmetic of the share of the limit.
class CeilingsTest {
    private static final Ceilings CEILINGS = new Ceilings(1, 100e9, List.of(
            new Ceilings.Level("L2", 1e6, 500_000, 80e9, 100e9),
            new Ceilings.Level("L3", 10e6, 4_000_000, 50e9, 40e9),
            new Ceilings.Level("memory", Double.POSITIVE_INFINITY, 100_000_000, 10e9, 8e9)));

    @Test
    void muchArithmeticOnFewBytesIsBoundByArithmetic() {
        Work product = new Work(1e9, 1e6);
        assertThat(CEILINGS.leastSeconds(product)).isEqualTo(0.01, within(1e-12));
        assertThat(CEILINGS.bound(product)).isEqualTo("FLOP");
    }

    @Test
    void bytesComeFromTheNearestLevelsThatHaveRoomForThem() {
        assertThat(CEILINGS.leastSeconds(new Work(0, 1e6))).isEqualTo(1e-5, within(1e-12));
        assertThat(CEILINGS.bound(new Work(0, 1e6))).isEqualTo("L2");
        assertThat(CEILINGS.leastSeconds(new Work(0, 6e6))).as("1 MB at 100 GB/s and 5 MB at 50 GB/s")
                .isEqualTo(1e-5 + 1e-4, within(1e-12));
        assertThat(CEILINGS.bound(new Work(0, 6e6))).isEqualTo("L3");
        assertThat(CEILINGS.leastSeconds(new Work(0, 110e6))).as("and 100 MB at 10 GB/s")
                .isEqualTo(1e-5 + 9e6 / 50e9 + 1e-2, within(1e-12));
        assertThat(CEILINGS.bound(new Work(0, 110e6))).isEqualTo("memory");
    }

    @Test
    void cachesAreReadAsTheSystemWritesThem() {
        Machine machine = new Machine("a cpu", 2, List.of("L1D 48K", "L1I 32K", "L2 2048K", "L3 32M"), "25", "plain", 1);
        assertThat(machine.cacheBytes(2)).isEqualTo(2L << 20);
        assertThat(machine.cacheBytes(3)).isEqualTo(32L << 20);
        Machine silent = new Machine("a cpu", 2, List.of("L? (no such file)"), "25", "plain", 1);
        assertThat(silent.cacheBytes(2)).isEqualTo(1L << 20);
        assertThat(silent.cacheBytes(3)).isEqualTo(32L << 20);
    }
}
