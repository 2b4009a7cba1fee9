package io.cellwright.task;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SimulationTest {
    private static final long SEED = 3;

    private final CellTable demo = Simulation.demo(SEED).make();

    @Test
    void demoHasTheShapeThatIsPromised() {
        assertThat(demo.cells()).isEqualTo(3000);
        assertThat(demo.genes()).isEqualTo(1200);
        double density = demo.counts().entries() / (3000.0 * 1200);
        assertThat(density).as("share of counts that are not zero (seed %d)", SEED).isBetween(0.08, 0.14);
        assertThat(column(Simulation.TYPE).categories()).hasSize(6);
        assertThat(column(Simulation.BATCH).categories()).hasSize(3);
    }

    @Test
    void toldTypesAreTrueAndTheRarestHasFive() {
        Column.Categorical type = column(Simulation.TYPE);
        Column.Categorical known = column(Simulation.KNOWN);
        int[] told = new int[6];
        for (int i = 0; i < demo.cells(); i++) {
            if (known.codes()[i] > 0) {
                assertThat(known.text(i)).isEqualTo(type.text(i));
                told[type.codes()[i]]++;
            }
        }
        assertThat(told[5]).isEqualTo(5);
        assertThat(Arrays.stream(told).sum()).isBetween(270, 310);
    }

    @Test
    void sameSeedGivesTheSameCellsAndAnotherGivesOthers() {
        Simulation small = new Simulation(50, 30, List.of(0.5, 0.5), 2, 40, 1, 0.3, 0.2, 3, SEED);
        CsrMatrix counts = small.make().counts();
        assertThat(rows(small.make().counts())).isEqualTo(rows(counts));
        Simulation other = new Simulation(50, 30, List.of(0.5, 0.5), 2, 40, 1, 0.3, 0.2, 3, SEED + 1);
        assertThat(rows(other.make().counts())).isNotEqualTo(rows(counts));
    }

    @Test
    void cellsMadeBlockByBlockAreTheSame() {
        Simulation small = new Simulation(50, 30, List.of(0.5, 0.5), 2, 40, 1, 0.3, 0.2, 3, SEED);
        CountRows blocks = small.makeByBlocks().counts();
        assertThat(rows(blocks.block(7, 31))).isEqualTo(rows(small.make().counts().block(7, 31)));
    }

    @Test
    void asManyCountsAreNotZeroAsIsAskedFor() {
        Simulation some = new Simulation(400, 800, List.of(0.7, 0.3), 2, 1, 1.5, 0.3, 0.1, 3, SEED)
                .withEntriesPerCell(90);
        assertThat(some.make().counts().entries() / 400.0).as("seed %d", SEED).isCloseTo(90, within(6.0));
        assertThatThrownBy(() -> some.withEntriesPerCell(800)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("below the 800 genes but were 800.0");
    }

    /// Of a negative binomial with inverse dispersion 2: variance = mean + mean^2 / 2. One gene holds all of the
    /// library.
    @Test
    void countsHaveTheVarianceOfTheirDistribution() {
        CsrMatrix counts = new Simulation(40_000, 1, List.of(1.0), 1, 4, 0, 0, 0, 0, SEED).make().counts();
        double mean = 0;
        double square = 0;
        for (int i = 0; i < counts.rows(); i++) {
            mean += counts.rowSum(i) / counts.rows();
            square += counts.rowSum(i) * counts.rowSum(i) / counts.rows();
        }
        // The library is log-normal with standard deviation 0.3.
        double library = 4 * Math.exp(0.3 * 0.3 / 2);
        double librarySquare = 16 * Math.exp(2 * 0.3 * 0.3);
        assertThat(mean).as("mean (seed %d)", SEED).isCloseTo(library, within(0.08));
        assertThat(square).as("mean square (seed %d)", SEED).isCloseTo(library + 1.5 * librarySquare, within(1.2));
    }

    @Test
    void impossibleSizesAreRefused() {
        assertThatThrownBy(() -> Simulation.demo(0).withCells(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cells");
        assertThatThrownBy(() -> new Simulation(5, 5, List.of(1.0), 1, 0, 1, 1, 0.1, 1, 0))
                .hasMessageContaining("library must be above 0");
    }


    private static float[][] rows(CsrMatrix counts) {
        return IntStream.range(0, counts.rows()).mapToObj(counts::denseRow).toArray(float[][]::new);
    }

    private Column.Categorical column(String name) {
        return (Column.Categorical) demo.obs().column(name).orElseThrow();
    }
}
