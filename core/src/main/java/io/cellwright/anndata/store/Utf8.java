package io.cellwright.anndata.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Text in bytes.
public final class Utf8 {
    private Utf8() {}

    /// Bytes as text.
    ///
    /// @throws io.cellwright.data.DataException if they are not UTF-8
    public static String decode(Store store, String element, ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw store.bad(element, "holds text that is not UTF-8", "Write it again with anndata", e);
        }
    }
}
