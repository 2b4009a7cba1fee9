package io.cellwright.anndata.store;

import java.util.List;

import java.util.function.Consumer;

/// An array of elements.
public non-sealed interface Dataset extends Node, Elements {
    /// Small declared sizes are never worth a refusal.
    long HARMLESS = 1 << 20;

    /// Number of elements.
    long elements();

    /// Everything, for datasets that are known to be small beside the matrices.
    Values values();

    /// Opens the array for reading any run of its elements, again and again: where they lie is found once.
    Ranges ranges();

    /// Reads runs of elements, from several threads if need be.
    @FunctionalInterface
    interface Ranges {
        /// Hands elements `first` until `first + count` to a sink on the calling thread, in rising pieces without gaps.
        void read(long first, long count, Sink sink);
    }

    /// Receives elements in pieces.
    @FunctionalInterface
    interface Sink {
        /// Takes `count` elements that begin at byte `from` of `bytes`; the first is element number `first` of the
        /// dataset, counted with the last axis fastest. The array is used again afterwards.
        void accept(byte[] bytes, int from, long first, int count);
    }

    /// Runs of elements of a list that were never written, so that they all have its fill value.
    List<Gap> gaps();

    /// Elements from `first` until `end`.
    record Gap(long first, long end) {
        /// For messages, such as "100 to 199".
        public String text() {
            return first + " to " + (end - 1);
        }
    }

    /// Number of axes; 0 for a single value.
    default int rank() {
        return shape().size();
    }

    /// Length of axis `d`.
    default long length(int d) {
        return shape().get(d);
    }

    /// The shape for messages, such as `700 x 765`.
    default String shapeText() {
        return rank() == 0 ? "scalar" : String.join(" x ", shape().stream().map(String::valueOf).toList());
    }

    /// Checks that the file can hold what it declares, before anything is allocated for it.
    ///
    /// @return number of elements
    default long requirePlausible() {
        long count = elements();
        boolean large = count > HARMLESS / type().size();
        if (large && (count > Long.MAX_VALUE / type().size() || !store().mayHold(count * type().size()))) {
            throw store().damaged(path(), "declares " + count + " elements of " + type().size()
                    + " bytes, which a file of its size cannot hold");
        }
        return count;
    }

    /// The bytes of all elements, one after the other, of the pieces that a reader hands to the sink that it is given.
    default byte[] gather(Consumer<Sink> reader) {
        long count = requirePlausible();
        if (count * type().size() > Integer.MAX_VALUE - 8) {
            throw store().bad(path(), "has " + count + " elements, more than fit into one array", "");
        }
        int size = type().size();
        byte[] bytes = new byte[(int) count * size];
        reader.accept((piece, from, first, n) ->
            System.arraycopy(piece, from, bytes, (int) first * size, n * size));
        return bytes;
    }
}
