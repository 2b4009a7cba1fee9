package io.cellwright.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import io.cellwright.graph.Points;

/// Silhouette of labels in an embedding, over all pairs of cells.
///
/// For a cell, a is the mean distance to the other cells of its label and b the smallest mean distance to the cells of
/// another label; the silhouette is `(b - a) / max(a, b)`, -1 to 1, and 0 for the only cell of a label. Source:
/// scikit-learn's `silhouette_score`, without the sampling. Distances are Euclidean unless said otherwise.
///
/// Takes time in n * n * k and memory in n * k: there is never an n x n matrix. For many cells {@link #estimate} looks
/// at some of them, each among all.
public final class Silhouette {
    /// Up to so many cells {@link #estimate} looks at all; of more it draws 10,000.
    public static final int MOST_CELLS = 100_000;

    private static final int LIMIT_PER_DRAWN = 10;

    /// Of each label it draws so many at least, or all if it has fewer.
    private static final int FEWEST_OF_LABEL = 100;

    /// What cosine distances of the same direction come to by rounding.
    private static final double LEAST_COSINE = 1e-28;

    private Silhouette() {}

    /// A mean silhouette, from all cells or from some.
    ///
    /// @param mean the mean over all cells, or what it is taken to be
    /// @param standardError how far it is off in the mean because not all cells were looked at; 0 where all were
    /// @param drawn how many were looked at
    /// @param ofLabels the same of the cells of each label, by rising labels
    public record Estimate(double mean, double standardError, int drawn, List<OfLabel> ofLabels) {
        /// Copies the list.
        public Estimate {
            ofLabels = List.copyOf(ofLabels);
        }
    }

    /// The mean silhouette of the cells of one label.
    ///
    /// @param mean the mean over all of them, or what it is taken to be
    /// @param standardError how far it is off in the mean because not all of them were looked at; 0 where all were
    /// @param drawn how many were looked at
    /// @param cells how many there are
    public record OfLabel(double mean, double standardError, int drawn, int cells) {
        private static OfLabel of(double[] samples, int cells) {
            double mean = Arrays.stream(samples).sum() / samples.length;
            double error = samples.length < cells ? Math.sqrt(left(samples.length, cells) * variance(samples, mean)
                    / samples.length) : 0;
            return new OfLabel(mean, error, samples.length, cells);
        }

        private static double variance(double[] samples, double mean) {
            return Arrays.stream(samples).map(s -> (s - mean) * (s - mean)).sum() / (samples.length - 1);
        }

        /// The share of the cells that was not looked at.
        private static double left(int drawn, int cells) {
            return 1 - (double) drawn / cells;
        }
    }

    /// How far two cells are from each other.
    public enum Distance {
        /// The length of the difference.
        EUCLIDEAN,
        /// `1 - cosine`, 0 to 2.
        COSINE;

        private Points prepared(Points points) {
            return this == COSINE ? points.onUnitSphere() : points;
        }

        /// The sum of the distances of {@link #prepared} points, from their squared Euclidean distances.
        private double sum(double[] squared, int from, int to) {
            double sum = 0;
            if (this == COSINE) {
                for (int j = from; j < to; j++) {
                    sum += squared[j] / 2;
                }
            } else {
                for (int j = from; j < to; j++) {
                    sum += Math.sqrt(squared[j]);
                }
            }
            return sum;
        }
    }

    /// What b is: which cells of other labels a cell is compared with.
    public enum Others {
        /// The cells of the label that is nearest in the mean.
        NEAREST_LABEL,
        /// All cells of other labels.
        ALL
    }

    /// Mean silhouette over all cells, also called ASW.
    ///
    /// @param x_nk n cells x k dimensions
    /// @param label label of each cell, any whole number
    /// @throws IllegalArgumentException unless there are at least 2 labels and fewer labels than cells
    public static double mean(DenseMatrix x_nk, int[] label) {
        return mean(samples(x_nk, label));
    }

    private static double mean(double[] samples) {
        double sum = 0;
        for (double sample : samples) {
            sum += sample;
        }
        return sum / samples.length;
    }

    /// scIB's form of the mean, `(mean + 1) / 2`, from 0 to 1: higher keeps the labels better apart.
    ///
    /// @throws IllegalArgumentException unless there are at least 2 labels and fewer labels than cells
    public static double scaledMean(DenseMatrix x_nk, int[] label) {
        return (mean(x_nk, label) + 1) / 2;
    }

    /// Mean silhouette over all cells, in time that grows with their number alone: of more than {@link #MOST_CELLS}
    /// cells some are drawn, from each label in proportion to its size. The silhouette of each is that among all cells,
    /// so nothing is neglected but the others' part in the mean, of which the standard error tells. Differs from
    /// scikit-learn's `sample_size`, which forgets the others altogether.
    ///
    /// @param label label of each cell, any whole number
    /// @param seed of the draw
    /// @param done is told how many more cells are done, by several threads
    /// @throws IllegalArgumentException unless there are at least 2 labels and fewer labels than cells
    public static Estimate estimate(Points points, int[] label, long seed, IntConsumer done) {
        return estimateAbove(MOST_CELLS, points, label, seed, done);
    }

    /// The same with another limit than {@link #MOST_CELLS}.
    static Estimate estimateAbove(int limit, Points points, int[] label, long seed, IntConsumer done) {
        if (label.length > limit) {
            return estimate(points, label, limit / LIMIT_PER_DRAWN, seed, done);
        }
        Groups groups = groups(points, label);
        double[] samples = new double[label.length];
        eachSample(points.select(groups.order()), groups, groups.places(), Distance.EUCLIDEAN, Others.NEAREST_LABEL,
                (place, sample) -> samples[groups.order()[place]] = sample, done);
        List<OfLabel> ofLabels = IntStream.range(0, groups.count()).mapToObj(groups::members)
                .map(members -> new OfLabel(IntStream.of(members).mapToDouble(i -> samples[i]).average().orElseThrow(),
                        0, members.length, members.length)).toList();
        return new Estimate(mean(samples), 0, samples.length, ofLabels);
    }

    /// About how many of so many cells {@link #estimate} looks at.
    public static int sought(int cells) {
        return cells <= MOST_CELLS ? cells : MOST_CELLS / LIMIT_PER_DRAWN;
    }

    /// From about `drawn` cells.
    static Estimate estimate(Points points, int[] label, int drawn, long seed, IntConsumer done) {
        Groups groups = groups(points, label);
        Draw draw = Draw.of(groups, drawn, new CounterRandom(seed));
        double[] samples = new double[draw.place().length];
        eachSample(points.select(groups.order()), groups, draw.place(), Distance.EUCLIDEAN, Others.NEAREST_LABEL,
                (at, sample) -> samples[at] = sample, done);
        return draw.mean(samples, groups);
    }

    /// Silhouette of each cell.
    public static double[] samples(DenseMatrix x_nk, int[] label) {
        Check.sameLength("rows of x_nk", x_nk.rows(), "label", label.length);
        return samples(x_nk.points(), label, Distance.EUCLIDEAN, Others.NEAREST_LABEL, done -> {});
    }

    /// Silhouette of each cell, with a choice of distances.
    ///
    /// @param label label of each cell, any whole number
    /// @param done is told how many more cells are done, by several threads
    /// @throws IllegalArgumentException unless there are at least 2 labels and fewer labels than cells
    public static double[] samples(Points points, int[] label, Distance distance, Others others, IntConsumer done) {
        Groups groups = groups(points, label);
        double[] samples = new double[label.length];
        eachSample(distance.prepared(points.select(groups.order())), groups, groups.places(), distance, others,
                (place, sample) -> samples[groups.order()[place]] = sample, done);
        return samples;
    }

    /// Silhouette of each cell by cosine distances with all cells of other labels, in time of n * k: a sum of cosine
    /// distances to many cells follows from the sum of those cells, counted from the middle of all. The same as {@link
    /// #samples} but for rounding, and but for means below 1e-28, which are taken for 0.
    ///
    /// @param label label of each cell, any whole number
    /// @throws IllegalArgumentException unless there are at least 2 labels and fewer labels than cells
    public static double[] cosineToAllOthers(Points points, int[] label) {
        Groups groups = groups(points, label);
        CosineSums all = CosineSums.ofAll(points);
        double[] samples = new double[label.length];
        IntStream.range(0, groups.count()).parallel().forEach(c -> {
            int[] members = groups.members(c);
            CosineSums own = all.of(points, members);
            for (int i : members) {
                if (members.length > 1) {
                    samples[i] = cosineSample(all.place(points, i), own, all);
                }
            }
        });
        return samples;
    }

    private static double cosineSample(double[] place, CosineSums own, CosineSums all) {
        double sum = own.distances(place);
        double within = Math.max(0, sum / (own.cells() - 1));
        double between = Math.max(0, (all.distances(place) - sum) / (all.cells() - own.cells()));
        double larger = Math.max(within, between);
        return larger < LEAST_COSINE ? 0 : (between - within) / larger;
    }

    private static Groups groups(Points points, int[] label) {
        Check.sameLength("points", points.cells(), "label", label.length);
        Groups groups = Groups.of(label);
        if (groups.count() < 2 || groups.count() >= label.length) {
            throw new IllegalArgumentException("labels must be at least 2 and fewer than the " + label.length
                    + " cells but were " + groups.count());
        }
        return groups;
    }

    /// Takes the silhouette of the i-th of some cells.
    private interface Taker {
        void take(int i, double sample);
    }

    /// Silhouettes of the cells at some places of the order of labels.
    private static void eachSample(Points sorted, Groups groups, int[] places, Distance distance, Others others,
            Taker taker, IntConsumer done) {
        Points.forEachTile(places.length, first -> {
            int last = Math.min(places.length, first + Points.TILE);
            double[][] sum_tc = distancesToGroups(sorted, Arrays.copyOfRange(places, first, last), groups, distance);
            for (int i = first; i < last; i++) {
                taker.take(i, sample(sum_tc[i - first], places[i], groups, others));
            }
            done.accept(last - first);
        });
    }

    /// Sum of the distances of each of the cells at these places to the cells of each group.
    private static double[][] distancesToGroups(Points points, int[] places, Groups groups, Distance distance) {
        double[][] sum_tc = new double[places.length][groups.count()];
        double[] squared = new double[Points.BLOCK];
        double[][] point = new double[places.length][];
        Arrays.setAll(point, t -> points.point(places[t]));
        for (int b = 0; b < points.blocks(); b++) {
            for (int t = 0; t < point.length; t++) {
                points.squaredDistances(point[t], b, squared);
                addByGroup(squared, b * Points.BLOCK, points.blockEnd(b), groups, distance, sum_tc[t]);
            }
        }
        return sum_tc;
    }

    /// Adds the distances to the cells `from` until `to` to the sums of their groups.
    private static void addByGroup(double[] squared, int from, int to, Groups groups, Distance distance,
            double[] sum_c) {
        int at = from;
        for (int c = groups.at(from); at < to; c++) {
            int end = Math.min(to, groups.start()[c + 1]);
            sum_c[c] += distance.sum(squared, at - from, end - from);
            at = end;
        }
    }

    private static double sample(double[] sum_c, int cell, Groups groups, Others others) {
        double within = 0;
        double nearest = Double.POSITIVE_INFINITY;
        double outside = 0;
        int cellsOutside = 0;
        for (int c = 0; c < groups.count(); c++) {
            int from = groups.start()[c];
            int to = groups.start()[c + 1];
            if (cell < from || cell >= to) {
                nearest = Math.min(nearest, sum_c[c] / (to - from));
                outside += sum_c[c];
                cellsOutside += to - from;
            } else if (to - from == 1) {
                return 0;
            } else {
                within = sum_c[c] / (to - from - 1);
            }
        }
        double between = others == Others.ALL ? outside / cellsOutside : nearest;
        double larger = Math.max(within, between);
        return larger == 0 ? 0 : (between - within) / larger;
    }

    /// Cells in the order of their labels: group c stands at `start[c]` until `start[c + 1]` of `order`.
    private record Groups(int[] order, int[] start) {
        static Groups of(int[] label) {
            long[] keyed = new long[label.length];
            for (int i = 0; i < label.length; i++) {
                keyed[i] = (long) label[i] << 32 | i;
            }
            Arrays.sort(keyed);
            int[] order = new int[label.length];
            int[] start = new int[label.length + 1];
            int groups = 0;
            for (int i = 0; i < keyed.length; i++) {
                order[i] = (int) keyed[i];
                if (i > 0 && keyed[i] >> 32 != keyed[i - 1] >> 32) {
                    start[++groups] = i;
                }
            }
            start[label.length == 0 ? 0 : ++groups] = label.length;
            return new Groups(order, Arrays.copyOf(start, groups + 1));
        }

        /// All places of the order.
        int[] places() {
            return IntStream.range(0, order.length).toArray();
        }

        int[] members(int group) {
            return Arrays.copyOfRange(order, start[group], start[group + 1]);
        }

        /// The group of the cell at place `place`.
        int at(int place) {
            int found = Arrays.binarySearch(start, place);
            return found >= 0 ? found : -found - 2;
        }

        int count() {
            return start.length - 1;
        }
    }

    /// Some cells of each group.
    ///
    /// @param place where they stand in the order of labels, rising
    /// @param start where in `place` those of each group begin, and where the last end
    private record Draw(int[] place, int[] start) {
        static Draw of(Groups groups, int wanted, CounterRandom random) {
            int cells = groups.order().length;
            int[] start = new int[groups.count() + 1];
            int[][] drawn = new int[groups.count()][];
            for (int c = 0; c < drawn.length; c++) {
                int size = groups.start()[c + 1] - groups.start()[c];
                long share = Math.round((double) wanted * size / cells);
                drawn[c] = some(groups.start()[c], size, Math.clamp(share, Math.min(size, FEWEST_OF_LABEL), size),
                        random, c);
                start[c + 1] = start[c] + drawn[c].length;
            }
            return new Draw(Arrays.stream(drawn).flatMapToInt(Arrays::stream).toArray(), start);
        }

        /// The first of a shuffle.
        private static int[] some(int from, int size, int count, CounterRandom random, int group) {
            int[] place = IntStream.range(from, from + size).toArray();
            for (int i = 0; i < count; i++) {
                int other = i + (int) (random.uniform(group, i) * (size - i));
                int kept = place[i];
                place[i] = place[other];
                place[other] = kept;
            }
            return Arrays.stream(place, 0, count).sorted().toArray();
        }

        /// The mean over all cells: each group counts by its size. The variance of such a mean is that of a stratified
        /// draw without replacement.
        Estimate mean(double[] samples, Groups groups) {
            double cells = groups.order().length;
            List<OfLabel> ofLabels = new ArrayList<>();
            double mean = 0;
            double variance = 0;
            for (int c = 0; c < groups.count(); c++) {
                double[] own = Arrays.copyOfRange(samples, start[c], start[c + 1]);
                int size = groups.start()[c + 1] - groups.start()[c];
                double share = size / cells;
                OfLabel label = OfLabel.of(own, size);
                ofLabels.add(label);
                mean += share * label.mean();
                if (own.length < size) {
                    variance += share * share * OfLabel.left(own.length, size) * OfLabel.variance(own, label.mean())
                            / own.length;
                }
            }
            return new Estimate(mean, Math.sqrt(variance), samples.length, ofLabels);
        }
    }
}
