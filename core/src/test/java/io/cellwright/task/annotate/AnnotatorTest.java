package io.cellwright.task.annotate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.metric.Calibration;
import io.cellwright.task.Setup;
import io.cellwright.task.Simulation;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Rng;
import io.cellwright.tensor.Stream;
import io.cellwright.train.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

@Execution(ExecutionMode.CONCURRENT)
class AnnotatorTest {
    private static final long SEED = 11;
    private static final CellTable CELLS = new Simulation(900, 200, List.of(0.3, 0.3, 0.2, 0.2), 1, 800, 2.5, 0, 1, 0,
            SEED).make();
    private static final CellTable FEW = new Simulation(90, 30, List.of(0.4, 0.3, 0.3), 1, 300, 2, 0, 1, 0, SEED)
            .make();
    private static final AnnotateOptions LOGISTIC = AnnotateOptions.of("given").withCandidates(Candidate.LOGISTIC);

    private static String type(CellTable cells, int i) {
        return String.valueOf(cells.obs().column(Simulation.TYPE).orElseThrow().text(i));
    }

    private static CellTable given(CellTable cells, IntFunction<String> label) {
        List<Column> columns = new ArrayList<>(cells.obs().columns());
        columns.add(new Column.Strings("given", IntStream.range(0, cells.cells()).mapToObj(label).toList()));
        return new CellTable(cells.counts(), new Frame(cells.obs().names(), columns), cells.var());
    }

    /// One cell in five is labelled, none of the type `without`.
    private static CellTable fifth(CellTable cells, String without) {
        return given(cells, i -> i % 5 != 0 || type(cells, i).equals(without) ? Setup.UNKNOWN : type(cells, i));
    }

    private static double unknownShare(Annotation annotation, int[] some) {
        return Arrays.stream(some).filter(i -> annotation.unknown()[i]).count() / (double) some.length;
    }

    private static int[] hidden(String type, boolean same) {
        return IntStream.range(0, CELLS.cells()).filter(i -> i % 5 != 0 && type(CELLS, i).equals(type) == same)
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"type1", "type2", "type3", "type4"})
    void aTypeThatNoLabelNamesComesBackUnknown(String left) {
        Annotation annotation = Annotator.of(LOGISTIC).annotate(fifth(CELLS, left));
        assertThat(annotation.classes()).hasSize(3).doesNotContain(left);
        assertThat(unknownShare(annotation, hidden(left, true))).as("of %s, seed %d", left, SEED).isGreaterThan(0.8);
        assertThat(unknownShare(annotation, hidden(left, false))).as("of others, seed %d", SEED).isLessThan(0.13);
        int some = hidden(left, true)[0];
        assertThat(annotation.label(some)).isEqualTo(annotation.unknown()[some] ? "unknown"
                : annotation.classes().get(annotation.best()[some]));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.3})
    void knownCellsComeBackUnknownAtAboutTheStatedRate(double rate) {
        Annotation annotation = Annotator.of(LOGISTIC.withUnknownRate(rate)).annotate(fifth(CELLS, "none"));
        double share = unknownShare(annotation, hidden("none", false));
        // 180 judges: the standard deviation of their quantile is 0.016 for 0.05 and 0.034 for 0.3.
        assertThat(share).as("rate %s, seed %d", rate, SEED).isCloseTo(rate, within(0.1));
        assertThat(annotation.unknowns().heldOutRate()).isBetween(rate - 0.02, rate + 1e-9);
        assertThat(annotation.unknowns().judged()).isEqualTo(180);
    }

    @Test
    void confidenceIsCalibrated() {
        CellTable hard = new Simulation(1500, 100, List.of(0.4, 0.3, 0.3), 1, 200, 1.5, 0, 1, 0, SEED).make();
        Annotation annotation = Annotator.of(LOGISTIC).annotate(fifth(hard, "none"));
        int[] hidden = IntStream.range(0, hard.cells()).filter(i -> i % 5 != 0).toArray();
        boolean[] right = new boolean[hidden.length];
        double[] confidence = new double[hidden.length];
        for (int j = 0; j < hidden.length; j++) {
            right[j] = annotation.classes().get(annotation.best()[hidden[j]]).equals(type(hard, hidden[j]));
            confidence[j] = annotation.confidence()[hidden[j]];
        }
        long hits = IntStream.range(0, right.length).filter(j -> right[j]).count();
        assertThat(hits / (double) right.length).as("neither easy nor hopeless, seed %d", SEED).isBetween(0.5, 0.95);
        assertThat(Calibration.of(confidence, right).expectedError()).as("seed %d", SEED).isLessThan(0.08);
    }

    @Test
    void theSameBitsAtAnyNumberOfThreads() {
        CellTable cells = fifth(FEW, "none");
        List<Annotation> all = IntStream.of(1, 2, 5).mapToObj(threads -> new Annotator(AnnotateOptions.of("given")
                .withFolds(2), Device.cpu(threads), () -> false, Callback.NONE).annotate(cells)).toList();
        for (Annotation other : all.subList(1, 3)) {
            assertThat(other.confidence()).isEqualTo(all.getFirst().confidence());
            assertThat(other.surroundings()).isEqualTo(all.getFirst().surroundings());
            assertThat(other.best()).isEqualTo(all.getFirst().best());
            assertThat(other.scores()).isEqualTo(all.getFirst().scores()).hasSize(3);
        }
    }

    @Test
    void theCandidateWithTheBestHeldOutScoreWins() {
        Annotation annotation = Annotator.of(AnnotateOptions.of("given").withFolds(2)).annotate(fifth(FEW, "none"));
        double best = annotation.scores().stream().mapToDouble(CandidateScore::mean).max().orElseThrow();
        assertThat(annotation.score().mean()).isEqualTo(best);
        assertThat(annotation.chosen()).isEqualTo(annotation.scores().stream().filter(s -> s.mean() == best)
                .map(CandidateScore::candidate).min(Comparator.naturalOrder()).orElseThrow());
        assertThat(annotation.scores().stream().map(CandidateScore::cells).distinct()).containsExactly(18);
    }

    @Test
    void noCandidateSeesTheLabelsThatJudgeIt() {
        long key = Rng.key(SEED, Stream.SIMULATION, 77, 0);
        CellTable random = given(FEW, i -> Rng.uniform(key, i) < 0.5 ? "a" : "b");
        for (CandidateScore score : Annotator.of(AnnotateOptions.of("given")).annotate(random).scores()) {
            // 90 fair coins: four standard deviations are 0.21.
            assertThat(score.accuracy()).as("%s, seed %d", score.candidate(), SEED).isCloseTo(0.5, within(0.21));
        }
    }

    @Test
    void aWrongLabelIsAnsweredAsIfItWereHidden() {
        CellTable cells = given(CELLS, i -> i % 5 != 0 ? Setup.UNKNOWN : i % 100 == 0 ? other(i) : type(CELLS, i));
        Annotation annotation = Annotator.of(LOGISTIC).annotate(cells);
        long right = IntStream.range(0, 9).map(j -> 100 * j)
                .filter(i -> annotation.classes().get(annotation.best()[i]).equals(type(CELLS, i))).count();
        assertThat(right).as("of 9 wrong labels, seed %d", SEED).isGreaterThan(6);
    }

    private static String other(int i) {
        return type(CELLS, i).equals("type1") ? "type2" : "type1";
    }

    @Test
    void aTypeWithOneLabelledCellIsLearntFromAndNamed() {
        int only = hidden("type4", true)[0];
        CellTable cells = given(CELLS, i -> i == only ? "rare" : i % 5 == 0 ? type(CELLS, i) : Setup.UNKNOWN);
        Annotation annotation = Annotator.of(LOGISTIC).annotate(cells);
        assertThat(annotation.classes()).contains("rare");
        assertThat(annotation.notes()).anyMatch(note -> note.contains("One labelled cell only: 'rare'"));
        assertThat(annotation.score().cells()).isEqualTo(180);
        assertThat(annotation.unknowns().judged()).isEqualTo(180);
    }

    @Test
    void tooFewLabelsForTheRateMakeNoCellUnknownAndAreSaid() {
        CellTable cells = given(CELLS, i -> i % 90 == 0 ? type(CELLS, i) : Setup.UNKNOWN);
        Annotation annotation = Annotator.of(LOGISTIC).annotate(cells);
        assertThat(annotation.unknownCells()).isZero();
        assertThat(annotation.notes()).anyMatch(note -> note.startsWith("No cell is called unknown"));
    }

    @Test
    void badLabelsAreRefusedBeforeAnythingIsLearnt() {
        refused(FEW, "obs/given: there is no such column");
        refused(given(FEW, i -> Setup.UNKNOWN), "no cell has a label: all are 'Unknown' or missing");
        refused(given(FEW, i -> i < 40 ? "T" : Setup.UNKNOWN), "there is one cell type only, 'T'");
        refused(given(FEW, i -> i % 2 == 0 ? "T" : "unknown"), "there is a cell type called 'unknown'");
        List<String> names = List.of("A", "B", "C");
        refused(given(FEW, i -> i < 3 ? names.get(i) : Setup.UNKNOWN),
                "each of the 3 cell types has one labelled cell");
    }

    private static void refused(CellTable cells, String message) {
        assertThatThrownBy(() -> Annotator.of(LOGISTIC).annotate(cells)).isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    @Test
    void badOptionsAreRefused() {
        assertThatThrownBy(() -> LOGISTIC.withFolds(1)).hasMessage("folds must be 2 or more but was 1");
        assertThatThrownBy(() -> LOGISTIC.withUnknownRate(1)).hasMessageContaining("unknown_rate must be above 0");
        assertThatThrownBy(() -> LOGISTIC.withCandidates()).hasMessageContaining("candidates must be one or more");
        assertThatThrownBy(() -> LOGISTIC.withCandidates(Candidate.SCANVI, Candidate.SCANVI))
                .hasMessageContaining("none twice but were [scanvi, scanvi]");
        assertThatThrownBy(() -> Candidate.of("forest"))
                .hasMessage("candidates must be of logistic, classifier, scanvi but was 'forest'");
    }

    @Test
    void aCandidateIsCalledAsItIsWrittenOrAsItsModelIsTrained() {
        assertThat(Candidate.of("logistic")).isEqualTo(Candidate.of("logistic_regression"))
                .isEqualTo(Candidate.LOGISTIC);
        assertThat(Candidate.of("classifier")).isEqualTo(Candidate.of("mlp_classifier")).isEqualTo(Candidate.CLASSIFIER);
    }

    @Test
    void anInterruptedRunAnswersNothing() {
        Annotator annotator = new Annotator(LOGISTIC, Device.cpu(1), () -> true, Callback.NONE);
        assertThatThrownBy(() -> annotator.annotate(fifth(FEW, "none"))).isInstanceOf(CancellationException.class);
    }
}
