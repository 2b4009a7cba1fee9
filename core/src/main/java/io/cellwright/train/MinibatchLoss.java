package io.cellwright.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Workspace.Seed;

/// The losses of one minibatch as numbers, found to be finite.
///
/// @param losses one an objective
/// @param totals the value of each
record MinibatchLoss(List<Loss> losses, List<Double> totals) {
    /// @throws TrainingDivergedException if a term is not finite
    static <B> MinibatchLoss of(List<Loss> losses, Plan<B> plan, B batch, TrainState state) {
        return new MinibatchLoss(losses, losses.stream().map(loss -> total(loss, plan, batch, state)).toList());
    }

    private static <B> double total(Loss loss, Plan<B> plan, B batch, TrainState state) {
        double total = 0;
        for (Loss.Term term : loss.terms()) {
            double mean = term.values().sum() / term.values().count();
            if (!Double.isFinite(mean)) {
                List<Integer> rows = blamed(plan.rows(batch), term.values().firstNonFinite());
                throw TrainingDivergedException.minibatch(state.progress(), "the loss term " + term.name(),
                        "first at cell " + rows.getFirst() + "; " + firstNonFinite(plan.parameters()), rates(state),
                        rows);
            }
            total += term.weight() * mean;
        }
        return total;
    }

    static List<Double> rates(TrainState state) {
        return IntStream.range(0, state.learningRates().size())
                .mapToObj(i -> state.learningRate(i, 0)).toList();
    }

    private static String firstNonFinite(Parameters parameters) {
        return parameters.entries().stream().filter(e -> e.tensor().firstNonFinite() >= 0).findFirst()
                .map(e -> "nor is the weight " + e.name()).orElse("all weights are finite");
    }

    /// The rows with that one first.
    private static List<Integer> blamed(List<Integer> rows, long cell) {
        if (cell < 0 || cell >= rows.size()) {
            return rows;
        }
        List<Integer> all = new ArrayList<>(rows.size());
        all.add(rows.get((int) cell));
        for (int i = 0; i < rows.size(); i++) {
            if (i != cell) {
                all.add(rows.get(i));
            }
        }
        return all;
    }

    /// The first objective's: what is called the loss where only one number is shown.
    double first() {
        return totals.getFirst();
    }

    /// Where the backward pass of an objective begins.
    ///
    /// @param share of the step that this minibatch is
    List<Seed> seeds(int objective, double share) {
        return losses.get(objective).terms().stream()
                .map(term -> new Seed(term.values(), share * term.weight() / term.values().count())).toList();
    }

    /// Adds what the history is to know.
    ///
    /// @param key under which the loss itself goes
    void observe(EpochMetrics metrics, String key, int cells) {
        losses.forEach(loss -> metrics.add(loss.observations()));
        metrics.add(List.of(new Observation.Mean(key, first() * cells, cells)));
    }
}
