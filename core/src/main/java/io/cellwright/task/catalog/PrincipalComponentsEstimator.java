package io.cellwright.task.catalog;

import java.util.List;

import io.cellwright.data.CellTable;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.prepare.PreparedCells;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.model.Task;
import io.cellwright.model.pca.Pca;
import io.cellwright.task.baseline.PrincipalComponents;
import io.cellwright.task.estimator.Assignment;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.estimator.SplitCells;

/// Principal components of the training cells: the baseline of embeddings and of reconstructions.
///
/// @param name what it is called
/// @param components how many, at least 1; fewer where there are too few cells or genes
public record PrincipalComponentsEstimator(String name, int components) implements Estimator {
    /// scanpy's number.
    public static final int USUAL = 50;

    /// Checks the range.
    public PrincipalComponentsEstimator {
        if (components < 1) {
            throw new IllegalArgumentException("components must be at least 1 but were " + components);
        }
    }

    /// Fifty components.
    public static PrincipalComponentsEstimator usual() {
        return new PrincipalComponentsEstimator("pca", USUAL);
    }

    @Override
    public List<Task> tasks() {
        return List.of(Task.REPRESENTATION, Task.RECONSTRUCTION);
    }

    @Override
    public String settings() {
        return "components " + components;
    }

    @Override
    public Fitted fit(Assignment assignment) {
        SplitCells data = assignment.data();
        CsrMatrix x_ng = data.expression(data.split().train());
        int most = Math.min(x_ng.rows() - 1, x_ng.columns());
        Pca pca = PrincipalComponents.fit(x_ng, Math.min(components, most), assignment.seed(), assignment.device());
        return new Components(name, pca, means(x_ng), data);
    }

    private static double[] means(CsrMatrix x_ng) {
        double[] mean_g = new double[x_ng.columns()];
        for (int i = 0; i < x_ng.rows(); i++) {
            for (int e = x_ng.start(i); e < x_ng.start(i + 1); e++) {
                mean_g[x_ng.column(e)] += x_ng.value(e) / (double) x_ng.rows();
            }
        }
        return mean_g;
    }

    private record Components(String name, Pca pca, double[] mean_g, SplitCells data) implements Fitted {
        @Override
        public DenseMatrix encode(CellTable cells) {
            return PrincipalComponents.scores(pca, data.preparation().apply(cells).matrix());
        }

        @Override
        public void reconstruct(CellTable cells, Rows rows) {
            PreparedCells prepared = data.preparation().apply(cells);
            DenseMatrix z_nk = PrincipalComponents.scores(pca, prepared.matrix());
            double[] w_gk = pca.components();
            int k = pca.latent();
            for (int i = 0; i < cells.cells(); i++) {
                double[] z_k = z_nk.row(i);
                double[] x_g = mean_g.clone();
                for (int g = 0; g < x_g.length; g++) {
                    for (int j = 0; j < k; j++) {
                        x_g[g] += z_k[j] * w_gk[g * k + j];
                    }
                    x_g[g] = prepared.onScale(x_g[g], g);
                }
                rows.take(i, 1, x_g);
            }
        }
    }
}
