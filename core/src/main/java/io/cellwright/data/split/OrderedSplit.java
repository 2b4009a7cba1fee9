package io.cellwright.data.split;

import java.util.Arrays;
import java.util.stream.IntStream;

import io.cellwright.data.NumpyRandom;
import io.cellwright.tensor.Rng;
import io.cellwright.tensor.Stream;

/// Cells for training and for validation in the order that a permutation gave them, which minibatches follow: the split
/// of scvi-tools. Any other is a {@link Split}, where order says nothing.
///
/// @param train cells that are trained on
/// @param validation cells that the loss is watched on
public record OrderedSplit(int[] train, int[] validation) {
    /// Where the permutation behind a split comes from.
    @FunctionalInterface
    public interface Permutation {
        /// A permutation of 0 … n - 1. The first call of a run has `part` 0, the next 1.
        int[] of(int n, int part);
    }

    /// Our own generator.
    public static Permutation seeded(long seed) {
        return (n, part) -> Rng.permutation(Rng.key(seed, Stream.SPLIT, part, 0), n);
    }

    /// numpy's, begun anew for each part, as scvi-tools does.
    public static Permutation numpy(long seed) {
        return (n, part) -> new NumpyRandom(seed).permutation(n);
    }

    /// scvi-tools' rule: `ceil(trainSize n)` cells for training and the rest for validation; of the permuted cells
    /// validation takes the first.
    ///
    /// @param trainSize share of the cells, in (0, 1]
    public static OrderedSplit random(int n, double trainSize, Permutation permutation) {
        return cut(IntStream.range(0, n).toArray(), trainSize, permutation, 0);
    }

    /// Labelled and unlabelled cells split apart, with the same share, and put together again.
    ///
    /// @param labelled whether each cell has a label
    public static OrderedSplit semiSupervised(boolean[] labelled, double trainSize, Permutation permutation) {
        int[] with = IntStream.range(0, labelled.length).filter(i -> labelled[i]).toArray();
        int[] without = IntStream.range(0, labelled.length).filter(i -> !labelled[i]).toArray();
        if (with.length == 0 || without.length == 0) {
            return cut(with.length == 0 ? without : with, trainSize, permutation, 0);
        }
        OrderedSplit a = cut(with, trainSize, permutation, 0);
        OrderedSplit b = cut(without, trainSize, permutation, 1);
        return new OrderedSplit(join(a.train, b.train), join(a.validation, b.validation));
    }

    private static OrderedSplit cut(int[] cells, double trainSize, Permutation permutation, int part) {
        if (!(trainSize > 0 && trainSize <= 1)) {
            throw new IllegalArgumentException("train_size must be in (0, 1] but was " + trainSize);
        }
        int n = cells.length;
        int trained = (int) Math.ceil(trainSize * n);
        int watched = n - trained;
        int[] order = permutation.of(n, part);
        int[] moved = new int[n];
        for (int i = 0; i < n; i++) {
            moved[i] = cells[order[i]];
        }
        return new OrderedSplit(Arrays.copyOfRange(moved, watched, n), Arrays.copyOfRange(moved, 0, watched));
    }

    private static int[] join(int[] a, int[] b) {
        int[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
