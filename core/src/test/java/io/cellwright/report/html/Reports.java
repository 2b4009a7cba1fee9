package io.cellwright.report.html;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.cellwright.metric.Calibration;
import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.report.html.Section.Fact;
import io.cellwright.report.html.Section.Group;

/// Reports to test with.
final class Reports {
    static final long SEED = 7;
    /// A name that would be an element, end an attribute, and end a script.
    static final String NASTY = "<script>alert(\"1\")</script> & 'T' ]]>";

    private Reports() {}

    /// All sections, with that many cells of 12 types on the map.
    static Report full(int cells) {
        Random random = new Random(SEED);
        List<String> types = IntStream.range(0, 12).mapToObj(c -> c == 2 ? NASTY : "type " + c).toList();
        int[] truth = random.ints(cells, 0, 12).toArray();
        int[] predicted = IntStream.range(0, cells).map(n -> n % 5 == 0 ? (truth[n] + 1) % 12 : truth[n]).toArray();
        double[] confidence = random.doubles(cells).toArray();
        boolean[] right = new boolean[cells];
        for (int n = 0; n < cells; n++) {
            right[n] = truth[n] == predicted[n];
        }
        Classified seen = Classified.of(types, ConfusionMatrix.of(truth, predicted, 12));
        return Report.of("scANVI on " + NASTY,
                Verdict.ofClassification(seen, List.of(new Verdict.Baseline("logistic regression", 0.5, 0.4))),
                new Section.Asked(List.of(new Fact("command", NASTY))),
                new Section.Cells(cells, 2000, 0.1, List.of(new Group(NASTY, cells)), List.of(new Group("B", cells))),
                new CellMap("UMAP of " + NASTY, random.doubles(cells).toArray(), random.doubles(cells).toArray(),
                        List.of(new CellMap.Groups("label", types, truth),
                                new CellMap.Groups("prediction", types, predicted),
                                new CellMap.Groups("batch", List.of(NASTY), new int[cells]),
                                new CellMap.Values("confidence", confidence))),
                seen, new Section.Calibrated(Calibration.of(confidence, right)),
                new Section.Markers("From the model.", List.of(new Section.TypeMarkers(NASTY, 3,
                        List.of(new Section.Marker(NASTY, 2.5))))),
                new Curves(List.of(new Curves.Chart(NASTY, List.of(new Curves.Line(NASTY, new long[] {0, 1, 2},
                        new double[] {3, Double.NaN, 1}))))),
                new Section.Settings(List.of(new Fact("n_latent", "10"))),
                new Section.Files(List.of(new Fact("types.csv", NASTY))));
    }
}
