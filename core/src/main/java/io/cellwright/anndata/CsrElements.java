package io.cellwright.anndata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.Elements;
import io.cellwright.data.CsrMatrix;

/// One of the three arrays of a matrix in compressed rows. All have elements of four bytes.
///
/// @param type what one is
/// @param count how many there are
/// @param put puts element `i` into a buffer
record CsrElements(ElementType type, int count, Put put) implements Elements {
    private static final int PIECE = 1 << 16;

    @FunctionalInterface
    interface Put {
        void put(int i, ByteBuffer into);
    }

    static CsrElements values(CsrMatrix x) {
        ElementType real = new ElementType.Real(Float.BYTES, ByteOrder.LITTLE_ENDIAN);
        return new CsrElements(real, Math.toIntExact(x.entries()), (e, into) -> into.putFloat(x.value(e)));
    }

    static CsrElements columns(CsrMatrix x) {
        return new CsrElements(whole(), Math.toIntExact(x.entries()), (e, into) -> into.putInt(x.column(e)));
    }

    static CsrElements starts(CsrMatrix x) {
        return new CsrElements(whole(), x.rows() + 1, (i, into) -> into.putInt(x.start(i)));
    }

    private static ElementType whole() {
        return new ElementType.Whole(Integer.BYTES, true, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public List<Long> shape() {
        return List.of((long) count);
    }

    @Override
    public void stream(boolean parallel, Dataset.Sink sink) {
        ByteBuffer piece = ByteBuffer.allocate(Math.min(PIECE, count) * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long from = 0; from < count; from += PIECE) {
            piece.clear();
            int end = (int) Math.min(count, from + PIECE);
            for (int i = (int) from; i < end; i++) {
                put.put(i, piece);
            }
            sink.accept(piece.array(), 0, from, end - (int) from);
        }
    }
}
