package io.cellwright.metric;

/// Labels by majority vote among the nearest cells of an embedding: how much of the labels the embedding keeps.
///
/// Exact neighbours, Euclidean distance, equal votes; a tie goes to the smallest label, as in scikit-learn's
/// `KNeighborsClassifier`.
public final class KnnClassifier {
    /// The number of neighbours that the field uses for such checks.
    public static final int NEIGHBOURS = 15;

    private KnnClassifier() {}

    /// Labels new cells by labelled ones.
    ///
    /// @param train_nk embedding of the labelled cells
    /// @param label labels of those, 0 until `classes`
    /// @param query_nk embedding of the cells to label, same dimensions
    /// @param neighbours number of votes, 1 until the number of labelled cells
    /// @return a label for each row of `query_nk`
    /// @throws IllegalArgumentException if sizes do not fit or a coordinate is not finite
    public static int[] predict(DenseMatrix train_nk, int[] label, int classes, DenseMatrix query_nk, int neighbours) {
        Check.sameLength("rows of train_nk", train_nk.rows(), "label", label.length);
        Check.labels("label", label, classes);
        return vote(NearestNeighbours.of(train_nk, query_nk, neighbours), label, classes);
    }

    /// Labels every cell by all others (leave one out).
    ///
    /// @param neighbours number of votes, 1 until one less than the number of cells
    public static int[] leaveOneOut(DenseMatrix x_nk, int[] label, int classes, int neighbours) {
        Check.sameLength("rows of x_nk", x_nk.rows(), "label", label.length);
        Check.labels("label", label, classes);
        return vote(NearestNeighbours.ofOthers(x_nk, neighbours), label, classes);
    }

    private static int[] vote(int[][] neighbours, int[] label, int classes) {
        int[] winner = new int[neighbours.length];
        for (int i = 0; i < neighbours.length; i++) {
            int[] votes = new int[classes];
            for (int cell : neighbours[i]) {
                votes[label[cell]]++;
            }
            for (int c = 1; c < classes; c++) {
                if (votes[c] > votes[winner[i]]) {
                    winner[i] = c;
                }
            }
        }
        return winner;
    }
}
