package io.cellwright.task.baseline;

/// Counts of labels, with the checks that every fit needs.
final class LabelCounts {
    private LabelCounts() {}

    /// Labelled cells of each class.
    static int[] of(int[] label, int classes) {
        if (label.length == 0) {
            throw new IllegalArgumentException("labelled cells must be 1 or more but were 0");
        }
        int[] count_c = new int[classes];
        for (int i = 0; i < label.length; i++) {
            if (label[i] < 0 || label[i] >= classes) {
                throw new IllegalArgumentException("labels must be from 0 to " + (classes - 1) + " but cell " + i
                        + " has " + label[i]);
            }
            count_c[label[i]]++;
        }
        return count_c;
    }
}
