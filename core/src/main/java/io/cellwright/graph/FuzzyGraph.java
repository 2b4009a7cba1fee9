package io.cellwright.graph;

import java.util.Arrays;

/// The neighbour graph with weights, undirected: an edge of weight `a + b - a b`, above 0 to 1, joins two cells of
/// which one is a neighbour of the other, where a and b are how much each belongs to the other's surroundings. UMAP
/// draws it, and clusters are sought in it, as in scanpy.
///
/// Each edge is kept twice, once with each of its cells. Those of cell i are the edges from `start(i)` until `start(i +
/// 1)`, by rising numbers of the other cell.
public final class FuzzyGraph {
    private final int[] start;
    private final int[] other;
    private final double[] weight;

    private FuzzyGraph(int[] start, int[] other, double[] weight) {
        this.start = start;
        this.other = other;
        this.weight = weight;
    }

    /// Weighs the edges of a neighbour graph: memberships after umap-learn's `smooth_knn_dist`, joined by its fuzzy
    /// union. A graph of k neighbours is that of `n_neighbors = k + 1` there, which counts the cell itself.
    public static FuzzyGraph of(NeighbourGraph graph) {
        Rows out = Rows.of(graph.nearest(), Memberships.of(graph.nearest()));
        return union(out, out.transposed());
    }

    /// Number of cells.
    public int cells() {
        return start.length - 1;
    }

    /// Where the edges of cell `i` start, up to the number of cells, where they end.
    public int start(int i) {
        return start[i];
    }

    /// The cell at the other end of edge `e`.
    public int other(int e) {
        return other[e];
    }

    /// The weight of edge `e`, above 0 to 1.
    public double weight(int e) {
        return weight[e];
    }

    private static FuzzyGraph union(Rows out, Rows in) {
        int cells = out.start.length - 1;
        int[] start = new int[cells + 1];
        int[] other = new int[out.other.length + in.other.length];
        double[] weight = new double[other.length];
        int held = 0;
        for (int i = 0; i < cells; i++) {
            int a = out.start[i];
            int b = in.start[i];
            while (a < out.start[i + 1] || b < in.start[i + 1]) {
                int toA = a < out.start[i + 1] ? out.other[a] : cells;
                int toB = b < in.start[i + 1] ? in.other[b] : cells;
                double ofA = toA <= toB ? out.weight[a++] : 0;
                double ofB = toB <= toA ? in.weight[b++] : 0;
                other[held] = Math.min(toA, toB);
                weight[held] = ofA + ofB - ofA * ofB;
                // Far beyond its sigma a membership underflows to nothing.
                held += weight[held] > 0 ? 1 : 0;
            }
            start[i + 1] = held;
        }
        return new FuzzyGraph(start, Arrays.copyOf(other, held), Arrays.copyOf(weight, held));
    }

    /// A sparse matrix in compressed rows, columns rising.
    private record Rows(int[] start, int[] other, double[] weight) {
        static Rows of(Neighbours neighbours, double[] membership) {
            int[] start = new int[neighbours.cells() + 1];
            int[] other = new int[membership.length];
            for (int i = 0; i < neighbours.cells(); i++) {
                start[i + 1] = start[i] + neighbours.k();
                for (int j = 0; j < neighbours.k(); j++) {
                    other[start[i] + j] = neighbours.cell(i, j);
                }
            }
            // Turned round twice, columns rise.
            return new Rows(start, other, membership).transposed().transposed();
        }

        Rows transposed() {
            int[] from = new int[start.length];
            for (int column : other) {
                from[column + 1]++;
            }
            for (int i = 0; i + 1 < from.length; i++) {
                from[i + 1] += from[i];
            }
            int[] next = from.clone();
            int[] rows = new int[other.length];
            double[] weights = new double[other.length];
            for (int i = 0; i + 1 < start.length; i++) {
                for (int e = start[i]; e < start[i + 1]; e++) {
                    int place = next[other[e]]++;
                    rows[place] = i;
                    weights[place] = weight[e];
                }
            }
            return new Rows(from, rows, weights);
        }
    }
}
