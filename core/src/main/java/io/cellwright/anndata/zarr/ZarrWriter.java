package io.cellwright.anndata.zarr;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonObject;
import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.GroupWriter;

/// Writes a Zarr store, the metadata of its top group last: until then it is none.
public final class ZarrWriter {
    private final KeyWriter keys;
    private final ZarrLayout layout;
    private final NodeFormat format;
    private final Map<String, JsonObject> all = new LinkedHashMap<>();

    private ZarrWriter(KeyWriter keys, ZarrLayout layout) {
        this.keys = keys;
        this.layout = layout;
        this.format = layout.format() == 2 ? new FormatV2() : new FormatV3();
    }

    /// Writes a store.
    ///
    /// @param attributes those of the top group
    /// @param body writes its members
    public static void write(KeyWriter keys, ZarrLayout layout, List<Attribute> attributes, GroupWriter.Body body)
            throws IOException {
        ZarrWriter writer = new ZarrWriter(keys, layout);
        body.write(new ZarrGroupWriter(writer, ""));
        Map<String, JsonObject> top = writer.format.group(Documents.attributes(attributes));
        writer.all.putAll(top);
        // Only in version 3 this is the document that stands among them.
        Map<String, JsonObject> last = new LinkedHashMap<>(top);
        JsonObject group = top.getOrDefault(FormatV3.DOCUMENT, new JsonObject());
        last.putAll(writer.format.consolidated(writer.all, group));
        for (Map.Entry<String, JsonObject> document : last.entrySet()) {
            keys.put(document.getKey(), Documents.bytes(document.getValue()));
        }
    }

    ZarrLayout layout() {
        return layout;
    }

    NodeFormat format() {
        return format;
    }

    KeyWriter keys() {
        return keys;
    }

    void documents(String path, Map<String, JsonObject> documents) throws IOException {
        for (Map.Entry<String, JsonObject> document : documents.entrySet()) {
            String key = path + "/" + document.getKey();
            keys.put(key, Documents.bytes(document.getValue()));
            all.put(key, document.getValue());
        }
    }
}
