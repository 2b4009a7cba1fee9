package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import com.google.gson.JsonObject;
import io.cellwright.anndata.CellFile;
import io.cellwright.data.CellData;
import io.cellwright.data.Cells;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.task.Registry;
import io.cellwright.task.SavedModel;
import io.cellwright.task.Setup;
import io.cellwright.task.network.SavedNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Embeds and labels new cells with a saved model.
@Command(
        name = "apply",
        header = "Embed and label new cells with a saved model.",
        description = "Genes are found by name, in any order; genes of the model that the file lacks count as zero.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class ApplyCommand implements Callable<Integer> {
    private static final int SHOWN = 5;
    /// Of names to choose from more are shown.
    private static final int MOST = 20;

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "DIR", description = "The folder of 'train --save'.")
    private Path folder = Path.of("");

    @Parameters(index = "1", paramLabel = "FILE", description = CountFile.DESCRIPTION)
    private Path file = Path.of("");

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(names = "--layer", paramLabel = "NAME",
            description = "Where the counts are: a layer, or 'raw' for raw/X. Default: X.")
    private Optional<String> layer = Optional.empty();

    @Option(names = "--batch", paramLabel = "NAME",
            description = "Take all cells to be of this batch of the model, whatever the file says.")
    private Optional<String> batch = Optional.empty();

    @Mixin
    private MemoryOption memory = new MemoryOption();

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    ApplyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try {
            return apply().code();
        } catch (DataException unnamed) {
            throw unnamed.in(file);
        }
    }

    private ExitStatus apply() {
        try (OutputFile target = output.file(file)) {
            return apply(target);
        }
    }

    private ExitStatus apply(OutputFile target) {
        if (SavedNetwork.isNetwork(folder)) {
            return network(target);
        }
        SavedModel saved = SavedModel.load(folder, session.device().apply(compute.threads()));
        Registry registry = saved.model().registry();
        requireBatch(registry);
        try (CountInput input = CountInput.openToReadOnce(session, file, DataOptions.matrix(layer),
                needed(registry.setup()), memory.budget())) {
            return embed(saved, input, target);
        }
    }

    private ExitStatus embed(SavedModel saved, CountInput input, OutputFile target) {
        Registry registry = saved.model().registry();
        List<String> warnings = new ArrayList<>(input.warnings());
        Registry.GeneMatch match = match(registry, input.cells(), warnings);
        warnings.forEach(session::warn);
        CellData data = registry.encodeAsRead(input.cells(), batch);
        long seed = saved.training().map(facts -> facts.options().seed()).orElse(0L);
        Results.Origin origin = new Results.Origin(Results.line(spec), seed, ConfigEcho.of(spec),
                saved.weightsSha256());
        try (Interruption interruption = Interruption.listen(session.interrupted())) {
            ModelResults results = new ModelResults(saved.model(), data, origin, new ModelResults.Watch(session,
                    interruption::requested, () -> input.tellLate(session, warnings)));
            return target.unlessStopped(session, () -> target.write(results, interruption::requested),
                    () -> report(saved, data, match, target, warnings));
        }
    }

    private ExitStatus network(OutputFile target) {
        if (batch.isPresent()) {
            throw new IllegalArgumentException("--batch is for models of scVI and scANVI; this network takes batches from "
                    + "its column");
        }
        return new NetworkApply(session, spec, folder, file, DataOptions.matrix(layer), target, memory.budget(),
                output.json())
                .run(session.device().apply(compute.threads()));
    }

    private void requireBatch(Registry registry) {
        Optional<String> key = registry.setup().batchKey();
        if (batch.isPresent()) {
            requireKnown(batch.get(), key.isPresent() ? registry.batches() : List.of());
        } else if (key.isPresent()) {
            try (CellFile opened = CellFile.open(file)) {
                requireBatches(opened.obs(), key.get(), registry.batches());
            }
        }
    }

    private static void requireKnown(String batch, List<String> known) {
        if (known.isEmpty()) {
            throw new IllegalArgumentException("--batch says nothing to this model, which was trained without batches: "
                    + "leave it away");
        }
        if (!known.contains(batch)) {
            throw new IllegalArgumentException("--batch must be a batch of the model, which knows " + shown(known, MOST)
                    + ", but was '" + batch + "'");
        }
    }

    /// Refuses cells of batches that the model has not seen: how they differ from the others it could not know.
    private void requireBatches(Frame obs, String key, List<String> known) {
        Column column = obs.column(key).orElseThrow(() -> new DataException(file, "obs/" + key,
                "there is no such column, and the model was trained with it", takeAll(known)));
        TreeSet<String> unknown = new TreeSet<>();
        int cells = 0;
        for (int i = 0; i < column.size(); i++) {
            String text = column.text(i);
            if (text != null && !known.contains(text)) {
                unknown.add(text);
                cells++;
            }
        }
        if (!unknown.isEmpty()) {
            throw new DataException(file, "obs/" + key, Numbers.count(cells) + " of "
                    + Numbers.count(column.size(), "cell") + " are of batches that the model does not know: "
                    + shown(List.copyOf(unknown), SHOWN), takeAll(known));
        }
    }

    private static String takeAll(List<String> known) {
        return "Take all cells to be of one batch that it knows with --batch NAME, where NAME is "
                + (known.size() == 1 ? known.getFirst() : "one of " + shown(known, MOST));
    }

    /// The columns that the model cannot do without.
    private Setup needed(Setup setup) {
        return new Setup(batch.isPresent() ? Optional.empty() : setup.batchKey(), Optional.empty(),
                setup.unlabeledCategory(), setup.sizeFactorKey(), setup.categoricalKeys(), setup.continuousKeys());
    }

    private Registry.GeneMatch match(Registry registry, Cells cells, List<String> warnings) {
        Registry.GeneMatch match = registry.match(cells);
        if (match.found() == 0) {
            throw new DataException(file, "var", "has none of the model's " + Numbers.count(registry.genes().size(), "gene")
                    + ": the model knows " + shown(registry.genes(), SHOWN) + ", the file has "
                    + shown(cells.var().names(), SHOWN), "Give both the same kind of gene names");
        }
        if (match.share() < Registry.ENOUGH_GENES) {
            warnings.add(file + ", var: only " + Numbers.count(match.found()) + " of the model's "
                    + Numbers.count(registry.genes().size(), "gene") + " are there (" + Numbers.percent(match.share())
                    + "); the others count as zero, such as " + shown(match.missing(), SHOWN)
                    + ". Results may mean little");
        }
        return match;
    }

    private static String shown(List<String> names, int most) {
        return names.stream().limit(most).collect(Collectors.joining(", "))
                + (names.size() > most ? " and " + Numbers.count(names.size() - most) + " more" : "");
    }

    private void report(SavedModel saved, CellData data, Registry.GeneMatch match, OutputFile target,
            List<String> warnings) {
        if (output.json()) {
            JsonObject json = new JsonObject();
            json.addProperty("model", saved.model().spec().kind().label());
            json.addProperty("folder", folder.toString());
            json.addProperty("file", file.toString());
            json.addProperty("output", target.output().toString());
            json.addProperty("cells", data.cells());
            json.addProperty("genes_found", match.found());
            json.addProperty("genes_missing", match.missing().size());
            json.addProperty("genes_left_out", match.extra());
            json.addProperty("weights_sha256", saved.weightsSha256());
            json.add("warnings", TrainSummary.texts(warnings));
            Json.print(session.screen().out(), json);
            return;
        }
        session.screen().out().println(saved.model().spec().kind().label() + ": " + Numbers.count(data.cells(), "cell")
                + ", " + Numbers.count(match.found()) + " of the model's "
                + Numbers.count(data.genes(), "gene") + " found");
        session.screen().out().println(Results.places(saved.model().spec().kind()) + " are in " + target.output());
    }
}
