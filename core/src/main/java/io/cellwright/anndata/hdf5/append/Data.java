package io.cellwright.anndata.hdf5.append;

import java.util.List;

import io.cellwright.anndata.store.ElementType;

/// Elements to be written, one after the other.
public sealed interface Data {
    /// Number of elements.
    int count();

    /// float32.
    record Floats(float[] values) implements Data {
        @Override
        public int count() {
            return values.length;
        }
    }

    /// float64.
    record Doubles(double[] values) implements Data {
        @Override
        public int count() {
            return values.length;
        }
    }

    /// int8, int16, int32 or int64: `size` says how many bytes, into which every value must fit.
    record Wholes(int size, long[] values) implements Data {
        @Override
        public int count() {
            return values.length;
        }
    }

    /// int32.
    record Ints(int[] values) implements Data {
        @Override
        public int count() {
            return values.length;
        }
    }

    /// Truth values as h5py keeps them.
    record Truths(boolean[] values) implements Data {
        @Override
        public int count() {
            return values.length;
        }
    }

    /// Numbers of any type, as the bytes that another dataset has.
    record Stored(ElementType.Numeric type, byte[] bytes) implements Data {
        @Override
        public int count() {
            return bytes.length / type.size();
        }
    }

    /// UTF-8 texts of any length.
    record Texts(List<String> values) implements Data {
        @Override
        public int count() {
            return values.size();
        }
    }
}
