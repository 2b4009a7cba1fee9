package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.data.CellTable;
import io.cellwright.data.DataException;
import io.cellwright.data.StoredCells;
import io.cellwright.task.Registry;
import io.cellwright.task.Setup;
import io.cellwright.task.Simulation;
import io.cellwright.tensor.Device;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

class CountInputTest {
    private static final int CELLS = 20_000;
    private static final long HEAP = 256L << 20;
    private static final long WORK = 96L << 20;

    @TempDir
    static Path folder;

    private static Path file = Path.of("");
    private static long needed;

    private final CapturedScreen screen = new CapturedScreen(0);

    @BeforeAll
    static void make() {
        Simulation made = new Simulation(CELLS, 25, List.of(0.5, 0.5), 2, 20, 1, 0.2, 0.1, 5, 3);
        file = folder.resolve("cells.h5ad");
        H5adWriter.create(file, made.makeByBlocks(), Annotations.none());
        needed = MemoryBudget.inMemory(made.make().counts().entries());
    }

    /// So much that `left` is left for counts.
    private static Optional<MemoryBudget> leaving(long left) {
        return Optional.of(new MemoryBudget("512m", 512L << 20, () -> HEAP - WORK - left));
    }

    private CountInput open(Optional<MemoryBudget> memory) {
        Session session = new Session(screen.screen(), Device::plain, () -> false, false);
        return CountInput.open(session, file, new MatrixRef.X(), Setup.countsOnly(), memory);
    }

    @Test
    void withoutMemoryAllIsKeptAndNothingSaid() {
        try (CountInput input = open(Optional.empty())) {
            assertThat(input.cells()).isInstanceOf(CellTable.class);
            assertThat(screen.err()).isEmpty();
        }
    }

    @Test
    void whatFitsIsKept() {
        try (CountInput input = open(leaving(needed))) {
            assertThat(input.cells()).isInstanceOf(CellTable.class);
            assertThat(screen.err()).contains("counts fit into --memory 512m");
        }
    }

    @Test
    void whatDoesNotFitStaysInTheFileAndHasTheSameCounts() {
        try (CountInput kept = open(Optional.empty()); CountInput input = open(leaving(needed - 1))) {
            assertThat(input.cells()).isInstanceOf(StoredCells.class);
            assertThat(screen.err()).contains("they stay in the file", "blocks of 256 cells");
            Registry registry = Registry.of(kept.cells(), Setup.countsOnly());
            assertThat(registry.encode(input.cells()).countsFingerprint())
                    .isEqualTo(registry.encode(kept.cells()).countsFingerprint());
            assertThat(input.warnings()).isEqualTo(kept.warnings());
        }
    }

    private Path withOneOdd(int row) {
        CellTable cells = new Simulation(CELLS, 25, List.of(0.5, 0.5), 2, 20, 1, 0.2, 0.1, 5, 3).make();
        float[] values = new float[Math.toIntExact(cells.counts().entries())];
        for (int e = 0; e < values.length; e++) {
            values[e] = e == cells.counts().start(row) ? -1 : cells.counts().value(e);
        }
        Path odd = folder.resolve("odd" + row + ".h5ad");
        H5adWriter.create(odd, new CellTable(cells.counts().withValues(values), cells.obs(), cells.var()),
                Annotations.none());
        return odd;
    }

    private CountInput openToReadOnce(Path path) {
        Session session = new Session(screen.screen(), Device::plain, () -> false, false);
        return CountInput.openToReadOnce(session, path, new MatrixRef.X(), Setup.countsOnly(), leaving(needed - 1));
    }

    @Test
    void whatIsReadOnceIsCheckedOnTheWay() {
        try (CountInput kept = open(Optional.empty()); CountInput input = openToReadOnce(file)) {
            assertThat(input.warnings()).isEmpty();
            input.cells().counts().forEachBlock((first, rows) -> { });
            assertThat(input.late().get()).isEqualTo(kept.warnings());
        }
        // Rows 256 to 1,315 are in no sample.
        try (CountInput input = openToReadOnce(withOneOdd(700))) {
            input.cells().counts().forEachBlock(512, (first, rows) -> { });
            assertThatThrownBy(() -> input.late().get()).isInstanceOf(DataException.class)
                    .hasMessageContainingAll("odd700.h5ad, X: 1 of", "negative", "cell 700");
        }
    }

    @Test
    void whatLooksWrongInASampleIsRefusedBeforeAnythingElse() {
        assertThatThrownBy(() -> openToReadOnce(withOneOdd(3)).close()).isInstanceOf(DataException.class)
                .hasMessageContainingAll("odd3.h5ad, X: 1 of", "negative", "cell 3");
    }

    @Test
    void genesAreChosenAlikeInTheFileAndInMemory() {
        try (CountInput kept = open(Optional.empty()); CountInput input = open(leaving(needed - 1))) {
            assertThat(GeneChoice.top(input.cells(), 7, Optional.of(Simulation.BATCH)).var().names())
                    .isEqualTo(GeneChoice.top(kept.cells(), 7, Optional.of(Simulation.BATCH)).var().names());
        }
    }

    @Test
    void aBufferThatDoesNotFitIsRefusedWithASizeThatWouldDo() {
        long left = needed / 100;
        Throwable refusal;
        try (CountInput input = open(leaving(left))) {
            Registry registry = Registry.of(input.cells(), Setup.countsOnly());
            refusal = catchThrowable(() -> registry.encode(input.cells()));
        }
        assertThat(refusal).isInstanceOf(DataException.class).hasMessageContaining("a shuffle buffer");
        String advised = String.valueOf(refusal.getMessage()).replaceAll(".*Allow --memory (\\d+)m", "$1");
        long bytes = Long.parseLong(advised) << 20;
        try (CountInput input = open(Optional.of(new MemoryBudget("it", bytes, () -> HEAP - WORK - left)))) {
            assertThat(Registry.of(input.cells(), Setup.countsOnly()).encode(input.cells()).cells()).isEqualTo(CELLS);
        }
    }

    @Test
    void whatCannotBeReadCellByCellIsRefusedWithASizeAndAWayOut() {
        Path table = folder.resolve("cells.mtx");
        CommandRun made = CommandRun.of(folder, "convert", file.toString(), table.toString());
        assertThat(made.status()).as(made.err()).isZero();
        Session session = new Session(screen.screen(), Device::plain, () -> false, false);
        assertThatThrownBy(() -> CountInput.open(session, table, new MatrixRef.X(), Setup.countsOnly(), leaving(needed - 1)))
                .isInstanceOf(DataException.class).hasMessageContainingAll("where --memory 512m leaves ",
                        "a file of this make cannot be read cell by cell. Allow --memory ", "cellwright convert " + table);
    }

    @Test
    void whatKeepsAllInMemoryIsRefusedBeforeItIsReadWithTheSizeThatItTakes() {
        Path damaged = folder.resolve("damaged.h5ad");
        // More than any of the three leaves of 256 MiB, whatever else is in memory.
        SmallCells many = SmallCells.make(1_000, 2_000);
        many.write(damaged);
        new H5adEdit(damaged).x(H5adEdit.Form.DAMAGED, many.values());
        for (List<String> words : List.of(List.of("annotate", "--labels-key", "known"), List.of("train", "vae"),
                List.of("compare", "--models", "vae", "--task", "representation"))) {
            List<String> all = new ArrayList<>(words);
            all.addAll(List.of(damaged.toString(), "-o", folder.resolve("out.h5ad").toString(), "--memory", "256m"));
            CommandRun run = CommandRun.of(folder, all.toArray(String[]::new));
            assertThat(run.status()).as(run.err()).isEqualTo(2);
            assertThat(run.err()).contains("damaged.h5ad, X: takes up to ", "where --memory 256m leaves ",
                    "Allow --memory ");
        }
    }

    @Test
    void theSizeThatIsAdvisedIsEnough() {
        for (long counts : new long[] {0, 1, 10_000_000, 900_000_000, 5_000_000_000L, 300_000_000_000L}) {
            MemoryBudget small = new MemoryBudget("256m", 256L << 20, () -> 40 << 20);
            long advised = Long.parseLong(small.least(counts).replace("m", "")) << 20;
            assertThat(new MemoryBudget("it", advised, () -> 40 << 20).forCounts()).as("%d", counts)
                    .isBetween(counts, counts + (200L << 20));
        }
    }

    @Test
    void theSizeThatIsAdvisedForBlocksIsEnough() {
        for (long wanted : new long[] {0, 1, 10_000_000, 900_000_000, 5_000_000_000L, 300_000_000_000L}) {
            String advice = new MemoryBudget("256m", 256L << 20, () -> 40 << 20).forBlocks(1).remedy().apply(wanted);
            long advised = Long.parseLong(advice.replaceAll("Allow --memory |m", "")) << 20;
            MemoryBudget enough = new MemoryBudget("it", advised, () -> 40 << 20);
            assertThat(enough.forBlocks(enough.forCounts()).bytes()).as("%d", wanted)
                    .isBetween(wanted, wanted + (200L << 20));
        }
    }

    @Test
    void halfIsHeapAndAGibibyteAtMostIsNot() {
        assertThat(new MemoryBudget("600m", 600L << 20).heap()).isEqualTo(300L << 20);
        assertThat(new MemoryBudget("2g", 2L << 30).heap()).isEqualTo(1L << 30);
        assertThat(new MemoryBudget("16g", 16L << 30).heap()).isEqualTo(15L << 30);
        assertThatThrownBy(() -> new MemoryBudget("100m", 100L << 20)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--memory must be at least 256m");
    }
}
