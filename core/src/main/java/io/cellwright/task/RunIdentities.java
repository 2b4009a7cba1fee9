package io.cellwright.task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.cellwright.checkpoint.RunIdentity;
import io.cellwright.checkpoint.Setting;
import io.cellwright.data.CellData;
import io.cellwright.data.Fingerprint;
import io.cellwright.data.split.OrderedSplit;

/// What a checkpoint of a training must agree with.
final class RunIdentities {
    private static final String EPOCHS = "options/max_epochs";

    private RunIdentities() {}

    /// @param options what was asked for, with the number of epochs
    static RunIdentity of(CellModel model, CellData data, TrainOptions options, OrderedSplit split) {
        return new RunIdentity(settings(model, options), data(model.registry(), data), split.train(), split.validation());
    }

    /// A run may get longer. What is planned over its length, such as a rate that falls, follows.
    static RunIdentity.Tolerance longer(int epochsThen, int epochsNow) {
        return (name, then, now) -> {
            if (then == null || now == null || epochsNow < epochsThen) {
                return false;
            }
            return name.equals(EPOCHS) || over(epochsThen, epochsNow, then).equals(now);
        };
    }

    /// A schedule as it would be written for another number of epochs.
    private static String over(int epochsThen, int epochsNow, String schedule) {
        return schedule.replaceAll("=" + epochsThen + "ep\\b", "=" + epochsNow + "ep");
    }

    /// The number of epochs that a run was begun with.
    static int epochs(RunIdentity identity) {
        return identity.settings().stream().filter(s -> s.name().equals(EPOCHS)).mapToInt(
                s -> Integer.parseInt(s.value())).findFirst().orElse(0);
    }

    private static List<Setting> settings(CellModel model, TrainOptions options) {
        try {
            List<Setting> settings = new ArrayList<>();
            flatten("", JsonParser.parseString(ManifestWriter.settings(model, options)), settings);
            return settings;
        } catch (IOException e) {
            throw new IllegalStateException("nothing is written here that could fail", e);
        }
    }

    private static void flatten(String place, JsonElement element, List<Setting> settings) {
        if (element.isJsonObject()) {
            element.getAsJsonObject().entrySet().forEach(e -> flatten(place.isEmpty() ? e.getKey()
                    : place + "/" + e.getKey(), e.getValue(), settings));
        } else {
            settings.add(new Setting(place, element.isJsonPrimitive() ? element.getAsString() : element.toString()));
        }
    }

    private static List<Setting> data(Registry registry, CellData data) {
        List<Setting> settings = new ArrayList<>(List.of(new Setting("cells", Integer.toString(data.cells())),
                new Setting("genes", data.genes() + " genes, " + names(registry.genes())),
                new Setting("counts", data.countsFingerprint()),
                new Setting("batches", names(registry.batches()) + " " + data.batch().fingerprint()),
                new Setting("labels", names(registry.labels()) + " " + data.label().fingerprint()),
                new Setting("covariates", data.covariatesFingerprint())));
        data.blocks().ifPresent(by -> settings.add(new Setting("order", "blocks of " + by.rows() + " cells, "
                + by.buffered() + " shuffled together")));
        return settings;
    }

    private static String names(List<String> names) {
        Fingerprint sum = new Fingerprint();
        names.forEach(sum::add);
        return sum.sha256();
    }
}
