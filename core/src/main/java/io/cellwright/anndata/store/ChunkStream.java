package io.cellwright.anndata.store;

import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/// Hands the elements of chunked data to a sink.
public final class ChunkStream implements Dataset.Ranges {
    private final ChunkGrid grid;
    private final int elementSize;
    private final byte[] fill;
    private final Supplier<? extends ChunkSource> sources;
    private final @Nullable SharedChunks shared;

    /// @param grid where the chunks stand
    /// @param elementSize bytes of one element
    /// @param fill what an element is whose chunk was never written
    /// @param sources makes what reads the chunks, for each thread one
    public ChunkStream(ChunkGrid grid, int elementSize, byte[] fill, Supplier<? extends ChunkSource> sources) {
        this.grid = grid;
        this.elementSize = elementSize;
        this.fill = fill;
        this.sources = sources;
        boolean isList = grid.shape().length == 1;
        this.shared = isList ? new SharedChunks((long) grid.chunkElements() * elementSize) : null;
    }

    /// Threads take runs of neighbouring chunks along the first axis, each with a source of its own.
    public void run(boolean parallel, Dataset.Sink sink) {
        int bands = grid.gridShape()[0];
        int runs = parallel ? Math.min(bands, 4 * Runtime.getRuntime().availableProcessors()) : 1;
        IntStream run = IntStream.range(0, runs);
        (parallel ? run.parallel() : run).forEach(r -> {
            try (ChunkSource source = sources.get()) {
                ChunkBand band = new ChunkBand(grid, elementSize, source, fill);
                for (int b = (int) ((long) bands * r / runs); b < (int) ((long) bands * (r + 1) / runs); b++) {
                    band.read(b, sink);
                }
            }
        });
    }

    @Override
    public void read(long first, long count, Dataset.Sink sink) {
        if (count == 0) {
            return;
        }
        long end = first + count;
        long bandElements = grid.chunkShape()[0] * grid.rowElements();
        try (ChunkSource source = sources.get()) {
            ChunkBand whole = new ChunkBand(grid, elementSize, source, fill);
            ChunkBand parted = shared == null ? whole
                    : new ChunkBand(grid, elementSize, keeping(source, shared), fill);
            for (int b = (int) (first / bandElements); b <= (end - 1) / bandElements; b++) {
                boolean isWhole = b * bandElements >= first && (b + 1) * bandElements <= end;
                (isWhole ? whole : parted).read(b, (bytes, from, at, n) -> {
                    long skipped = Math.max(0, first - at);
                    long kept = Math.min(end - at, n) - skipped;
                    sink.accept(bytes, from + (int) skipped * elementSize, at + skipped, (int) kept);
                });
            }
        }
    }

    /// The same chunks, of which each is kept or was.
    private static ChunkSource keeping(ChunkSource source, SharedChunks shared) {
        return new ChunkSource() {
            @Override
            public byte @Nullable [] chunk(int number) {
                byte[] kept = shared.get(number);
                if (kept != null) {
                    return kept;
                }
                byte[] bytes = source.chunk(number);
                if (bytes != null) {
                    shared.put(number, bytes);
                }
                return bytes;
            }

            @Override
            public void close() {}
        };
    }
}
