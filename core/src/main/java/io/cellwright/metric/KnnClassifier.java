package io.cellwright.metric;

import java.util.Arrays;
import java.util.function.IntConsumer;

import io.cellwright.graph.NeighbourGraph;
import io.cellwright.graph.NeighbourVisitor;
import io.cellwright.graph.Neighbours;
import io.cellwright.graph.Points;

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
        return vote(Neighbours.of(train_nk.points(), query_nk.points(), neighbours), label, classes);
    }

    /// Labels every cell by all others (leave one out).
    ///
    /// @param neighbours number of votes, 1 until one less than the number of cells
    public static int[] leaveOneOut(DenseMatrix x_nk, int[] label, int classes, int neighbours) {
        Check.sameLength("rows of x_nk", x_nk.rows(), "label", label.length);
        return leaveOneOut(NeighbourGraph.of(x_nk.points(), neighbours), label, classes);
    }

    /// The same for cells that are too many for a graph of them to be kept.
    ///
    /// @param label labels of the cells, 0 until `classes`
    /// @param neighbours number of votes, 1 until one less than the number of cells
    /// @param done is told how many more cells are done, by several threads
    public static int[] leaveOneOut(Points points, int[] label, int classes, int neighbours, IntConsumer done) {
        Check.sameLength("points", points.cells(), "label", label.length);
        Vote vote = new Vote(label, classes, neighbours);
        NeighbourGraph.visit(points, neighbours, vote.and((cell, near_j, distance_j) -> done.accept(1)));
        return vote.winners();
    }

    /// The same where neighbours are visited for others too: the nearest `neighbours` of those that a cell is visited
    /// with vote.
    public static final class Vote implements NeighbourVisitor {
        private final int[] label;
        private final int classes;
        private final int neighbours;
        private final int[] winner;

        /// Before any cell was visited.
        ///
        /// @param label labels of the cells, 0 until `classes`
        /// @param neighbours number of votes, 1 or more
        public Vote(int[] label, int classes, int neighbours) {
            Check.labels("label", label, classes);
            this.label = label;
            this.classes = classes;
            this.neighbours = neighbours;
            winner = new int[label.length];
        }

        /// Number of votes.
        public int neighbours() {
            return neighbours;
        }

        @Override
        public void visit(int cell, int[] near_j, double[] distance_j) {
            winner[cell] = winner(near_j, neighbours, label, classes);
        }

        /// A label for each cell, once all were visited.
        public int[] winners() {
            return winner;
        }
    }

    /// Labels every cell by its neighbours in a graph, which all vote.
    ///
    /// @param label labels of the cells, 0 until `classes`
    public static int[] leaveOneOut(NeighbourGraph graph, int[] label, int classes) {
        Check.sameLength("cells of the graph", graph.cells(), "label", label.length);
        Check.labels("label", label, classes);
        return vote(graph.nearest(), label, classes);
    }

    /// Mean share of a cell's neighbours that have its own label, 0 to 1: the purity of neighbourhoods. By chance a
    /// label reaches its share of the cells.
    ///
    /// @param label label of each cell, any whole number
    public static double purity(NeighbourGraph graph, int[] label) {
        Check.sameLength("cells of the graph", graph.cells(), "label", label.length);
        Check.someCells(label.length);
        long own = 0;
        for (int i = 0; i < label.length; i++) {
            for (int j = 0; j < graph.k(); j++) {
                own += label[graph.nearest().cell(i, j)] == label[i] ? 1 : 0;
            }
        }
        return (double) own / ((double) label.length * graph.k());
    }

    private static int[] vote(Neighbours neighbours, int[] label, int classes) {
        int[] winner = new int[neighbours.cells()];
        int[] near_j = new int[neighbours.k()];
        for (int i = 0; i < winner.length; i++) {
            int cell = i;
            Arrays.setAll(near_j, j -> neighbours.cell(cell, j));
            winner[i] = winner(near_j, near_j.length, label, classes);
        }
        return winner;
    }

    private static int winner(int[] near_j, int neighbours, int[] label, int classes) {
        int[] votes = new int[classes];
        for (int j = 0; j < neighbours; j++) {
            votes[label[near_j[j]]]++;
        }
        int winner = 0;
        for (int c = 1; c < classes; c++) {
            winner = votes[c] > votes[winner] ? c : winner;
        }
        return winner;
    }
}
