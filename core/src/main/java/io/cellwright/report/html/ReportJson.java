package io.cellwright.report.html;

import java.nio.file.Path;
import java.util.List;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.cellwright.metric.ClassScore;
import io.cellwright.metric.ReliabilityBin;
import io.cellwright.report.html.Section.Fact;
import io.cellwright.report.html.Section.Group;

/// A report as JSON, for programs: one object with `title` and a member for each section that there is (`verdict`,
/// `asked`, `data`, `training`, `map`, `types`, `calibration`, `markers`, `settings`, `files`). Numbers are not
/// rounded; one that is not finite is `null`.
public final class ReportJson {
    private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().setPrettyPrinting()
            .create();

    private ReportJson() {}

    /// Writes the file, over what was there.
    ///
    /// @throws io.cellwright.data.DataException if it cannot be written
    public static void write(Report report, Path path) {
        TextFile.write(path, text(report));
    }

    /// What is written.
    public static String text(Report report) {
        JsonObject json = new JsonObject();
        json.addProperty("title", report.title());
        for (Section section : report.sections()) {
            switch (section) {
                case Verdict verdict -> json.add("verdict", texts(verdict.sentences()));
                case Section.Asked asked -> json.add("asked", facts(asked.facts()));
                case Section.Cells cells -> json.add("data", cells(cells));
                case Curves curves -> json.add("training", curves(curves));
                case CellMap map -> json.add("map", map(map));
                case Classified classified -> json.add("types", classified(classified));
                case Section.Calibrated calibrated -> json.add("calibration", calibrated(calibrated));
                case Section.Markers markers -> json.add("markers", markers(markers));
                case Section.Settings settings -> json.add("settings", facts(settings.facts()));
                case Section.Files files -> json.add("files", facts(files.files()));
            }
        }
        return GSON.toJson(json) + "\n";
    }

    private static JsonElement number(double value) {
        return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
    }

    private static JsonArray texts(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    private static JsonArray numbers(double[] numbers) {
        JsonArray array = new JsonArray();
        for (double value : numbers) {
            array.add(number(value));
        }
        return array;
    }

    /// A list and not an object: a name may come twice.
    private static JsonArray facts(List<Fact> facts) {
        JsonArray array = new JsonArray();
        for (Fact fact : facts) {
            JsonObject one = new JsonObject();
            one.addProperty("name", fact.name());
            one.addProperty("value", fact.value());
            array.add(one);
        }
        return array;
    }

    private static JsonObject cells(Section.Cells cells) {
        JsonObject json = new JsonObject();
        json.addProperty("cells", cells.cells());
        json.addProperty("genes", cells.genes());
        json.add("non_zero", number(cells.nonZero()));
        json.add("types", groups(cells.types()));
        json.add("batches", groups(cells.batches()));
        return json;
    }

    private static JsonArray groups(List<Group> groups) {
        JsonArray array = new JsonArray();
        for (Group group : groups) {
            JsonObject one = new JsonObject();
            one.addProperty("name", group.name());
            one.addProperty("cells", group.cells());
            array.add(one);
        }
        return array;
    }

    private static JsonArray curves(Curves curves) {
        JsonArray array = new JsonArray();
        curves.charts().stream().flatMap(chart -> chart.lines().stream()).forEach(line -> {
            JsonObject one = new JsonObject();
            one.addProperty("key", line.key());
            JsonArray epochs = new JsonArray();
            for (long epoch : line.epochs()) {
                epochs.add(epoch);
            }
            one.add("epochs", epochs);
            one.add("values", numbers(line.values()));
            array.add(one);
        });
        return array;
    }

    /// The name and what the cells can be coloured by, without the cells.
    private static JsonObject map(CellMap map) {
        JsonObject json = new JsonObject();
        json.addProperty("name", map.name());
        json.addProperty("cells", map.cells());
        json.add("colourings", texts(map.colourings().stream().map(CellMap.Colouring::name).toList()));
        return json;
    }

    private static JsonObject classified(Classified seen) {
        JsonObject json = new JsonObject();
        json.addProperty("cells", seen.matrix().cells());
        json.addProperty("accuracy", seen.matrix().accuracy());
        json.addProperty("balanced_accuracy", seen.matrix().balancedAccuracy());
        json.addProperty("macro_f1", seen.matrix().macroF1());
        JsonArray rows = new JsonArray();
        for (ClassScore score : seen.rows()) {
            JsonObject row = new JsonObject();
            row.addProperty("type", seen.name(score));
            row.addProperty("cells", score.support());
            row.addProperty("predicted", score.predicted());
            row.addProperty("precision", score.precision());
            row.addProperty("recall", score.recall());
            row.addProperty("f1", score.f1());
            row.addProperty("rare", seen.rare(score.label()));
            rows.add(row);
        }
        json.add("per_class", rows);
        json.add("names", texts(seen.types()));
        json.add("confusion", GSON.toJsonTree(seen.matrix().count_cc()));
        return json;
    }

    private static JsonObject calibrated(Section.Calibrated calibrated) {
        JsonObject json = new JsonObject();
        json.add("expected_error", number(calibrated.calibration().expectedError()));
        JsonArray bins = new JsonArray();
        for (ReliabilityBin bin : calibrated.calibration().bins()) {
            JsonObject one = new JsonObject();
            one.addProperty("from", bin.from());
            one.addProperty("to", bin.to());
            one.addProperty("cells", bin.cells());
            one.add("mean_confidence", number(bin.meanConfidence()));
            one.add("accuracy", number(bin.accuracy()));
            bins.add(one);
        }
        json.add("bins", bins);
        return json;
    }

    private static JsonArray markers(Section.Markers markers) {
        JsonArray array = new JsonArray();
        for (Section.TypeMarkers type : markers.types()) {
            JsonObject one = new JsonObject();
            one.addProperty("type", type.type());
            one.addProperty("cells", type.cells());
            JsonArray genes = new JsonArray();
            for (Section.Marker marker : type.genes()) {
                JsonObject gene = new JsonObject();
                gene.addProperty("gene", marker.gene());
                gene.add("log2_fold_change", number(marker.logFoldChange()));
                genes.add(gene);
            }
            one.add("genes", genes);
            array.add(one);
        }
        return array;
    }
}
