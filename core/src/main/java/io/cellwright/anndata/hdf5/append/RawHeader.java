package io.cellwright.anndata.hdf5.append;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.hdf5.append.Hdf5Appender.HeaderKind;

/// An object header as it stands in a file: its messages byte for byte.
///
/// @param kind what it says of itself; of version 1 headers nothing
/// @param links how many names the object has
/// @param messages all messages, those of continuation blocks too
record RawHeader(HeaderKind kind, int links, List<Message> messages) {
    private static final int SIGNATURE = 0x5244484f;
    private static final int CONTINUATION_SIGNATURE = 0x4b48434f;
    private static final int CHECKSUM = 4;
    private static final int MOST_BYTES = 1 << 26;
    private static final int MOST_BLOCKS = 4096;

    static RawHeader read(Hdf5File file, long address, String element) {
        return new Reader(file, element).read(address);
    }

    /// Messages of one type.
    List<Message> all(int type) {
        return messages.stream().filter(m -> m.type() == type).toList();
    }

    private static final class Reader {
        private final Hdf5File file;
        private final String element;
        private final List<Message> messages = new ArrayList<>();
        private final List<long[]> continuations = new ArrayList<>();

        Reader(Hdf5File file, String element) {
            this.file = file;
            this.element = element;
        }

        RawHeader read(long address) {
            ByteBuffer head = file.read(address, 16, element);
            return head.getInt(0) == SIGNATURE ? readSecond(address, head) : readFirst(address, head);
        }

        private RawHeader readFirst(long address, ByteBuffer head) {
            if (head.get(0) != 1) {
                throw file.damaged(element, "has no object header at " + address);
            }
            addFirst(block(address + 16, head.getInt(8)));
            for (int i = 0; i < continuations.size(); i++) {
                addFirst(continuation(i));
            }
            return new RawHeader(new HeaderKind(0, new byte[0]), head.getInt(4), messages);
        }

        private void addFirst(ByteBuffer block) {
            while (block.remaining() >= 8) {
                int type = block.getShort() & 0xffff;
                int size = block.getShort() & 0xffff;
                int flags = block.get();
                block.position(block.position() + 3);
                add(type, flags, 0, body(block, size));
            }
        }

        private RawHeader readSecond(long address, ByteBuffer head) {
            int flags = head.get(5) & 0xff;
            int extra = ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
            int sizeBytes = 1 << (flags & 3);
            ByteBuffer more = file.read(address + 6, extra + sizeBytes, element);
            byte[] extraBytes = new byte[extra];
            more.get(extraBytes);
            long size = 0;
            for (int i = 0; i < sizeBytes; i++) {
                size |= (more.get() & 0xffL) << (8 * i);
            }
            HeaderKind kind = new HeaderKind(flags, extraBytes);
            addSecond(block(address + 6 + extra + sizeBytes, size), kind.keepsOrder());
            for (int i = 0; i < continuations.size(); i++) {
                ByteBuffer block = continuation(i);
                if (block.remaining() < 4 + CHECKSUM || block.getInt() != CONTINUATION_SIGNATURE) {
                    throw file.damaged(element, "has an object header that does not go on where it says");
                }
                block.limit(block.limit() - CHECKSUM);
                addSecond(block, kind.keepsOrder());
            }
            return new RawHeader(kind, 1, messages);
        }

        private void addSecond(ByteBuffer block, boolean keepsOrder) {
            int head = keepsOrder ? 6 : 4;
            // Fewer bytes than a message's head are a gap.
            while (block.remaining() >= head) {
                int type = block.get() & 0xff;
                int size = block.getShort() & 0xffff;
                int flags = block.get();
                int order = keepsOrder ? block.getShort() & 0xffff : 0;
                add(type, flags, order, body(block, size));
            }
        }

        private byte[] body(ByteBuffer block, int size) {
            if (size > block.remaining()) {
                throw file.damaged(element, "has an object header with a message of " + size + " bytes in "
                        + block.remaining());
            }
            byte[] body = new byte[size];
            block.get(body);
            return body;
        }

        private void add(int type, int flags, int order, byte[] body) {
            if (type == Message.CONTINUATION && body.length >= 16) {
                ByteBuffer b = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
                continuations.add(new long[] {b.getLong(0), b.getLong(8)});
            } else if (type != Message.NIL) {
                messages.add(new Message(type, flags & 0xff, order, body));
            }
        }

        private ByteBuffer continuation(int i) {
            if (i == MOST_BLOCKS) {
                throw file.damaged(element, "has an object header of more than " + MOST_BLOCKS + " blocks");
            }
            return block(continuations.get(i)[0], continuations.get(i)[1]);
        }

        private ByteBuffer block(long address, long size) {
            if (size < 0 || size > MOST_BYTES) {
                throw file.damaged(element, "has an object header of " + size + " bytes");
            }
            return file.read(address, (int) size, element);
        }
    }
}
