package io.cellwright.tensor;

import java.util.Arrays;

/// Sizes of a tensor's axes, outermost first. A shape without axes is a single number.
///
/// @param axes sizes, each at least 0
public record Shape(int... axes) {
    /// Copies and checks the sizes.
    public Shape {
        axes = axes.clone();
        for (int size : axes) {
            if (size < 0) {
                throw new IllegalArgumentException("sizes must be at least 0 but were " + Arrays.toString(axes));
            }
        }
    }

    /// A shape of these axes.
    public static Shape of(int... axes) {
        return new Shape(axes);
    }

    /// A copy of the sizes.
    @Override
    public int[] axes() {
        return axes.clone();
    }

    /// Number of axes.
    public int rank() {
        return axes.length;
    }

    /// Size of axis `i`.
    public int axis(int i) {
        return axes[i];
    }

    /// Number of elements.
    public long count() {
        long count = 1;
        for (int size : axes) {
            count = Math.multiplyExact(count, (long) size);
        }
        return count;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && Arrays.equals(axes, that.axes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(axes);
    }

    @Override
    public String toString() {
        return Arrays.toString(axes);
    }
}
