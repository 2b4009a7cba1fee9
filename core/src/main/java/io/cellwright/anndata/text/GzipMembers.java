package io.cellwright.anndata.text;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// What gzip compressed, in one or several members. [GZIPInputStream] takes whatever follows a member and is not the
/// head of another for the end: of a file that was damaged in the middle the rest would be missing without a word. Here
/// that is an error.
final class GzipMembers extends GZIPInputStream {
    private static final int BUFFER = 1 << 16;
    private static final int TRAILER = 8;

    private final Counted file;
    private final long size;
    /// Bytes of the file that had been read when the inflater last got some.
    private long filled;

    GzipMembers(InputStream in, long size) throws IOException {
        this(new Counted(in), size);
    }

    private GzipMembers(Counted file, long size) throws IOException {
        super(file, BUFFER);
        this.file = file;
        this.size = size;
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = super.read(bytes, from, length);
            count += Math.max(0, read);
            return read;
        }
    }

    @Override
    protected void fill() throws IOException {
        super.fill();
        filled = file.count;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int read = super.read(bytes, from, length);
        if (read < 0) {
            long rest = size - (filled - inf.getRemaining() + TRAILER);
            if (rest > 0) {
                throw new ZipException("the last " + rest + " bytes are not what gzip writes");
            }
        }
        return read;
    }
}
