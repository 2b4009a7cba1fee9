package io.cellwright.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.cellwright.anndata.hdf5.append.Hdf5Appender;
import io.cellwright.anndata.store.Data;

/// The same small cells in files of other makes than anndata's.
///
/// @param cells what is in the files
record OtherMakes(SmallCells cells) {
    /// The makes, with what `inspect` calls each.
    enum Make {
        TENX_H5("a 10x .h5 file of Cell Ranger 3 or later"),
        TENX_H5_OF_2("a 10x .h5 file of Cell Ranger 2"),
        TENX_MTX("a 10x .mtx folder"),
        MTX("a .mtx file without names"),
        TEXT("a table of text"),
        LOOM("a .loom file"),
        ZARR("a .zarr store");

        private final String label;

        Make(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    static OtherMakes make() {
        return new OtherMakes(SmallCells.make());
    }

    /// Writes a file, or a folder, into a folder.
    Path write(Make make, Path folder) {
        try {
            return switch (make) {
                case TENX_H5 -> hdf5(folder.resolve("cells.h5"), this::version3);
                case TENX_H5_OF_2 -> hdf5(folder.resolve("old.h5"), out -> out.group(Map.of("hg19", version2(out)),
                        List.of()));
                case TENX_MTX -> threeFiles(Files.createDirectories(folder.resolve("filtered")));
                case MTX -> Files.writeString(folder.resolve("counts.mtx"), mtx(false));
                case TEXT -> Files.writeString(folder.resolve("cells.csv"), csv());
                case LOOM -> hdf5(folder.resolve("cells.loom"), this::loom);
                case ZARR -> zarr(Files.createDirectories(folder.resolve("cells.zarr")));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Body {
        long write(Hdf5Appender out) throws IOException;
    }

    private static Path hdf5(Path path, Body body) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            Hdf5Appender out = Hdf5Appender.create(channel);
            out.publish(body.write(out));
            return path;
        }
    }

    private int genes() {
        return cells.geneNames().size();
    }

    private int count() {
        return cells.cellNames().size();
    }

    private long version3(Hdf5Appender out) throws IOException {
        List<String> types = new ArrayList<>(Collections.nCopies(genes(), "Gene Expression"));
        long features = out.group(Map.of("name", texts(out, cells.geneNames()), "id", texts(out, cells.geneNames()),
                "feature_type", texts(out, types)), List.of());
        return out.group(Map.of("matrix", compressed(out, Map.of("features", features))), List.of());
    }

    private long version2(Hdf5Appender out) throws IOException {
        return compressed(out, Map.of("genes", texts(out, cells.geneNames()), "gene_names",
                texts(out, cells.geneNames())));
    }

    private long compressed(Hdf5Appender out, Map<String, Long> genes) throws IOException {
        List<Integer> index = new ArrayList<>();
        List<Integer> data = new ArrayList<>();
        int[] start = new int[count() + 1];
        for (int i = 0; i < count(); i++) {
            for (int j = 0; j < genes(); j++) {
                if (cells.values()[i][j] != 0) {
                    index.add(j);
                    data.add((int) cells.values()[i][j]);
                }
            }
            start[i + 1] = index.size();
        }
        Map<String, Long> members = new TreeMap<>(genes);
        members.put("barcodes", texts(out, cells.cellNames()));
        members.put("data", ints(out, data));
        members.put("indices", ints(out, index));
        members.put("indptr", out.dataset(new Data.Ints(start), List.of(), start.length));
        members.put("shape", out.dataset(new Data.Ints(new int[] {genes(), count()}), List.of(), 2));
        return out.group(members, List.of());
    }

    private Path zarr(Path store) throws IOException {
        Files.writeString(store.resolve(".zgroup"), "{\"zarr_format\": 2}");
        zarrTable(Files.createDirectories(store.resolve("obs")), cells.cellNames());
        zarrTable(Files.createDirectories(store.resolve("var")), cells.geneNames());
        Path x = Files.createDirectories(store.resolve("X"));
        zarrArray(x, "<f4", List.of(count(), genes()), "null");
        ByteBuffer bytes = ByteBuffer.allocate(4 * count() * genes()).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : cells.values()) {
            for (float value : row) {
                bytes.putFloat(value);
            }
        }
        Files.write(x.resolve("0.0"), bytes.array());
        return store;
    }

    private static void zarrTable(Path group, List<String> names) throws IOException {
        Files.writeString(group.resolve(".zgroup"), "{\"zarr_format\": 2}");
        Files.writeString(group.resolve(".zattrs"), "{\"_index\": \"_index\", \"column-order\": []}");
        Path index = Files.createDirectories(group.resolve("_index"));
        zarrArray(index, "|O", List.of(names.size()), "[{\"id\": \"vlen-utf8\"}]");
        ByteBuffer bytes = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN).putInt(names.size());
        names.forEach(name -> bytes.putInt(name.length()).put(name.getBytes(StandardCharsets.US_ASCII)));
        Files.write(index.resolve("0"), Arrays.copyOf(bytes.array(), bytes.position()));
    }

    private static void zarrArray(Path array, String dtype, List<Integer> shape, String filters) throws IOException {
        Files.writeString(array.resolve(".zarray"), "{\"zarr_format\": 2, \"shape\": " + shape + ", \"chunks\": " + shape
                + ", \"dtype\": \"" + dtype + "\", \"compressor\": null, \"filters\": " + filters
                + ", \"order\": \"C\", \"fill_value\": 0}");
    }

    private static long texts(Hdf5Appender out, List<String> texts) throws IOException {
        return out.dataset(new Data.Texts(texts), List.of(), texts.size());
    }

    private static long ints(Hdf5Appender out, List<Integer> values) throws IOException {
        return out.dataset(new Data.Ints(values.stream().mapToInt(Integer::intValue).toArray()), List.of(),
                values.size());
    }

    private long loom(Hdf5Appender out) throws IOException {
        float[] all = new float[genes() * count()];
        List<String> types = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            types.add(SmallCells.type(i));
            for (int j = 0; j < genes(); j++) {
                all[j * count() + i] = cells.values()[i][j];
            }
        }
        return out.group(Map.of("matrix", out.dataset(new Data.Floats(all), List.of(), genes(), count()),
                "row_attrs", out.group(Map.of("Gene", texts(out, cells.geneNames())), List.of()),
                "col_attrs", out.group(Map.of("CellID", texts(out, cells.cellNames()), "type", texts(out, types)),
                        List.of())), List.of());
    }

    private Path threeFiles(Path folder) throws IOException {
        Files.writeString(folder.resolve("matrix.mtx"), mtx(true));
        Files.write(folder.resolve("barcodes.tsv"), cells.cellNames(), StandardCharsets.UTF_8);
        Files.write(folder.resolve("features.tsv"), cells.geneNames().stream()
                .map(name -> name + "\t" + name + "\tGene Expression").toList(), StandardCharsets.UTF_8);
        return folder;
    }

    private String mtx(boolean genesInRows) {
        StringBuilder entries = new StringBuilder();
        int written = 0;
        for (int i = 0; i < count(); i++) {
            for (int j = 0; j < genes(); j++) {
                int value = (int) cells.values()[i][j];
                if (value != 0) {
                    entries.append(genesInRows ? j + 1 : i + 1).append(' ').append(genesInRows ? i + 1 : j + 1)
                            .append(' ').append(value).append('\n');
                    written++;
                }
            }
        }
        return "%%MatrixMarket matrix coordinate integer general\n" + (genesInRows ? genes() + " " + count()
                : count() + " " + genes()) + " " + written + "\n" + entries;
    }

    private String csv() {
        StringBuilder text = new StringBuilder("cell,").append(String.join(",", cells.geneNames())).append('\n');
        for (int i = 0; i < count(); i++) {
            text.append(cells.cellNames().get(i));
            for (int j = 0; j < genes(); j++) {
                text.append(',').append((int) cells.values()[i][j]);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
