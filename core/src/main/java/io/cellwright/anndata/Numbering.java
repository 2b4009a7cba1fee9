package io.cellwright.anndata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.cellwright.anndata.store.ElementType.Whole;
import io.cellwright.anndata.store.Values;
import io.cellwright.data.Column;
import org.jspecify.annotations.Nullable;

/// Columns of numbers.
final class Numbering {
    private static final long EXACT_DOUBLE = 1L << 53;
    private static final System.Logger LOG = System.getLogger(Numbering.class.getName());

    private Numbering() {}

    /// Numbers as a column. Whole numbers beyond 2^53, such as 64-bit identifiers, become texts, as two of them could
    /// become one as float64.
    static Column column(String name, Values values) {
        if (!(values.type() instanceof Whole)) {
            return new Column.Numbers(name, values.doubles(), false);
        }
        long[] whole = values.longs();
        if (Arrays.stream(whole).allMatch(v -> Math.abs(v) <= EXACT_DOUBLE && v != Long.MIN_VALUE)) {
            return new Column.Numbers(name, Arrays.stream(whole).asDoubleStream().toArray(), true);
        }
        LOG.log(System.Logger.Level.INFO, "{0}: read as text, as it has whole numbers beyond 2^53", values.element());
        List<@Nullable String> texts = new ArrayList<>(whole.length);
        for (long value : whole) {
            texts.add(Long.toString(value));
        }
        return new Column.Strings(name, texts);
    }
}
