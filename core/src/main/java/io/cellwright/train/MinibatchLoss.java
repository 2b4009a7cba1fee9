package io.cellwright.train;

import java.util.List;

import io.cellwright.schedule.Progress;
import io.cellwright.tensor.Workspace.Seed;

/// The losses of one minibatch as numbers, found to be finite.
///
/// @param losses one an objective
/// @param totals the value of each
record MinibatchLoss(List<Loss> losses, List<Double> totals) {
    /// @throws TrainingDivergedException if a term is not finite
    static <B> MinibatchLoss of(List<Loss> losses, Plan<B> plan, B batch, Progress now) {
        return new MinibatchLoss(losses, losses.stream().map(loss -> total(loss, plan, batch, now)).toList());
    }

    private static <B> double total(Loss loss, Plan<B> plan, B batch, Progress now) {
        double total = 0;
        for (Loss.Term term : loss.terms()) {
            double mean = term.values().sum() / term.values().count();
            if (!Double.isFinite(mean)) {
                long cell = term.values().firstNonFinite();
                List<Integer> rows = plan.rows(batch);
                throw new TrainingDivergedException(now, "the loss term " + term.name(),
                        cell >= 0 && cell < rows.size() ? "first at cell " + rows.get((int) cell) : cells(rows));
            }
            total += term.weight() * mean;
        }
        return total;
    }

    static String cells(List<Integer> rows) {
        return "cells " + rows.subList(0, Math.min(5, rows.size())) + (rows.size() > 5 ? " and others" : "");
    }

    /// The first objective's: what is called the loss where only one number is shown.
    double first() {
        return totals.getFirst();
    }

    /// Where the backward pass of an objective begins.
    List<Seed> seeds(int objective) {
        return losses.get(objective).terms().stream()
                .map(term -> new Seed(term.values(), term.weight() / term.values().count())).toList();
    }

    /// Adds what the history is to know.
    ///
    /// @param key under which the loss itself goes
    void observe(EpochMetrics metrics, String key, int cells) {
        losses.forEach(loss -> metrics.add(loss.observations()));
        metrics.add(List.of(new Observation.Mean(key, first() * cells, cells)));
    }
}
