package io.cellwright.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import io.cellwright.kernel.Memory;

/// One small integer a cell, off-heap: a batch label, a category, a cell type. Lives for one step.
public final class Codes {
    private final long address;
    private final int count;
    private final int levels;

    private Codes(long address, int count, int levels) {
        this.address = address;
        this.count = count;
        this.levels = levels;
    }

    /// Copies the codes into the step's memory.
    ///
    /// @param levels number of levels; every code must be in [-1, levels), -1 meaning none
    public static Codes of(Workspace workspace, int[] codes, int levels) {
        long address = workspace.take(4L * codes.length);
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] < -1 || codes[i] >= levels) {
                throw new IllegalArgumentException("codes must be in [-1, " + levels + ") but code " + i + " was "
                        + codes[i]);
            }
        }
        MemorySegment.copy(codes, 0, Memory.at(address, 4L * codes.length), ValueLayout.JAVA_INT, 0, codes.length);
        return new Codes(address, codes.length, levels);
    }

    /// The place of each of `n t` rows among the `t` of its cell.
    public static Codes places(Workspace workspace, int n, int t) {
        int count = Math.multiplyExact(n, t);
        long address = workspace.take(4L * count);
        for (int r = 0; r < count; r++) {
            Memory.int32(address + 4L * r, r % t);
        }
        return new Codes(address, count, t);
    }

    /// The label of each of `rows` rows that come label by label, as many for each.
    public static Codes byLabel(Workspace workspace, int rows, int labels) {
        int[] label = new int[rows];
        for (int r = 0; r < rows; r++) {
            label[r] = (int) ((long) r * labels / rows);
        }
        return of(workspace, label, labels);
    }

    /// Number of cells.
    public int count() {
        return count;
    }

    /// Number of levels.
    public int levels() {
        return levels;
    }

    /// Code of cell `i`.
    public int get(int i) {
        return Memory.int32(address + 4L * i);
    }

    long address() {
        return address;
    }
}
