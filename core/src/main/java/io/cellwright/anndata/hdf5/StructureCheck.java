package io.cellwright.anndata.hdf5;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.jhdf.FractalHeap;
import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.SymbolTableEntry;
import io.jhdf.btree.BTreeV1;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.AttributeNameForIndexedAttributesRecord;
import io.jhdf.btree.record.LinkNameForIndexedGroupRecord;
import io.jhdf.object.message.AttributeInfoMessage;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.LinkMessage.LinkType;
import io.jhdf.object.message.SymbolTableMessage;
import io.jhdf.storage.HdfBackingStorage;

/// Reads what jHDF is about to read, by jHDF's own means but through a [GuardedStorage], which its groups do not take.
/// What ends well here ends well there.
final class StructureCheck {
    private static final int SOFT_LINK = 2;

    private final HdfBackingStorage storage;

    StructureCheck(GuardedStorage storage) {
        this.storage = storage;
    }

    /// The header of a group, its links, and the headers that these lead to.
    void group(long address) {
        ObjectHeader header = ObjectHeader.readObjectHeader(storage, address);
        List<Long> members = header.hasMessageOfType(SymbolTableMessage.class)
                ? symbols(header.getMessageOfType(SymbolTableMessage.class)) : links(header);
        members.stream().distinct().forEach(member -> ObjectHeader.readObjectHeader(storage, member));
    }

    private List<Long> symbols(SymbolTableMessage table) {
        new LocalHeap(storage, table.getLocalHeapAddress());
        List<Long> members = new ArrayList<>();
        for (long node : BTreeV1.createGroupBTree(storage, table.getBTreeAddress()).getChildAddresses()) {
            for (SymbolTableEntry entry : new GroupSymbolTableNode(storage, node).getSymbolTableEntries()) {
                if (entry.getCacheType() != SOFT_LINK) {
                    members.add(entry.getObjectHeaderAddress());
                }
            }
        }
        return members;
    }

    private List<Long> links(ObjectHeader header) {
        List<LinkMessage> links = new ArrayList<>(header.getMessagesOfType(LinkMessage.class));
        for (LinkInfoMessage info : header.getMessagesOfType(LinkInfoMessage.class)) {
            if (info.getBTreeNameIndexAddress() != Hdf5File.NOWHERE) {
                FractalHeap heap = new FractalHeap(storage, info.getFractalHeapAddress());
                for (LinkNameForIndexedGroupRecord record : new BTreeV2<LinkNameForIndexedGroupRecord>(storage,
                        info.getBTreeNameIndexAddress()).getRecords()) {
                    ByteBuffer link = heap.getId(record.getId());
                    links.add(LinkMessage.fromBuffer(link, storage.getSuperblock()));
                }
            }
        }
        return links.stream().filter(link -> link.getLinkType() == LinkType.HARD).map(LinkMessage::getHardLinkAddress)
                .toList();
    }

    /// The attributes of an object where they are kept outside its header.
    void attributes(long address) {
        ObjectHeader header = ObjectHeader.readObjectHeader(storage, address);
        for (AttributeInfoMessage info : header.getMessagesOfType(AttributeInfoMessage.class)) {
            if (info.getFractalHeapAddress() != Hdf5File.NOWHERE) {
                FractalHeap heap = new FractalHeap(storage, info.getFractalHeapAddress());
                new BTreeV2<AttributeNameForIndexedAttributesRecord>(storage, info.getAttributeNameBTreeAddress())
                        .getRecords().forEach(record -> heap.getId(record.getHeapId()));
            }
        }
    }
}
