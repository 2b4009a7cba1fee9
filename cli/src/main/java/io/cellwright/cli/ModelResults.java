package io.cellwright.cli;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.RowResults;
import io.cellwright.data.CellData;
import io.cellwright.data.Column;
import io.cellwright.task.CellModel;
import io.cellwright.task.ModelSpec.Kind;

/// What a model says about cells, computed while it is written: each cell is read, embedded and labelled once. In
/// memory is a number or two a cell, for the columns of obs.
///
/// @param origin how the results came about
/// @param watch what goes on meanwhile
record ModelResults(CellModel model, CellData data, Results.Origin origin, Watch watch) implements RowResults {
    /// What goes on while results are computed.
    ///
    /// @param session where progress is shown
    /// @param stop whether to leave off
    /// @param end what is done when all cells were read, before the results count
    record Watch(Session session, BooleanSupplier stop, Runnable end) {
        void requireWanted() {
            if (stop.getAsBoolean()) {
                throw new CancellationException("writing was stopped");
            }
        }
    }

    @Override
    public String name() {
        return model.spec().kind().obsm();
    }

    @Override
    public int rows() {
        return data.cells();
    }

    @Override
    public int columns() {
        return model.spec().scvi().network().latent();
    }

    @Override
    public Annotations compute(Rows to) {
        int labelled = model.spec().kind() == Kind.SCANVI ? data.cells() : 0;
        CellModel.Prediction all = new CellModel.Prediction(new int[labelled], new double[labelled]);
        try (ProgressBar progress = new ProgressBar(watch.session.screen(), System::nanoTime, "embedding", "cells", 0,
                Math.max(1, data.cells()))) {
            model.answer(data, answer -> {
                watch.requireWanted();
                to.take(answer.z_nk());
                answer.found().ifPresent(found -> copy(found, all, answer.first()));
                progress.update(answer.first(), "");
            });
        }
        watch.end.run();
        List<Column> obs = labelled == 0 ? List.of() : Results.predictions(all, model.registry().labels());
        return new Annotations(obs, List.of(), List.of(origin.entry()));
    }

    private static void copy(CellModel.Prediction some, CellModel.Prediction all, int first) {
        System.arraycopy(some.type_n(), 0, all.type_n(), first, some.type_n().length);
        System.arraycopy(some.probability_n(), 0, all.probability_n(), first, some.probability_n().length);
    }
}
