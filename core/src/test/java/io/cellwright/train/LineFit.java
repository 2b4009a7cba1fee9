package io.cellwright.train;

import java.util.Arrays;
import java.util.List;

import io.cellwright.optim.OptimizerConfig;
import io.cellwright.optim.ParamGroup;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Products;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;

/// The smallest plan: fits `y = w x + b` to the line `y = x`, by gradient descent on squares. The metric `slope` of
/// training and `slope_validation` of validation are w itself.
class LineFit implements Plan<int[]> {
    static final double DECAY = 0.01;

    private final Workspace workspace = new Workspace(Device.reference());
    private final Parameters parameters = new Parameters(workspace);
    final Tensor w = parameters.parameter("line.weight", Shape.of(1, 1), Initializer.constant(3));
    final Tensor b = parameters.parameter("offset", Shape.of(1), Initializer.constant(0.5));
    private final double rate;
    private final double bound;

    /// @param bound beyond which the loss is no number
    LineFit(double rate, double bound) {
        this.rate = rate;
        this.bound = bound;
        parameters.allocate(0);
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public List<Objective> objectives() {
        return List.of(Objective.of(ParamGroup.all(parameters, new OptimizerConfig.Sgd(0, DECAY)), schedule()));
    }

    LrScheduler schedule() {
        return LrScheduler.constant(rate);
    }

    @Override
    public List<Loss> losses(int[] rows, StepContext step, Progress now, Phase phase) {
        double[] x = Arrays.stream(rows).mapToDouble(i -> 0.1 * i).toArray();
        Tensor x_n1 = workspace.tensor(Shape.of(x.length, 1), x);
        Tensor error_n1 = Products.linear(x_n1, w, b).minus(x_n1);
        Tensor loss_n = error_n1.times(error_n1).rowSum();
        if (Math.abs(w.get(0)) > bound) {
            loss_n = loss_n.times(Double.NaN);
        }
        String key = phase == Phase.TRAIN ? "slope" : "slope_validation";
        return List.of(new Loss(List.of(new Loss.Term("squares", loss_n, 1)),
                List.of(new Observation.Last(key, w.get(0)))));
    }

    @Override
    public int cells(int[] rows) {
        return rows.length;
    }

    @Override
    public List<Integer> rows(int[] rows) {
        return Arrays.stream(rows).boxed().toList();
    }
}
