package io.cellwright.task.annotate;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

import io.cellwright.task.Setup;

/// What is asked of an {@link Annotator}.
///
/// @param labelsKey column of `obs` with the cell types
/// @param unlabeledCategory what stands there for a cell without one; a missing value means the same
/// @param batchKey column of `obs` with experimental batches, of which scANVI and the choice of genes are told
/// @param candidates what may give the labels, at least one and none twice
/// @param folds of the cross-validation, 2 or more
/// @param unknownRate share of the cells of labelled types that may come back unknown, above 0 and below 1
/// @param seed of folds, weights and everything else
public record AnnotateOptions(String labelsKey, String unlabeledCategory, Optional<String> batchKey,
        List<Candidate> candidates, int folds, double unknownRate, long seed) {
    /// Folds where nothing else is asked for.
    public static final int FOLDS = 3;
    /// Share of known cells that may come back unknown, where nothing else is asked for.
    public static final double UNKNOWN_RATE = 0.05;

    /// Checks ranges.
    public AnnotateOptions {
        candidates = List.copyOf(candidates);
        if (candidates.isEmpty() || EnumSet.copyOf(candidates).size() < candidates.size()) {
            throw new IllegalArgumentException("candidates must be one or more and none twice but were "
                    + candidates.stream().map(Candidate::label).toList());
        }
        if (folds < 2) {
            throw new IllegalArgumentException("folds must be 2 or more but was " + folds);
        }
        if (!(unknownRate > 0 && unknownRate < 1)) {
            throw new IllegalArgumentException("unknown_rate must be above 0 and below 1 but was " + unknownRate);
        }
    }

    /// All candidates, three folds, 5 % unknown, seed 0.
    public static AnnotateOptions of(String labelsKey) {
        return new AnnotateOptions(labelsKey, Setup.UNKNOWN, Optional.empty(), List.of(Candidate.values()), FOLDS,
                UNKNOWN_RATE, 0);
    }

    /// The same with another word for cells without a label.
    public AnnotateOptions withUnlabeledCategory(String word) {
        return new AnnotateOptions(labelsKey, word, batchKey, candidates, folds, unknownRate, seed);
    }

    /// The same with batches.
    public AnnotateOptions withBatchKey(String key) {
        return new AnnotateOptions(labelsKey, unlabeledCategory, Optional.of(key), candidates, folds, unknownRate,
                seed);
    }

    /// The same with these candidates.
    public AnnotateOptions withCandidates(Candidate... some) {
        return new AnnotateOptions(labelsKey, unlabeledCategory, batchKey, List.of(some), folds, unknownRate, seed);
    }

    /// The same with so many folds.
    public AnnotateOptions withFolds(int other) {
        return new AnnotateOptions(labelsKey, unlabeledCategory, batchKey, candidates, other, unknownRate, seed);
    }

    /// The same with so many known cells unknown.
    public AnnotateOptions withUnknownRate(double other) {
        return new AnnotateOptions(labelsKey, unlabeledCategory, batchKey, candidates, folds, other, seed);
    }

    /// The same with another seed.
    public AnnotateOptions withSeed(long other) {
        return new AnnotateOptions(labelsKey, unlabeledCategory, batchKey, candidates, folds, unknownRate, other);
    }
}
