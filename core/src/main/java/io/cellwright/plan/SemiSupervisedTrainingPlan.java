package io.cellwright.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.cellwright.data.CellData;
import io.cellwright.model.CellBatch;
import io.cellwright.model.scanvi.Scanvi;
import io.cellwright.optim.ParamGroup;
import io.cellwright.schedule.LrScheduler;
import io.cellwright.schedule.Progress;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.RowFunctions;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.train.Loss;
import io.cellwright.train.Observation;
import io.cellwright.train.Phase;
import io.cellwright.train.Plan;

/// Trains scANVI: the loss of all cells, labelled or not, averaged over labels, plus `classification_ratio` times the
/// cross-entropy of the classifier on a minibatch of labelled cells.
///
/// Source: scvi-tools 1.5, `SemiSupervisedTrainingPlan`. The divergence of a modelled library size is annealed here, and
/// is not in `TrainingPlan`, as there.
///
/// @param model what is trained
/// @param parameters its parameters
/// @param data the cells
/// @param config rate, decay, warm-up
/// @param semi ratio and quirks
public record SemiSupervisedTrainingPlan(Scanvi model, Parameters parameters, CellData data, TrainingPlanConfig config,
        SemiSupervisedConfig semi) implements Plan<SemiSupervisedBatch> {
    private static final int CALIBRATION_BINS = 15;

    @Override
    public ParamGroup group() {
        return ParamGroup.all(parameters, config.optimizer());
    }

    @Override
    public LrScheduler learningRate() {
        return config.learningRate();
    }

    @Override
    public Loss loss(SemiSupervisedBatch pair, StepContext step, Progress now, Phase phase) {
        CellBatch batch = CellBatches.of(data, pair.all(), step.workspace());
        Scanvi.Elbo parts = model.elbo(batch, step);
        double weight = config.klWarmup().at(now);
        Elbo elbo = new Elbo(parts.reconstruction_n(), parts.kl_n(), parts.klLibrary_n(), weight, weight);
        List<Loss.Term> terms = new ArrayList<>(elbo.terms());
        List<Observation> observations = new ArrayList<>(elbo.observations(phase));
        if (pair.labelled().length > 0) {
            classify(pair, step, phase, terms, observations);
        }
        return new Loss(terms, observations);
    }

    private void classify(SemiSupervisedBatch pair, StepContext step, Phase phase, List<Loss.Term> terms,
            List<Observation> observations) {
        CellBatch labelled = CellBatches.of(data, pair.labelled(), step.workspace());
        StepContext pass = semi.quirks().labelledPassMovesStatistics() ? step : step.keepingStatistics();
        Tensor logits_nc = model.classify(labelled, pass);
        Tensor loss_n = RowFunctions.crossEntropy(logits_nc, labelled.label());
        terms.add(new Loss.Term("classification_loss", loss_n, semi.classificationRatio()));
        double[][] probabilities_nc = rows(RowFunctions.softmax(logits_nc));
        int[] truth = new int[pair.labelled().length];
        Codes label = labelled.label();
        for (int i = 0; i < truth.length; i++) {
            truth[i] = label.get(i);
        }
        String key = phase.key();
        if (semi.quirks().metricsByMinibatch()) {
            double n = pair.all().length;
            double accuracy = accuracy(probabilities_nc, truth);
            observations.add(new Observation.Mean(key + "_classification_loss", n * loss_n.sum() / truth.length, n));
            observations.add(new Observation.Mean(key + "_accuracy", n * accuracy, n));
            observations.add(new Observation.Mean(key + "_f1_score", n * accuracy, n));
            observations.add(new Observation.Mean(key + "_calibration_error",
                    n * calibrationError(probabilities_nc, truth), n));
        } else {
            observations.add(new Observation.Mean(key + "_classification_loss", loss_n.sum(), truth.length));
            observations.add(new Observation.Classified(phase, truth, probabilities_nc));
        }
    }

    private static double[][] rows(Tensor p_nc) {
        double[] flat = p_nc.toArray();
        int c = p_nc.shape().axis(1);
        double[][] rows = new double[p_nc.shape().axis(0)][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(flat, i * c, (i + 1) * c);
        }
        return rows;
    }

    private static int argMax(double[] p) {
        int best = 0;
        for (int c = 1; c < p.length; c++) {
            best = p[c] > p[best] ? c : best;
        }
        return best;
    }

    private static double accuracy(double[][] probabilities_nc, int[] truth) {
        double right = 0;
        for (int i = 0; i < truth.length; i++) {
            right += argMax(probabilities_nc[i]) == truth[i] ? 1 : 0;
        }
        return right / truth.length;
    }

    /// As torchmetrics: bins closed on the left, a confidence of exactly 1 in a bin of its own.
    private static double calibrationError(double[][] probabilities_nc, int[] truth) {
        double[] gap = new double[CALIBRATION_BINS + 1];
        for (int i = 0; i < truth.length; i++) {
            int predicted = argMax(probabilities_nc[i]);
            double confidence = probabilities_nc[i][predicted];
            gap[(int) (confidence * CALIBRATION_BINS)] += confidence - (predicted == truth[i] ? 1 : 0);
        }
        return Arrays.stream(gap).map(Math::abs).sum() / truth.length;
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
