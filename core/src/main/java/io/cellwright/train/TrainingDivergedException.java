package io.cellwright.train;

import java.util.List;

import io.cellwright.schedule.Progress;

/// A loss, gradient or watched metric that is NaN or infinite.
public final class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 5;

    private final transient Progress progress;
    private final transient List<Integer> rows;
    private final String found;

    private TrainingDivergedException(Progress progress, String found, List<Integer> rows) {
        super(found + ". Try a lower learning rate or gradient clipping, and look for odd counts");
        this.progress = progress;
        this.rows = List.copyOf(rows);
        this.found = found;
    }

    /// A loss or gradient of a minibatch.
    ///
    /// @param progress work finished before
    /// @param term which loss term or gradient
    /// @param tensor where it was found: the cell, the first weight or gradient that is not finite, or that all are
    /// @param rates the learning rates of the step
    /// @param rows the minibatch's cells, the one to blame first if one is
    static TrainingDivergedException minibatch(Progress progress, String term, String tensor, List<Double> rates,
            List<Integer> rows) {
        String shown = rows.subList(0, Math.min(SHOWN, rows.size())).toString();
        return new TrainingDivergedException(progress, at(progress, term) + "; " + tensor + "; learning rate "
                + String.join(", ", rates.stream().map(Rate::text).toList()) + "; minibatch of cells "
                + shown.substring(1, shown.length() - 1)
                + (rows.size() > SHOWN ? " and " + (rows.size() - SHOWN) + " others" : ""), rows);
    }

    /// A metric on which a rule was to judge.
    static TrainingDivergedException metric(Progress progress, String key) {
        return new TrainingDivergedException(progress, at(progress, "the watched metric " + key), List.of());
    }

    private static String at(Progress progress, String what) {
        return "training diverged at step " + progress.step() + " (epoch " + progress.epoch() + "): " + what
                + " is not finite";
    }

    /// Work finished before the step that failed.
    public Progress progress() {
        return progress;
    }

    /// Where the minibatch's cells stand in the data, the one to blame first if one is; none for a metric.
    public List<Integer> rows() {
        return rows;
    }

    /// The message without what to do, for a caller that can say it in the user's words.
    public String found() {
        return found;
    }
}
