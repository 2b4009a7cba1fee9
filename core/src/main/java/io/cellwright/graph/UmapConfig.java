package io.cellwright.graph;

/// How a map is drawn. Names and defaults are umap-learn's, but for `minDist`, whose default is scanpy's.
///
/// @param neighbours how many cells make up a cell's surroundings, itself counted, 2 or more; 15: more shows the large
///     structure, fewer the small one
/// @param minDist how close cells may come on the map, 0 or more and below `3 * spread`; 0.5
/// @param spread the scale of the map, above 0; 1
/// @param epochs how often all edges are gone through, 1 or more, or 0 for 500 up to 10,000 cells and 200 beyond
/// @param negativeSamples random cells that push a cell away each time that an edge pulls it, 0 or more; 5
/// @param seed for the random numbers; 0
public record UmapConfig(int neighbours, double minDist, double spread, int epochs, int negativeSamples, long seed) {
    private static final int SMALL = 10_000;

    /// Checks ranges.
    ///
    /// @throws IllegalArgumentException if a value is out of range
    public UmapConfig {
        atLeast("neighbours", neighbours, 2);
        atLeast("epochs", epochs, 0);
        atLeast("negativeSamples", negativeSamples, 0);
        if (!(spread > 0 && spread < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("spread must be above 0 but was " + spread);
        }
        if (!(minDist >= 0 && minDist < 3 * spread)) {
            throw new IllegalArgumentException("minDist must be 0 or more and below 3 * spread, which is " + 3 * spread
                    + ", but was " + minDist);
        }
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be " + least + " or more but was " + value);
        }
    }

    /// The defaults.
    public static UmapConfig defaults() {
        return new UmapConfig(15, 0.5, 1, 0, 5, 0);
    }

    /// With another number of neighbours.
    public UmapConfig withNeighbours(int count) {
        return new UmapConfig(count, minDist, spread, epochs, negativeSamples, seed);
    }

    /// With another least distance.
    public UmapConfig withMinDist(double distance) {
        return new UmapConfig(neighbours, distance, spread, epochs, negativeSamples, seed);
    }

    /// With another number of epochs.
    public UmapConfig withEpochs(int count) {
        return new UmapConfig(neighbours, minDist, spread, count, negativeSamples, seed);
    }

    /// With another seed.
    public UmapConfig withSeed(long number) {
        return new UmapConfig(neighbours, minDist, spread, epochs, negativeSamples, number);
    }

    /// The epochs of a map of `cells` cells.
    int epochs(int cells) {
        if (epochs > 0) {
            return epochs;
        }
        return cells <= SMALL ? 500 : 200;
    }

    /// The epochs in which new cells are put on a map.
    int epochsOfNewCells(int cells) {
        return Math.max(1, epochs(cells) / 3);
    }
}
