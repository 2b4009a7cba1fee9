package io.cellwright.anndata.hdf5.append;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.ElementType;

/// One message of an object header, as bytes.
///
/// @param type what it says
/// @param flags its flags
/// @param order its creation order, which only attributes of headers that keep it have
/// @param data its body
record Message(int type, int flags, int order, byte[] data) {
    static final int NIL = 0x00;
    static final int DATASPACE = 0x01;
    static final int LINK_INFO = 0x02;
    static final int DATATYPE = 0x03;
    static final int FILL_VALUE = 0x05;
    static final int LINK = 0x06;
    static final int LAYOUT = 0x08;
    static final int GROUP_INFO = 0x0A;
    static final int FILTERS = 0x0B;
    static final int ATTRIBUTE = 0x0C;
    static final int COMMENT = 0x0D;
    static final int CONTINUATION = 0x10;
    static final int SYMBOL_TABLE = 0x11;
    static final int MODIFIED = 0x12;
    static final int ATTRIBUTE_INFO = 0x15;
    static final int REFERENCE_COUNT = 0x16;
    static final int FILE_SPACE_INFO = 0x17;

    /// Flag: the body never changes.
    static final int CONSTANT = 1;
    /// Flag: the body stands elsewhere.
    static final int SHARED = 2;

    static final int MOST_BYTES = 0xffff;

    private static final int UTF8 = 1;
    private static final int LINK_HAS_ORDER = 4;
    private static final int LINK_HAS_KIND = 8;
    private static final int LINK_HAS_CHARSET = 16;

    static Message of(int type, Bytes data) {
        return new Message(type, 0, 0, data.toArray());
    }

    /// The shape: none for one value. `growing` lets the first axis grow without end.
    static Message dataspace(boolean growing, long... shape) {
        Bytes b = new Bytes().u8(2).u8(shape.length).u8(growing ? 1 : 0).u8(shape.length == 0 ? 0 : 1);
        for (long length : shape) {
            b.u64(length);
        }
        for (int d = 0; growing && d < shape.length; d++) {
            b.u64(d == 0 ? Hdf5File.NOWHERE : shape[d]);
        }
        return of(DATASPACE, b);
    }

    /// The shape of a dataset that has no elements and never will.
    static Message nothing() {
        return of(DATASPACE, new Bytes().u8(2).u8(0).u8(0).u8(2));
    }

    private static Bytes whole(int size, boolean signed, ByteOrder order) {
        return new Bytes().u8(0x10).u8((signed ? 8 : 0) | bigEndian(order)).u16(0).u32(size).u16(0).u16(8 * size);
    }

    /// IEEE 754: from the front the sign, the exponent, the mantissa with its leading one left out.
    private static Bytes real(int size, ByteOrder order) {
        int exponent = switch (size) {
            case Double.BYTES -> 11;
            case Float.BYTES -> 8;
            default -> 5;
        };
        int mantissa = 8 * size - 1 - exponent;
        return new Bytes().u8(0x11).u8(0x20 | bigEndian(order)).u8(8 * size - 1).u8(0).u32(size).u16(0).u16(8 * size)
                .u8(mantissa).u8(exponent).u8(0).u8(mantissa).u32((1 << (exponent - 1)) - 1);
    }

    private static int bigEndian(ByteOrder order) {
        return order == ByteOrder.BIG_ENDIAN ? 1 : 0;
    }

    /// h5py's bool: an enumeration on int8.
    private static Bytes truth() {
        return new Bytes().u8(0x18).u8(2).u16(0).u32(1).raw(little(1, true).toArray())
                .raw("FALSE\0\0\0TRUE\0\0\0\0".getBytes(StandardCharsets.US_ASCII)).u8(0).u8(1);
    }

    /// Text of any length in UTF-8, ending in a zero byte for those who read it so.
    private static Bytes text() {
        return new Bytes().u8(0x19).u8(1).u8(UTF8).u8(0).u32(16).raw(little(1, false).toArray());
    }

    private static Bytes little(int size, boolean signed) {
        return whole(size, signed, ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] datatype(ElementType type) {
        return type(type).toArray();
    }

    private static Bytes type(ElementType type) {
        return switch (type) {
            case ElementType.Real(int size, ByteOrder order) -> real(size, order);
            case ElementType.Whole(int size, boolean signed, ByteOrder order) -> whole(size, signed, order);
            case ElementType.Truth _ -> truth();
            case ElementType.HeapText _ -> text();
            case ElementType.FixedText(int size, boolean spaces, _) -> fixedText(size, spaces);
            case ElementType.Compound compound -> compound(compound);
            case ElementType.Reference _, ElementType.Unknown _ ->
                throw new IllegalArgumentException("type must be one that can be written but was " + type.label());
        };
    }

    /// Text as numpy's bytes are kept: filled up with zeros.
    private static Bytes fixedText(int size, boolean spaces) {
        return new Bytes().u8(0x13).u8(spaces ? 2 : 1).u16(0).u32(size);
    }

    private static Bytes compound(ElementType.Compound type) {
        Bytes b = new Bytes().u8(0x36).u16(type.members().size()).u8(0).u32(type.size());
        int offsetBytes = type.size() < 1 << 8 ? 1 : type.size() < 1 << 16 ? 2 : type.size() < 1 << 24 ? 3 : 4;
        for (ElementType.Member member : type.members()) {
            b.raw((member.name() + "\0").getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < offsetBytes; i++) {
                b.u8((member.offset() >> (8 * i)) & 0xff);
            }
            b.raw(type(member.type()).toArray());
        }
        return b;
    }

    /// An attribute whose values are already bytes.
    static Message attribute(Attribute attribute, Encoded values, int order) {
        byte[] name = (attribute.name() + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] type = datatype(values.type());
        byte[] space = (attribute.list() ? dataspace(false, attribute.data().count()) : dataspace(false)).data;
        Bytes b = new Bytes().u8(3).u8(0).u16(name.length).u16(type.length).u16(space.length).u8(UTF8)
                .raw(name).raw(type).raw(space).raw(values.bytes());
        return new Message(ATTRIBUTE, 0, order, b.toArray());
    }

    /// Name of the attribute that a message of that type holds.
    String attributeName() {
        ByteBuffer b = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        int from = b.get(0) == 3 ? 9 : 8;
        int length = b.getShort(2) & 0xffff;
        int end = from;
        while (end < from + length && data[end] != 0) {
            end++;
        }
        return new String(data, from, end - from, StandardCharsets.UTF_8);
    }

    /// A hard link. `order` is its creation order, or negative where the group keeps none.
    static Message link(String name, long address, long order) {
        return of(LINK, linkHead(name, order, 0).u64(address));
    }

    /// A link to a path.
    static Message softLink(String name, String target, long order) {
        byte[] path = target.getBytes(StandardCharsets.UTF_8);
        return of(LINK, linkHead(name, order, 1).u16(path.length).raw(path));
    }

    private static Bytes linkHead(String name, long order, int kind) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        // Flag 2: the length of the name takes four bytes.
        int flags = 2 | LINK_HAS_CHARSET | (kind == 0 ? 0 : LINK_HAS_KIND) | (order < 0 ? 0 : LINK_HAS_ORDER);
        Bytes b = new Bytes().u8(1).u8(flags);
        if (kind != 0) {
            b.u8(kind);
        }
        if (order >= 0) {
            b.u64(order);
        }
        return b.u8(UTF8).u32(bytes.length).raw(bytes);
    }

    /// Name of the link that a message of that type holds.
    String linkName() {
        ByteBuffer b = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        int flags = b.get(1);
        b.position(2 + ((flags & LINK_HAS_KIND) != 0 ? 1 : 0) + ((flags & LINK_HAS_ORDER) != 0 ? 8 : 0)
                + ((flags & LINK_HAS_CHARSET) != 0 ? 1 : 0));
        int length = switch (flags & 3) {
            case 0 -> b.get() & 0xff;
            case 1 -> b.getShort() & 0xffff;
            case 2 -> b.getInt();
            default -> Math.toIntExact(b.getLong());
        };
        byte[] name = new byte[length];
        b.get(name);
        return new String(name, StandardCharsets.UTF_8);
    }

    /// The creation order of the link that a message of that type holds, or -1.
    long linkOrder() {
        ByteBuffer b = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        int flags = b.get(1);
        return (flags & LINK_HAS_ORDER) == 0 ? -1 : b.getLong(2 + ((flags & LINK_HAS_KIND) != 0 ? 1 : 0));
    }
}
