package io.cellwright.anndata.codec;

import java.util.zip.DataFormatException;

/// What decoders say of bytes that they cannot decode.
final class Malformed {
    private Malformed() {}

    static DataFormatException of(Exception cause) {
        DataFormatException malformed = new DataFormatException(cause.getMessage());
        malformed.initCause(cause);
        return malformed;
    }

    static void requireSize(int count, int size) throws DataFormatException {
        if (count != size) {
            throw new DataFormatException("it holds " + count + " bytes, not " + size);
        }
    }
}
