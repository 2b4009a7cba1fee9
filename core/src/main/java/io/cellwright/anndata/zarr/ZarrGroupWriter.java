package io.cellwright.anndata.zarr;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.Data;
import io.cellwright.anndata.store.Elements;
import io.cellwright.anndata.store.GroupWriter;

/// Members of a group of a Zarr store.
///
/// @param out what writes the store
/// @param path where the group is; empty for the top group
record ZarrGroupWriter(ZarrWriter out, String path) implements GroupWriter {
    @Override
    public boolean takes(String name) {
        return Names.isPlain(name) && !Keys.METADATA.contains(name);
    }

    private String place(String name) {
        if (!takes(name)) {
            throw new IllegalArgumentException("names in a .zarr store must be no paths and none of its own documents, but "
                    + "one is '" + name + "'. An .h5ad file takes more names");
        }
        return path.isEmpty() ? name : path + "/" + name;
    }

    @Override
    public void group(String name, List<Attribute> attributes, Body body) throws IOException {
        out.documents(place(name), out.format().group(Documents.attributes(attributes)));
        body.write(new ZarrGroupWriter(out, place(name)));
    }

    @Override
    public void array(String name, Data data, List<Attribute> attributes, long... shape) throws IOException {
        List<Long> lengths = Arrays.stream(shape).boxed().toList();
        new ArrayWriter(out, place(name), attributes).write(StoredElements.of(data, lengths));
    }

    @Override
    public void array(String name, Elements elements, List<Attribute> attributes) throws IOException {
        stream(name, elements, attributes);
    }

    @Override
    public void nothing(String name, List<Attribute> attributes) throws IOException {
        array(name, new Data.Truths(new boolean[1]), attributes);
    }

    @Override
    public void stream(String name, Elements elements, List<Attribute> attributes) throws IOException {
        new ArrayWriter(out, place(name), attributes).write(elements);
    }
}
