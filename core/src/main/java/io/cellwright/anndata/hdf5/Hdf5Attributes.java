package io.cellwright.anndata.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.Attributes;
import io.cellwright.anndata.store.Data;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.Values;

/// The attributes of one object.
final class Hdf5Attributes implements Attributes {
    private final Hdf5File file;
    private final String path;
    private final Map<String, io.jhdf.api.Attribute> all;

    Hdf5Attributes(Hdf5File file, String path, Map<String, io.jhdf.api.Attribute> all) {
        this.file = file;
        this.path = path;
        this.all = all;
    }

    /// The values of an attribute, or nothing where there is none.
    private Optional<Values> values(String name) {
        return Optional.ofNullable(all.get(name)).map(a -> file.ask(place(name), () -> values(name, a)));
    }

    private Values values(String name, io.jhdf.api.Attribute attribute) {
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

    @Override
    public List<Attribute> all() {
        return all.keySet().stream().sorted().flatMap(name -> carried(name).stream()).toList();
    }

    @Override
    public List<String> others() {
        return all.keySet().stream().sorted().filter(name -> carried(name).isEmpty()).toList();
    }

    /// One value or a list; an empty list counts as one of texts.
    private Optional<Attribute> carried(String name) {
        Optional<Values> found = values(name);
        if (found.isEmpty() || found.get().shape().size() > 1) {
            return Optional.empty();
        }
        Values values = found.get();
        boolean list = !values.shape().isEmpty();
        return switch (values.type()) {
            case ElementType _ when list && values.count() == 0 -> Optional.of(Attribute.texts(name, List.of()));
            case ElementType _ when !list && values.count() != 1 -> Optional.empty();
            case ElementType.HeapText _, ElementType.FixedText _ ->
                Optional.of(new Attribute(name, new Data.Texts(values.texts()), list));
            case ElementType.Numeric _, ElementType.Truth _ ->
                Optional.of(new Attribute(name, new Data.Stored(values), list));
            case ElementType.Compound _, ElementType.Reference _, ElementType.Unknown _ -> Optional.empty();
        };
    }
}
