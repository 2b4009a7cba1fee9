package io.cellwright.anndata.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.cellwright.anndata.store.Attributes;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.Values;
import io.jhdf.api.Attribute;

/// The attributes of one object.
final class Hdf5Attributes implements Attributes {
    private final Hdf5File file;
    private final String path;
    private final Map<String, Attribute> all;

    Hdf5Attributes(Hdf5File file, String path, Map<String, Attribute> all) {
        this.file = file;
        this.path = path;
        this.all = all;
    }

    /// The values of an attribute, or nothing where there is none.
    private Optional<Values> values(String name) {
        return Optional.ofNullable(all.get(name)).map(a -> file.ask(place(name), () -> values(name, a)));
    }

    private Values values(String name, Attribute attribute) {
        ElementType type = TypeReader.of(attribute.getDataType());
        ByteBuffer stored = attribute.getBuffer();
        byte[] bytes = new byte[stored == null ? 0 : stored.remaining()];
        if (stored != null) {
            stored.duplicate().get(bytes);
        }
        List<Long> shape = Arrays.stream(attribute.getDimensionsAsLong()).boxed().toList();
        return new Values(file, place(name), type, shape, bytes, new TextHeap(file, place(name)));
    }

    private String place(String name) {
        return path + "@" + name;
    }

    @Override
    public Optional<String> text(String name) {
        return values(name).filter(v -> v.isText() && v.count() == 1).map(v -> v.texts().getFirst());
    }

    @Override
    public Optional<List<String>> texts(String name) {
        return values(name).map(v -> v.count() == 0 ? List.of() : v.texts());
    }

    @Override
    public Optional<long[]> integers(String name) {
        return values(name).map(Values::longs);
    }

    @Override
    public Optional<Boolean> truth(String name) {
        return values(name).filter(v -> v.count() == 1).map(v -> v.truths()[0]);
    }

    /// An attribute that refers to another object: the address of its header.
    Optional<Long> reference(String name) {
        return values(name).filter(v -> v.type() instanceof ElementType.Reference && v.count() == 1)
                .map(v -> ByteBuffer.wrap(v.bytes()).order(ByteOrder.LITTLE_ENDIAN).getLong(0));
    }
}
