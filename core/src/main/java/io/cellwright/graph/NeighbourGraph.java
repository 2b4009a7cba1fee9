package io.cellwright.graph;

/// The k nearest neighbours of each cell among all others: the graph from which neighbourhoods are judged, cells are
/// clustered and maps are drawn. An edge goes from a cell to each of its neighbours; a cell is none of its own.
///
/// It is made once, with the largest k that anything asks for; {@link #first} gives smaller ones for nothing.
///
/// @param nearest the neighbours of each cell, nearest first
public record NeighbourGraph(Neighbours nearest) {
    /// Checks that the neighbours are other cells of the same set.
    ///
    /// @throws IllegalArgumentException if they are not
    public NeighbourGraph {
        for (int i = 0; i < nearest.cells(); i++) {
            for (int j = 0; j < nearest.k(); j++) {
                if (nearest.cell(i, j) == i || nearest.cell(i, j) >= nearest.cells()) {
                    throw new IllegalArgumentException("neighbours must be other cells from 0 to "
                            + (nearest.cells() - 1) + " but cell " + i + " has " + nearest.cell(i, j));
                }
            }
        }
    }

    /// Searches the neighbours.
    ///
    /// @param k neighbours of each cell, 1 until one less than the number of cells
    /// @throws IllegalArgumentException if k is out of range
    public static NeighbourGraph of(Points points, int k) {
        return new NeighbourGraph(Neighbours.ofOthers(points, k));
    }

    /// Finds the same neighbours as {@link #of} and hands over those of each cell, of which nothing is kept.
    ///
    /// @param k neighbours of each cell, 1 until one less than the number of cells
    /// @throws IllegalArgumentException if k is out of range
    public static void visit(Points points, int k, NeighbourVisitor visitor) {
        Neighbours.visitOthers(points, k, visitor);
    }

    /// The graph of the first `fewer` neighbours of each cell, 1 until k.
    ///
    /// @throws IllegalArgumentException if `fewer` is out of range
    public NeighbourGraph first(int fewer) {
        return new NeighbourGraph(nearest.first(fewer));
    }

    /// Number of cells.
    public int cells() {
        return nearest.cells();
    }

    /// Number of neighbours of each cell.
    public int k() {
        return nearest.k();
    }
}
