package io.cellwright.metric.integration;

import java.util.Arrays;

import io.cellwright.graph.NeighbourGraph;

/// Whether the cells of a label hang together: the mean over labels of `cells in the largest component / cells`, where
/// components are those of the graph cut to the label. Above 0 to 1, higher is better.
///
/// Source: scib-metrics, whose components are the strongly connected ones of the directed graph: two cells belong
/// together iff a way along neighbours leads from each to the other.
public final class GraphConnectivity {
    private GraphConnectivity() {}

    /// The mean over labels.
    ///
    /// @param graph the neighbours; scib-metrics takes 14 others
    /// @param label label of each cell, any whole number
    /// @throws IllegalArgumentException if sizes do not fit
    public static double of(NeighbourGraph graph, int[] label) {
        Groups labels = Groups.of("label", label, graph.cells());
        int[] near = new int[Math.multiplyExact(graph.cells(), graph.k())];
        for (int e = 0; e < near.length; e++) {
            near[e] = graph.nearest().cell(e / graph.k(), e % graph.k());
        }
        return of(near, labels);
    }

    /// The same of as many neighbours of each cell, cell after cell.
    static double of(int[] near, Groups labels) {
        int[] largest = new Components(near, labels).largest();
        double sum = 0;
        for (int l = 0; l < largest.length; l++) {
            sum += (double) largest[l] / labels.size()[l];
        }
        return sum / largest.length;
    }

    /// Strongly connected components by Tarjan's algorithm (1972), with a stack of its own: neighbours may lead deeper
    /// than Java's does.
    private static final class Components {
        private static final int NEW = -1;

        private final int[] near;
        private final int k;
        private final Groups labels;
        private final int[] largest;
        private final int[] found;
        private final int[] low;
        private final int[] nextEdge;
        private final int[] path;
        private final int[] open;
        private final boolean[] isOpen;
        private int visited;
        private int opened;

        Components(int[] near, Groups labels) {
            int cells = labels.cells();
            this.near = near;
            k = near.length / cells;
            this.labels = labels;
            largest = new int[labels.count()];
            found = new int[cells];
            low = new int[cells];
            nextEdge = new int[cells];
            path = new int[cells];
            open = new int[cells];
            isOpen = new boolean[cells];
            Arrays.fill(found, NEW);
        }

        /// The size of the largest component of each label.
        int[] largest() {
            for (int cell = 0; cell < found.length; cell++) {
                if (found[cell] == NEW) {
                    walk(cell);
                }
            }
            return largest;
        }

        private void walk(int start) {
            int depth = 0;
            path[0] = enter(start);
            while (depth >= 0) {
                int cell = path[depth];
                int next = step(cell);
                if (next != NEW) {
                    path[++depth] = enter(next);
                } else {
                    if (low[cell] == found[cell]) {
                        close(cell);
                    }
                    depth--;
                    if (depth >= 0) {
                        low[path[depth]] = Math.min(low[path[depth]], low[cell]);
                    }
                }
            }
        }

        private int enter(int cell) {
            found[cell] = visited;
            low[cell] = visited++;
            open[opened++] = cell;
            isOpen[cell] = true;
            return cell;
        }

        /// The next neighbour of the cell's label that was not visited yet, or `NEW` where there is none.
        private int step(int cell) {
            while (nextEdge[cell] < k) {
                int neighbour = near[cell * k + nextEdge[cell]++];
                if (labels.group()[neighbour] == labels.group()[cell]) {
                    if (found[neighbour] == NEW) {
                        return neighbour;
                    }
                    if (isOpen[neighbour]) {
                        low[cell] = Math.min(low[cell], found[neighbour]);
                    }
                }
            }
            return NEW;
        }

        /// Takes the component of `cell` off the open cells.
        private void close(int cell) {
            int before = opened;
            do {
                isOpen[open[--opened]] = false;
            } while (open[opened] != cell);
            int label = labels.group()[cell];
            largest[label] = Math.max(largest[label], before - opened);
        }
    }
}
