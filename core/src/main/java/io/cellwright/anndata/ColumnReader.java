package io.cellwright.anndata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

import io.cellwright.anndata.Summary.ColumnKind;
import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.ElementType.Numeric;
import io.cellwright.anndata.store.ElementType.Truth;
import io.cellwright.anndata.store.ElementType.Whole;
import io.cellwright.anndata.store.Group;
import io.cellwright.anndata.store.Node;
import io.cellwright.anndata.store.Values;
import io.cellwright.data.Column;
import org.jspecify.annotations.Nullable;

/// Reads one column of a table, in every encoding that anndata has had.
final class ColumnReader {
    private final Group frame;
    private final String name;
    private final Node node;

    ColumnReader(Group frame, String name, Node node) {
        this.frame = frame;
        this.name = name;
        this.node = node;
    }

    /// The column, or nothing where it holds what we have no column for.
    Optional<Column> read() {
        return switch (node) {
            case Dataset dataset -> read(dataset);
            case Group group -> read(group);
        };
    }

    /// What the column holds, in a word, from its description alone.
    String what() {
        return switch (node) {
            case Dataset dataset -> dataset.type().label() + " of shape " + dataset.shapeText();
            case Group group -> encoding(group);
        };
    }

    /// What kind of column it is, from its description alone.
    ColumnKind kind() {
        return switch (node) {
            case Dataset dataset when dataset.rank() != 1 -> ColumnKind.OTHER;
            case Dataset dataset -> codes(dataset).isPresent() ? ColumnKind.CATEGORICAL : kind(dataset.type());
            case Group group -> switch (encoding(group)) {
                case "categorical" -> ColumnKind.CATEGORICAL;
                case "nullable-integer" -> ColumnKind.INTEGER;
                case "nullable-boolean" -> ColumnKind.BOOLEAN;
                case "nullable-string-array" -> ColumnKind.TEXT;
                default -> ColumnKind.OTHER;
            };
        };
    }

    static ColumnKind kind(ElementType type) {
        return switch (type) {
            case ElementType.HeapText _, ElementType.FixedText _ -> ColumnKind.TEXT;
            case Truth _ -> ColumnKind.BOOLEAN;
            case Whole _ -> ColumnKind.INTEGER;
            case ElementType.Real _ -> ColumnKind.REAL;
            case ElementType.Compound _, ElementType.Reference _, ElementType.Unknown _ -> ColumnKind.OTHER;
        };
    }

    private static String encoding(Group group) {
        return group.attributes().text("encoding-type").orElse("a group without encoding-type");
    }

    private Optional<Column> read(Dataset dataset) {
        if (dataset.rank() != 1) {
            return Optional.empty();
        }
        Optional<Dataset> categories = codes(dataset);
        if (categories.isPresent()) {
            Dataset texts = categories.get();
            boolean ordered = texts.attributes().truth("ordered").orElse(false);
            return Optional.of(categorical(name, dataset.values(), texts.values(), ordered));
        }
        return plain(name, dataset.values());
    }

    /// anndata 0.7: the dataset holds codes, and its attribute `categories` refers to a member of `__categories`.
    private Optional<Dataset> codes(Dataset dataset) {
        return frame.referred(dataset, "categories");
    }

    private Optional<Column> read(Group group) {
        return switch (encoding(group)) {
            case "categorical" -> Optional.of(categorical(name, part(group, "codes"), categories(group),
                    group.attributes().truth("ordered").orElse(false)));
            case "nullable-integer", "nullable-boolean", "nullable-string-array" ->
                plain(name, part(group, "values")).map(c -> masked(c, part(group, "mask")));
            default -> Optional.empty();
        };
    }

    /// The list of categories, which may itself be a nullable array; a category is never missing.
    private static Values categories(Group group) {
        return group.group("categories").map(nullable -> part(nullable, "values"))
                .orElseGet(() -> part(group, "categories"));
    }

    private static Values part(Group group, String part) {
        return group.dataset(part).orElseThrow(() -> group.store().bad(group.path(), "has no " + part))
                .values();
    }

    /// Texts, truth values or numbers as they stand, or nothing for anything else.
    static Optional<Column> plain(String name, Values values) {
        return switch (values.type()) {
            case ElementType.HeapText _, ElementType.FixedText _ ->
                Optional.of(new Column.Strings(name, nullable(values.texts())));
            case Truth _ -> Optional.of(booleans(name, values.truths()));
            case Numeric _ -> values.shape().size() == 1 ? Optional.of(Numbering.column(name, values))
                    : Optional.empty();
            case ElementType.Compound _, ElementType.Reference _, ElementType.Unknown _ -> Optional.empty();
        };
    }

    private static Column booleans(String name, boolean[] truths) {
        List<@Nullable Boolean> values = new ArrayList<>(truths.length);
        for (boolean truth : truths) {
            values.add(truth);
        }
        return new Column.Booleans(name, values);
    }

    private static List<@Nullable String> nullable(List<String> texts) {
        return new ArrayList<>(texts);
    }

    /// Takes out what the mask says is missing.
    private static Column masked(Column column, Values mask) {
        boolean[] missing = mask.truths();
        if (missing.length != column.size()) {
            throw mask.store().bad(mask.element(), "has " + missing.length + " rows, not " + column.size());
        }
        switch (column) {
            case Column.Strings(_, List<@Nullable String> texts) -> setNull(texts, missing);
            case Column.Booleans(_, List<@Nullable Boolean> truths) -> setNull(truths, missing);
            case Column.Numbers(_, double[] values, _) -> {
                for (int i = 0; i < missing.length; i++) {
                    values[i] = missing[i] ? Double.NaN : values[i];
                }
            }
            case Column.Categorical _ -> throw new IllegalStateException("categories are not masked");
        }
        return column;
    }

    private static <T> void setNull(List<@Nullable T> values, boolean[] missing) {
        for (int i = 0; i < missing.length; i++) {
            if (missing[i]) {
                values.set(i, null);
            }
        }
    }

    /// Codes with the texts that they stand for. Categories that are numbers or truth values become their text.
    static Column categorical(String name, Values codes, Values categories, boolean ordered) {
        List<String> texts = texts(categories);
        if (new HashSet<>(texts).size() != texts.size()) {
            throw categories.store().bad(categories.element(), "names a category twice");
        }
        int[] code = Arrays.stream(codes.longs()).mapToInt(c -> {
            if (c < -1 || c >= texts.size()) {
                throw codes.store().bad(codes.element(), "has code " + c + " but there are " + texts.size()
                        + " categories");
            }
            return (int) c;
        }).toArray();
        return new Column.Categorical(name, code, texts, ordered);
    }

    private static List<String> texts(Values categories) {
        Column column = plain("categories", categories).orElseThrow(() -> categories.store().bad(
                categories.element(), "holds " + categories.type().label() + ", not texts"));
        List<String> texts = new ArrayList<>(column.size());
        for (int i = 0; i < column.size(); i++) {
            texts.add(String.valueOf(column.text(i)));
        }
        return texts;
    }
}
