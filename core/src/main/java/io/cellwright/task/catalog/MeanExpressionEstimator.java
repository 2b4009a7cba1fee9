package io.cellwright.task.catalog;

import java.util.List;

import io.cellwright.data.CellTable;
import io.cellwright.model.Task;
import io.cellwright.task.estimator.Assignment;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.estimator.SplitCells;

/// Gives each cell the mean expression of the training cells: what every reconstruction has to beat.
///
/// @param name what it is called
public record MeanExpressionEstimator(String name) implements Estimator {
    /// Under its own name.
    public static MeanExpressionEstimator usual() {
        return new MeanExpressionEstimator("mean_expression");
    }

    @Override
    public List<Task> tasks() {
        return List.of(Task.RECONSTRUCTION);
    }

    @Override
    public String settings() {
        return "";
    }

    @Override
    public Fitted fit(Assignment assignment) {
        SplitCells data = assignment.data();
        int[] train = data.split().train();
        double[] mean_g = new double[data.prepared().genes().size()];
        float[] x_g = new float[mean_g.length];
        for (int i : train) {
            data.prepared().fill(new int[] {i}, x_g);
            for (int g = 0; g < mean_g.length; g++) {
                mean_g[g] += x_g[g] / (double) train.length;
            }
        }
        return new Mean(name, mean_g);
    }

    private record Mean(String name, double[] mean_g) implements Fitted {
        @Override
        public void reconstruct(CellTable cells, Rows rows) {
            for (int i = 0; i < cells.cells(); i++) {
                rows.take(i, 1, mean_g.clone());
            }
        }
    }
}
