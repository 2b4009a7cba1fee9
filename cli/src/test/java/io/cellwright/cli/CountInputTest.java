package io.cellwright.cli;

import java.nio.file.Path;
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

    @Test
    void genesAreChosenAlikeInTheFileAndInMemory() {
        try (CountInput kept = open(Optional.empty()); CountInput input = open(leaving(needed - 1))) {
            assertThat(GeneChoice.top(input.cells(), 7, Optional.of(Simulation.BATCH)).var().names())
                    .isEqualTo(GeneChoice.top(kept.cells(), 7, Optional.of(Simulation.BATCH)).var().names());
        }
    }

    @Test
    void aBufferThatDoesNotFitIsRefused() {
        try (CountInput input = open(leaving(needed / 100))) {
            Registry registry = Registry.of(input.cells(), Setup.countsOnly());
            assertThatThrownBy(() -> registry.encode(input.cells())).isInstanceOf(DataException.class)
                    .hasMessageContainingAll("a shuffle buffer", "--memory");
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
