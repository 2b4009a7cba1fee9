package io.cellwright.anndata.hdf5.append;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.Data;
import io.cellwright.anndata.store.Elements;
import io.cellwright.anndata.store.GroupWriter;

/// Members of a group of an HDF5 file, whose own header is written when all of them are.
public final class Hdf5GroupWriter implements GroupWriter {
    private final Hdf5Appender out;
    private final ChunkedArray chunked;
    private final Map<String, Long> members = new LinkedHashMap<>();

    /// @param out where members go
    /// @param chunked how large arrays are written
    public Hdf5GroupWriter(Hdf5Appender out, ChunkedArray chunked) {
        this.out = out;
        this.chunked = chunked;
    }

    @Override
    public boolean takes(String name) {
        boolean special = name.isEmpty() || name.equals(".") || name.equals("..");
        return !special && name.indexOf('/') < 0 && name.indexOf('\0') < 0;
    }

    @Override
    public void group(String name, List<Attribute> attributes, Body body) throws IOException {
        Hdf5GroupWriter inside = new Hdf5GroupWriter(out, chunked);
        body.write(inside);
        members.put(name, out.group(inside.members, attributes));
    }

    @Override
    public void array(String name, Data data, List<Attribute> attributes, long... shape) throws IOException {
        members.put(name, out.dataset(data, attributes, shape));
    }

    @Override
    public void array(String name, Elements elements, List<Attribute> attributes) throws IOException {
        members.put(name, out.dataset(elements, attributes));
    }

    @Override
    public void nothing(String name, List<Attribute> attributes) throws IOException {
        members.put(name, out.dataset(new Data.Floats(new float[0]), attributes));
    }

    @Override
    public void stream(String name, Elements elements, List<Attribute> attributes) throws IOException {
        members.put(name, chunked.write(out, elements, attributes));
    }

    /// Takes in what was written otherwise.
    ///
    /// @param address of its object header
    public void add(String name, long address) {
        members.put(name, address);
    }

    /// Addresses of the object headers of what was written, in its order.
    public Map<String, Long> members() {
        return members;
    }
}
