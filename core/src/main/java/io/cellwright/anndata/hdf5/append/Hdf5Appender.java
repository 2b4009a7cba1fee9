package io.cellwright.anndata.hdf5.append;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.hdf5.Superblock;
import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.Data;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.Elements;
import io.cellwright.anndata.store.Values;

/// Puts new objects behind the end of an HDF5 file and, when all are on disk, makes them part of it by
/// [#publish]. What is not published is not there.
public final class Hdf5Appender {
    private static final long SIGNATURE = 0x0a1a0a0d46444889L;
    private static final int NEW_SUPERBLOCK = 48;
    private static final int ALIGNMENT = 8;
    private static final int HEADER_SIGNATURE = 0x5244484f;

    private final FileChannel channel;
    private final byte[] superblock;
    private final long base;
    private final long sizeBefore;
    private final TextPool texts = new TextPool(this);
    private long end;
    private boolean switching;

    private Hdf5Appender(FileChannel channel, byte[] superblock, long base, long end) throws IOException {
        this.channel = channel;
        this.superblock = superblock;
        this.base = base;
        this.end = end;
        this.sizeBefore = channel.size();
    }

    /// A new file on an empty channel.
    public static Hdf5Appender create(FileChannel channel) throws IOException {
        Bytes b = new Bytes().u64(SIGNATURE).u8(2).u8(8).u8(8).u8(0).u64(0).u64(Hdf5File.NOWHERE);
        return new Hdf5Appender(channel, b.zeros(NEW_SUPERBLOCK - b.size()).toArray(), 0, NEW_SUPERBLOCK);
    }

    /// Additions to a file that is there. What lies behind its end, left by an addition that was never published, is
    /// overwritten.
    public static Hdf5Appender onto(Hdf5File file, FileChannel channel) throws IOException {
        Superblock superblock = file.superblock();
        return new Hdf5Appender(channel, superblock.bytes().clone(), superblock.base(),
                superblock.end() - superblock.base());
    }

    long allocate(long bytes) {
        long address = Math.ceilDiv(end, ALIGNMENT) * ALIGNMENT;
        end = Math.addExact(address, bytes);
        return address;
    }

    void write(ByteBuffer bytes, long address) throws IOException {
        long at = base + address;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /// Elements as they stand in the file; texts go to the heap.
    Encoded encode(Data data) throws IOException {
        return switch (data) {
            case Data.Texts(List<String> values) -> texts(values);
            case Data.Stored(Values values) when values.type() instanceof ElementType.HeapText -> texts(values.texts());
            case Data.Stored(Values values) when values.type() instanceof ElementType.Compound compound ->
                rows(values, compound);
            case Data.Floats _, Data.Doubles _, Data.Wholes _, Data.Ints _, Data.Truths _, Data.Stored _ ->
                new Encoded(data.type(), data.bytes());
        };
    }

    private Encoded texts(List<String> values) throws IOException {
        return new Encoded(ElementType.HeapText.ANY, texts.references(values));
    }

    /// Rows whose texts, unless they are bytes to numpy, go to the heap, as anndata does it.
    private Encoded rows(Values values, ElementType.Compound compound) throws IOException {
        List<ElementType.Member> members = new ArrayList<>();
        List<byte[]> columns = new ArrayList<>();
        int offset = 0;
        for (ElementType.Member member : compound.members()) {
            Values column = values.member(member);
            boolean heap = member.type() instanceof ElementType.HeapText
                    || (member.type() instanceof ElementType.FixedText text && text.wide());
            Encoded encoded = heap ? texts(column.texts()) : new Encoded(member.type(), column.bytes());
            members.add(new ElementType.Member(member.name(), offset, 1, encoded.type()));
            columns.add(encoded.bytes());
            offset += heap ? TextPool.REFERENCE : member.type().size();
        }
        return new Encoded(new ElementType.Compound(offset, members), values.rows(columns));
    }

    /// Writes a dataset in one piece.
    ///
    /// @param shape lengths of the axes; none for one value, and where there is no value for a dataset that has none
    /// @return address of its object header
    public long dataset(Data data, List<Attribute> attributes, long... shape) throws IOException {
        Encoded encoded = encode(data);
        byte[] bytes = encoded.bytes();
        long address = Hdf5File.NOWHERE;
        if (bytes.length > 0) {
            address = allocate(bytes.length);
            write(ByteBuffer.wrap(bytes), address);
        }
        Message space = shape.length == 0 && data.count() == 0 ? Message.nothing() : Message.dataspace(false, shape);
        return inOnePiece(space, encoded.type(), address, bytes.length, attributes);
    }

    /// Writes a dataset in one piece whose elements come one after the other.
    ///
    /// @param elements numbers or truth values
    /// @return address of its object header
    public long dataset(Elements elements, List<Attribute> attributes) throws IOException {
        int size = elements.type().size();
        long[] shape = elements.shape().stream().mapToLong(Long::longValue).toArray();
        long bytes = size;
        for (long length : shape) {
            bytes = Math.multiplyExact(bytes, length);
        }
        long address = bytes == 0 ? Hdf5File.NOWHERE : allocate(bytes);
        try {
            elements.stream(false, (piece, from, first, count) -> {
                try {
                    write(ByteBuffer.wrap(piece, from, count * size), address + first * size);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return inOnePiece(Message.dataspace(false, shape), elements.type(), address, bytes, attributes);
    }

    private long inOnePiece(Message space, ElementType type, long address, long bytes, List<Attribute> attributes)
            throws IOException {
        List<Message> messages = new ArrayList<>();
        messages.add(space);
        messages.add(new Message(Message.DATATYPE, Message.CONSTANT, 0, Message.datatype(type)));
        // Space was taken late, and fill values are written only where one is set: what the HDF5 library says too.
        messages.add(new Message(Message.FILL_VALUE, Message.CONSTANT, 0, new byte[] {3, 0x0a}));
        messages.add(Message.of(Message.LAYOUT, new Bytes().u8(3).u8(1).u64(address).u64(bytes)));
        addAttributes(messages, attributes);
        return header(new HeaderKind(0, new byte[0]), messages);
    }

    void addAttributes(List<Message> messages, List<Attribute> attributes) throws IOException {
        for (Attribute attribute : attributes) {
            messages.add(Message.attribute(attribute, encode(attribute.data()), 0));
        }
    }

    /// Writes a group.
    ///
    /// @param members addresses of the object headers by name, in their order
    /// @return address of its object header
    public long group(Map<String, Long> members, List<Attribute> attributes) throws IOException {
        List<Message> messages = new ArrayList<>();
        messages.add(Message.of(Message.LINK_INFO, new Bytes().u8(0).u8(0).u64(Hdf5File.NOWHERE)
                .u64(Hdf5File.NOWHERE)));
        messages.add(new Message(Message.GROUP_INFO, Message.CONSTANT, 0, new byte[2]));
        members.forEach((name, address) -> messages.add(Message.link(name, address, -1)));
        addAttributes(messages, attributes);
        return header(new HeaderKind(0, new byte[0]), messages);
    }

    /// Writes a version 2 object header.
    ///
    /// @return its address
    long header(HeaderKind kind, List<Message> messages) throws IOException {
        Bytes body = new Bytes();
        for (Message message : messages) {
            requireFits(message);
            body.u8(message.type()).u16(message.data().length).u8(message.flags());
            if (kind.keepsOrder()) {
                body.u16(message.order());
            }
            body.raw(message.data());
        }
        // Flag 2: the size that follows takes four bytes.
        int flags = (kind.flags() & ~3) | 2;
        Bytes b = new Bytes().u32(HEADER_SIGNATURE).u8(2).u8(flags).raw(kind.extra()).u32(body.size())
                .raw(body.toArray());
        b.u32(Lookup3.of(b.toArray(), b.size()));
        long address = allocate(b.size());
        write(ByteBuffer.wrap(b.toArray()), address);
        return address;
    }

    private static void requireFits(Message message) throws OversizeException {
        if (message.data().length > Message.MOST_BYTES) {
            throw new OversizeException(message.type() == Message.ATTRIBUTE
                    ? "attribute " + message.attributeName() + " would have " + message.data().length + " bytes"
                    : "a header message would have " + message.data().length + " bytes");
        }
    }

    /// What an attribute or link cannot be: HDF5 keeps at most 65,535 bytes in a header message.
    public static final class OversizeException extends IOException {
        private static final long serialVersionUID = 1L;

        OversizeException(String message) {
            super(message + ", more than HDF5's 65,535");
        }
    }

    /// What a header says of itself.
    ///
    /// @param flags its flags; bits 2 and 3: the creation order of attributes is kept and indexed, 4: limits are given,
    ///     5: times are given
    /// @param extra the bytes of times and limits
    record HeaderKind(int flags, byte[] extra) {
        private static final int KEEPS_ORDER = 4;

        boolean keepsOrder() {
            return (flags & KEEPS_ORDER) != 0;
        }
    }

    /// Brings everything that was written to disk. The file is still the old one afterwards.
    void settle() throws IOException {
        texts.flush();
        long needed = base + end;
        if (channel.size() < needed) {
            write(ByteBuffer.wrap(new byte[1]), end - 1);
        }
        channel.force(true);
    }

    /// Makes the new objects part of the file: brings them to disk, then overwrites the superblock.
    ///
    /// @param root address of the header of the new top group
    /// @throws HalfPublishedException if it failed so late that the new objects may be part of the file
    public void publish(long root) throws IOException {
        settle();
        switching = true;
        try {
            write(ByteBuffer.wrap(newSuperblock(root)), 0);
            channel.force(true);
            if (channel.size() > base + end) {
                channel.truncate(base + end);
            }
        } catch (IOException e) {
            throw new HalfPublishedException(e);
        }
    }

    /// The file is whole, but which of the two it is, the old or the new one, only a look at it can tell.
    public static final class HalfPublishedException extends IOException {
        private static final long serialVersionUID = 1;

        HalfPublishedException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /// Takes back, after a failure, what was appended. Once the superblock is being overwritten nothing is taken back:
    /// the new objects may be part of the file.
    public void abandon() throws IOException {
        if (!switching && channel.size() > sizeBefore) {
            channel.truncate(sizeBefore);
        }
    }

    private byte[] newSuperblock(long root) {
        byte[] bytes = superblock.clone();
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (b.get(8) >= 2) {
            b.putLong(28, base + end).putLong(36, root).putInt(44, 0);
            b.putInt(44, Lookup3.of(bytes, 44));
            return bytes;
        }
        int addresses = b.get(8) == 1 ? 28 : 24;
        int entry = addresses + 32;
        // The entry of the top group: no cached symbol table, as its header has links of the new kind.
        b.putLong(addresses + 16, base + end).putLong(entry + 8, root).putInt(entry + 16, 0).putInt(entry + 20, 0)
                .putLong(entry + 24, 0).putLong(entry + 32, 0);
        return bytes;
    }
}
