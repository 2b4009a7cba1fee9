package io.cellwright.graph;

import java.util.stream.IntStream;

import io.cellwright.tensor.Rng;
import io.cellwright.tensor.Stream;

/// A map of cells in the plane on which neighbours lie together: UMAP (McInnes, Healy and Melville 2018).
///
/// The weighted neighbour graph is laid out by stochastic gradient descent: each edge pulls its cells together, as
/// often as its weight says, and each time a few random cells push them away, in steps that shrink to nothing. 20,000
/// cells take about seven seconds of one core, which all cores share, beside the search of neighbours.
///
/// Differs from umap-learn in the start, which is the first two principal components instead of eigenvectors of the
/// graph, and in how cells move: there one after the other, on several threads in whatever order these come; here each
/// cell walks by itself through its edges while all others stand where they stood before the epoch, and each random
/// number is a function of seed, epoch and cell. The same seed gives the same bits on any number of threads and on any
/// machine.
public final class Umap {
    /// Width and height of the start.
    private static final double START_WIDTH = 10;
    private static final double START_NOISE = 1e-4;
    private static final double LEARNING_RATE = 1;
    private static final double LEARNING_RATE_OF_NEW_CELLS = 0.25;
    private static final double LONGEST_STEP = 4;

    private final Points points;
    private final float[] xy_n2;
    private final UmapConfig config;
    private final ForceTable pull;
    private final ForceTable push;

    private Umap(Points points, float[] xy_n2, UmapConfig config) {
        this.points = points;
        this.xy_n2 = xy_n2;
        this.config = config;
        Curve curve = Curve.fit(config.minDist(), config.spread());
        pull = new ForceTable(curve::pull);
        push = new ForceTable(curve::push);
    }

    /// Searches the neighbours of the cells and draws their map.
    ///
    /// @throws IllegalArgumentException if there are fewer cells than `config.neighbours()`
    public static Umap fit(Points points, UmapConfig config) {
        return fit(points, NeighbourGraph.of(points, config.neighbours() - 1), config);
    }

    /// Draws the map of a graph that is there already.
    ///
    /// @param points the cells
    /// @param graph their neighbours, at least `config.neighbours() - 1`
    /// @throws IllegalArgumentException if the graph is of other cells or of fewer neighbours
    public static Umap fit(Points points, NeighbourGraph graph, UmapConfig config) {
        if (graph.cells() != points.cells()) {
            throw new IllegalArgumentException("the graph must have the " + points.cells()
                    + " cells of the points but has " + graph.cells());
        }
        FuzzyGraph weighted = FuzzyGraph.of(graph.first(config.neighbours() - 1));
        Umap map = new Umap(points, new float[2 * points.cells()], config);
        double[] xy = map.layOut(weighted, map.startingPlaces());
        for (int i = 0; i < xy.length; i++) {
            map.xy_n2[i] = (float) xy[i];
        }
        return map;
    }

    /// A map that was drawn before, say in another program, for {@link #transform}.
    ///
    /// @param points its cells
    /// @param xy_n2 their places, as {@link #xy_n2} gives them
    /// @throws IllegalArgumentException if sizes do not fit or a place is not finite
    public static Umap of(Points points, float[] xy_n2, UmapConfig config) {
        Points.of(xy_n2, points.cells(), 2);
        return new Umap(points, xy_n2.clone(), config);
    }

    /// The places of the cells: x and y of cell i at `2 * i` and `2 * i + 1`.
    public float[] xy_n2() {
        return xy_n2.clone();
    }

    private double[] startingPlaces() {
        int cells = points.cells();
        Points components = points.dimensions() == 1 ? points : PrincipalAxes.of(points).project(points, 2);
        double[] xy = new double[2 * cells];
        for (int i = 0; i < cells; i++) {
            for (int d = 0; d < components.dimensions(); d++) {
                xy[2 * i + d] = components.at(i, d);
            }
        }
        scale(xy, 0);
        scale(xy, 1);
        long key = Rng.key(config.seed(), Stream.LAYOUT, 0, 0);
        for (int i = 0; i < xy.length; i++) {
            xy[i] += START_NOISE * Rng.normal(key, i);
        }
        return xy;
    }

    /// Moves and stretches one axis to `-START_WIDTH / 2` … `START_WIDTH / 2`.
    private static void scale(double[] xy, int axis) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = axis; i < xy.length; i += 2) {
            low = Math.min(low, xy[i]);
            high = Math.max(high, xy[i]);
        }
        for (int i = axis; i < xy.length; i += 2) {
            xy[i] = high > low ? START_WIDTH * ((xy[i] - low) / (high - low) - 0.5) : 0;
        }
    }

    private double[] layOut(FuzzyGraph graph, double[] start) {
        double most = 0;
        for (int e = 0; e < graph.start(graph.cells()); e++) {
            most = Math.max(most, graph.weight(e));
        }
        int epochs = config.epochs(graph.cells());
        double[] before = start;
        double[] after = new double[start.length];
        for (int epoch = 0; epoch < epochs; epoch++) {
            double rate = LEARNING_RATE * (1 - (double) epoch / epochs);
            walk(graph, before, after, epoch, rate, most);
            double[] spent = before;
            before = after;
            after = spent;
        }
        return before;
    }

    private void walk(FuzzyGraph graph, double[] before, double[] after, int epoch, double rate, double most) {
        Points.forEachTile(graph.cells(), first -> {
            int last = Math.min(graph.cells(), first + Points.TILE);
            for (int i = first; i < last; i++) {
                Walker walker = new Walker(before, Rng.key(config.seed(), Stream.LAYOUT, epoch + 1L, i), rate);
                walker.startAt(before[2 * i], before[2 * i + 1]);
                for (int e = graph.start(i); e < graph.start(i + 1); e++) {
                    double share = graph.weight(e) / most;
                    if (isDue(share, epoch)) {
                        // Twice: an edge moves a cell in its own turn and in that of the other.
                        walker.pulledTo(graph.other(e));
                        walker.pulledTo(graph.other(e));
                        walker.pushedByOthers(i);
                    }
                }
                after[2 * i] = walker.x;
                after[2 * i + 1] = walker.y;
            }
        });
    }

    /// Whether an edge with this share of the largest weight has its turn: evenly spaced, in this share of the epochs.
    private static boolean isDue(double share, int epoch) {
        return (long) (share * (epoch + 1)) > (long) (share * epoch);
    }

    /// Puts new cells on the map, on which the others stay where they are. A new cell starts at the weighted mean of
    /// its nearest cells and then moves as they did.
    ///
    /// @param query new cells, of the same dimensions
    /// @return x and y of new cell i at `2 * i` and `2 * i + 1`
    /// @throws IllegalArgumentException if the dimensions are others or there are fewer cells on the map than
    ///     `config.neighbours()`
    public float[] transform(Points query) {
        Neighbours neighbours = Neighbours.of(points, query, config.neighbours());
        double[] membership = Memberships.of(neighbours);
        double[] map = new double[xy_n2.length];
        for (int i = 0; i < map.length; i++) {
            map[i] = xy_n2[i];
        }
        float[] places = new float[2 * query.cells()];
        IntStream.range(0, query.cells()).parallel().forEach(i -> {
            Walker walker = new Walker(map, Rng.key(config.seed(), Stream.LAYOUT, 0, 1L + i), 0);
            settle(walker, neighbours, membership, i);
            places[2 * i] = (float) walker.x;
            places[2 * i + 1] = (float) walker.y;
        });
        return places;
    }

    private void settle(Walker walker, Neighbours neighbours, double[] membership, int cell) {
        int k = neighbours.k();
        double x = 0;
        double y = 0;
        double sum = 0;
        for (int j = 0; j < k; j++) {
            double weight = membership[cell * k + j];
            x += weight * walker.map[2 * neighbours.cell(cell, j)];
            y += weight * walker.map[2 * neighbours.cell(cell, j) + 1];
            sum += weight;
        }
        walker.startAt(x / sum, y / sum);
        int epochs = config.epochsOfNewCells(points.cells());
        for (int epoch = 0; epoch < epochs; epoch++) {
            walker.rate = LEARNING_RATE_OF_NEW_CELLS * (1 - (double) epoch / epochs);
            for (int j = 0; j < k; j++) {
                if (isDue(membership[cell * k + j], epoch)) {
                    walker.pulledTo(neighbours.cell(cell, j));
                    walker.pushedByOthers(-1);
                }
            }
        }
    }

    /// A cell that moves among cells that stand still.
    private final class Walker {
        private final double[] map;
        private final long key;
        private double rate;
        private long draws;
        private double x;
        private double y;

        Walker(double[] map, long key, double rate) {
            this.map = map;
            this.key = key;
            this.rate = rate;
        }

        void startAt(double startX, double startY) {
            x = startX;
            y = startY;
        }

        void pulledTo(int other) {
            double dx = x - map[2 * other];
            double dy = y - map[2 * other + 1];
            double force = pull.at(dx * dx + dy * dy);
            x += rate * clipped(force * dx);
            y += rate * clipped(force * dy);
        }

        void pushedByOthers(int self) {
            for (int s = 0; s < config.negativeSamples(); s++) {
                int other = (int) (((Rng.bits(key, draws++) >>> 32) * (map.length / 2)) >>> 32);
                if (other != self) {
                    double dx = x - map[2 * other];
                    double dy = y - map[2 * other + 1];
                    double force = push.at(dx * dx + dy * dy);
                    x += rate * clipped(force * dx);
                    y += rate * clipped(force * dy);
                }
            }
        }

        private static double clipped(double step) {
            return Math.clamp(step, -LONGEST_STEP, LONGEST_STEP);
        }
    }
}
