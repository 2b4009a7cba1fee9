package io.cellwright.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.cellwright.data.CellData;
import io.cellwright.data.Minibatches;
import io.cellwright.tensor.Rng;
import io.cellwright.tensor.Stream;
import io.cellwright.train.Epochs;

/// Pairs the minibatches of all cells with minibatches of the labelled ones. The shorter stream begins again within the
/// epoch, with the same minibatches; both are shuffled anew for the next.
///
/// scvi-tools keeps every dense minibatch of the labelled stream alive for the epoch; here a minibatch is row numbers.
///
/// @param all minibatches of all training cells
/// @param labelled labelled training cells, label by label, each label's in file order
/// @param label label of each cell of the data
/// @param perLabel draw at most so many cells of each label anew each epoch; 0 for all
/// @param size cells of a labelled minibatch
/// @param seed of draw and shuffle
/// @param shuffle whether labelled minibatches are shuffled
public record LabelledStream(Minibatches all, int[] labelled, int[] label, int perLabel, int size, long seed,
        boolean shuffle) implements Epochs<SemiSupervisedBatch> {

    /// The labelled ones of the given cells, label by label.
    public static int[] labelMajor(int[] cells, CellData.Factor label) {
        int[] sorted = Arrays.stream(cells).filter(i -> label.codes()[i] >= 0).sorted().toArray();
        int[] ordered = new int[sorted.length];
        int at = 0;
        for (int c = 0; c < label.levels(); c++) {
            for (int cell : sorted) {
                if (label.codes()[cell] == c) {
                    ordered[at++] = cell;
                }
            }
        }
        return ordered;
    }

    @Override
    public List<SemiSupervisedBatch> of(int epoch) {
        List<int[]> full = all.epoch(epoch);
        int[] drawn = perLabel > 0 ? draw(epoch) : labelled;
        Minibatches.Order order = shuffle ? Minibatches.Order.shuffled(seed, Stream.LABELLED_SHUFFLE)
                : Minibatches.Order.GIVEN;
        List<int[]> some = new Minibatches(drawn, size, order, all.tail()).epoch(epoch);
        int steps = Math.max(full.size(), some.size());
        List<SemiSupervisedBatch> pairs = new ArrayList<>(steps);
        for (int s = 0; s < steps; s++) {
            int[] with = some.isEmpty() ? new int[0] : some.get(s % some.size());
            pairs.add(new SemiSupervisedBatch(full.get(s % full.size()), with));
        }
        return pairs;
    }

    private int[] draw(int epoch) {
        int[] shuffled = labelled.clone();
        Rng.shuffle(Rng.key(seed, Stream.LABELLED_DRAW, epoch, 0), shuffled);
        int classes = Arrays.stream(label).max().orElse(-1) + 1;
        int[] taken = new int[classes];
        return Arrays.stream(shuffled).filter(cell -> taken[label[cell]]++ < perLabel).toArray();
    }
}
