package io.cellwright.graph;

/// What is done with the neighbours of a cell as soon as they are found, where the graph of all cells would be too
/// large to keep: 12 bytes a neighbour.
@FunctionalInterface
public interface NeighbourVisitor {
    /// Called once for each cell, by several threads at once and in any order.
    ///
    /// @param cell number of the cell
    /// @param near_j numbers of its neighbours, nearest first
    /// @param distance_j their distances
    void visit(int cell, int[] near_j, double[] distance_j);

    /// Hands each cell to this one and then to another, so that one search serves both.
    default NeighbourVisitor and(NeighbourVisitor other) {
        return (cell, near_j, distance_j) -> {
            visit(cell, near_j, distance_j);
            other.visit(cell, near_j, distance_j);
        };
    }
}
