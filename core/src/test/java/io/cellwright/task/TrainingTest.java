package io.cellwright.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.model.scvi.ScviConfig.Network;
import io.cellwright.model.scvi.ScviConfig.Where;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.formula.LinearDecay;
import io.cellwright.task.TrainOptions.Preset;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.StepPart;
import io.cellwright.train.Callback;
import io.cellwright.train.StopReason;
import io.cellwright.train.TrainEvent;
import io.cellwright.train.TrainResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TrainingTest {
    private static final int GENES = 9;

    /// Cells whose type shows in their counts; the first `labelled` have a label.
    private static CellTable cells(int n, int labelled, int types) {
        long[] start = new long[n + 1];
        List<Integer> gene = new ArrayList<>();
        List<Float> value = new ArrayList<>();
        List<String> label = new ArrayList<>();
        List<String> batch = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            for (int g = 0; g < GENES; g++) {
                int x = (i * 7 + g * 5 + i * g) % 4 + (g % types == i % types ? 4 : 0) - 2;
                if (x > 0) {
                    gene.add(g);
                    value.add((float) x);
                }
            }
            start[i + 1] = gene.size();
            label.add(i < labelled ? "type" + i % types : Setup.UNKNOWN);
            batch.add("b" + i % 2);
        }
        int[] genes = gene.stream().mapToInt(g -> g).toArray();
        float[] values = new float[value.size()];
        for (int e = 0; e < values.length; e++) {
            values[e] = value.get(e);
        }
        List<String> names = IntStream.range(0, n).mapToObj(i -> "cell" + i).toList();
        return new CellTable(new CsrMatrix(n, GENES, start, genes, values),
                new Frame(names, List.of(new Column.Strings("label", label), new Column.Strings("batch", batch))),
                new Frame(IntStream.range(0, GENES).mapToObj(g -> "gene" + g).toList(), List.of()));
    }

    private static CellModel model(CellTable cells, ModelSpec.Kind kind, Device device) {
        return model(cells, kind, device, new Network(6, 2, 1, 0.1, false, true, Where.BOTH, Where.NONE));
    }

    private static CellModel model(CellTable cells, ModelSpec.Kind kind, Device device, Network network) {
        Setup setup = Setup.countsOnly().withBatchKey("batch").withLabelsKey("label", Setup.UNKNOWN);
        Registry registry = Registry.of(cells, setup);
        ModelSpec spec = ModelSpec.of(kind, registry);
        return new CellModel(registry, spec.with(spec.scvi().withNetwork(network)), device, 1);
    }

    private static TrainResult train(CellModel model, CellTable cells, int epochs, Preset preset) {
        TrainOptions options = TrainOptions.of(preset).withMaxEpochs(epochs).withValidateEvery(1);
        return new Training(options, () -> false, Callback.NONE).run(model, model.registry().encode(cells));
    }

    @Test
    void anyNumberOfCellsAndLabelsTrains() {
        Device device = Device.cpu(1);
        for (int n = 2; n <= 300; n++) {
            int labelled = 1 + n % Math.min(12, n);
            CellTable cells = cells(n, labelled, Math.min(3, labelled));
            for (int validateEvery = 0; validateEvery <= 1; validateEvery++) {
                CellModel model = model(cells, ModelSpec.Kind.SCANVI, device);
                TrainOptions options = TrainOptions.of(Preset.DEFAULT).withMaxEpochs(1).withValidateEvery(validateEvery);
                TrainResult result = new Training(options, () -> false, Callback.NONE).run(model,
                        model.registry().encode(cells));
                assertThat(result.history().last("elbo_train").orElseThrow())
                        .as("%d cells, %d labelled, validation every %d", n, labelled, validateEvery).isFinite();
            }
        }
    }

    @Test
    void theClassifierSeesPartOfTheCountsByDefaultAndAllOfThemInParity() {
        CellTable cells = cells(200, 40, 3);
        for (Preset preset : Preset.values()) {
            double hidden = preset == Preset.DEFAULT ? 0.8 : 0;
            double usual = classificationLoss(cells, TrainOptions.of(preset));
            assertThat(classificationLoss(cells, TrainOptions.of(preset).withGeneDropout(hidden))).isEqualTo(usual);
            assertThat(classificationLoss(cells, TrainOptions.of(preset).withGeneDropout(0.3))).isNotEqualTo(usual);
        }
    }

    @Test
    void scanviTrainsOnAllCellsUnlessSomeAreAskedToValidate() {
        CellTable cells = cells(1000, 100, 3);
        TrainOptions usual = TrainOptions.of(Preset.DEFAULT).withMaxEpochs(1);
        assertThat(cellsOfAnEpoch(cells, ModelSpec.Kind.SCANVI, usual)).isEqualTo(1000);
        assertThat(cellsOfAnEpoch(cells, ModelSpec.Kind.SCANVI, usual.withTrainSize(0.75))).isEqualTo(750);
        assertThat(cellsOfAnEpoch(cells, ModelSpec.Kind.SCANVI, usual.withValidateEvery(1))).isEqualTo(900);
        assertThat(cellsOfAnEpoch(cells, ModelSpec.Kind.SCVI, usual)).isEqualTo(900);
        assertThat(cellsOfAnEpoch(cells, ModelSpec.Kind.SCANVI, TrainOptions.of(Preset.PARITY).withMaxEpochs(1)))
                .isEqualTo(900);
    }

    private static long cellsOfAnEpoch(CellTable cells, ModelSpec.Kind kind, TrainOptions options) {
        CellModel model = model(cells, kind, Device.cpu(1));
        return new Training(options, () -> false, Callback.NONE).run(model, model.registry().encode(cells)).state()
                .progress().cells();
    }

    private static double classificationLoss(CellTable cells, TrainOptions options) {
        CellModel model = model(cells, ModelSpec.Kind.SCANVI, Device.cpu(1));
        return new Training(options.withMaxEpochs(2), () -> false, Callback.NONE)
                .run(model, model.registry().encode(cells)).history().last("train_classification_loss").orElseThrow();
    }

    @Test
    void theRateFallsByDefaultAndStaysInParity() {
        CellTable cells = cells(200, 40, 3);
        for (Preset preset : Preset.values()) {
            TrainOptions usual = TrainOptions.of(preset);
            double from = preset == Preset.DEFAULT ? 0.5 : 1;
            TrainOptions said = usual.withPlan(usual.plan().withSchedule(new LinearDecay(from, Span.epochs(6))));
            TrainOptions other = usual.withPlan(usual.plan().withSchedule(new LinearDecay(0.2, Span.epochs(6))));
            assertThat(elbo(cells, said)).isEqualTo(elbo(cells, usual)).isNotEqualTo(elbo(cells, other));
        }
    }

    private static double elbo(CellTable cells, TrainOptions options) {
        CellModel model = model(cells, ModelSpec.Kind.SCVI, Device.cpu(1));
        return new Training(options.withMaxEpochs(6), () -> false, Callback.NONE)
                .run(model, model.registry().encode(cells)).history().last("elbo_train").orElseThrow();
    }

    @Test
    void scviTrainsAnyNumberOfCellsToo() {
        Device device = Device.cpu(1);
        for (int n : new int[] {2, 3, 127, 128, 129, 130, 143, 144, 257}) {
            for (Preset preset : Preset.values()) {
                CellTable cells = cells(n, 1, 1);
                TrainResult result = train(model(cells, ModelSpec.Kind.SCVI, device), cells, 2, preset);
                assertThat(result.history().last("elbo_train").orElseThrow()).as("%d cells, %s", n, preset).isFinite();
            }
        }
    }

    @Test
    void bitsDependNeitherOnThreadsNorOnTheRun() {
        for (ModelSpec.Kind kind : ModelSpec.Kind.values()) {
            CellTable cells = cells(300, 40, 3);
            List<float[]> embeddings = new ArrayList<>();
            for (int threads : new int[] {1, 2, 5, 2}) {
                CellModel model = model(cells, kind, Device.cpu(threads));
                train(model, cells, 3, Preset.DEFAULT);
                embeddings.add(model.embed(model.registry().encode(cells)));
            }
            for (float[] embedding : embeddings) {
                assertThat(embedding).as(kind.label()).isEqualTo(embeddings.getFirst());
            }
        }
    }

    @Test
    void anotherSeedGivesOtherNumbers() {
        CellTable cells = cells(200, 40, 3);
        CellModel one = model(cells, ModelSpec.Kind.SCVI, Device.cpu(1));
        CellModel two = model(cells, ModelSpec.Kind.SCVI, Device.cpu(1));
        CellData data = one.registry().encode(cells);
        TrainOptions options = TrainOptions.of(Preset.DEFAULT).withMaxEpochs(2);
        new Training(options, () -> false, Callback.NONE).run(one, data);
        new Training(options.withSeed(8), () -> false, Callback.NONE).run(two, data);
        assertThat(one.embed(data)).isNotEqualTo(two.embed(data));
    }

    @Test
    void theLossFalls() {
        CellTable cells = cells(300, 40, 3);
        CellModel model = model(cells, ModelSpec.Kind.SCVI, Device.cpu(1));
        TrainResult result = train(model, cells, 60, Preset.DEFAULT);
        assertThat(result.history().last("reconstruction_loss_validation").orElseThrow())
                .isLessThan(result.history().at("reconstruction_loss_validation", 0).orElseThrow() - 0.3);
    }

    @Test
    void knownTypesAreLearnt() {
        CellTable cells = cells(300, 60, 3);
        CellModel model = model(cells, ModelSpec.Kind.SCANVI, Device.cpu(1), new Network(32, 5, 1, 0.1, false, true,
                Where.BOTH, Where.NONE));
        train(model, cells, 150, Preset.DEFAULT);
        double[][] p = model.classify(model.registry().encode(cells));
        int right = 0;
        for (int i = 60; i < 300; i++) {
            int best = p[i][0] > p[i][1] ? 0 : 1;
            best = p[i][2] > p[i][best] ? 2 : best;
            right += model.registry().labels().get(best).equals("type" + i % 3) ? 1 : 0;
        }
        assertThat(right).isGreaterThan(220);
    }

    @Test
    void aRunEndsWhereItIsInterrupted() {
        CellTable cells = cells(300, 40, 3);
        CellModel model = model(cells, ModelSpec.Kind.SCVI, Device.cpu(1));
        AtomicInteger steps = new AtomicInteger();
        Callback count = event -> {
            if (event instanceof TrainEvent.StepDone) {
                steps.incrementAndGet();
            }
        };
        TrainResult result = new Training(TrainOptions.of(Preset.DEFAULT).withMaxEpochs(50), () -> steps.get() >= 4,
                count).run(model, model.registry().encode(cells));
        assertThat(result.reason()).isEqualTo(StopReason.INTERRUPTED);
        assertThat(result.state().progress().step()).isEqualTo(4);
    }

    @Test
    void whoWatchesAStepHearsItsPartsInTheirOrder() {
        assertThat(partsOfAStep(ModelSpec.Kind.SCVI)).containsExactly(StepPart.MINIBATCH, StepPart.FORWARD, StepPart.LOSS,
                StepPart.FORWARD, StepPart.LOSS, StepPart.LOSS, StepPart.BACKWARD, StepPart.UPDATE);
        assertThat(partsOfAStep(ModelSpec.Kind.SCANVI)).as("with the labelled cells after all others").containsExactly(
                StepPart.MINIBATCH, StepPart.FORWARD, StepPart.LOSS, StepPart.FORWARD, StepPart.LOSS, StepPart.MINIBATCH,
                StepPart.FORWARD, StepPart.LOSS, StepPart.LOSS, StepPart.BACKWARD, StepPart.UPDATE);
    }

    private static List<StepPart> partsOfAStep(ModelSpec.Kind kind) {
        CellTable cells = cells(300, 40, 3);
        CellModel model = model(cells, kind, Device.cpu(1));
        List<StepPart> parts = new ArrayList<>();
        Callback watch = new Callback() {
            @Override
            public void on(TrainEvent event) {}

            @Override
            public StepPart.Watch parts() {
                return parts::add;
            }
        };
        new Training(TrainOptions.of(Preset.DEFAULT).withMaxEpochs(1), () -> true, watch).run(model,
                model.registry().encode(cells));
        return parts;
    }

    @Test
    void scanviWithoutALabelSaysSoBeforeItBegins() {
        CellTable cells = cells(50, 0, 1);
        CellModel model = model(cells, ModelSpec.Kind.SCANVI, Device.cpu(1));
        assertThatThrownBy(() -> train(model, cells, 1, Preset.DEFAULT)).isInstanceOf(DataException.class)
                .hasMessageContaining("no training cell has a label");
    }

    @Test
    void aSingleCellIsRefused() {
        CellTable cells = cells(1, 1, 1);
        assertThatThrownBy(() -> train(model(cells, ModelSpec.Kind.SCVI, Device.cpu(1)), cells, 1, Preset.DEFAULT))
                .isInstanceOf(DataException.class).hasMessageContaining("at least two");
    }

    @Test
    void theWarmupOfTheDefaultPresetFinishesAndThatOfParityIsTheirs() {
        CellTable cells = cells(100, 10, 2);
        TrainResult right = train(model(cells, ModelSpec.Kind.SCVI, Device.cpu(1)), cells, 10, Preset.DEFAULT);
        assertThat(right.history().last("kl_weight").orElseThrow()).isEqualTo(1);
        TrainResult parity = train(model(cells, ModelSpec.Kind.SCVI, Device.cpu(1)), cells, 10, Preset.PARITY);
        assertThat(parity.history().last("kl_weight").orElseThrow()).isEqualTo(9.0 / 400);
    }

    @Test
    void epochsFollowTheNumberOfCellsAsInScviTools() {
        assertThat(Training.heuristicEpochs(700)).isEqualTo(400);
        assertThat(Training.heuristicEpochs(20_000)).isEqualTo(400);
        assertThat(Training.heuristicEpochs(100_000)).isEqualTo(80);
        assertThat(Training.heuristicEpochs(1_000_000_000)).isEqualTo(1);
    }

    @Test
    void byTheDefaultPresetAloneScviTrainsForAtMost300EpochsAndScanviFor200() {
        CellTable cells = cells(30, 10, 2);
        CellModel model = model(cells, ModelSpec.Kind.SCVI, Device.cpu(1));
        TrainResult result = new Training(TrainOptions.of(Preset.DEFAULT), () -> false, Callback.NONE).run(model,
                model.registry().encode(cells));
        assertThat(result.state().progress().epoch()).isEqualTo(300);
        assertThat(Training.epochs(Preset.DEFAULT, ModelSpec.Kind.SCVI, 700)).isEqualTo(300);
        assertThat(Training.epochs(Preset.DEFAULT, ModelSpec.Kind.SCVI, 100_000)).isEqualTo(80);
        assertThat(Training.epochs(Preset.DEFAULT, ModelSpec.Kind.SCANVI, 700)).isEqualTo(200);
        assertThat(Training.epochs(Preset.PARITY, ModelSpec.Kind.SCANVI, 700)).isEqualTo(400);
        assertThat(Training.epochs(Preset.PARITY, ModelSpec.Kind.SCVI, 700)).isEqualTo(400);
    }

    @Test
    void labelCodesAreThoseOfScviTools() {
        assertThat(labels("c", "a", "b", "Unknown")).containsExactly("c", "a", "b");
        assertThat(Registry.labelLevels(strings("z", "m", "A0", "q"), "A0")).containsExactly("z", "m", "q");
        assertThat(Registry.labelLevels(strings("a", "m", "z", "q"), "m")).containsExactly("a", "z", "q");
        assertThat(labels("b", "a")).containsExactly("a", "b");
    }

    private static List<String> labels(String... values) {
        return Registry.labelLevels(strings(values), Setup.UNKNOWN);
    }

    private static Column strings(String... values) {
        return new Column.Strings("label", List.of(values));
    }

    @Test
    void meanExpressionOfAGroupIsTheMeanOfItsCellsShares() {
        CellTable cells = cells(600, 600, 2);
        CellModel model = model(cells, ModelSpec.Kind.SCVI, Device.cpu(2));
        train(model, cells, 150, Preset.DEFAULT);
        CellData data = model.registry().encode(cells);
        int[] each = IntStream.range(0, 600).toArray();
        double[][] cell_ng = model.meanExpression(data, each, 600);
        int[] group = IntStream.range(0, 600).map(i -> i % 5 == 0 ? -1 : i % 2).toArray();
        double[][] mean_cg = model.meanExpression(data, group, 3);
        for (int c = 0; c < 2; c++) {
            int mine = c;
            for (int g = 0; g < GENES; g++) {
                int gene = g;
                assertThat(mean_cg[c][g]).as("group %d, gene %d", c, g).isCloseTo(Arrays.stream(each)
                        .filter(i -> group[i] == mine).mapToDouble(i -> cell_ng[i][gene]).average().orElseThrow(),
                        within(1e-12));
            }
            assertThat(Arrays.stream(mean_cg[c]).sum()).isCloseTo(1, within(1e-9));
        }
        assertThat(mean_cg[2]).as("no cells").containsOnly(0);
        assertThat(mean_cg[0][2]).as("gene 2 is one of type 0").isGreaterThan(1.5 * mean_cg[1][2]);
    }
}
