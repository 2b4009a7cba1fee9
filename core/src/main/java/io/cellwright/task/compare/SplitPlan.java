package io.cellwright.task.compare;

import java.util.List;

import io.cellwright.data.split.Sizes;
import io.cellwright.data.split.SplitRule;
import io.cellwright.data.split.Spread;

/// Which splits models are compared on. Each seed deals cells anew, and all models get what it dealt.
public sealed interface SplitPlan {
    /// The splits of one seed.
    List<SplitRule> rules(long seed);

    /// The plan in words.
    String text();

    /// Cross-validation: each cell judges once for each seed.
    ///
    /// @param spread what is kept in mind
    /// @param folds how many, 2 or more
    /// @param validation share of the other cells that is watched while training, 0 or more and less than 1
    record Folds(Spread spread, int folds, double validation) implements SplitPlan {
        /// Checks the ranges.
        public Folds {
            SplitRule.folds(spread, folds, validation, 0);
        }

        @Override
        public List<SplitRule> rules(long seed) {
            return SplitRule.folds(spread, folds, validation, seed);
        }

        @Override
        public String text() {
            return folds + " folds, " + spread.text();
        }
    }

    /// Cells are held back once for each seed.
    ///
    /// @param spread what is kept in mind
    /// @param sizes how many are held back
    record Holdout(Spread spread, Sizes sizes) implements SplitPlan {
        /// Checks that there will be someone to judge.
        public Holdout {
            if (sizes.validation() + sizes.test() == 0) {
                throw new IllegalArgumentException("test size must be above 0, for no model is judged by cells that it "
                        + "was trained on, but validation and test sizes were 0");
            }
        }

        @Override
        public List<SplitRule> rules(long seed) {
            return List.of(new SplitRule.Holdout(spread, sizes, seed));
        }

        @Override
        public String text() {
            return new SplitRule.Holdout(spread, sizes, 0).text().replace(", seed 0", ", for each seed");
        }
    }

    /// The split that stands in a column, the same for each seed: seeds then say only how training itself varies.
    ///
    /// @param column column of `obs`
    record Given(String column) implements SplitPlan {
        @Override
        public List<SplitRule> rules(long seed) {
            return List.of(new SplitRule.Given(column));
        }

        @Override
        public String text() {
            return new SplitRule.Given(column).text();
        }
    }
}
