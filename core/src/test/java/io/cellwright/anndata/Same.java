package io.cellwright.anndata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Frame;

import static org.assertj.core.api.Assertions.assertThat;

/// Comparisons to the last bit.
final class Same {
    private Same() {}

    static void matrices(CsrMatrix actual, CsrMatrix expected) {
        assertThat(List.of(actual.rows(), actual.columns())).containsExactly(expected.rows(), expected.columns());
        assertThat(actual.entries()).isEqualTo(expected.entries());
        boolean same = true;
        for (int i = 0; i <= expected.rows(); i++) {
            same &= actual.start(i) == expected.start(i);
        }
        for (int e = 0; e < expected.entries(); e++) {
            same &= actual.column(e) == expected.column(e)
                    && Float.floatToIntBits(actual.value(e)) == Float.floatToIntBits(expected.value(e));
        }
        assertThat(same).as("same starts, columns and values").isTrue();
    }

    static void frames(Frame actual, Frame expected) {
        assertThat(actual.names()).isEqualTo(expected.names());
        columns(actual.columns(), expected.columns());
    }

    static void columns(List<Column> actual, List<Column> expected) {
        assertThat(actual).extracting(Column::name).isEqualTo(expected.stream().map(Column::name).toList());
        for (int c = 0; c < expected.size(); c++) {
            column(actual.get(c), expected.get(c));
        }
    }

    static void column(Column actual, Column expected) {
        assertThat(actual).as(expected.name()).isInstanceOf(expected.getClass());
        assertThat(texts(actual)).as(expected.name()).isEqualTo(texts(expected));
        switch (expected) {
            case Column.Categorical(_, _, List<String> categories, boolean ordered) -> {
                assertThat(((Column.Categorical) actual).categories()).isEqualTo(categories);
                assertThat(((Column.Categorical) actual).ordered()).isEqualTo(ordered);
            }
            case Column.Numbers(_, double[] values, boolean integral) -> {
                assertThat(((Column.Numbers) actual).values()).isEqualTo(values);
                assertThat(((Column.Numbers) actual).integral()).isEqualTo(integral);
            }
            case Column.Strings _, Column.Booleans _ -> { }
        }
    }

    private static List<String> texts(Column column) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < column.size(); i++) {
            texts.add(column.text(i));
        }
        return texts;
    }

    /// That a file has what was to be added, and where `uns` is a dictionary, in whatever order.
    static void annotations(H5adFile file, Annotations expected) {
        Frame obs = file.obs();
        for (Column column : expected.obs()) {
            column(obs.column(column.name()).orElseThrow(), column);
        }
        for (NamedMatrix matrix : expected.obsm()) {
            NamedMatrix actual = file.obsm(matrix.name());
            assertThat(List.of(actual.rows(), actual.columns())).containsExactly(matrix.rows(), matrix.columns());
            assertThat(actual.values_nk()).isEqualTo(matrix.values_nk());
        }
        for (Uns.Entry entry : expected.uns()) {
            assertThat(file.uns(entry.name()).map(Same::sorted)).contains(sorted(entry.value()));
        }
    }

    private static Uns sorted(Uns value) {
        return value instanceof Uns.Dict(List<Uns.Entry> entries)
                ? new Uns.Dict(entries.stream().map(e -> new Uns.Entry(e.name(), sorted(e.value())))
                        .sorted(Comparator.comparing(Uns.Entry::name)).toList())
                : value;
    }
}
