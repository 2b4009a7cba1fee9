package io.cellwright.anndata.store;

import java.nio.ByteOrder;
import java.util.List;

/// Elements to be written that are in memory, one after the other.
public sealed interface Data {
    /// Number of elements.
    int count();

    /// What one element is. Of a text it is told that it is one, and nothing about how it will be kept.
    ElementType type();

    /// float32.
    record Floats(float[] values) implements Data {
        @Override
        public int count() {
            return values.length;
        }

        @Override
        public ElementType type() {
            return new ElementType.Real(Float.BYTES, ByteOrder.LITTLE_ENDIAN);
        }
    }

    /// float64.
    record Doubles(double[] values) implements Data {
        @Override
        public int count() {
            return values.length;
        }

        @Override
        public ElementType type() {
            return new ElementType.Real(Double.BYTES, ByteOrder.LITTLE_ENDIAN);
        }
    }

    /// int8, int16, int32 or int64: `size` says how many bytes, into which every value must fit.
    record Wholes(int size, long[] values) implements Data {
        @Override
        public int count() {
            return values.length;
        }

        @Override
        public ElementType type() {
            return new ElementType.Whole(size, true, ByteOrder.LITTLE_ENDIAN);
        }
    }

    /// int32.
    record Ints(int[] values) implements Data {
        @Override
        public int count() {
            return values.length;
        }

        @Override
        public ElementType type() {
            return new ElementType.Whole(Integer.BYTES, true, ByteOrder.LITTLE_ENDIAN);
        }
    }

    /// Truth values.
    record Truths(boolean[] values) implements Data {
        @Override
        public int count() {
            return values.length;
        }

        @Override
        public ElementType type() {
            return new ElementType.Truth(1);
        }
    }

    /// What another dataset or attribute holds.
    record Stored(Values values) implements Data {
        @Override
        public int count() {
            return values.count();
        }

        @Override
        public ElementType type() {
            return values.type();
        }
    }

    /// UTF-8 texts of any length.
    record Texts(List<String> values) implements Data {
        @Override
        public int count() {
            return values.size();
        }

        @Override
        public ElementType type() {
            return ElementType.HeapText.ANY;
        }
    }

    /// The elements as bytes, little-endian where they are made here.
    ///
    /// @throws IllegalStateException of texts, which each store keeps in its own way
    default byte[] bytes() {
        return DataBytes.of(this);
    }
}
