package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.RowResults;
import io.cellwright.data.Cells;
import io.cellwright.data.Column;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.model.Classifies;
import io.cellwright.model.Encodes;
import io.cellwright.task.network.TrainedNetwork;

/// What a network says about cells, computed while it is written: each cell is read, encoded and labelled once.
///
/// @param origin how the results came about
/// @param watch what goes on meanwhile
record NetworkPass(TrainedNetwork trained, Cells cells, Results.Origin origin, ModelResults.Watch watch)
        implements RowResults {
    /// Writes it. Of a network without a latent space there are columns only.
    void writeTo(OutputFile target) {
        if (trained.network() instanceof Encodes) {
            target.write(this, watch.stop());
        } else {
            target.write(compute(none -> { }), watch.stop());
        }
    }

    @Override
    public String name() {
        return "X_" + trained.about().model();
    }

    @Override
    public int rows() {
        return cells.cells();
    }

    @Override
    public int columns() {
        return trained.network() instanceof Encodes encoder ? encoder.latent() : 0;
    }

    @Override
    public Annotations compute(Rows to) {
        int labelled = trained.network() instanceof Classifies ? cells.cells() : 0;
        int[] code = new int[labelled];
        double[] confidence = new double[labelled];
        try (ProgressBar progress = new ProgressBar(watch.session().screen(), System::nanoTime, "applying", "cells", 0,
                Math.max(1, cells.cells()))) {
            trained.answer(cells, answers -> {
                watch.requireWanted();
                answers.z_nk().ifPresent(z_nk -> to.take(NetworkResults.floats(z_nk)));
                answers.p_nc().ifPresent(p_nc -> label(p_nc, answers.first(), code, confidence));
                progress.update(answers.first(), "");
            });
        }
        watch.end().run();
        List<Column> obs = new ArrayList<>();
        trained.about().labels().filter(any -> labelled > 0).ifPresent(labels -> obs.addAll(
                NetworkResults.predictions(trained.about().model(), code, confidence, labels.names())));
        return new Annotations(obs, List.of(), List.of(origin.entry()));
    }

    private static void label(DenseMatrix p_nc, int first, int[] code, double[] confidence) {
        int[] best = p_nc.argMax();
        for (int i = 0; i < best.length; i++) {
            code[first + i] = best[i];
            confidence[first + i] = p_nc.at(i, best[i]);
        }
    }
}
