package io.cellwright.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.cellwright.data.CellData.Annotations;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.Stream;
import io.cellwright.tensor.Workspace;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StoredCellDataTest {
    private static final long SEED = 4;
    private static final int CELLS = 203;
    private static final int GENES = 17;
    private static final Blocks BLOCKS = new Blocks(8, 3);
    /// Eight blocks or so, of 26.
    private static final Room ROOM = Room.of(8L * 8 * (GENES * 12 + 8));

    private final CsrMatrix counts = counts();
    private final Workspace workspace = new Workspace(Device.cpu());

    private static CsrMatrix counts() {
        Random random = new Random(SEED);
        long[] start = new long[CELLS + 1];
        int[] column = new int[CELLS * GENES];
        float[] value = new float[CELLS * GENES];
        int at = 0;
        for (int i = 0; i < CELLS; i++) {
            for (int g = 0; g < GENES; g++) {
                if (random.nextInt(3) == 0) {
                    column[at] = g;
                    value[at++] = 1 + random.nextInt(9);
                }
            }
            start[i + 1] = at;
        }
        return new CsrMatrix(CELLS, GENES, start, Arrays.copyOf(column, at), Arrays.copyOf(value, at));
    }

    private static CellData stored(CountRows rows) {
        return new CellData(rows, Annotations.none(CELLS), BLOCKS, ROOM);
    }

    private static List<List<Double>> numbers(CellData.Minibatch cells) {
        List<List<Double>> all = new ArrayList<>();
        for (SparseTensor x : List.of(cells.x_ng(), cells.log1p_ng())) {
            all.add(Arrays.stream(x.toDense().toArray()).boxed().toList());
        }
        all.add(Arrays.stream(cells.logLibrary_n().toArray()).boxed().toList());
        all.add(Arrays.stream(cells.logFactorial_n().toArray()).boxed().toList());
        return all;
    }

    private void requireSame(CellData a, CellData b, int[] rows) {
        workspace.begin(false);
        List<List<Double>> first = numbers(a.minibatch(rows, workspace));
        workspace.begin(false);
        assertThat(numbers(b.minibatch(rows, workspace))).as("seed %d, rows %s", SEED, Arrays.toString(rows))
                .isEqualTo(first);
    }

    @Test
    void minibatchesFromAFileAreThoseFromMemory() {
        CellData memory = new CellData(counts, Annotations.none(CELLS));
        CellData file = stored(new RowsOfFile(counts));
        Minibatches passes = new Minibatches(IntStream.range(0, CELLS).toArray(), 16,
                file.shuffled(1, Stream.SHUFFLE), Minibatches.Tail.KEEP);
        for (int epoch = 0; epoch < 3; epoch++) {
            for (int[] rows : file.announced(passes.epoch(epoch))) {
                requireSame(memory, file, rows);
            }
        }
        // What nobody announced comes too, from wherever it is.
        requireSame(memory, file, new int[] {202, 0, 100, 50, 0});
    }

    @Test
    void whatIsPickedStaysWhileItsBlocksGiveWayToEachOther() {
        CellData memory = new CellData(counts, Annotations.none(CELLS));
        CellData file = new CellData(new RowsOfFile(counts), Annotations.none(CELLS), BLOCKS, Room.of(5 * 8 * (GENES * 8 + 8)));
        Random random = new Random(SEED);
        for (int i = 0; i < 50; i++) {
            // Of all blocks, five of which have room.
            List<int[]> next = List.of(random.ints(60, 0, CELLS).toArray(), random.ints(60, 0, CELLS).toArray());
            for (int[] rows : file.announced(next)) {
                requireSame(memory, file, rows);
            }
        }
    }

    @Test
    void whatIsComputedOfAllCellsIsTheSame() {
        CellData memory = new CellData(counts, Annotations.none(CELLS));
        CellData file = stored(new RowsOfFile(counts));
        assertThat(file.countsFingerprint()).isEqualTo(memory.countsFingerprint());
        assertThat(file.logLibrary()).containsExactly(memory.logLibrary());
    }

    @Test
    void anEpochByBlocksReadsEachBlockOnce() {
        RowsOfFile rows = new RowsOfFile(counts);
        CellData file = stored(rows);
        int before = rows.blocks();
        Minibatches passes = new Minibatches(IntStream.range(0, CELLS).toArray(), 16,
                file.shuffled(1, Stream.SHUFFLE), Minibatches.Tail.KEEP);
        for (int[] batch : file.announced(passes.epoch(0))) {
            workspace.begin(false);
            file.minibatch(batch, workspace);
        }
        assertThat(rows.blocks() - before).isEqualTo(BLOCKS.count(CELLS));
    }

    @Test
    void anEpochInOrderFindsBlocksThatTheOneBeforeLeft() {
        RowsOfFile rows = new RowsOfFile(counts);
        // A dozen blocks, of 26.
        CellData file = new CellData(rows, Annotations.none(CELLS), BLOCKS, Room.of(5 * 8 * (GENES * 8 + 8)));
        Minibatches passes = new Minibatches(IntStream.range(0, CELLS).toArray(), 16, file.unshuffled(),
                Minibatches.Tail.KEEP);
        int all = BLOCKS.count(CELLS);
        for (int epoch = 0; epoch < 4; epoch++) {
            int before = rows.blocks();
            for (int[] batch : file.announced(passes.epoch(epoch))) {
                workspace.begin(false);
                file.minibatch(batch, workspace);
            }
            assertThat(rows.blocks() - before).as("epoch %d", epoch).isBetween(1, epoch == 0 ? all : all - 3);
        }
    }

    @Test
    void whatTheReaderFindsReachesWhoeverAsksForTheCellsAndNobodyElse() {
        RowsOfFile rows = new RowsOfFile(counts);
        CellData file = stored(rows);
        rows.breakAt(42);
        file.announced(List.of(new int[] {1}, new int[] {41}));
        workspace.begin(false);
        file.minibatch(new int[] {1}, workspace);
        assertThatThrownBy(() -> file.minibatch(new int[] {1, 41}, workspace)).isInstanceOf(DataException.class)
                .hasMessage("X: rows 40 until 48 are damaged");
        rows.mend();
        requireSame(new CellData(counts, Annotations.none(CELLS)), file, new int[] {1, 41});
    }

    @Test
    void aDamagedFileIsFoundBeforeAnythingElse() {
        assertThatThrownBy(() -> stored(new RowsOfFile(counts).breakAt(150))).isInstanceOf(DataException.class)
                .hasMessageContaining("are damaged");
    }

    @Test
    void keptCellsAreNotReadAgain() {
        RowsOfFile rows = new RowsOfFile(counts);
        CellData file = stored(rows);
        int[] some = {200, 3, 64};
        file.keep(some);
        int before = rows.blocks();
        requireSame(new CellData(counts, Annotations.none(CELLS)), file, some);
        assertThat(rows.blocks()).isEqualTo(before);
        requireSame(new CellData(counts, Annotations.none(CELLS)), file, new int[] {3, 4, 200, 199});
        // Others in their place, again and again: room is that of those kept last.
        for (int i = 0; i < 1000; i++) {
            file.keep(some);
        }
        requireSame(new CellData(counts, Annotations.none(CELLS)), file, some);
    }

    @Test
    void whatHasNoRoomIsRefusedWithWhatItTakes() {
        RowsOfFile rows = new RowsOfFile(counts);
        assertThatThrownBy(() -> new CellData(rows, Annotations.none(CELLS), BLOCKS, new Room(100, bytes -> "Ask for " + bytes)))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("a shuffle buffer of 3 blocks of 8 cells", "room for 0.0 MB. Ask for ");
        CellData file = stored(rows);
        assertThatThrownBy(() -> file.keep(IntStream.range(0, CELLS).toArray())).isInstanceOf(DataException.class)
                .hasMessageContainingAll("203 labelled cells", "Allow a room of ", "label fewer cells");
    }

    @Test
    void labelledCellsOfMoreCountsThanOneMatrixHoldsAreRefusedBeforeTheyAreRead() {
        CountRows many = new CountRows() {
            @Override
            public int rows() {
                return 2;
            }

            @Override
            public int columns() {
                return Integer.MAX_VALUE;
            }

            @Override
            public long entries(int from, int to) {
                return (to - from) * 1_100_000_000L;
            }

            @Override
            public CsrMatrix block(int from, int to) {
                throw new AssertionError("was read");
            }
        };
        CellData file = CellData.asRead(many, Annotations.none(2), BLOCKS, Room.ENDLESS);
        assertThatThrownBy(() -> file.keep(new int[] {0, 1})).isInstanceOf(DataException.class).hasMessage("X: the 2 "
                + "labelled cells, whose counts stay in memory, have 2,200,000,000 counts, more than one matrix holds. "
                + "Label fewer cells");
    }

    @Test
    void otherGenesAreTakenBlockByBlock() {
        int[] place = IntStream.range(0, GENES).map(g -> g % 2 == 0 ? GENES / 2 - g / 2 : -1).toArray();
        CellData memory = new CellData(counts.remap(place, 9), Annotations.none(CELLS));
        CellData file = stored(new RowsOfFile(counts).remap(place, 9));
        requireSame(memory, file, new int[] {7, 8, 150, 9});
        assertThat(file.countsFingerprint()).isEqualTo(memory.countsFingerprint());
    }
}
