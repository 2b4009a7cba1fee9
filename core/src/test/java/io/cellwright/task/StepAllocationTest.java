package io.cellwright.task;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

import com.sun.management.ThreadMXBean;
import io.cellwright.data.CellData;
import io.cellwright.data.CellData.Annotations;
import io.cellwright.data.CsrMatrix;
import io.cellwright.model.scvi.Scvi;
import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.plan.TrainingPlan;
import io.cellwright.plan.TrainingPlanConfig;
import io.cellwright.schedule.Span;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Workspace;
import io.cellwright.train.TrainEvent;
import io.cellwright.train.Trainer;
import io.cellwright.train.TrainerConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/// A training step leaves nothing behind but tape nodes: what it allocates on the heap depends on the number of
/// operations, not on genes or cells.
class StepAllocationTest {
    private static final long BOUND = 40_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WINDOW = 50;

    @Tag("allocation")
    @Test
    void aStepAllocatesTapeNodesOnly() {
        long narrow = bytesPerStep(100, 16);
        long wide = bytesPerStep(1_999, 64);
        assertThat(narrow).isLessThan(BOUND);
        assertThat(wide).isLessThan(BOUND);
    }

    private static long bytesPerStep(int genes, int n) {
        CellData data = new CellData(counts(n, genes), Annotations.none(n));
        Workspace workspace = new Workspace(Device.cpu(1));
        Parameters parameters = new Parameters(workspace);
        Scvi scvi = new Scvi(parameters, ScviConfig.of(genes, 1));
        parameters.allocate(0);
        TrainingPlan plan = new TrainingPlan(scvi, parameters, data, TrainingPlanConfig.PARITY);
        int[] rows = new int[n];
        for (int i = 0; i < n; i++) {
            rows[i] = i;
        }
        List<int[]> epoch = List.of(rows);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().threadId();
        Window window = new Window();
        long end = System.nanoTime() + PATIENCE.toNanos();
        BooleanSupplier enough = () -> window.median < BOUND || System.nanoTime() > end;
        Trainer.of(TrainerConfig.of(Span.steps(Integer.MAX_VALUE), 0), enough, event -> {
            if (event instanceof TrainEvent.StepDone) {
                window.add(threads.getThreadAllocatedBytes(self));
            }
        }).fit(plan, e -> epoch, List.of());
        return window.median;
    }

    /// The median of the last steps: until everything is compiled vectors are objects, so the run goes on until the
    /// bound holds or patience is at its end.
    private static final class Window {
        private final long[] last = new long[WINDOW];
        private long before;
        private int count;
        private long median = Long.MAX_VALUE;

        void add(long allocated) {
            last[count++ % WINDOW] = allocated - before;
            before = allocated;
            if (count % WINDOW == 0) {
                long[] sorted = last.clone();
                Arrays.sort(sorted);
                median = sorted[WINDOW / 2];
            }
        }
    }

    private static CsrMatrix counts(int n, int genes) {
        long[] start = new long[n + 1];
        int[] gene = new int[n * (genes / 10)];
        float[] value = new float[gene.length];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int g = i % 10; g < genes && at < (i + 1) * (genes / 10); g += 10) {
                gene[at] = g;
                value[at++] = 1 + (i + g) % 5;
            }
            start[i + 1] = at;
        }
        return new CsrMatrix(n, genes, start, gene, value);
    }
}
