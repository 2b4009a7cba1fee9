package io.cellwright.anndata.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import io.cellwright.anndata.store.ElementType.Compound;
import io.cellwright.anndata.store.ElementType.FixedText;
import io.cellwright.anndata.store.ElementType.HeapText;
import io.cellwright.anndata.store.ElementType.Member;
import io.cellwright.anndata.store.ElementType.Numeric;
import io.cellwright.anndata.store.ElementType.Truth;
import io.cellwright.anndata.store.ElementType.Whole;

/// Elements in memory: of a small dataset, of an attribute, or of one member of a compound dataset.
///
/// @param store the file that they come from
/// @param element where they come from, for errors
/// @param type what one is
/// @param shape how many there are along each axis; none for a scalar
/// @param bytes the elements one after the other
/// @param heap where the texts lie that elements of type [HeapText] refer to
public record Values(Store store, String element, ElementType type, List<Long> shape, byte[] bytes, Heap heap) {
    /// @throws io.cellwright.data.DataException if an element has no bytes
    public Values {
        if (type.size() <= 0) {
            throw store.damaged(element, "has elements of " + type.size() + " bytes");
        }
    }

    /// Number of elements.
    public int count() {
        return bytes.length / type.size();
    }

    /// All as text.
    public List<String> texts() {
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<String> texts = new ArrayList<>(count());
        switch (type) {
            case HeapText(int size) -> {
                for (int i = 0; i < count(); i++) {
                    texts.add(heap.text(b, i * size));
                }
            }
            case FixedText text -> {
                for (int i = 0; i < count(); i++) {
                    texts.add(fixed(text, b, i * text.size()));
                }
            }
            default -> throw unexpected("text");
        }
        return texts;
    }

    private String fixed(FixedText text, ByteBuffer b, int from) {
        int length = 0;
        while (length < text.size() && b.get(from + length) != 0) {
            length++;
        }
        while (text.spaces() && length > 0 && b.get(from + length - 1) == ' ') {
            length--;
        }
        return Utf8.decode(store, element, b.slice(from, length));
    }

    /// All as int64.
    public long[] longs() {
        long[] values = new long[count()];
        if (!(type instanceof Whole whole)) {
            throw unexpected("integers");
        }
        try {
            Numerals.longs(whole, bytes, 0, values.length, values, 0);
        } catch (Numerals.Inexact e) {
            throw inexact(e);
        }
        return values;
    }

    /// All as float64.
    public double[] doubles() {
        double[] values = new double[count()];
        if (!(type instanceof Numeric numeric)) {
            throw unexpected("numbers");
        }
        try {
            Numerals.doubles(numeric, bytes, 0, values.length, values, 0);
        } catch (Numerals.Inexact e) {
            throw inexact(e);
        }
        return values;
    }

    /// All as truth values.
    public boolean[] truths() {
        if (!(type instanceof Truth)) {
            throw unexpected("truth values");
        }
        boolean[] values = new boolean[count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes[i] != 0;
        }
        return values;
    }

    /// One member of every compound element.
    public Values member(Member member) {
        if (!(type instanceof Compound compound)) {
            throw unexpected("compound values");
        }
        int width = member.count() * member.type().size();
        if (member.offset() < 0 || width < 0 || member.offset() > compound.size() - width) {
            throw store.damaged(element + "/" + member.name(), "lies outside its row");
        }
        int rows = count();
        byte[] picked = new byte[Math.multiplyExact(rows, width)];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(bytes, i * compound.size() + member.offset(), picked, i * width, width);
        }
        List<Long> memberShape = member.count() == 1 ? shape : List.of((long) rows, (long) member.count());
        return new Values(store, element + "/" + member.name(), member.type(), memberShape, picked, heap);
    }

    /// Rows of a compound, put together of the columns of its members.
    ///
    /// @param columns the bytes of one member each, in the order of the members
    public byte[] rows(List<byte[]> columns) {
        return DataBytes.rows(columns, count());
    }

    /// Whether these are texts.
    public boolean isText() {
        return type instanceof HeapText || type instanceof FixedText;
    }

    private RuntimeException unexpected(String wanted) {
        return store.bad(element, "should hold " + wanted + " but holds " + type.label());
    }

    private RuntimeException inexact(Numerals.Inexact e) {
        return store.bad(element, "holds " + e.getMessage(), "Store smaller numbers", e);
    }
}
