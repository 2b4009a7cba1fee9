package io.cellwright.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.hdf5.append.GroupEdit;
import io.cellwright.anndata.hdf5.append.Hdf5Appender;
import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.Data;

/// Gives a file what the program itself never writes: matrices in other forms and places, and columns of other kinds.
///
/// @param path the file, changed by every call
record H5adEdit(Path path) {
    /// How a matrix is kept.
    enum Form {
        CSR,
        CSC,
        DENSE,
        /// Compressed rows of which the column numbers are missing.
        DAMAGED
    }

    @FunctionalInterface
    private interface Change {
        void make(Hdf5File file, Hdf5Appender out, GroupEdit root) throws IOException;
    }

    H5adEdit x(Form form, float[][] values) {
        return change((file, out, root) -> root.put("X", matrix(out, form, values)));
    }

    H5adEdit withoutX() {
        return change((file, out, root) -> root.remove("X"));
    }

    H5adEdit layer(String name, Form form, float[][] values) {
        return change((file, out, root) -> {
            GroupEdit layers = new GroupEdit(file.group("layers").orElseThrow());
            layers.put(name, matrix(out, form, values));
            root.put("layers", layers.write(out));
        });
    }

    /// raw/X with genes of its own.
    H5adEdit raw(Form form, float[][] values) {
        return change((file, out, root) -> {
            List<String> genes = IntStream.range(0, values[0].length).mapToObj(j -> "raw" + j).toList();
            long index = out.dataset(new Data.Texts(genes), encoding("string-array", "0.2.0"), genes.size());
            List<Attribute> frame = new ArrayList<>(encoding("dataframe", "0.2.0"));
            frame.add(Attribute.text("_index", "_index"));
            frame.add(Attribute.texts("column-order", List.of()));
            Map<String, Long> members = new LinkedHashMap<>();
            members.put("X", matrix(out, form, values));
            members.put("var", out.group(Map.of("_index", index), frame));
            root.put("raw", out.group(members, encoding("raw", "0.1.0")));
        });
    }

    /// A column of obs that is a table of two columns itself.
    H5adEdit oddColumn(String name, int cells, List<String> order) {
        return change((file, out, root) -> {
            GroupEdit obs = new GroupEdit(file.group("obs").orElseThrow());
            obs.put(name, out.dataset(new Data.Floats(new float[2 * cells]), encoding("array", "0.2.0"), cells, 2));
            obs.put(Attribute.texts("column-order", order));
            root.put("obs", obs.write(out));
        });
    }

    private H5adEdit change(Change change) {
        try (Hdf5File file = Hdf5File.open(path);
                FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Hdf5Appender out = Hdf5Appender.onto(file, channel);
            GroupEdit root = new GroupEdit(file.root());
            change.make(file, out, root);
            out.publish(root.write(out));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Attribute> encoding(String type, String version) {
        return List.of(Attribute.text("encoding-type", type), Attribute.text("encoding-version", version));
    }

    private static long matrix(Hdf5Appender out, Form form, float[][] values) throws IOException {
        int rows = values.length;
        int columns = values[0].length;
        if (form == Form.DENSE) {
            float[] all = new float[rows * columns];
            for (int i = 0; i < rows; i++) {
                System.arraycopy(values[i], 0, all, i * columns, columns);
            }
            return out.dataset(new Data.Floats(all), encoding("array", "0.2.0"), rows, columns);
        }
        Map<String, Long> parts = compressed(out, form == Form.CSC ? transposed(values) : values);
        if (form == Form.DAMAGED) {
            parts.remove("indices");
        }
        List<Attribute> attributes = new ArrayList<>(
                encoding(form == Form.CSC ? "csc_matrix" : "csr_matrix", "0.1.0"));
        attributes.add(Attribute.integers("shape", rows, columns));
        return out.group(parts, attributes);
    }

    private static Map<String, Long> compressed(Hdf5Appender out, float[][] rows) throws IOException {
        int[] starts = new int[rows.length + 1];
        int[] places = new int[rows.length * rows[0].length];
        float[] values = new float[places.length];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                if (rows[i][j] != 0) {
                    places[count] = j;
                    values[count++] = rows[i][j];
                }
            }
            starts[i + 1] = count;
        }
        Map<String, Long> parts = new LinkedHashMap<>();
        List<Attribute> array = encoding("array", "0.2.0");
        parts.put("data", out.dataset(new Data.Floats(Arrays.copyOf(values, count)), array, count));
        parts.put("indices", out.dataset(new Data.Ints(Arrays.copyOf(places, count)), array, count));
        parts.put("indptr", out.dataset(new Data.Ints(starts), array, starts.length));
        return parts;
    }

    private static float[][] transposed(float[][] values) {
        float[][] turned = new float[values[0].length][values.length];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < turned.length; j++) {
                turned[j][i] = values[i][j];
            }
        }
        return turned;
    }
}
