package io.cellwright.anndata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

import io.cellwright.anndata.store.Data;
import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.Elements;
import io.cellwright.anndata.store.GroupWriter;

/// What a file gets beside what it has: known when the writing begins, or coming row by row. Matrices are written
/// first; the rest is known after them.
final class Added {
    private final Optional<RowResults> coming;
    private Annotations known;

    private Added(Optional<RowResults> coming, Annotations known) {
        this.coming = coming;
        this.known = known;
    }

    static Added of(Annotations all) {
        return new Added(Optional.empty(), all);
    }

    static Added of(RowResults coming) {
        return new Added(Optional.of(coming), Annotations.none());
    }

    /// What comes row by row, if anything does.
    Optional<RowResults> coming() {
        return coming;
    }

    /// What is known by now: all of it once [#matrices(GroupWriter)] is done.
    Annotations known() {
        return known;
    }

    boolean isEmpty() {
        return coming.isEmpty() && known.isEmpty();
    }

    boolean hasMatrices() {
        return coming.isPresent() || !known.obsm().isEmpty();
    }

    /// Whether a matrix of that name is added.
    boolean hasMatrix(String name) {
        return coming.filter(results -> results.name().equals(name)).isPresent()
                || known.obsm().stream().anyMatch(matrix -> matrix.name().equals(name));
    }

    /// Whether it is of use that more results come.
    @FunctionalInterface
    interface Watch {
        void requireWell() throws IOException;
    }

    void matrices(GroupWriter obsm) throws IOException {
        matrices(obsm, () -> { });
    }

    /// Writes the matrices.
    ///
    /// @param watch asked before each portion of rows that comes
    /// @throws IllegalArgumentException if another number of rows comes than was said
    void matrices(GroupWriter obsm, Watch watch) throws IOException {
        for (NamedMatrix matrix : known.obsm()) {
            new ElementWriter(obsm).matrix(matrix);
        }
        if (coming.isPresent()) {
            obsm.array(coming.get().name(), new Coming(coming.get(), watch), ElementWriter.encoding("array", "0.2.0"));
        }
    }

    /// The matrix that is computed while it is written.
    private final class Coming implements Elements {
        private final RowResults results;
        private final Watch watch;
        private long taken;

        Coming(RowResults results, Watch watch) {
            this.results = results;
            this.watch = watch;
        }

        @Override
        public ElementType type() {
            return new ElementType.Real(Float.BYTES, ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public List<Long> shape() {
            return List.of((long) results.rows(), (long) results.columns());
        }

        @Override
        public void stream(boolean parallel, Dataset.Sink sink) {
            Annotations rest = results.compute(values_nk -> take(values_nk, sink));
            if (taken < all()) {
                throw wrong(taken);
            }
            if (!rest.obsm().isEmpty()) {
                throw new IllegalArgumentException("what comes with obsm/" + results.name() + " must have no further "
                        + "matrix but has " + rest.obsm().getFirst().name());
            }
            known = rest;
        }

        private void take(float[] values_nk, Dataset.Sink sink) {
            if (taken + values_nk.length > all()) {
                throw wrong(taken + values_nk.length);
            }
            try {
                watch.requireWell();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            sink.accept(new Data.Floats(values_nk).bytes(), 0, taken, values_nk.length);
            taken += values_nk.length;
        }

        private long all() {
            return (long) results.rows() * results.columns();
        }

        private IllegalArgumentException wrong(long count) {
            return new IllegalArgumentException("obsm/" + results.name() + " must get " + results.rows() + " rows of "
                    + results.columns() + " numbers but got " + count + " numbers");
        }
    }
}
