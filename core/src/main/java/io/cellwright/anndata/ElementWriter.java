package io.cellwright.anndata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cellwright.anndata.hdf5.append.Attribute;
import io.cellwright.anndata.hdf5.append.ChunkedArray;
import io.cellwright.anndata.hdf5.append.Data;
import io.cellwright.anndata.hdf5.append.Hdf5Appender;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.ElementType.Numeric;
import io.cellwright.anndata.store.Values;
import io.cellwright.data.Column;
import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Frame;

/// Writes elements in the encodings of anndata 0.13. Every method answers with the address of what it wrote.
final class ElementWriter {
    private final Hdf5Appender out;

    ElementWriter(Hdf5Appender out) {
        this.out = out;
    }

    static List<Attribute> encoding(String type, String version) {
        return List.of(Attribute.text("encoding-type", type), Attribute.text("encoding-version", version));
    }

    private static List<Attribute> encoding(String type, String version, Attribute... more) {
        List<Attribute> all = new ArrayList<>(encoding(type, version));
        all.addAll(List.of(more));
        return all;
    }

    private long array(Data data) throws IOException {
        return out.dataset(data, encoding("array", "0.2.0"), data.count());
    }

    private long texts(List<String> texts) throws IOException {
        return out.dataset(new Data.Texts(texts), encoding("string-array", "0.2.0"), texts.size());
    }

    long dict(Map<String, Long> members) throws IOException {
        return out.group(members, encoding("dict", "0.1.0"));
    }

    long matrix(NamedMatrix matrix) throws IOException {
        return out.dataset(new Data.Floats(matrix.values_nk()), encoding("array", "0.2.0"), matrix.rows(),
                matrix.columns());
    }

    /// Numbers, truth values or texts that another dataset holds, of whatever shape.
    long stored(Values values) throws IOException {
        long[] shape = values.shape().stream().mapToLong(Long::longValue).toArray();
        return switch (values.type()) {
            case Numeric type -> out.dataset(new Data.Stored(type, values.bytes()), encoding("array", "0.2.0"), shape);
            case ElementType.Truth _ ->
                out.dataset(new Data.Truths(values.truths()), encoding("array", "0.2.0"), shape);
            case ElementType.HeapText _, ElementType.FixedText _ ->
                out.dataset(new Data.Texts(values.texts()), encoding("string-array", "0.2.0"), shape);
            case ElementType.Compound _, ElementType.Reference _, ElementType.Unknown _ ->
                throw values.store().bad(values.element(), "holds " + values.type().label()
                        + ", which cannot be carried over", "Write the file again with a newer anndata first");
        };
    }

    /// A sparse matrix in compressed rows, block by block. Where each row begins takes 64 bits where 32 are not enough.
    long csr(CountRows x, Compression compression) throws IOException {
        long[] start = new long[x.rows() + 1];
        ChunkedArray data = ChunkedArray.floats(out, x.entries(), compression.level());
        ChunkedArray indices = ChunkedArray.ints(out, x.entries(), compression.level());
        try {
            x.forEachBlock((first, rows) -> append(first, rows, start, data, indices));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put("data", data.finish());
        parts.put("indices", indices.finish());
        parts.put("indptr", starts(start, compression));
        return out.group(parts, encoding("csr_matrix", "0.1.0", Attribute.integers("shape", x.rows(), x.columns())));
    }

    private static void append(int first, CsrMatrix rows, long[] start, ChunkedArray data, ChunkedArray indices) {
        int count = rows.start(rows.rows());
        try {
            data.append(count, (from, n, into) -> {
                for (int e = from; e < from + n; e++) {
                    into.putFloat(rows.value(e));
                }
            });
            indices.append(count, (from, n, into) -> {
                for (int e = from; e < from + n; e++) {
                    into.putInt(rows.column(e));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < rows.rows(); i++) {
            start[first + i + 1] = start[first + i] + rows.start(i + 1) - rows.start(i);
        }
    }

    private long starts(long[] start, Compression compression) throws IOException {
        if (start[start.length - 1] > Integer.MAX_VALUE) {
            ChunkedArray wide = ChunkedArray.longs(out, start.length, compression.level());
            wide.append(start.length, (from, n, into) -> {
                for (int i = from; i < from + n; i++) {
                    into.putLong(start[i]);
                }
            });
            return wide.finish();
        }
        ChunkedArray narrow = ChunkedArray.ints(out, start.length, compression.level());
        narrow.append(start.length, (from, n, into) -> {
            for (int i = from; i < from + n; i++) {
                into.putInt((int) start[i]);
            }
        });
        return narrow.finish();
    }

    long frame(Frame frame) throws IOException {
        Map<String, Long> columns = new LinkedHashMap<>();
        for (Column column : frame.columns()) {
            columns.put(column.name(), column(column));
        }
        return frame("_index", texts(frame.names()), columns);
    }

    /// A table of an index and columns that are written already.
    long frame(String indexName, long index, Map<String, Long> columns) throws IOException {
        Map<String, Long> members = new LinkedHashMap<>();
        members.put(indexName, index);
        members.putAll(columns);
        return out.group(members, encoding("dataframe", "0.2.0", Attribute.text("_index", indexName),
                Attribute.texts("column-order", List.copyOf(columns.keySet()))));
    }

    long column(Column column) throws IOException {
        return switch (column) {
            case Column.Strings strings -> strings(strings);
            case Column.Categorical(_, int[] codes, List<String> categories, boolean ordered) ->
                categorical(new Data.Wholes(codeSize(categories.size()), Arrays.stream(codes).asLongStream().toArray()),
                        categories, ordered);
            case Column.Numbers numbers -> numbers(numbers);
            case Column.Booleans booleans -> booleans(booleans);
        };
    }

    /// As pandas does it: the smallest signed integers that hold all codes.
    private static int codeSize(int categories) {
        return categories <= Byte.MAX_VALUE ? 1 : categories <= Short.MAX_VALUE ? 2 : 4;
    }

    long categorical(Data codes, List<String> categories, boolean ordered) throws IOException {
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put("categories", texts(categories));
        parts.put("codes", array(codes));
        return out.group(parts, encoding("categorical", "0.2.0", Attribute.truth("ordered", ordered)));
    }

    private long strings(Column.Strings column) throws IOException {
        boolean[] missing = new boolean[column.size()];
        List<String> texts = new ArrayList<>(column.size());
        for (int i = 0; i < missing.length; i++) {
            String text = column.text(i);
            missing[i] = text == null;
            texts.add(text == null ? "" : text);
        }
        return any(missing) ? masked(texts(texts), missing, encoding("nullable-string-array", "0.1.0",
                Attribute.text("na-value", "NA"))) : texts(texts);
    }

    private long booleans(Column.Booleans column) throws IOException {
        boolean[] missing = new boolean[column.size()];
        boolean[] truths = new boolean[column.size()];
        for (int i = 0; i < missing.length; i++) {
            Boolean truth = column.values().get(i);
            missing[i] = truth == null;
            truths[i] = truth != null && truth;
        }
        Data data = new Data.Truths(truths);
        return any(missing) ? masked(array(data), missing, encoding("nullable-boolean", "0.1.0")) : array(data);
    }

    private long numbers(Column.Numbers column) throws IOException {
        if (!column.integral()) {
            return array(new Data.Doubles(column.values()));
        }
        boolean[] missing = new boolean[column.size()];
        long[] whole = new long[column.size()];
        for (int i = 0; i < missing.length; i++) {
            missing[i] = Double.isNaN(column.values()[i]);
            whole[i] = (long) column.values()[i];
        }
        Data data = new Data.Wholes(Long.BYTES, whole);
        return any(missing) ? masked(array(data), missing, encoding("nullable-integer", "0.1.0")) : array(data);
    }

    private static boolean any(boolean[] truths) {
        for (boolean truth : truths) {
            if (truth) {
                return true;
            }
        }
        return false;
    }

    private long masked(long values, boolean[] missing, List<Attribute> attributes) throws IOException {
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put("mask", array(new Data.Truths(missing)));
        parts.put("values", values);
        return out.group(parts, attributes);
    }

    long uns(Uns value) throws IOException {
        return switch (value) {
            case Uns.Text(String text) -> out.dataset(new Data.Texts(List.of(text)), encoding("string", "0.2.0"));
            case Uns.Whole(long whole) -> scalar(new Data.Wholes(Long.BYTES, new long[] {whole}));
            case Uns.Real(double real) -> scalar(new Data.Doubles(new double[] {real}));
            case Uns.Truth(boolean truth) -> scalar(new Data.Truths(new boolean[] {truth}));
            case Uns.Texts(List<String> texts) -> texts(texts);
            case Uns.Dict(List<Uns.Entry> entries) -> dict(entries(entries));
        };
    }

    private long scalar(Data data) throws IOException {
        return out.dataset(data, encoding("numeric-scalar", "0.2.0"));
    }

    Map<String, Long> entries(List<Uns.Entry> entries) throws IOException {
        Map<String, Long> members = new LinkedHashMap<>();
        for (Uns.Entry entry : entries) {
            members.put(entry.name(), uns(entry.value()));
        }
        return members;
    }
}
