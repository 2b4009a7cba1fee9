package io.cellwright.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.Frame;
import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.task.annotate.AnnotateOptions;
import io.cellwright.task.annotate.Annotation;
import io.cellwright.task.annotate.Annotator;
import io.cellwright.task.annotate.Candidate;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;

/// Whether `annotate` chooses well on real data: one cell in ten keeps its label, accuracy and macro-F1 are of all others.
/// What it chose is set beside each candidate alone. Arguments: the folder of the data, the remainders `r` of the labelled
/// cells `i % 10 = r` separated by commas, and perhaps the beginning of the name of one data set.
public final class AnnotateQuality {
    private static final int KNOWN_EVERY = 10;
    private static final String GIVEN = "given";

    private AnnotateQuality() {}

    /// Scores of cells whose label was hidden.
    private record Scores(double accuracy, double macroF1) {}

    /// Labelled cells of a data set, and what is true of the others.
    private record Trial(RealData source, CellTable cells, List<String> types, int[] truth_n, boolean[] told_n) {
        static Trial of(RealData source, CellTable cells, int remainder) {
            Column label = cells.obs().column(source.label()).orElseThrow();
            int n = cells.cells();
            List<String> types = IntStream.range(0, n).mapToObj(i -> String.valueOf(label.text(i))).distinct().sorted()
                    .toList();
            int[] truth_n = IntStream.range(0, n).map(i -> types.indexOf(label.text(i))).toArray();
            boolean[] told_n = new boolean[n];
            List<String> given = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                told_n[i] = i % KNOWN_EVERY == remainder;
                given.add(told_n[i] ? types.get(truth_n[i]) : "Unknown");
            }
            List<Column> columns = new ArrayList<>(cells.obs().columns());
            columns.add(new Column.Strings(GIVEN, given));
            return new Trial(source, new CellTable(cells.counts(), new Frame(cells.obs().names(), columns), cells.var()),
                    types, truth_n, told_n);
        }

        Annotation run(Candidate... candidates) {
            AnnotateOptions options = AnnotateOptions.of(GIVEN).withCandidates(candidates);
            AnnotateOptions asked = source.batch().map(options::withBatchKey).orElse(options);
            return new Annotator(asked, Device.cpu(), () -> false, Callback.NONE).annotate(cells);
        }

        Scores scores(Annotation annotation) {
            int[] hidden = IntStream.range(0, told_n.length).filter(i -> !told_n[i]).toArray();
            int[] truth = Arrays.stream(hidden).map(i -> truth_n[i]).toArray();
            int[] said = Arrays.stream(hidden).map(i -> types.indexOf(annotation.classes().get(annotation.best()[i])))
                    .toArray();
            ConfusionMatrix confusion = ConfusionMatrix.of(truth, said, types.size());
            return new Scores(confusion.accuracy(), confusion.macroF1());
        }
    }

    public static void main(String[] args) {
        List<Scores> chosen = new ArrayList<>();
        List<Scores> logistic = new ArrayList<>();
        for (RealData source : RealData.ALL) {
            if (args.length > 2 && !source.file().startsWith(args[2])) {
                continue;
            }
            CellTable cells = source.read(Path.of(args[0]));
            for (String remainder : args[1].split(",", -1)) {
                Map<Candidate, Scores> alone = judge(Trial.of(source, cells, Integer.parseInt(remainder)), remainder, chosen);
                logistic.add(alone.get(Candidate.LOGISTIC));
            }
        }
        System.out.printf("mean over all: chosen %s, logistic regression %s%n", mean(chosen), mean(logistic));
    }

    private static Map<Candidate, Scores> judge(Trial trial, String remainder, List<Scores> chosen) {
        Annotation annotation = trial.run(Candidate.values());
        Map<Candidate, Scores> alone = new EnumMap<>(Candidate.class);
        // Alone, the one that was chosen gives the same answers: it is trained on the same labels with the same seed.
        alone.put(annotation.chosen(), trial.scores(annotation));
        for (Candidate candidate : Candidate.values()) {
            alone.computeIfAbsent(candidate, other -> trial.scores(trial.run(other)));
        }
        Scores mine = alone.get(annotation.chosen());
        chosen.add(mine);
        System.out.printf("%-22s i %% 10 = %s: chose %-10s %s; alone %s; below the best by %.3f and %.3f%n",
                trial.source.file(), remainder, annotation.chosen().label(), mean(List.of(mine)),
                String.join(", ", alone.entrySet().stream().map(e -> e.getKey().label() + " " + mean(List.of(e.getValue())))
                        .toList()),
                alone.values().stream().mapToDouble(Scores::accuracy).max().orElseThrow() - mine.accuracy,
                alone.values().stream().mapToDouble(Scores::macroF1).max().orElseThrow() - mine.macroF1);
        annotation.scores().forEach(score -> System.out.printf("    by cross-validation %-10s %.3f %.3f%n",
                score.candidate().label(), score.accuracy(), score.macroF1()));
        return alone;
    }

    private static String mean(List<Scores> all) {
        return String.format("%.3f %.3f", all.stream().mapToDouble(Scores::accuracy).average().orElse(Double.NaN),
                all.stream().mapToDouble(Scores::macroF1).average().orElse(Double.NaN));
    }
}
