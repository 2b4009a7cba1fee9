package io.cellwright.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.cellwright.data.CellData;
import io.cellwright.model.CellBatch;
import io.cellwright.model.classifier.Classifier;
import io.cellwright.model.scvi.Scvi;
import io.cellwright.optim.OptimizerConfig;
import io.cellwright.optim.ParamGroup;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.RowFunctions;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.train.Loss;
import io.cellwright.train.Objective;
import io.cellwright.train.Observation;
import io.cellwright.train.Phase;
import io.cellwright.train.Plan;

/// Trains scVI against a classifier that tells the batch from z. Two objectives take turns in each step:
///
/// 1. the model: negative ELBO + kappa x the cross-entropy of the classifier's answer with a target that is 0 at the
///    cell's own batch and 1 / (b - 1) at each other;
/// 2. the classifier: kappa x the cross-entropy of its answer with the cell's own batch, on the same z, detached.
///
/// kappa is 1 - the weight of the divergence, unless it is given. At kappa 0 the model is no longer pulled, and the
/// classifier gets a gradient of zero: its momentum and decay still move it.
///
/// Source: scvi-tools 1.5, `AdversarialTrainingPlan`. There, adversarial training with one batch is turned off with a
/// warning; here it is refused. In validation there is the ELBO alone, as there.
///
/// @param model what is trained
/// @param classifier from a latent point to the batch; its parameters are in the same slab
/// @param parameters of both
/// @param data the cells
/// @param config rate, decay, warm-up of the model
/// @param adversarial weight, and the classifier's rate
public record AdversarialTrainingPlan(Scvi model, Classifier classifier, Parameters parameters, CellData data,
        TrainingPlanConfig config, AdversarialConfig adversarial) implements Plan<int[]> {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;

    /// Checks that there is something to tell apart.
    public AdversarialTrainingPlan {
        if (classifier.config().classes() != data.batch().levels()) {
            throw new IllegalArgumentException("the adversarial classifier must have a class for each of the "
                    + data.batch().levels() + " batches but has " + classifier.config().classes());
        }
    }

    @Override
    public List<Objective> objectives() {
        String own = classifier.name() + ".";
        ParamGroup main = new ParamGroup("model", parameters,
                parameters.entries().stream().filter(e -> !e.name().startsWith(own)).toList(), config.optimizer(), 1);
        ParamGroup other = new ParamGroup("adversarial classifier", parameters,
                parameters.entries().stream().filter(e -> e.name().startsWith(own)).toList(),
                new OptimizerConfig.Adam(BETA1, BETA2, adversarial.eps(), adversarial.weightDecay()), 1);
        return List.of(Objective.of(main, config.learningRate()),
                Objective.of(other, LrScheduler.constant(adversarial.lr())));
    }

    @Override
    public List<Loss> losses(int[] rows, StepContext usual, Progress now, Phase phase) {
        StepContext step = config.applied(usual, now);
        CellBatch batch = CellBatches.of(data, rows, step);
        Scvi.Elbo parts = model.elbo(batch, step);
        double klWeight = config.klWeight().at(counted(now));
        Elbo elbo = new Elbo(parts.reconstruction_n(), parts.klLatent_n(), parts.klLibrary_n(), klWeight, 1);
        List<Loss.Term> terms = new ArrayList<>(elbo.terms());
        List<Observation> observations = new ArrayList<>(elbo.observations(phase));
        if (phase == Phase.VALIDATION) {
            return List.of(new Loss(terms, observations));
        }
        observations.add(new Observation.Last("kl_weight", klWeight));
        double kappa = adversarial.scale().orElse(1 - klWeight);
        Tensor z_nk = parts.z().z_nk();
        if (kappa > 0) {
            terms.add(new Loss.Term("fool_loss", fooled(classifier.forward(z_nk, step), batch.batchLabel()), kappa));
        }
        Tensor told_n = RowFunctions.crossEntropy(classifier.forward(z_nk.detach(), step), batch.batchLabel());
        return List.of(new Loss(terms, observations),
                new Loss(List.of(new Loss.Term("adversarial_loss", told_n, kappa)), List.of()));
    }

    private Progress counted(Progress now) {
        return adversarial.stepsCountTwice() ? new Progress(now.epoch(), 2 * now.step(), now.cells()) : now;
    }

    /// `- sum over the other batches of log softmax(logits) / (b - 1)`, of each cell.
    private static Tensor fooled(Tensor logits_nb, Codes own_n) {
        int n = logits_nb.shape().axis(0);
        int b = logits_nb.shape().axis(1);
        double[] target_nb = new double[n * b];
        Arrays.fill(target_nb, -1.0 / (b - 1));
        for (int i = 0; i < n; i++) {
            target_nb[i * b + own_n.get(i)] = 0;
        }
        return RowFunctions.logSoftmax(logits_nb).times(logits_nb.home().tensor(Shape.of(n, b), target_nb)).rowSum();
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
