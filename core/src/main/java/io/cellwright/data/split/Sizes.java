package io.cellwright.data.split;

/// Shares of the cells that are held back from training, which gets the rest.
///
/// @param validation share that is watched while training, 0 for none
/// @param test share that judges in the end, 0 for none
public record Sizes(double validation, double test) {
    /// 15 % each: scDLKit's defaults.
    public static final Sizes DEFAULT = new Sizes(0.15, 0.15);

    /// Checks that something is left for training.
    ///
    /// @throws IllegalArgumentException unless both are 0 or more and sum to less than 1
    public Sizes {
        if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
            throw new IllegalArgumentException("validation and test sizes must be 0 or more and sum to less than 1 but "
                    + "were " + validation + " and " + test);
        }
    }

    Parts parts() {
        return Parts.holdout(1 - validation - test, validation, test);
    }

    String text() {
        return Parts.percent(validation) + " validation, " + Parts.percent(test) + " test";
    }
}
