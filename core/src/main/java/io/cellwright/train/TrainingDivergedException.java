package io.cellwright.train;

import io.cellwright.schedule.Progress;

/// A loss or gradient that is NaN or infinite.
public final class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Progress progress;

    /// Names the step, the term or gradient, and what to do.
    public TrainingDivergedException(Progress progress, String term, String detail) {
        super("training diverged at step " + progress.step() + " (epoch " + progress.epoch() + "): " + term
                + " is not finite" + (detail.isEmpty() ? "" : "; " + detail)
                + ". Try a lower --lr, or gradient clipping; check the counts with `cellwright inspect`");
        this.progress = progress;
    }

    /// Work finished before the step that failed.
    public Progress progress() {
        return progress;
    }
}
