package io.cellwright.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import io.cellwright.RealData;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.Frame;
import io.cellwright.schedule.lr.ReduceLROnPlateau;
import io.cellwright.task.TrainOptions.Preset;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;
import io.cellwright.train.History;
import io.cellwright.train.History.Per;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/// The rule of scvi-tools' `reduce_lr_on_plateau` on real cells, of which every tenth keeps its label.
class PlateauOnRealCellsTest {
    private static final int EPOCHS = 40;
    private static final int BATCH_SIZE = 32;
    private static final int PATIENCE = 2;
    /// Every fifth gene, in small minibatches: so each metric stops improving within seconds.
    private static final int[] GENES = IntStream.range(0, 150).map(g -> 5 * g).toArray();
    /// 1e-3 times 0.6 over and over, in words.
    private static final List<String> RATES = List.of("1e-3", "6e-4", "3.6e-4", "2.16e-4", "1.296e-4", "7.776e-5",
            "4.666e-5", "2.799e-5", "1.68e-5", "1.008e-5", "6.047e-6", "3.628e-6", "2.177e-6", "1.306e-6");

    @ParameterizedTest
    @ValueSource(strings = {"elbo_validation", "reconstruction_loss_validation", "kl_local_validation"})
    void theRateFallsWhereAHandCalculationFromTheHistoryPutsIt(String metric) {
        History history = train(RealData.cells("pbmc68k_reduced_counts.h5ad"), metric);
        List<History.Entry> lr = history.entries("lr", Per.STEP);
        int stepsPerEpoch = lr.size() / EPOCHS;
        List<Double> rates = new ArrayList<>();
        List<String> decisions = new ArrayList<>();
        double rate = 1e-3;
        double best = Double.POSITIVE_INFINITY;
        int bad = 0;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int step = 0; step < stepsPerEpoch; step++) {
                rates.add(rate);
            }
            double value = history.at(metric, epoch).orElseThrow();
            bad = value < best ? 0 : bad + 1;
            best = Math.min(best, value);
            if (bad > PATIENCE) {
                decisions.add("epoch " + epoch + ": lr " + RATES.get(decisions.size()) + " -> "
                        + RATES.get(decisions.size() + 1) + ": " + metric + " has not improved for 3 epochs");
                rate *= 0.6;
                bad = 0;
            }
        }
        assertThat(decisions).isNotEmpty();
        assertThat(history.decisions()).extracting(d -> "epoch " + d.progress().epoch() + ": " + d.what())
                .isEqualTo(decisions);
        assertThat(lr).extracting(History.Entry::value).isEqualTo(rates);
        assertThat(lr).extracting(History.Entry::index)
                .isEqualTo(IntStream.rangeClosed(1, rates.size()).mapToObj(i -> (long) i).toList());
    }

    private static History train(CellTable cells, String metric) {
        CellTable known = someGenesAndLabels(cells);
        Registry registry = Registry.of(known, Setup.countsOnly().withLabelsKey("bulk_labels", Setup.UNKNOWN));
        CellModel model = new CellModel(registry, ModelSpec.of(ModelSpec.Kind.SCANVI, registry), Device.cpu(2), 0);
        TrainOptions usual = TrainOptions.of(Preset.PARITY);
        ReduceLROnPlateau.Rule plateau = new ReduceLROnPlateau.Rule(metric, 0.6, PATIENCE, 0, 0);
        TrainOptions options = new TrainOptions(usual.preset(), OptionalInt.of(EPOCHS), BATCH_SIZE, usual.trainSize(),
                usual.plan().withSchedule(plateau.schedule()), usual.klWeight(), usual.classificationRatio(), usual.geneDropout(),
                usual.perLabel(), usual.control(), usual.seed());
        return new Training(options, () -> false, Callback.NONE).run(model, registry.encode(known)).history();
    }

    private static CellTable someGenesAndLabels(CellTable cells) {
        Column all = cells.obs().column("bulk_labels").orElseThrow();
        List<String> known = IntStream.range(0, all.size())
                .mapToObj(i -> i % 10 == 0 ? String.valueOf(all.text(i)) : Setup.UNKNOWN).toList();
        return new CellTable(cells.counts().selectColumns(GENES),
                new Frame(cells.obs().names(), List.of(new Column.Strings("bulk_labels", known))),
                new Frame(Arrays.stream(GENES).mapToObj(cells.var().names()::get).toList(), List.of()));
    }
}
