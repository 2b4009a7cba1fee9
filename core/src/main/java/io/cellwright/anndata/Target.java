package io.cellwright.anndata;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// A make of files that is written, with its choices.
public sealed interface Target {
    /// Entries of a chunk from which on a store is worth its files: fewer are hardly read faster.
    int LEAST_CHUNK = 64;
    /// The most entries of a chunk, which readers unpack as a whole.
    int MOST_CHUNK = 1 << 24;

    /// anndata's `.h5ad`.
    ///
    /// @param compression of the matrices: none or gzip, which is behind a shuffle by bytes
    /// @param chunk about how many entries of a matrix are packed together
    record H5ad(Compression compression, int chunk) implements Target {
        /// Checks the choices.
        ///
        /// @throws IllegalArgumentException if HDF5 cannot do it by itself
        public H5ad {
            if (!(compression instanceof Compression.None || compression instanceof Compression.Gzip)) {
                throw new IllegalArgumentException("compression of an .h5ad file must be none or gzip: what else there "
                        + "is needs a plugin wherever the file is read. A .zarr store takes all");
            }
            requireChunk(chunk);
        }

        /// What h5py does with `compression="gzip", shuffle=True`.
        public static H5ad usual() {
            return new H5ad(new Compression.Gzip(4), 1 << 15);
        }
    }

    /// anndata's `.zarr`.
    ///
    /// @param format version of Zarr: 2 or 3
    /// @param zipped whether it is one file, a zip archive that packs nothing by itself, rather than a folder
    /// @param sharded whether many chunks are put into one file, which Zarr 3 can
    /// @param compression of all data
    /// @param chunk about how many entries of an array are packed together
    record Zarr(int format, boolean zipped, boolean sharded, Compression compression, int chunk) implements Target {
        /// Checks the choices.
        ///
        /// @throws IllegalArgumentException if there is no such version, or if it has no shards
        public Zarr {
            if (format != 2 && format != 3) {
                throw new IllegalArgumentException("version of Zarr must be 2 or 3 but was " + format);
            }
            if (sharded && format == 2) {
                throw new IllegalArgumentException("shards must only be asked for in Zarr 3: version 2 has none");
            }
            requireChunk(chunk);
        }

        /// What anndata 0.12 does, for a version.
        public static Zarr usual(int format, boolean zipped) {
            return new Zarr(format, zipped, false, usualCompression(format), usualChunk(false));
        }

        /// What stores of a version are packed with when nothing else is said.
        public static Compression usualCompression(int format) {
            return format == 2 ? new Compression.Lz4() : new Compression.Zstd();
        }

        /// Entries of a chunk: few where many lie in one file, for reading single cells.
        public static int usualChunk(boolean sharded) {
            return sharded ? 1 << 15 : 1 << 18;
        }
    }

    /// A folder as Cell Ranger 3 and later write it: `matrix.mtx.gz`, `barcodes.tsv.gz`, `features.tsv.gz`.
    record TenxFolder() implements Target {}

    /// A lone Matrix Market file, cells in rows.
    ///
    /// @param gzip whether it is packed
    record MatrixMarket(boolean gzip) implements Target {}

    /// A table of text with a line of gene names, then a row a cell.
    ///
    /// @param delimiter between fields: a comma or a tab
    /// @param gzip whether it is packed
    record Text(char delimiter, boolean gzip) implements Target {}

    /// What a name asks for: its ending says it. A name without one is that of a 10x folder where it ends in `/`, which
    /// [Path] does not keep: ask for it by name.
    static Optional<Target> of(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        boolean gzip = name.endsWith(".gz");
        String plain = gzip ? name.substring(0, name.length() - 3) : name;
        if (name.endsWith(".h5ad")) {
            return Optional.of(H5ad.usual());
        }
        if (name.endsWith(".zarr") || name.endsWith(".zarr.zip")) {
            return Optional.of(Zarr.usual(3, name.endsWith(".zip")));
        }
        if (plain.endsWith(".mtx")) {
            return Optional.of(new MatrixMarket(gzip));
        }
        if (plain.endsWith(".csv")) {
            return Optional.of(new Text(',', gzip));
        }
        return plain.endsWith(".tsv") ? Optional.of(new Text('\t', gzip)) : Optional.empty();
    }

    private static void requireChunk(int chunk) {
        if (chunk < LEAST_CHUNK || chunk > MOST_CHUNK) {
            throw new IllegalArgumentException("entries of a chunk must be from " + LEAST_CHUNK + " to " + MOST_CHUNK
                    + " but were " + chunk);
        }
    }
}
