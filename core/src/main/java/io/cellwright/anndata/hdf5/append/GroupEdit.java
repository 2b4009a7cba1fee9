package io.cellwright.anndata.hdf5.append;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.hdf5.Hdf5Group;
import io.cellwright.anndata.hdf5.append.Hdf5Appender.HeaderKind;
import io.cellwright.anndata.store.Attribute;
import io.jhdf.FractalHeap;
import io.jhdf.api.Link;
import io.jhdf.api.Node;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.AttributeNameForIndexedAttributesRecord;
import io.jhdf.btree.record.LinkNameForIndexedGroupRecord;
import io.jhdf.storage.HdfBackingStorage;

/// Changes to one group of a file. [#write] puts a new object header for it behind the end of the file: the old members
/// and attributes but for what was changed.
///
/// Works for groups of the old kind (symbol table), for compact and for dense links and attributes. The new header
/// keeps links and attributes within itself. Whether the group keeps creation order stays as it was.
public final class GroupEdit {
    /// Messages that go into the new header as they are.
    private static final Set<Integer> CARRIED = Set.of(Message.GROUP_INFO, Message.COMMENT, Message.MODIFIED,
            Message.REFERENCE_COUNT);
    private static final int TRACKED = 1;
    private static final int INDEXED = 2;

    private final Hdf5Group group;
    private final Hdf5File file;
    private final Map<String, Long> members = new LinkedHashMap<>();
    private final Set<String> removed = new HashSet<>();
    private final Map<String, Attribute> attributes = new LinkedHashMap<>();

    /// No changes yet.
    public GroupEdit(Hdf5Group group) {
        this.group = group;
        this.file = group.store();
    }

    /// Puts a member in, in place of one of that name.
    ///
    /// @param header address of its object header
    public void put(String name, long header) {
        members.put(name, header);
    }

    /// Takes a member out, if there is one of that name.
    public void remove(String name) {
        removed.add(name);
    }

    /// Sets an attribute, in place of one of that name.
    public void put(Attribute attribute) {
        attributes.put(attribute.name(), attribute);
    }

    /// Whether nothing was changed.
    public boolean isEmpty() {
        return members.isEmpty() && removed.isEmpty() && attributes.isEmpty();
    }

    /// Writes the changed group.
    ///
    /// @return address of its new object header
    public long write(Hdf5Appender appender) throws IOException {
        RawHeader old = RawHeader.read(file, group.address(), group.path());
        List<Message> messages = new ArrayList<>();
        addLinks(old, messages);
        for (Message message : old.messages()) {
            if (CARRIED.contains(message.type())) {
                messages.add(message);
            }
        }
        if (old.all(Message.GROUP_INFO).isEmpty()) {
            messages.add(new Message(Message.GROUP_INFO, Message.CONSTANT, 0, new byte[2]));
        }
        if (old.links() > 1) {
            messages.add(Message.of(Message.REFERENCE_COUNT, new Bytes().u8(0).u32(old.links())));
        }
        addAttributes(old, messages, appender);
        return appender.header(old.kind(), messages);
    }

    private void addLinks(RawHeader old, List<Message> messages) {
        int flags = 0;
        long next = 0;
        for (Message info : old.all(Message.LINK_INFO)) {
            ByteBuffer b = ByteBuffer.wrap(info.data()).order(ByteOrder.LITTLE_ENDIAN);
            flags = b.get(1);
            next = (flags & TRACKED) != 0 ? b.getLong(2) : 0;
        }
        boolean tracked = (flags & TRACKED) != 0;
        List<Message> links = new ArrayList<>();
        Set<String> kept = new HashSet<>();
        for (Message link : oldLinks(old)) {
            String name = link.linkName();
            if (removed.contains(name)) {
                continue;
            }
            Long changed = members.get(name);
            links.add(changed == null ? link : Message.link(name, changed, link.linkOrder()));
            kept.add(name);
        }
        for (Map.Entry<String, Long> member : members.entrySet()) {
            if (!kept.contains(member.getKey())) {
                links.add(Message.link(member.getKey(), member.getValue(), tracked ? next++ : -1));
            }
        }
        messages.add(linkInfo(flags, next));
        messages.addAll(links);
    }

    private static Message linkInfo(int flags, long next) {
        Bytes b = new Bytes().u8(0).u8(flags);
        if ((flags & TRACKED) != 0) {
            b.u64(next);
        }
        return Message.of(Message.LINK_INFO, nowhere(b, flags));
    }

    /// Says that there is no heap, no index by name and, where one would be kept, none by creation order.
    private static Bytes nowhere(Bytes b, int flags) {
        b.u64(Hdf5File.NOWHERE).u64(Hdf5File.NOWHERE);
        return (flags & INDEXED) == 0 ? b : b.u64(Hdf5File.NOWHERE);
    }

    private List<Message> oldLinks(RawHeader old) {
        if (!old.all(Message.SYMBOL_TABLE).isEmpty()) {
            return symbolTable();
        }
        for (Message info : old.all(Message.LINK_INFO)) {
            ByteBuffer b = ByteBuffer.wrap(info.data()).order(ByteOrder.LITTLE_ENDIAN);
            int at = 2 + ((b.get(1) & TRACKED) != 0 ? 8 : 0);
            if (b.getLong(at) != Hdf5File.NOWHERE) {
                return file.ask(group.path(), () -> denseLinks(b.getLong(at), b.getLong(at + 8)));
            }
        }
        return old.all(Message.LINK);
    }

    private List<Message> symbolTable() {
        List<Message> links = new ArrayList<>();
        group.members().forEach((name, node) -> links.add(link(name, node)));
        return links;
    }

    private Message link(String name, Node node) {
        if (node instanceof Link link) {
            return Message.softLink(name, link.getTargetPath(), -1);
        }
        if (node.isGroup()) {
            requireGroup(group.path() + "/" + name, node.getAddress());
        }
        return Message.link(name, node.getAddress(), -1);
    }

    /// A symbol table may say by itself that a member is a group. A link does not: it is what its header says.
    private void requireGroup(String path, long address) {
        RawHeader header = RawHeader.read(file, address, path);
        if (header.all(Message.SYMBOL_TABLE).isEmpty() && header.all(Message.LINK_INFO).isEmpty()) {
            throw file.damaged(path, "is a group in the table of its parent, and none by its own header");
        }
    }

    private List<Message> denseLinks(long heapAddress, long treeAddress) {
        HdfBackingStorage storage = file.storage();
        FractalHeap heap = new FractalHeap(storage, heapAddress);
        return new BTreeV2<LinkNameForIndexedGroupRecord>(storage, treeAddress).getRecords().stream()
                .map(record -> new Message(Message.LINK, 0, 0, bytes(heap.getId(record.getId())))).toList();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private void addAttributes(RawHeader old, List<Message> messages, Hdf5Appender appender) throws IOException {
        HeaderKind kind = old.kind();
        List<Message> kept = new ArrayList<>();
        for (Message info : old.all(Message.ATTRIBUTE_INFO)) {
            ByteBuffer b = ByteBuffer.wrap(info.data()).order(ByteOrder.LITTLE_ENDIAN);
            int at = 2 + ((b.get(1) & TRACKED) != 0 ? 2 : 0);
            if (b.getLong(at) != Hdf5File.NOWHERE && attributes.isEmpty()) {
                // Nothing changes: the attributes stay where they are.
                messages.add(info);
                return;
            }
            if (b.getLong(at) != Hdf5File.NOWHERE) {
                kept.addAll(file.ask(group.path(), () -> denseAttributes(b.getLong(at), b.getLong(at + 8))));
            }
        }
        kept.addAll(old.all(Message.ATTRIBUTE));
        int next = kept.stream().mapToInt(Message::order).max().orElse(-1) + 1;
        for (Message attribute : kept) {
            if ((attribute.flags() & Message.SHARED) != 0) {
                throw file.bad(group.path() + "@" + attribute.attributeName(),
                        "is kept in a table of shared messages, which cannot be added to",
                        "Write the file again with anndata's write_h5ad");
            }
            if (!attributes.containsKey(attribute.attributeName())) {
                messages.add(attribute);
            }
        }
        for (Attribute attribute : attributes.values()) {
            messages.add(Message.attribute(attribute, appender.encode(attribute.data()), next++));
        }
        if (!old.all(Message.ATTRIBUTE_INFO).isEmpty()) {
            messages.add(attributeInfo(kind.flags() >> 2 & (TRACKED | INDEXED), next));
        }
    }

    private static Message attributeInfo(int flags, int next) {
        Bytes b = new Bytes().u8(0).u8(flags);
        if ((flags & TRACKED) != 0) {
            b.u16(next);
        }
        return Message.of(Message.ATTRIBUTE_INFO, nowhere(b, flags));
    }

    private List<Message> denseAttributes(long heapAddress, long treeAddress) {
        HdfBackingStorage storage = file.storage();
        FractalHeap heap = new FractalHeap(storage, heapAddress);
        return new BTreeV2<AttributeNameForIndexedAttributesRecord>(storage, treeAddress).getRecords().stream()
                .map(r -> new Message(Message.ATTRIBUTE, flags(r.getFlags()), (int) r.getCreationOrder(),
                        bytes(heap.getId(r.getHeapId())))).toList();
    }

    private static int flags(BitSet flags) {
        return flags.isEmpty() ? 0 : (int) flags.toLongArray()[0];
    }
}
