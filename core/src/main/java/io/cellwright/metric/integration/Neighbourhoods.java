package io.cellwright.metric.integration;

import java.util.stream.IntStream;

import io.cellwright.graph.NeighbourGraph;
import io.cellwright.graph.NeighbourVisitor;
import io.cellwright.graph.Points;

/// The neighbours of each of n cells, from a graph that is there, or searched as they are visited and not kept.
interface Neighbourhoods {
    /// Number of cells.
    int cells();

    /// Number of neighbours of each cell.
    int k();

    /// Visits all cells, by several threads at once and in any order.
    void visit(NeighbourVisitor visitor);

    /// Those of a graph.
    static Neighbourhoods of(NeighbourGraph graph) {
        return new InGraph(graph);
    }

    /// The k nearest other cells.
    static Neighbourhoods searched(Points points, int k) {
        return new Searched(points, k);
    }

    /// From a graph.
    record InGraph(NeighbourGraph graph) implements Neighbourhoods {
        @Override
        public int cells() {
            return graph.cells();
        }

        @Override
        public int k() {
            return graph.k();
        }

        @Override
        public void visit(NeighbourVisitor visitor) {
            IntStream.range(0, graph.cells()).parallel().forEach(i -> visitor.visit(i,
                    IntStream.range(0, graph.k()).map(j -> graph.nearest().cell(i, j)).toArray(),
                    IntStream.range(0, graph.k()).mapToDouble(j -> graph.nearest().distance(i, j)).toArray()));
        }
    }

    /// Searched anew for each visit.
    record Searched(Points points, int k) implements Neighbourhoods {
        @Override
        public int cells() {
            return points.cells();
        }

        @Override
        public void visit(NeighbourVisitor visitor) {
            NeighbourGraph.visit(points, k, visitor);
        }
    }
}
