package io.cellwright.anndata.table;

import java.util.Arrays;
import java.util.Optional;

import io.cellwright.data.CsrMatrix;
import org.jspecify.annotations.Nullable;

/// Collects the entries of a matrix in whatever order a file has them, and makes compressed rows of cells of them.
/// Zeros are dropped. Memory grows with what is added, not with what a file promises.
///
/// While entries come cell by cell, the usual case, eight bytes are kept of each; else twelve.
public final class CountEntries {
    /// The most entries that fit into arrays.
    public static final int MOST = Integer.MAX_VALUE - 8;

    private int[] perCell = new int[1024];
    private int[] gene = new int[1024];
    private float[] value = new float[1024];
    /// Of each entry; null as long as they come cell by cell.
    private int @Nullable [] cell;
    private int count;
    private int last;

    /// A place that has more than one entry, both numbers counted from 0.
    public record Place(int cell, int gene) {}

    /// Adds the count of one gene in one cell, both numbers at least 0.
    ///
    /// @throws TooManyException if there are more than [#MOST] that are not zero
    public void add(int cellNumber, int geneNumber, float counts) throws TooManyException {
        if (counts == 0) {
            return;
        }
        if (count == gene.length) {
            grow();
        }
        if (cell == null && cellNumber < last) {
            cell = cellsSoFar();
        }
        if (cell != null) {
            cell[count] = cellNumber;
        }
        if (cellNumber >= perCell.length) {
            perCell = Arrays.copyOf(perCell, larger(perCell.length, cellNumber + 1L));
        }
        perCell[cellNumber]++;
        gene[count] = geneNumber;
        value[count++] = counts;
        last = Math.max(last, cellNumber);
    }

    private void grow() throws TooManyException {
        if (count == MOST) {
            throw new TooManyException();
        }
        int length = larger(gene.length, count + 1L);
        gene = Arrays.copyOf(gene, length);
        value = Arrays.copyOf(value, length);
        if (cell != null) {
            cell = Arrays.copyOf(cell, length);
        }
    }

    private static int larger(int length, long needed) {
        return (int) Math.min(MOST, Math.max(needed, length + (long) length / 2));
    }

    /// What cannot be held.
    public static final class TooManyException extends Exception {
        private static final long serialVersionUID = 1L;

        TooManyException() {
            super("more than " + MOST + " entries that are not zero");
        }
    }

    private int[] cellsSoFar() {
        int[] cells = new int[gene.length];
        int at = 0;
        for (int i = 0; i <= last; i++) {
            Arrays.fill(cells, at, at + perCell[i], i);
            at += perCell[i];
        }
        return cells;
    }

    /// The matrix, and of the places with more than one entry the first, if there are any; their entries were then
    /// added up. What was collected is used up.
    ///
    /// @param cells number of cells, more than any that was added
    /// @param genes number of genes, more than any that was added
    public Rows rows(int cells, int genes) {
        long[] start = new long[cells + 1];
        for (int i = 0; i < cells; i++) {
            start[i + 1] = start[i] + (i < perCell.length ? perCell[i] : 0);
        }
        if (cell != null) {
            scatter(start, cell);
            cell = null;
        }
        Optional<Place> repeated = repeated(start, gene, genes);
        CsrMatrix matrix = CsrMatrix.ofEntries(cells, genes, start, gene, value);
        gene = new int[0];
        value = new float[0];
        return new Rows(matrix, repeated);
    }

    /// Compressed rows, and the first place that had several entries.
    public record Rows(CsrMatrix matrix, Optional<Place> repeated) {}

    private void scatter(long[] start, int[] cells) {
        int[] next = new int[start.length - 1];
        for (int i = 0; i < next.length; i++) {
            next[i] = (int) start[i];
        }
        int[] genes = new int[count];
        float[] values = new float[count];
        for (int e = 0; e < count; e++) {
            int to = next[cells[e]]++;
            genes[to] = gene[e];
            values[to] = value[e];
        }
        gene = genes;
        value = values;
    }

    /// The first place that has more than one entry.
    ///
    /// @param start first entry of each cell, and the number of entries at the end
    /// @param gene of each entry, from 0 until `genes`
    public static Optional<Place> repeated(long[] start, int[] gene, int genes) {
        int[] seenIn = new int[genes];
        for (int i = 0; i + 1 < start.length; i++) {
            for (int e = (int) start[i]; e < (int) start[i + 1]; e++) {
                if (seenIn[gene[e]] == i + 1) {
                    return Optional.of(new Place(i, gene[e]));
                }
                seenIn[gene[e]] = i + 1;
            }
        }
        return Optional.empty();
    }
}
