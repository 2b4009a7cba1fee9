package io.cellwright.train;

import io.cellwright.schedule.Progress;

/// A loss or gradient that is NaN or infinite.
public final class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Progress progress;
    private final String found;

    /// Names the step, the term or gradient, and what to do.
    public TrainingDivergedException(Progress progress, String term, String detail) {
        super(found(progress, term, detail) + ". Try a lower learning rate or gradient clipping, and look for odd counts");
        this.progress = progress;
        this.found = found(progress, term, detail);
    }

    private static String found(Progress progress, String term, String detail) {
        return "training diverged at step " + progress.step() + " (epoch " + progress.epoch() + "): " + term
                + " is not finite" + (detail.isEmpty() ? "" : "; " + detail);
    }

    /// Work finished before the step that failed.
    public Progress progress() {
        return progress;
    }

    /// The message without what to do, for a caller that can say it in the user's words.
    public String found() {
        return found;
    }
}
