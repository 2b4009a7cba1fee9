package io.cellwright.train;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.cellwright.data.Nearest;
import io.cellwright.schedule.Progress;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Workspace;
import io.cellwright.train.TrainEvent.Metric;

/// Finds out before a run whether what its rules watch will be computed, by asking the plan for losses without a step.
final class WatchedKeys {
    private static final String VALIDATION_LOSS = "validation_loss";

    private WatchedKeys() {}

    /// @throws IllegalArgumentException if a rule watches a key that cannot come
    static <B> void require(Trainer trainer, Plan<B> plan, Epochs<B> train, List<B> validation) {
        Control control = trainer.config().control();
        Set<String> watched = new LinkedHashSet<>();
        control.earlyStopping().ifPresent(rule -> watched.add(rule.metric()));
        control.keepBest().ifPresent(rule -> watched.add(rule.metric()));
        plan.objectives().forEach(o -> o.learningRate().schedule().plateaus().forEach(p -> watched.add(p.metric())));
        if (watched.isEmpty() || train.of(0).isEmpty()) {
            return;
        }
        boolean validates = control.validateEvery().isPresent() && !validation.isEmpty();
        Set<String> known = keys(trainer, plan, train.of(0).subList(0, 1), Phase.TRAIN, "train_loss");
        List<B> some = validation.isEmpty() ? train.of(0).subList(0, 1) : validation;
        Set<String> validated = keys(trainer, plan, some, Phase.VALIDATION, VALIDATION_LOSS);
        for (String key : watched) {
            if (!validates && !known.contains(key) && validated.contains(key)) {
                throw new IllegalArgumentException(key + " is only computed with validation, and "
                        + (validation.isEmpty() ? "there are no validation cells"
                                : "this run has none: say how often"));
            }
            if (!known.contains(key) && !(validates && validated.contains(key))) {
                List<String> all = new ArrayList<>(known);
                all.addAll(validates ? validated : Set.of());
                throw new IllegalArgumentException("no metric of this run is called '" + key + "'. "
                        + Nearest.hint(key, all));
            }
        }
    }

    private static <B> Set<String> keys(Trainer trainer, Plan<B> plan, List<B> minibatches, Phase phase, String loss) {
        EpochMetrics metrics = new EpochMetrics();
        Workspace workspace = plan.parameters().workspace();
        for (B batch : minibatches) {
            workspace.begin(false);
            StepContext context = StepContext.evaluation(workspace, trainer.noise().apply(0));
            plan.losses(batch, context, Progress.START, phase).forEach(l -> metrics.add(l.observations()));
        }
        Set<String> keys = new LinkedHashSet<>(metrics.metrics().stream().map(Metric::key).toList());
        keys.add(loss);
        return keys;
    }
}
