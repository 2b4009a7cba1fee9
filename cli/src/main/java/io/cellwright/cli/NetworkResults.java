package io.cellwright.cli;

import java.nio.file.Path;
import java.util.List;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.NamedMatrix;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.model.Classifies;
import io.cellwright.model.Encodes;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.network.TrainedNetwork;

/// What a network says about cells, as it is written to a file.
final class NetworkResults {
    private NetworkResults() {}

    /// Says what was written to a file, and where in it.
    static String written(TrainedNetwork trained, Path file) {
        String name = trained.about().model();
        String embedding = trained.network() instanceof Encodes ? "obsm/X_" + name : "";
        String labels = trained.network() instanceof Classifies ? "obs/" + name + "_label, obs/" + name + "_confidence" : "";
        String results = embedding + labels;
        return (results.isEmpty() ? "uns/cellwright is in " : results + " and uns/cellwright are in ") + file;
    }

    static Annotations of(TrainedNetwork trained, CellTable cells, Results.Origin origin) {
        String name = trained.about().model();
        List<NamedMatrix> obsm = trained.network() instanceof Encodes
                ? List.of(matrix("X_" + name, trained.encode(cells))) : List.of();
        List<Column> obs = trained.network() instanceof Classifies
                ? predictions(name, trained.predict(cells)) : List.of();
        return new Annotations(obs, obsm, List.of(origin.entry()));
    }

    private static NamedMatrix matrix(String name, DenseMatrix z_nk) {
        return new NamedMatrix(name, z_nk.rows(), z_nk.columns(), floats(z_nk));
    }

    static float[] floats(DenseMatrix z_nk) {
        float[] values = new float[z_nk.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) z_nk.values()[i];
        }
        return values;
    }

    private static List<Column> predictions(String name, Fitted.Predicted predicted) {
        int[] code = predicted.probabilities().argMax();
        double[] confidence = new double[code.length];
        for (int i = 0; i < code.length; i++) {
            confidence[i] = predicted.probabilities().at(i, code[i]);
        }
        return predictions(name, code, confidence, predicted.classes());
    }

    static List<Column> predictions(String name, int[] code, double[] confidence, List<String> classes) {
        return List.of(new Column.Categorical(name + "_label", code, classes, false),
                new Column.Numbers(name + "_confidence", confidence, false));
    }
}
