package io.cellwright.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.cellwright.data.CellData;
import io.cellwright.model.CellBatch;
import io.cellwright.model.scvi.Scvi;
import io.cellwright.optim.ParamGroup;
import io.cellwright.schedule.Progress;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.StepPart;
import io.cellwright.train.Loss;
import io.cellwright.train.Objective;
import io.cellwright.train.Observation;
import io.cellwright.train.Phase;
import io.cellwright.train.Plan;

/// Trains scVI on its negative ELBO: reconstruction + weight x divergence of z + divergence of the library size.
///
/// Source: scvi-tools 1.5, `TrainingPlan`. The divergence of the library size is not annealed, as there.
///
/// @param model what is trained
/// @param parameters its parameters
/// @param data the cells
/// @param config rate, decay, warm-up
public record TrainingPlan(Scvi model, Parameters parameters, CellData data, TrainingPlanConfig config)
        implements Plan<int[]> {
    @Override
    public List<Objective> objectives() {
        return List.of(Objective.of(ParamGroup.all(parameters, config.optimizer()), config.learningRate()));
    }

    @Override
    public List<Loss> losses(int[] rows, StepContext usual, Progress now, Phase phase) {
        StepContext step = config.applied(usual, now);
        CellBatch batch = CellBatches.of(data, rows, step);
        Scvi.Elbo parts = model.elbo(batch, step);
        step.parts().begins(StepPart.LOSS);
        double weight = config.klWeight().at(now);
        Elbo elbo = new Elbo(parts.reconstruction_n(), parts.klLatent_n(), parts.klLibrary_n(), weight, 1);
        List<Observation> observations = new ArrayList<>(elbo.observations(phase));
        if (phase == Phase.TRAIN) {
            observations.add(new Observation.Last("kl_weight", weight));
        }
        return List.of(new Loss(elbo.terms(), observations));
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
