package io.cellwright.metric.integration;

import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import io.cellwright.graph.NeighbourGraph;
import io.cellwright.graph.Points;

/// The batch effect test of k nearest neighbours (kBET; Büttner and others, Nature Methods 2019): for each cell a
/// chi-square test whether the batches among its neighbours, itself counted, come in the shares that they have in all
/// cells, with one degree of freedom less than there are batches.
///
/// @param acceptance share of the cells whose test does not reject at 5 %, 0 to 1: higher is better mixed
/// @param meanStatistic mean chi-square statistic
/// @param meanP mean p-value
public record Kbet(double acceptance, double meanStatistic, double meanP) {
    private static final double SIGNIFICANCE = 0.05;
    private static final int FEWEST_CELLS = 10;
    private static final int FEWEST_NEIGHBOURS = 10;
    private static final int MOST_NEIGHBOURS = 70;

    /// Over all cells. Where batches hold cell types in different shares this rejects without any batch effect; {@link
    /// #perLabel} does not.
    ///
    /// @param graph the neighbours; scib-metrics takes 49 others
    /// @param batch batch of each cell, any whole number
    /// @throws IllegalArgumentException if sizes do not fit or there is a single batch
    public static Kbet of(NeighbourGraph graph, int[] batch) {
        return of(Neighbourhoods.of(graph), batch, done -> {});
    }

    private static Kbet of(Neighbourhoods all, int[] batch, IntConsumer done) {
        Groups batches = Groups.several("batch", batch, all.cells());
        double[] statistic = new double[all.cells()];
        all.visit((cell, near_j, distance_j) -> {
            statistic[cell] = statistic(cell, near_j, batches);
            done.accept(1);
        });
        double[] p = DoubleStream.of(statistic).parallel()
                .map(s -> ChiSquare.atLeast(s, batches.count() - 1)).toArray();
        double accepted = 0;
        double statistics = 0;
        double ps = 0;
        for (int i = 0; i < p.length; i++) {
            accepted += p[i] >= SIGNIFICANCE ? 1 : 0;
            statistics += statistic[i];
            ps += p[i];
        }
        return new Kbet(accepted / p.length, statistics / p.length, ps / p.length);
    }

    /// Mean acceptance over labels, each tested by itself: neighbours are sought among the cells of the label, a
    /// quarter of the mean size of its batches, but 10 to 70. Labels of fewer than 10 cells or of one batch are left
    /// out; empty where none is left.
    ///
    /// Differs from scib-metrics' `kbet_per_label`, which first spreads the neighbour graph by diffusion: that repairs
    /// graphs that fall apart when cut to a label. Here they are not cut but searched anew, in the embedding.
    ///
    /// @param done is told how many more cells are done, by several threads
    /// @throws IllegalArgumentException if sizes do not fit
    public static OptionalDouble perLabel(Points points, int[] label, int[] batch, IntConsumer done) {
        Groups labels = Groups.of("label", label, points.cells());
        Groups batches = Groups.of("batch", batch, points.cells());
        return IntStream.range(0, labels.count()).mapToObj(labels::members).mapMultiToDouble((members, accepted) -> {
            if (members.length >= FEWEST_CELLS
                    && IntStream.of(members).map(i -> batches.group()[i]).distinct().count() > 1) {
                accepted.accept(acceptance(points, batch, members, done));
            } else {
                done.accept(members.length);
            }
        }).average();
    }

    private static double acceptance(Points points, int[] batch, int[] members, IntConsumer done) {
        int[] own = IntStream.of(members).map(i -> batch[i]).toArray();
        long batches = IntStream.of(own).distinct().count();
        int quarter = (int) (members.length / batches / 4);
        int neighbours = Math.min(members.length, Math.clamp(quarter, FEWEST_NEIGHBOURS, MOST_NEIGHBOURS));
        return of(Neighbourhoods.searched(points.select(members), neighbours - 1), own, done).acceptance();
    }

    private static double statistic(int cell, int[] near_j, Groups batches) {
        int[] count = new int[batches.count()];
        count[batches.group()[cell]]++;
        for (int near : near_j) {
            count[batches.group()[near]]++;
        }
        double sum = 0;
        for (int b = 0; b < count.length; b++) {
            double expected = (double) batches.size()[b] / batches.cells() * (near_j.length + 1);
            sum += (count[b] - expected) * (count[b] - expected) / expected;
        }
        return sum;
    }
}
