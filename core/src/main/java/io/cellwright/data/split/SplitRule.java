package io.cellwright.data.split;

import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.data.DataException;
import io.cellwright.data.Frame;

/// How cells are split into training, validation and test. The same rule on the same cells gives the same split.
///
/// Differs from scDLKit's `prepare_data`, which falls back to an unstratified split in silence, and which counts groups
/// where it should count their cells.
public sealed interface SplitRule {
    /// Splits all cells.
    ///
    /// @param obs the table about the cells
    /// @throws IllegalArgumentException if there are too few cells or groups for the parts
    /// @throws DataException if the column that the rule names is not there or cannot be used
    default Split split(Frame obs) {
        return split(obs, IntStream.range(0, obs.size()).toArray());
    }

    /// Splits some cells and leaves the others out, such as those without a label.
    ///
    /// @param rows row numbers of the cells in any order, none twice
    Split split(Frame obs, int[] rows);

    /// The rule in words: "stratified by cell_type, 15 % validation, 15 % test, seed 42".
    String text();

    /// Holds cells back.
    ///
    /// @param spread what is kept in mind
    /// @param sizes how many are held back
    /// @param seed says which of all such splits
    record Holdout(Spread spread, Sizes sizes, long seed) implements SplitRule {
        @Override
        public Split split(Frame obs, int[] rows) {
            return Splitting.holdout(this, obs, rows);
        }

        @Override
        public String text() {
            return spread.text() + ", " + sizes.text() + ", seed " + seed;
        }
    }

    /// One of k folds: its cells are for testing, and of the other ones some may be for validation. All folds of one
    /// seed together test each cell once.
    ///
    /// @param spread what is kept in mind
    /// @param folds number of folds, 2 or more
    /// @param number which fold tests, 1 until and including `folds`
    /// @param validation share of the other cells that is for validation, 0 or more and less than 1
    /// @param seed says which of all such folds
    record Fold(Spread spread, int folds, int number, double validation, long seed) implements SplitRule {
        /// Checks the ranges.
        public Fold {
            requireFolds(folds);
            if (number < 1 || number > folds) {
                throw new IllegalArgumentException("number must be from 1 to the " + folds + " folds but was " + number);
            }
            if (!(validation >= 0 && validation < 1)) {
                throw new IllegalArgumentException("validation must be 0 or more and less than 1 but was " + validation);
            }
        }

        @Override
        public Split split(Frame obs, int[] rows) {
            return Splitting.fold(this, obs, rows);
        }

        @Override
        public String text() {
            return "fold " + number + " of " + folds + ", " + spread.text() + ", "
                    + (validation > 0 ? Parts.percent(validation) + " of the other cells validation, " : "") + "seed "
                    + seed;
        }
    }

    /// Takes the split from a column: with the texts `train`, `validation` and `test`, or with truth values, where the
    /// name of the column must tell which part true means by having `train`, `val` or `test` in it. What is not true is
    /// then for testing, in a column named for that for training.
    ///
    /// @param column column of `obs`
    record Given(String column) implements SplitRule {
        @Override
        public Split split(Frame obs, int[] rows) {
            return GivenSplit.of(this, obs, rows);
        }

        @Override
        public String text() {
            return "as the column " + column + " says";
        }
    }

    /// All folds of k-fold cross-validation.
    ///
    /// @throws IllegalArgumentException if `folds` is below 2 or `validation` out of range
    static List<SplitRule> folds(Spread spread, int folds, double validation, long seed) {
        requireFolds(folds);
        return IntStream.rangeClosed(1, folds).<SplitRule>mapToObj(n -> new Fold(spread, folds, n, validation, seed))
                .toList();
    }

    private static void requireFolds(int folds) {
        if (folds < 2) {
            throw new IllegalArgumentException("folds must be 2 or more but was " + folds);
        }
    }
}
