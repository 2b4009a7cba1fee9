package io.cellwright.anndata;

import java.io.BufferedOutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.cellwright.anndata.codec.Compressor;
import io.cellwright.anndata.hdf5.append.ChunkedArray;
import io.cellwright.anndata.hdf5.append.Hdf5Appender;
import io.cellwright.anndata.hdf5.append.Hdf5GroupWriter;
import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.zarr.KeyWriter;
import io.cellwright.anndata.zarr.ZarrLayout;
import io.cellwright.anndata.zarr.ZarrWriter;
import io.cellwright.data.CountRows;

/// Writes a new `.h5ad` file or `.zarr` store.
///
/// @param disk opens the files
/// @param content what is in it
/// @param stop whether to leave off
record NewStore(Disk disk, NewContent content, BooleanSupplier stop) {
    /// Elements of a shard, 64 MB of most types.
    private static final int SHARD = 1 << 24;
    private static final List<Attribute> TOP = ElementWriter.encoding("anndata", "0.1.0");
    /// Archives are the same to the byte when they are written again.
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    void h5ad(Path path, Target.H5ad target) {
        h5ad(path, target, Optional.empty());
    }

    /// The same with an `X` that is written block by block.
    ///
    /// @param x the main matrix where it is not in memory, and not in the content
    void h5ad(Path path, Target.H5ad target, Optional<CountRows> x) {
        int level = target.compression() instanceof Compression.Gzip(int wanted) ? wanted : 0;
        ChunkedArray chunked = new ChunkedArray(target.chunk(), level, stop);
        new Replacement(disk).file(path, channel -> {
            Hdf5Appender out = Hdf5Appender.create(channel);
            Hdf5GroupWriter root = new Hdf5GroupWriter(out, chunked);
            if (x.isPresent()) {
                root.add("X", new BlockwiseRows(out, chunked).write(x.get()));
            }
            content.write(root);
            out.publish(out.group(root.members(), TOP));
        });
    }

    void zarr(Path path, Target.Zarr target) {
        ZarrLayout layout = new ZarrLayout(target.format(), compressor(target.compression()), target.chunk(),
                target.sharded() ? SHARD : 0, stop);
        if (target.zipped()) {
            new Replacement(disk).file(path, channel -> {
                ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
                ZarrWriter.write(entries(zip), layout, TOP, content::write);
                zip.finish();
                zip.flush();
                channel.force(true);
            });
        } else {
            new Replacement(disk).folder(path, files -> ZarrWriter.write(
                    (key, bytes) -> files.put(key, out -> out.write(bytes)), layout, TOP, content::write));
        }
    }

    private static IntFunction<Compressor> compressor(Compression compression) {
        return switch (compression) {
            case Compression.None _ -> size -> new Compressor.None();
            case Compression.Gzip(int level) -> size -> new Compressor.Gzip(level);
            case Compression.Zstd _ -> size -> new Compressor.Zstd();
            case Compression.Lz4 _ -> Compressor.BloscLz4::new;
        };
    }

    /// Entries that are stored: chunks are packed already, and parts of them can be read where they lie.
    private static KeyWriter entries(ZipOutputStream zip) {
        return (key, bytes) -> {
            ZipEntry entry = new ZipEntry(key);
            entry.setTimeLocal(TIME);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            CRC32 crc = new CRC32();
            crc.update(bytes);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(bytes);
            zip.closeEntry();
        };
    }
}
