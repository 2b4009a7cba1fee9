package io.cellwright.tensor;

import java.lang.ref.WeakReference;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/// Tensors are read by address, so whoever has a tensor must have its memory. The collector can only be asked for in the
/// JVM of the tests of allocation.
@Tag("allocation")
class MemoryLifeTest {
    @Test
    void whoeverHasAParameterHasItsSlab() {
        Workspace home = new Workspace(Device.cpu(1));
        WeakReference<Parameters> slab = new WeakReference<>(declare(home));
        WeakReference<Object> nobodyHas = new WeakReference<>(new Object());
        collect();
        assertThat(nobodyHas.get()).as("the collector comes when it is asked").isNull();
        assertThat(slab.get()).isNotNull();
        home.begin(false);
    }

    @Test
    void borrowedCellsStayUntilTheStepIsOver() {
        Workspace steps = new Workspace(Device.cpu(1));
        steps.begin(false);
        WeakReference<Workspace> lender = lend(steps);
        collect();
        assertThat(lender.get()).isNotNull();
        steps.begin(false);
        collect();
        assertThat(lender.get()).isNull();
    }

    private static Parameters declare(Workspace home) {
        Parameters slab = new Parameters(home);
        slab.parameter("weight", Shape.of(3), Initializer.standardNormal());
        slab.allocate(1);
        return slab;
    }

    private static WeakReference<Workspace> lend(Workspace steps) {
        Workspace cells = new Workspace(steps.device());
        cells.begin(false);
        SparseTensor.allocate(cells, 1, 1, 1).in(steps);
        return new WeakReference<>(cells);
    }

    private static void collect() {
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
    }
}
