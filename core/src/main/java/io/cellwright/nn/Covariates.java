package io.cellwright.nn;

import java.util.List;

import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What is known of each cell of a minibatch beside its counts.
///
/// @param continuous_nk numbers, or null if there are none
/// @param categorical one code a cell for each categorical covariate, the batch label first
public record Covariates(@Nullable Tensor continuous_nk, List<Codes> categorical) {
    /// None at all.
    public static final Covariates NONE = new Covariates(null, List.of());

    /// How many of each there are; a layer is built for one such set.
    ///
    /// @param continuous continuous covariates
    /// @param levels levels of each categorical covariate; those with one level or none carry nothing and are skipped
    public record Sizes(int continuous, List<Integer> levels) {
        /// None at all.
        public static final Sizes NONE = new Sizes(0, List.of());

        /// Columns that the one-hot codes would take.
        public int oneHotColumns() {
            return levels.stream().filter(l -> l > 1).mapToInt(l -> l).sum();
        }
    }
}
