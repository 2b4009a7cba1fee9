package io.cellwright.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.cellwright.model.CellInput;
import io.cellwright.model.CellNetwork;
import io.cellwright.model.Classifies;
import io.cellwright.model.LossTerm;
import io.cellwright.model.Reconstructs;
import io.cellwright.model.Represents;
import io.cellwright.model.Task;
import io.cellwright.optim.ParamGroup;
import io.cellwright.schedule.Progress;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.RowFunctions;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.StepPart;
import io.cellwright.tensor.Tensor;
import io.cellwright.train.Loss;
import io.cellwright.train.Objective;
import io.cellwright.train.Observation;
import io.cellwright.train.Phase;
import io.cellwright.train.Plan;

/// Trains a {@link CellNetwork} for a task.
///
/// The history has the mean over cells of each part of the loss, such as `reconstruction_loss_train` and
/// `kl_loss_validation`; of a classification also `train_accuracy`, `train_f1_score` and `train_calibration_error`.
/// scDLKit averages over minibatches, whatever their size, and does not follow the accuracy.
public final class NetworkPlan implements Plan<int[]> {
    private final CellNetwork network;
    private final CellSource source;
    private final PlanConfig config;
    private final TaskLoss loss;

    /// What a task makes of a minibatch.
    @FunctionalInterface
    private interface TaskLoss {
        Loss of(CellInput cells, StepContext step, Phase phase);
    }

    private NetworkPlan(CellNetwork network, CellSource source, PlanConfig config, TaskLoss loss) {
        this.network = network;
        this.source = source;
        this.config = config;
        this.loss = loss;
    }

    /// To give the expression of cells again.
    public static NetworkPlan reconstruction(Reconstructs network, CellSource source, PlanConfig config) {
        return new NetworkPlan(network, source, config,
                (cells, step, phase) -> loss(network.reconstructionLoss(cells, step), phase, List.of()));
    }

    /// To place cells in latent space.
    public static NetworkPlan representation(Represents network, CellSource source, PlanConfig config) {
        return new NetworkPlan(network, source, config,
                (cells, step, phase) -> loss(network.representationLoss(cells, step), phase, List.of()));
    }

    /// To tell the class of cells. Each minibatch must be of labelled cells.
    public static NetworkPlan classification(Classifies network, CellSource source, PlanConfig config) {
        return new NetworkPlan(network, source, config, (cells, step, phase) -> {
            Tensor logits_nc = network.classify(cells, step);
            return loss(network.classificationLoss(cells, logits_nc, step), phase,
                    List.of(Classifications.of(phase, cells.label_n(), RowFunctions.softmax(logits_nc.detach()))));
        });
    }

    /// For a task that is known by name only.
    ///
    /// @throws IllegalArgumentException if the network does not support it
    public static NetworkPlan of(Task task, CellNetwork network, CellSource source, PlanConfig config) {
        task.require(network);
        return switch (task) {
            case RECONSTRUCTION -> reconstruction((Reconstructs) network, source, config);
            case REPRESENTATION -> representation((Represents) network, source, config);
            case CLASSIFICATION -> classification((Classifies) network, source, config);
        };
    }

    private static Loss loss(List<LossTerm> parts, Phase phase, List<Observation> more) {
        List<Observation> observations = new ArrayList<>(more);
        for (LossTerm part : parts) {
            observations.add(new Observation.Mean(part.name() + "_" + phase.key(), part.values_n().sum(),
                    part.values_n().count()));
        }
        return new Loss(parts.stream().map(part -> new Loss.Term(part.name(), part.values_n(), part.weight())).toList(),
                observations);
    }

    @Override
    public Parameters parameters() {
        return network.parameters();
    }

    @Override
    public List<Objective> objectives() {
        return List.of(Objective.of(ParamGroup.all(network.parameters(), config.optimizer()), config.learningRate()));
    }

    @Override
    public List<Loss> losses(int[] rows, StepContext usual, Progress now, Phase phase) {
        StepContext step = config.dropout().map(rate -> usual.withDropout(rate.at(now))).orElse(usual);
        step.parts().begins(StepPart.MINIBATCH);
        CellInput cells = source.take(rows, step.workspace());
        step.parts().begins(StepPart.FORWARD);
        return List.of(loss.of(cells, step, phase));
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
