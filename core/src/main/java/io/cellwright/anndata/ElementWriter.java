package io.cellwright.anndata;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.Data;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.ElementType.Numeric;
import io.cellwright.anndata.store.GroupWriter;
import io.cellwright.anndata.store.Values;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Frame;

/// Writes elements in the encodings of anndata 0.13, as members of a group, whatever that is kept in.
final class ElementWriter {
    private final GroupWriter group;

    ElementWriter(GroupWriter group) {
        this.group = group;
    }

    static List<Attribute> encoding(String type, String version, Attribute... more) {
        List<Attribute> all = new ArrayList<>();
        all.add(Attribute.text("encoding-type", type));
        all.add(Attribute.text("encoding-version", version));
        all.addAll(List.of(more));
        return all;
    }

    static List<Attribute> dict() {
        return encoding("dict", "0.1.0");
    }

    /// What a table says of itself.
    static List<Attribute> dataframe(String index, List<String> columns) {
        return encoding("dataframe", "0.2.0", Attribute.text("_index", index),
                Attribute.texts("column-order", columns));
    }

    private void array(String name, Data data) throws IOException {
        group.array(name, data, encoding("array", "0.2.0"), data.count());
    }

    void texts(String name, List<String> texts) throws IOException {
        group.array(name, new Data.Texts(texts), encoding("string-array", "0.2.0"), texts.size());
    }

    void matrix(NamedMatrix matrix) throws IOException {
        group.array(matrix.name(), new Data.Floats(matrix.values_nk()), encoding("array", "0.2.0"), matrix.rows(),
                matrix.columns());
    }

    /// Numbers, truth values or texts that another dataset holds, of whatever shape.
    void stored(String name, Values values) throws IOException {
        long[] shape = values.shape().stream().mapToLong(Long::longValue).toArray();
        switch (values.type()) {
            case Numeric _, ElementType.Truth _ ->
                group.array(name, new Data.Stored(values), encoding("array", "0.2.0"), shape);
            case ElementType.HeapText _, ElementType.FixedText _ ->
                group.array(name, new Data.Texts(values.texts()), encoding("string-array", "0.2.0"), shape);
            case ElementType.Compound _, ElementType.Reference _, ElementType.Unknown _ ->
                throw values.store().bad(values.element(), "holds " + values.type().label()
                        + ", which cannot be carried over", "Write the file again with a newer anndata first");
        }
    }

    /// A sparse matrix in compressed rows. Integers of 32 bits are enough, as it lies in arrays.
    void csr(String name, CsrMatrix x) throws IOException {
        List<Attribute> attributes = encoding("csr_matrix", "0.1.0",
                Attribute.integers("shape", x.rows(), x.columns()));
        group.group(name, attributes, inside -> {
            inside.stream("data", CsrElements.values(x), List.of());
            inside.stream("indices", CsrElements.columns(x), List.of());
            inside.stream("indptr", CsrElements.starts(x), List.of());
        });
    }

    void frame(String name, Frame frame) throws IOException {
        List<String> order = frame.columns().stream().map(Column::name).toList();
        group.group(name, dataframe("_index", order), inside -> {
            ElementWriter writer = new ElementWriter(inside);
            writer.texts("_index", frame.names());
            for (Column column : frame.columns()) {
                writer.column(column);
            }
        });
    }

    void column(Column column) throws IOException {
        switch (column) {
            case Column.Strings strings -> strings(strings);
            case Column.Categorical categorical -> categorical(categorical);
            case Column.Numbers numbers -> numbers(numbers);
            case Column.Booleans booleans -> booleans(booleans);
        }
    }

    private void categorical(Column.Categorical column) throws IOException {
        group.group(column.name(), categories(column.ordered()), inside -> {
            ElementWriter writer = new ElementWriter(inside);
            writer.texts("categories", column.categories());
            writer.array("codes", new Data.Wholes(codeSize(column.categories().size()),
                    Arrays.stream(column.codes()).asLongStream().toArray()));
        });
    }

    static List<Attribute> categories(boolean ordered) {
        return encoding("categorical", "0.2.0", Attribute.truth("ordered", ordered));
    }

    /// As pandas does it: the smallest signed integers that hold all codes.
    private static int codeSize(int categories) {
        return categories <= Byte.MAX_VALUE ? 1 : categories <= Short.MAX_VALUE ? 2 : 4;
    }

    private void strings(Column.Strings column) throws IOException {
        boolean[] missing = new boolean[column.size()];
        List<String> texts = new ArrayList<>(column.size());
        for (int i = 0; i < missing.length; i++) {
            String text = column.text(i);
            missing[i] = text == null;
            texts.add(text == null ? "" : text);
        }
        if (!any(missing)) {
            texts(column.name(), texts);
            return;
        }
        group.group(column.name(), encoding("nullable-string-array", "0.1.0", Attribute.text("na-value", "NA")),
                inside -> {
                    new ElementWriter(inside).array("mask", new Data.Truths(missing));
                    new ElementWriter(inside).texts("values", texts);
                });
    }

    private void booleans(Column.Booleans column) throws IOException {
        boolean[] missing = new boolean[column.size()];
        boolean[] truths = new boolean[column.size()];
        for (int i = 0; i < missing.length; i++) {
            Boolean truth = column.values().get(i);
            missing[i] = truth == null;
            truths[i] = truth != null && truth;
        }
        maybe(column.name(), new Data.Truths(truths), missing, "nullable-boolean");
    }

    private void numbers(Column.Numbers column) throws IOException {
        if (!column.integral()) {
            array(column.name(), new Data.Doubles(column.values()));
            return;
        }
        boolean[] missing = new boolean[column.size()];
        long[] whole = new long[column.size()];
        for (int i = 0; i < missing.length; i++) {
            missing[i] = Double.isNaN(column.values()[i]);
            whole[i] = (long) column.values()[i];
        }
        maybe(column.name(), new Data.Wholes(Long.BYTES, whole), missing, "nullable-integer");
    }

    /// With a mask where something is missing.
    private void maybe(String name, Data data, boolean[] missing, String encoding) throws IOException {
        if (!any(missing)) {
            array(name, data);
            return;
        }
        group.group(name, encoding(encoding, "0.1.0"), inside -> {
            new ElementWriter(inside).array("mask", new Data.Truths(missing));
            new ElementWriter(inside).array("values", data);
        });
    }

    private static boolean any(boolean[] truths) {
        for (boolean truth : truths) {
            if (truth) {
                return true;
            }
        }
        return false;
    }

    void uns(Uns.Entry entry) throws IOException {
        String name = entry.name();
        switch (entry.value()) {
            case Uns.Text(String text) ->
                group.array(name, new Data.Texts(List.of(text)), encoding("string", "0.2.0"));
            case Uns.Whole(long whole) -> scalar(name, new Data.Wholes(Long.BYTES, new long[] {whole}));
            case Uns.Real(double real) -> scalar(name, new Data.Doubles(new double[] {real}));
            case Uns.Truth(boolean truth) -> scalar(name, new Data.Truths(new boolean[] {truth}));
            case Uns.Texts(List<String> texts) -> texts(name, texts);
            case Uns.Dict(List<Uns.Entry> entries) -> group.group(name, dict(), inside -> {
                for (Uns.Entry one : entries) {
                    new ElementWriter(inside).uns(one);
                }
            });
        }
    }

    private void scalar(String name, Data data) throws IOException {
        group.array(name, data, encoding("numeric-scalar", "0.2.0"));
    }
}
