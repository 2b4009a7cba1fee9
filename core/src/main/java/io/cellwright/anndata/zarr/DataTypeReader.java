package io.cellwright.anndata.zarr;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.cellwright.anndata.store.ElementType.Compound;
import io.cellwright.anndata.store.ElementType.FixedText;
import io.cellwright.anndata.store.ElementType.Member;
import io.cellwright.anndata.store.ElementType.Real;
import io.cellwright.anndata.store.ElementType.Truth;
import io.cellwright.anndata.store.ElementType.Unknown;
import io.cellwright.anndata.store.ElementType.Whole;

/// Turns the names of types into ours.
final class DataTypeReader {
    private static final int MOST_BYTES = 1 << 20;

    private final Metadata metadata;

    DataTypeReader(Metadata metadata) {
        this.metadata = metadata;
    }

    /// A type of version 2: a text as numpy writes it, such as `<f4`, or a list of members.
    DataType v2(JsonElement json) {
        if (json instanceof JsonArray list) {
            return compound(list.asList().stream().map(this::memberV2).toList());
        }
        if (!(json instanceof JsonPrimitive text && text.isString())) {
            throw metadata.bad("has dtype " + json);
        }
        String name = text.getAsString();
        ByteOrder order = name.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        if (name.equals("|O")) {
            return DataType.unknown("object");
        }
        if (!name.matches("[<>|][biufcSUVmM][0-9]{1,7}(\\[[0-9]*[A-Za-z]+])?")) {
            return DataType.unknown(name);
        }
        int size = Integer.parseInt(name.substring(2).replaceFirst("\\[.*", ""));
        return switch (name.charAt(1)) {
            case 'b' -> size == 1 ? DataType.of(new Truth(1)) : DataType.unknown(name);
            case 'i', 'u' -> whole(size, name.charAt(1) == 'i', order);
            case 'f' -> real(size, order);
            case 'S' -> sized(size, name, DataType.of(new FixedText(size, false, false)));
            case 'U' -> sized(4 * size, name, DataType.wide(4 * size, order));
            default -> sized(size, name, DataType.of(new Unknown(size, name)));
        };
    }

    private static DataType sized(int size, String name, DataType type) {
        return size > 0 && size <= MOST_BYTES ? type : DataType.unknown(name);
    }

    private static DataType whole(int size, boolean signed, ByteOrder order) {
        return size == 1 || size == 2 || size == 4 || size == 8 ? DataType.of(new Whole(size, signed, order))
                : DataType.unknown("integer of " + size + " bytes");
    }

    private static DataType real(int size, ByteOrder order) {
        return size == 2 || size == 4 || size == 8 ? DataType.of(new Real(size, order))
                : DataType.unknown("floating point number of " + size + " bytes");
    }

    /// @param name what it is called
    /// @param type what it is
    private record Field(String name, DataType type) {}

    private Field memberV2(JsonElement json) {
        if (json instanceof JsonArray pair && pair.size() == 2 && pair.get(0) instanceof JsonPrimitive name
                && name.isString()) {
            return new Field(name.getAsString(), v2(pair.get(1)));
        }
        throw metadata.bad("has a dtype with a member " + json);
    }

    private static DataType compound(List<Field> fields) {
        List<Member> members = new ArrayList<>();
        List<DataType.Wide> wide = new ArrayList<>();
        int offset = 0;
        for (Field field : fields) {
            if (!field.type.readable() || offset > MOST_BYTES) {
                return DataType.unknown("compound with " + field.type.type().label());
            }
            members.add(new Member(field.name, offset, 1, field.type.type()));
            for (DataType.Wide text : field.type.wide()) {
                wide.add(new DataType.Wide(offset + text.offset(), text.size(), text.order()));
            }
            offset += field.type.type().size();
        }
        return members.isEmpty() ? DataType.unknown("compound of nothing")
                : new DataType(new Compound(offset, List.copyOf(members)), List.copyOf(wide), true);
    }

    /// A type of version 3: a name, or an object with a name and its configuration.
    DataType v3(JsonElement json, ByteOrder order) {
        Metadata type = metadata.named(json);
        String name = type.text("name");
        Metadata configuration = type.object("configuration");
        return switch (name) {
            case "bool" -> DataType.of(new Truth(1));
            case "int8", "int16", "int32", "int64" -> whole(bytes(name.substring(3)), true, order);
            case "uint8", "uint16", "uint32", "uint64" -> whole(bytes(name.substring(4)), false, order);
            case "float16", "float32", "float64" -> real(bytes(name.substring(5)), order);
            case "string" -> DataType.texts();
            case "complex64" -> DataType.of(new Unknown(8, name));
            case "complex128" -> DataType.of(new Unknown(16, name));
            case "numpy.datetime64", "numpy.timedelta64" -> DataType.of(new Unknown(8, name));
            case "fixed_length_utf32" -> {
                int size = lengthBytes(configuration);
                yield sized(size - size % 4, name, DataType.wide(size, order));
            }
            case "null_terminated_bytes" -> {
                int size = lengthBytes(configuration);
                yield sized(size, name, DataType.of(new FixedText(size, false, false)));
            }
            case "struct", "structured" -> compound(configuration.list("fields").asList().stream()
                    .map(field -> memberV3(field, order)).toList());
            default -> DataType.unknown(name);
        };
    }

    private static int bytes(String bits) {
        return Integer.parseInt(bits) / Byte.SIZE;
    }

    /// The length, or 0 where it is none that we take.
    private static int lengthBytes(Metadata configuration) {
        return configuration.get("length_bytes") instanceof JsonPrimitive number && number.isNumber()
                && number.getAsDouble() <= MOST_BYTES ? number.getAsInt() : 0;
    }

    private Field memberV3(JsonElement json, ByteOrder order) {
        if (json instanceof JsonArray pair && pair.size() == 2 && pair.get(0) instanceof JsonPrimitive name
                && name.isString()) {
            return new Field(name.getAsString(), v3(pair.get(1), order));
        }
        if (json instanceof JsonObject object && object.has("data_type")) {
            return new Field(metadata.named(object).text("name"), v3(object.get("data_type"), order));
        }
        throw metadata.bad("has a data_type with a member " + json);
    }
}
