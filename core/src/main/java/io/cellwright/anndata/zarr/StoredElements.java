package io.cellwright.anndata.zarr;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import io.cellwright.anndata.store.Data;
import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.ElementType.Compound;
import io.cellwright.anndata.store.ElementType.FixedText;
import io.cellwright.anndata.store.ElementType.HeapText;
import io.cellwright.anndata.store.ElementType.Member;
import io.cellwright.anndata.store.ElementType.Numeric;
import io.cellwright.anndata.store.Elements;
import io.cellwright.anndata.store.Values;

/// Elements in memory, as they stand in chunks.
///
/// @param type what one is
/// @param shape lengths of the axes
/// @param bytes all of them; of texts of any length nothing
/// @param texts those; else none
record StoredElements(ElementType type, List<Long> shape, byte[] bytes, List<String> texts) implements Elements {
    static StoredElements of(Data data, List<Long> shape) {
        return switch (data) {
            case Data.Texts(List<String> texts) -> ofTexts(texts, shape);
            case Data.Stored(Values values) when values.type() instanceof HeapText -> ofTexts(values.texts(), shape);
            case Data.Stored(Values values) when values.type() instanceof Compound compound ->
                ofRows(values, compound, shape);
            case Data.Floats _, Data.Doubles _, Data.Wholes _, Data.Ints _, Data.Truths _, Data.Stored _ ->
                new StoredElements(data.type(), shape, data.bytes(), List.of());
        };
    }

    private static StoredElements ofTexts(List<String> texts, List<Long> shape) {
        return new StoredElements(HeapText.ANY, shape, new byte[0], texts);
    }

    /// Rows whose texts, unless they are bytes to numpy, are UTF-32 of the longest one's length, as anndata does it.
    private static StoredElements ofRows(Values values, Compound compound, List<Long> shape) {
        List<Member> members = new ArrayList<>();
        List<byte[]> columns = new ArrayList<>();
        int offset = 0;
        for (Member member : compound.members()) {
            Values column = values.member(member);
            boolean wide = member.type() instanceof HeapText || (member.type() instanceof FixedText text
                    && text.wide());
            byte[] bytes = wide ? wide(column.texts()) : little(member.type(), column.bytes());
            int size = wide ? width(column.texts()) : member.type().size();
            members.add(new Member(member.name(), offset, 1, wide ? new FixedText(size, false, true)
                    : little(member.type())));
            columns.add(bytes);
            offset += size;
        }
        return new StoredElements(new Compound(offset, members), shape, values.rows(columns), List.of());
    }

    private static int width(List<String> texts) {
        return Integer.BYTES * Math.max(1, texts.stream().mapToInt(t -> t.codePointCount(0,
                t.length())).max().orElse(1));
    }

    private static byte[] wide(List<String> texts) {
        int width = width(texts);
        ByteBuffer b = ByteBuffer.allocate(Math.multiplyExact(width, texts.size())).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < texts.size(); i++) {
            b.position(i * width);
            texts.get(i).codePoints().forEach(b::putInt);
        }
        return b.array();
    }

    private static ElementType little(ElementType type) {
        return switch (type) {
            case ElementType.Whole(int size, boolean signed, _) ->
                new ElementType.Whole(size, signed, ByteOrder.LITTLE_ENDIAN);
            case ElementType.Real(int size, _) -> new ElementType.Real(size, ByteOrder.LITTLE_ENDIAN);
            default -> type;
        };
    }

    private static byte[] little(ElementType type, byte[] bytes) {
        if (!(type instanceof Numeric number) || number.order().equals(ByteOrder.LITTLE_ENDIAN)) {
            return bytes;
        }
        byte[] turned = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            int within = i % type.size();
            turned[i - within + type.size() - 1 - within] = bytes[i];
        }
        return turned;
    }

    @Override
    public void stream(boolean parallel, Dataset.Sink sink) {
        sink.accept(bytes, 0, 0, bytes.length / type.size());
    }
}
