package io.cellwright.plan;

import java.util.Arrays;
import java.util.List;

import io.cellwright.data.CellData;
import io.cellwright.model.CellBatch;
import io.cellwright.model.classifier.Classifier;
import io.cellwright.optim.ParamGroup;
import io.cellwright.schedule.Progress;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.RowFunctions;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.train.Loss;
import io.cellwright.train.Objective;
import io.cellwright.train.Phase;
import io.cellwright.train.Plan;

/// Trains a classifier of cells on the cross-entropy of their labels. Each minibatch must be of labelled cells.
///
/// Source: scvi-tools 1.5, `ClassifierTrainingPlan`, with its rate 1e-3, decay 1e-6 and epsilon 0.01. There the input is
/// whatever the data hold; here it is `log(1 + x)`. There only the loss is logged; here accuracy, F1 score and
/// calibration error are too, under the keys of the semi-supervised plan.
///
/// @param classifier what is trained
/// @param parameters its parameters
/// @param data the cells
/// @param config rate and decay; the warm-up plays no part
public record ClassifierTrainingPlan(Classifier classifier, Parameters parameters, CellData data,
        TrainingPlanConfig config) implements Plan<int[]> {
    @Override
    public List<Objective> objectives() {
        return List.of(Objective.of(ParamGroup.all(parameters, config.optimizer()), config.learningRate()));
    }

    @Override
    public List<Loss> losses(int[] rows, StepContext step, Progress now, Phase phase) {
        CellBatch batch = CellBatches.of(data, rows, step);
        Tensor logits_nc = classifier.forward(batch.log1p_ng(), step);
        Tensor loss_n = RowFunctions.crossEntropy(logits_nc, batch.label());
        return List.of(new Loss(List.of(new Loss.Term("classification_loss", loss_n, 1)),
                List.of(Classifications.of(phase, batch.label(), RowFunctions.softmax(logits_nc)))));
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
