package io.cellwright.metric.integration;

import io.cellwright.graph.NeighbourVisitor;

/// What the neighbours of each cell tell of its label and its batch: all that {@link IntegrationScores} needs of the
/// neighbours of an embedding, gathered in one pass that others may share. Of the neighbours themselves the 14 nearest
/// are kept, by number.
public final class Surroundings implements NeighbourVisitor {
    private static final int CONNECTIVITY_NEIGHBOURS = 14;

    private final Groups labels;
    private final Groups batches;
    private final int neighbours;
    private final double entropy;
    private final double[] byLabel;
    private final double[] byBatch;
    private final int close;
    private final int[] near;

    private Surroundings(Groups labels, Groups batches, int neighbours) {
        this.labels = labels;
        this.batches = batches;
        this.neighbours = neighbours;
        entropy = Lisi.entropy(neighbours);
        byLabel = new double[labels.cells()];
        byBatch = new double[labels.cells()];
        close = Math.min(neighbours, CONNECTIVITY_NEIGHBOURS);
        near = new int[Math.multiplyExact(labels.cells(), close)];
    }

    /// Before any cell was visited.
    ///
    /// @param label label of each cell, any whole number
    /// @param batch batch of each cell, any whole number
    /// @throws IllegalArgumentException if sizes do not fit or there are fewer than 6 cells
    public static Surroundings of(int[] label, int[] batch) {
        return of(Groups.of("label", label, label.length), Groups.of("batch", batch, label.length),
                Math.min(IntegrationScores.NEIGHBOURS, label.length - 1));
    }

    /// @param neighbours how many are looked at
    static Surroundings of(Groups labels, Groups batches, int neighbours) {
        return new Surroundings(labels, batches, neighbours);
    }

    /// How many neighbours each cell is to be visited with at least: the nearest so many are looked at.
    public int neighbours() {
        return neighbours;
    }

    @Override
    public void visit(int cell, int[] near_j, double[] distance_j) {
        double[] weight_j = new Lisi.Weights(distance_j, neighbours).ofEntropy(entropy);
        byBatch[cell] = Lisi.index(near_j, weight_j, batches);
        byLabel[cell] = Lisi.index(near_j, weight_j, labels);
        System.arraycopy(near_j, 0, near, cell * close, close);
    }

    Groups labels() {
        return labels;
    }

    Groups batches() {
        return batches;
    }

    double ilisi() {
        return Lisi.ilisi(byBatch, batches);
    }

    double clisi() {
        return Lisi.clisi(byLabel, labels);
    }

    double connectivity() {
        return GraphConnectivity.of(near, labels);
    }
}
