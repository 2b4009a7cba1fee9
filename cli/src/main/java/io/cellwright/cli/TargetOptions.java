package io.cellwright.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.cellwright.anndata.Compression;
import io.cellwright.anndata.Target;
import io.cellwright.data.DataException;
import picocli.CommandLine.Option;

/// What a new file should be, and how it is made.
final class TargetOptions {
    /// Of an output, for help.
    static final String KINDS = "The file or folder to write; its ending says what it is: .h5ad, .zarr, .zarr.zip, "
            + ".mtx, .csv or .tsv, the last three also with .gz, or / for a 10x folder.";

    /// What `--to` takes.
    enum Kind {
        H5AD, ZARR, ZARR_ZIP, TENX, MTX, MTX_GZ, CSV, CSV_GZ, TSV, TSV_GZ;

        String word() {
            return this == TENX ? "10x" : name().toLowerCase(Locale.ROOT).replace('_', '.');
        }
    }

    /// What `--compression` takes.
    enum Packing {
        NONE, GZIP, ZSTD, LZ4;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--to", paramLabel = "KIND",
            description = "What to write, whatever the name: h5ad, zarr, zarr.zip, 10x, mtx, mtx.gz, csv, csv.gz, tsv, "
                    + "tsv.gz.")
    private Optional<String> to = Optional.empty();

    @Option(names = "--zarr-format", paramLabel = "N", description = "Version of a .zarr store: 2 or 3. Default: 3.")
    private Optional<Integer> zarrFormat = Optional.empty();

    @Option(names = "--shard", description = "Put many chunks of a .zarr store into one file. Zarr 3 only.")
    private boolean shard;

    @Option(names = "--compression", paramLabel = "NAME",
            description = "none or gzip; of a .zarr store also zstd or lz4. "
            + "Default: gzip for .h5ad, zstd for Zarr 3, lz4 for Zarr 2.")
    private Optional<String> compression = Optional.empty();

    @Option(names = "--level", paramLabel = "N",
            description = "Of gzip: from 1, the fastest, to 9, the smallest. Default: 4 for .h5ad, 5 for .zarr.")
    private Optional<Integer> level = Optional.empty();

    @Option(names = "--chunk", paramLabel = "N", description = "About how many entries are packed together. "
            + "Default: 32768, for .zarr without shards 262144.")
    private Optional<Integer> chunk = Optional.empty();

    /// Whether nothing is said but the name: of an .h5ad file the bytes may then be copied as they are.
    boolean isPlain() {
        return zarrFormat.isEmpty() && !shard && compression.isEmpty() && level.isEmpty() && chunk.isEmpty();
    }

    /// What to make.
    ///
    /// @param out its name as the user wrote it
    /// @throws DataException if neither the name nor `--to` says it
    /// @throws IllegalArgumentException if an option means nothing for it
    Target target(String out) {
        Target plain = to.map(TargetOptions::kind).map(TargetOptions::usual).orElseGet(() -> named(out));
        if (!(plain instanceof Target.Zarr)) {
            requireAbsent(zarrFormat.isPresent(), "--zarr-format", out, "a .zarr store");
            requireAbsent(shard, "--shard", out, "a .zarr store");
        }
        return switch (plain) {
            case Target.H5ad usual -> new Target.H5ad(packing(usual.compression(), 4), chunk.orElse(usual.chunk()));
            case Target.Zarr usual -> {
                int format = zarrFormat.orElse(usual.format());
                yield new Target.Zarr(format, usual.zipped(), shard,
                        packing(Target.Zarr.usualCompression(format), 5),
                        chunk.orElse(Target.Zarr.usualChunk(shard)));
            }
            case Target.TenxFolder _, Target.MatrixMarket _, Target.Text _ -> {
                requireAbsent(compression.isPresent(), "--compression", out, "an .h5ad file or a .zarr store");
                requireAbsent(level.isPresent(), "--level", out, "an .h5ad file or a .zarr store");
                requireAbsent(chunk.isPresent(), "--chunk", out, "an .h5ad file or a .zarr store");
                yield plain;
            }
        };
    }

    private static void requireAbsent(boolean given, String option, String out, String where) {
        if (given) {
            throw new IllegalArgumentException(option + " must only be given for " + where + ", which " + out
                    + " will not be");
        }
    }

    private Compression packing(Compression usual, int usualLevel) {
        Packing named = compression.map(TargetOptions::packing).orElse(usual instanceof Compression.Gzip ? Packing.GZIP
                : usual instanceof Compression.Zstd ? Packing.ZSTD : Packing.LZ4);
        Compression wanted = switch (named) {
            case NONE -> new Compression.None();
            case GZIP -> new Compression.Gzip(level.orElse(usualLevel));
            case ZSTD -> new Compression.Zstd();
            case LZ4 -> new Compression.Lz4();
        };
        if (level.isPresent() && !(wanted instanceof Compression.Gzip)) {
            throw new IllegalArgumentException("--level must only be given with --compression gzip: nothing else has "
                    + "levels here");
        }
        return wanted;
    }

    private static Packing packing(String word) {
        return Arrays.stream(Packing.values()).filter(packing -> packing.word().equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--compression must be "
                        + words(Arrays.stream(Packing.values()).map(Packing::word).toList()) + " but was " + word));
    }

    private static Kind kind(String word) {
        return Arrays.stream(Kind.values()).filter(kind -> kind.word().equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--to must be "
                        + words(Arrays.stream(Kind.values()).map(Kind::word).toList()) + " but was " + word));
    }

    private static String words(List<String> words) {
        return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }

    private static Target usual(Kind kind) {
        return switch (kind) {
            case H5AD -> Target.H5ad.usual();
            case ZARR -> Target.Zarr.usual(3, false);
            case ZARR_ZIP -> Target.Zarr.usual(3, true);
            case TENX -> new Target.TenxFolder();
            case MTX -> new Target.MatrixMarket(false);
            case MTX_GZ -> new Target.MatrixMarket(true);
            case CSV -> new Target.Text(',', false);
            case CSV_GZ -> new Target.Text(',', true);
            case TSV -> new Target.Text('\t', false);
            case TSV_GZ -> new Target.Text('\t', true);
        };
    }

    /// Paths do not keep the slash that marks a folder.
    private static Target named(String out) {
        if (out.endsWith("/") && Target.of(Path.of(out)).isEmpty()) {
            return new Target.TenxFolder();
        }
        return Target.of(Path.of(out)).orElseThrow(() -> new DataException(Path.of(out), "",
                "has a name that does not say what it should be",
                        "End it in .h5ad, .zarr, .zarr.zip, .mtx, .csv, .tsv, "
                        + "or in / for a 10x folder; or say it with --to"));
    }

    /// Whether a folder is made rather than a file.
    static boolean isFolder(Target target) {
        return target instanceof Target.TenxFolder || (target instanceof Target.Zarr zarr && !zarr.zipped());
    }
}
