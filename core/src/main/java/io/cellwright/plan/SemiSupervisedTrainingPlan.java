package io.cellwright.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.cellwright.data.CellData;
import io.cellwright.metric.Calibration;
import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.model.CellBatch;
import io.cellwright.model.scanvi.Scanvi;
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
import io.cellwright.train.Observation.Classified;
import io.cellwright.train.Phase;
import io.cellwright.train.Plan;

/// Trains scANVI: the loss of all cells, labelled or not, averaged over labels, plus `classification_ratio` times the
/// cross-entropy of the classifier on a minibatch of labelled cells.
///
/// Source: scvi-tools 1.5, `SemiSupervisedTrainingPlan`. The divergence of a modelled library size is annealed here,
/// and is not in `TrainingPlan`, as there.
///
/// @param model what is trained
/// @param parameters its parameters
/// @param data the cells
/// @param config rate, decay, warm-up
/// @param semi ratio and quirks
public record SemiSupervisedTrainingPlan(Scanvi model, Parameters parameters, CellData data, TrainingPlanConfig config,
        SemiSupervisedConfig semi) implements Plan<SemiSupervisedBatch> {
    @Override
    public List<Objective> objectives() {
        return List.of(Objective.of(ParamGroup.all(parameters, config.optimizer()), config.learningRate()));
    }

    @Override
    public List<Loss> losses(SemiSupervisedBatch pair, StepContext usual, Progress now, Phase phase) {
        StepContext step = config.applied(usual, now);
        CellBatch batch = CellBatches.of(data, pair.all(), step);
        Scanvi.Elbo parts = model.elbo(batch, step);
        step.parts().begins(StepPart.LOSS);
        double weight = config.klWeight().at(now);
        Elbo elbo = new Elbo(parts.reconstruction_n(), parts.kl_n(), parts.klLibrary_n(), weight, weight);
        List<Loss.Term> terms = new ArrayList<>(elbo.terms());
        List<Observation> observations = new ArrayList<>(elbo.observations(phase));
        if (pair.labelled().length > 0) {
            terms.add(classification(pair, step, phase, semi.classificationRatio().at(now), observations));
        }
        return List.of(new Loss(terms, observations));
    }

    private Loss.Term classification(SemiSupervisedBatch pair, StepContext step, Phase phase, double ratio,
            List<Observation> observations) {
        CellBatch labelled = CellBatches.of(data, pair.labelled(), step);
        if (phase == Phase.TRAIN && semi.geneDropout() > 0) {
            labelled = labelled.withInput(labelled.log1p_ng().dropout(semi.geneDropout(), step.noise().dropoutKey()));
        }
        StepContext pass = semi.quirks().labelledPassMovesStatistics() ? step : step.keepingStatistics();
        Tensor logits_nc = model.classify(labelled, pass);
        step.parts().begins(StepPart.LOSS);
        Tensor loss_n = RowFunctions.crossEntropy(logits_nc, labelled.label());
        Classified cells = Classifications.of(phase, labelled.label(), RowFunctions.softmax(logits_nc));
        String key = phase.key();
        if (semi.quirks().metricsByMinibatch()) {
            double n = pair.all().length;
            boolean[] right = right(cells);
            double accuracy = ConfusionMatrix.of(cells.truth(), cells.predicted(), cells.classes()).accuracy();
            double error = Calibration.of(cells.confidence(), right).expectedError();
            observations.add(new Observation.Mean(key + "_classification_loss", n * loss_n.sum() / right.length, n));
            observations.add(new Observation.Mean(key + "_accuracy", n * accuracy, n));
            observations.add(new Observation.Mean(key + "_f1_score", n * accuracy, n));
            observations.add(new Observation.Mean(key + "_calibration_error", n * error, n));
        } else {
            observations.add(
                    new Observation.Mean(key + "_classification_loss", loss_n.sum(), cells.truth().length));
            observations.add(cells);
        }
        return new Loss.Term("classification_loss", loss_n, ratio);
    }

    private static boolean[] right(Classified cells) {
        boolean[] right = new boolean[cells.truth().length];
        for (int i = 0; i < right.length; i++) {
            right[i] = cells.truth()[i] == cells.predicted()[i];
        }
        return right;
    }

    @Override
    public int cells(SemiSupervisedBatch pair) {
        return pair.all().length;
    }

    @Override
    public List<Integer> rows(SemiSupervisedBatch pair) {
        return Arrays.stream(pair.all()).boxed().toList();
    }
}
