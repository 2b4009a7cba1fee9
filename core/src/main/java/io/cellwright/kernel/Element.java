package io.cellwright.kernel;

/// The storage type of a tensor's numbers.
public enum Element {
    /// Four bytes each: what models are trained in.
    FLOAT32(4) {
        @Override
        public double get(long base, long index) {
            return Memory.float32(base + 4 * index);
        }

        @Override
        public void set(long base, long index, double value) {
            Memory.float32(base + 4 * index, (float) value);
        }
    },
    /// Eight bytes each: what gradients and golden numbers are checked in.
    FLOAT64(8) {
        @Override
        public double get(long base, long index) {
            return Memory.float64(base + 8 * index);
        }

        @Override
        public void set(long base, long index, double value) {
            Memory.float64(base + 8 * index, value);
        }
    };

    private final int bytes;

    Element(int bytes) {
        this.bytes = bytes;
    }

    /// Bytes of one number.
    public int bytes() {
        return bytes;
    }

    /// Number `index` of the buffer at `base`.
    public abstract double get(long base, long index);

    /// Stores number `index` of the buffer at `base`, rounded to this type.
    public abstract void set(long base, long index, double value);
}
