package io.cellwright.tensor.safetensors;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.cellwright.tensor.Shape;
import org.jspecify.annotations.Nullable;

/// Reads the header and trusts nothing in it: each array must have the bytes that its type and shape ask for, and all
/// arrays together must cover the data, without overlap or gap.
///
/// The grammar is fixed, so the depth of nesting is too: anything that it does not know is an error and not skipped.
final class Header {
    /// The format's own limit.
    static final long MOST_BYTES = 100_000_000;
    static final String METADATA = "__metadata__";
    private static final String PLACE = "header";
    /// Far more axes than any array has; a longer list is damage.
    private static final int MOST_AXES = 32;

    private final Path file;
    private final JsonReader json;
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private boolean metadataSeen;

    private Header(Path file, String text) {
        this.file = file;
        this.json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
    }

    /// Reads a header and holds it against the number of data bytes that follow it.
    static Header read(Path file, ByteBuffer bytes, long dataBytes) throws SafeTensorsException {
        if (!bytes.hasRemaining() || bytes.get(bytes.position()) != '{') {
            throw new SafeTensorsException(file, PLACE, "it does not begin with '{', so this is no safetensors file");
        }
        Header header;
        try {
            header = new Header(file, StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            throw new SafeTensorsException(file, PLACE, "it is not UTF-8 text", e);
        }
        header.parse();
        header.requireCover(dataBytes);
        return header;
    }

    /// All arrays in the order of the header.
    List<TensorInfo> tensors() {
        return List.copyOf(tensors.values());
    }

    @Nullable TensorInfo find(String name) {
        return tensors.get(name);
    }

    @Nullable String metadata(String key) {
        return metadata.get(key);
    }

    private void parse() throws SafeTensorsException {
        try {
            json.beginObject();
            while (json.hasNext()) {
                String name = json.nextName();
                if (name.equals(METADATA)) {
                    readMetadata();
                } else if (tensors.containsKey(name)) {
                    throw fault(name, "the name stands twice");
                } else {
                    tensors.put(name, readTensor(name));
                }
            }
            json.endObject();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new SafeTensorsException(file, PLACE, "something follows the JSON object");
            }
        } catch (SafeTensorsException e) {
            throw e;
        } catch (IOException | IllegalStateException e) {
            // Gson reports broken JSON by the one and a value of the wrong kind by the other.
            throw new SafeTensorsException(file, PLACE, "it is not the JSON that was expected at " + json.getPath(), e);
        }
    }

    private void readMetadata() throws IOException {
        if (metadataSeen) {
            throw new SafeTensorsException(file, PLACE, METADATA + " stands twice");
        }
        metadataSeen = true;
        json.beginObject();
        while (json.hasNext()) {
            String key = json.nextName();
            if (json.peek() != JsonToken.STRING) {
                throw new SafeTensorsException(file, PLACE, METADATA + "/" + key + " is no text");
            }
            if (metadata.put(key, json.nextString()) != null) {
                throw new SafeTensorsException(file, PLACE, METADATA + "/" + key + " stands twice");
            }
        }
        json.endObject();
    }

    private TensorInfo readTensor(String name) throws IOException {
        DType dtype = null;
        List<Long> axes = null;
        List<Long> offsets = null;
        json.beginObject();
        while (json.hasNext()) {
            String member = json.nextName();
            switch (member) {
                case "dtype" -> {
                    requireFirst(name, member, dtype);
                    dtype = readType(name);
                }
                case "shape" -> {
                    requireFirst(name, member, axes);
                    axes = readNumbers(name, member, MOST_AXES);
                }
                case "data_offsets" -> {
                    requireFirst(name, member, offsets);
                    offsets = readNumbers(name, member, 2);
                }
                default -> throw fault(name, "unknown member '" + member + "'");
            }
        }
        json.endObject();
        if (dtype == null || axes == null || offsets == null || offsets.size() != 2) {
            throw fault(name, "dtype, shape and two data_offsets are needed");
        }
        return checked(name, dtype, axes, offsets.get(0), offsets.get(1));
    }

    private void requireFirst(String name, String member, @Nullable Object before) throws SafeTensorsException {
        if (before != null) {
            throw fault(name, member + " stands twice");
        }
    }

    private DType readType(String name) throws IOException {
        if (json.peek() != JsonToken.STRING) {
            throw fault(name, "dtype is no text");
        }
        String type = json.nextString();
        return DType.of(type).orElseThrow(() -> fault(name, "dtype '" + type + "' is not known; known are "
                + List.of(DType.values())));
    }

    private List<Long> readNumbers(String name, String member, int most) throws IOException {
        List<Long> numbers = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            if (json.peek() != JsonToken.NUMBER) {
                throw fault(name, member + " holds something that is no number");
            }
            String text = json.nextString();
            // The longest number of 18 digits fits a long.
            if (text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw fault(name, member + " holds " + text + ", which is no whole number of sane size");
            }
            numbers.add(Long.parseLong(text));
            if (numbers.size() > most) {
                throw fault(name, member + " holds more than " + most + " numbers");
            }
        }
        json.endArray();
        return numbers;
    }

    private TensorInfo checked(String name, DType dtype, List<Long> axes, long begin, long end)
            throws SafeTensorsException {
        int[] sizes = new int[axes.size()];
        for (int i = 0; i < sizes.length; i++) {
            if (axes.get(i) > Integer.MAX_VALUE) {
                throw fault(name, "shape " + axes + " has an axis longer than " + Integer.MAX_VALUE);
            }
            sizes[i] = Math.toIntExact(axes.get(i));
        }
        long bytes;
        try {
            bytes = Math.multiplyExact(Shape.of(sizes).count(), (long) dtype.bytes());
        } catch (ArithmeticException e) {
            throw new SafeTensorsException(file, place(name), "shape " + axes + " has too many numbers to count", e);
        }
        if (begin > end || end - begin != bytes) {
            throw fault(name, "data_offsets [" + begin + ", " + end + "] do not span the " + bytes + " bytes of "
                    + dtype + " " + axes);
        }
        return new TensorInfo(name, dtype, Shape.of(sizes), begin, end);
    }

    private void requireCover(long dataBytes) throws SafeTensorsException {
        long at = 0;
        List<TensorInfo> byPlace = new ArrayList<>(tensors.values());
        byPlace.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
        for (TensorInfo tensor : byPlace) {
            if (tensor.begin() != at) {
                throw fault(tensor.name(), "it begins at data byte " + tensor.begin() + " but the one before ends at "
                        + at + ": arrays must neither overlap nor leave a gap");
            }
            at = tensor.end();
        }
        if (at != dataBytes) {
            throw new SafeTensorsException(file, PLACE, "it describes " + at + " bytes of data but the file holds "
                    + dataBytes + (at > dataBytes ? ": the file is cut short" : ": something follows the arrays"));
        }
    }

    private SafeTensorsException fault(String name, String found) {
        return new SafeTensorsException(file, place(name), found);
    }

    static String place(String name) {
        return "tensor " + name;
    }
}
