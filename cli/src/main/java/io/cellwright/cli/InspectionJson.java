package io.cellwright.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cellwright.anndata.Summary.ColumnInfo;
import io.cellwright.cli.Inspection.Facts;
import io.cellwright.cli.Inspection.Matrix;
import io.cellwright.data.preprocess.CountCheck;

/// An inspection as other programs read it.
final class InspectionJson {
    private InspectionJson() {}

    /// The object.
    static JsonObject of(Inspection found, String program) {
        JsonObject object = new JsonObject();
        object.addProperty("file", found.file().toString());
        object.addProperty("format", found.format().name().toLowerCase(Locale.ROOT));
        object.addProperty("bytes", found.bytes());
        object.addProperty("cells", found.summary().cells());
        object.addProperty("genes", found.summary().genes());
        JsonArray matrices = new JsonArray();
        found.matrices().forEach(matrix -> matrices.add(json(matrix)));
        object.add("matrices", matrices);
        JsonArray obs = new JsonArray();
        found.obs().forEach(facts -> obs.add(json(facts)));
        object.add("obs", obs);
        object.add("var", TrainSummary.texts(found.summary().var().stream().map(ColumnInfo::name).toList()));
        object.add("obsm", TrainSummary.texts(found.summary().obsm()));
        object.add("uns", TrainSummary.texts(found.summary().uns()));
        Optional<TrainingAdvice> advice = TrainingAdvice.of(found);
        object.addProperty("trainable", advice.isPresent());
        object.addProperty("problem", advice.isPresent() ? null : String.join("; ", InspectionText.problems(found)));
        object.add("warnings", TrainSummary.texts(found.trainable().isPresent() ? found.warnings() : List.of()));
        object.add("damage", TrainSummary.texts(found.damage()));
        JsonObject commands = new JsonObject();
        advice.ifPresent(some -> commands.addProperty("scvi", some.scvi(program, found.file()).line()));
        advice.flatMap(some -> some.scanvi(program, found.file()))
                .ifPresent(command -> commands.addProperty("scanvi", command.line()));
        object.add("commands", commands);
        return object;
    }

    private static JsonObject json(Matrix matrix) {
        JsonObject object = new JsonObject();
        object.addProperty("name", matrix.info().ref().path());
        object.addProperty("cells", matrix.info().rows());
        object.addProperty("genes", matrix.info().columns());
        object.addProperty("encoding", matrix.info().encoding().name().toLowerCase(Locale.ROOT));
        object.addProperty("dtype", matrix.info().dtype());
        object.addProperty("stored", matrix.info().stored());
        object.addProperty("holds", matrix.check().map(CountCheck::kind)
                .map(kind -> kind.name().toLowerCase(Locale.ROOT)).orElse(null));
        matrix.damage().ifPresent(text -> object.addProperty("damage", text));
        return object;
    }

    private static JsonObject json(Facts facts) {
        JsonObject object = new JsonObject();
        object.addProperty("name", facts.name());
        object.addProperty("kind", InspectionText.kind(facts));
        object.addProperty("missing", facts.missing());
        if (facts.groups()) {
            object.addProperty("values", facts.levels().size());
        } else {
            object.add("least", Json.number(facts.least()));
            object.add("largest", Json.number(facts.largest()));
        }
        return object;
    }
}
