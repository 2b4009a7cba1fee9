package io.cellwright.data.split;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Which cells train a model, which are watched meanwhile, and which judge it in the end. Cells may be in none of the
/// parts, but in no more than one.
///
/// @param train row numbers of the training cells, rising, at least one
/// @param validation row numbers of the cells for validation, rising
/// @param test row numbers of the cells for testing, rising
/// @param rule how the split was made
/// @param notes what the user should know of it, a sentence each, for logs and reports: classes that are not in every
///         part, parts that are larger or smaller than was asked
public record Split(int[] train, int[] validation, int[] test, SplitRule rule, List<String> notes) {
    /// Checks that the parts are parts.
    ///
    /// @throws IllegalArgumentException if rows do not rise, are negative or stand in two parts, or if none is for
    ///         training
    public Split {
        notes = List.copyOf(notes);
        requireRising("train", train);
        requireRising("validation", validation);
        requireRising("test", test);
        if (train.length == 0) {
            throw new IllegalArgumentException("train must have a cell or more but is empty");
        }
        int[] all = Stream.of(train, validation, test).flatMapToInt(IntStream::of).sorted().toArray();
        for (int i = 1; i < all.length; i++) {
            if (all[i] == all[i - 1]) {
                throw new IllegalArgumentException("a row must be in one part but " + all[i] + " is in two");
            }
        }
    }

    private static void requireRising(String part, int[] rows) {
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] < 0 || (i > 0 && rows[i] <= rows[i - 1])) {
                throw new IllegalArgumentException(part + " must be rising row numbers of 0 or more but has " + rows[i]
                        + (i > 0 ? " behind " + rows[i - 1] : " first"));
            }
        }
    }

    /// Number of cells in all parts.
    public int cells() {
        return train.length + validation.length + test.length;
    }

    /// The split in a sentence: "280 cells for training, 60 for validation, 60 for testing: at random, …".
    public String text() {
        return train.length + " cells for training, " + validation.length + " for validation, " + test.length
                + " for testing: " + rule.text();
    }

    /// The split as a JSON object, from which {@link #fromJson} makes it again.
    public String toJson() {
        return SplitJson.write(this);
    }

    /// Reads what {@link #toJson} wrote.
    ///
    /// @throws IllegalArgumentException if it is something else
    public static Split fromJson(String json) {
        return SplitJson.read(json);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Split that && Arrays.equals(train, that.train)
                && Arrays.equals(validation, that.validation) && Arrays.equals(test, that.test)
                && rule.equals(that.rule) && notes.equals(that.notes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(train), Arrays.hashCode(validation), Arrays.hashCode(test), rule);
    }

    @Override
    public String toString() {
        return text();
    }
}
