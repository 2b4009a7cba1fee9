package io.cellwright.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.cellwright.data.Cells;
import io.cellwright.data.DataException;
import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.task.CellModel;
import io.cellwright.task.ModelSpec;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.task.Registry;
import io.cellwright.task.SavedModel;
import io.cellwright.task.Setup;
import io.cellwright.tensor.Device;
import picocli.CommandLine.Model.CommandSpec;

/// A trained scVI model that scANVI starts from, as scvi-tools' `from_scvi_model` does. Its genes, columns and network
/// are scANVI's too; only the cell types are new.
///
/// @param folder where it was saved
/// @param saved the model
record StartingModel(Path folder, SavedModel saved) {
    /// Options that follow from the model.
    private static final List<String> FOLLOW = List.of("--n-hidden", "--n-latent", "--n-layers", "--dropout-rate",
            "--dispersion", "--gene-likelihood", "--latent-distribution", "--use-observed-lib-size",
            "--encode-covariates", "--deeply-inject-covariates", "--top-genes", "--batch-key", "--size-factor-key",
            "--categorical-covariate-keys", "--continuous-covariate-keys");

    /// Loads the model.
    ///
    /// @param command what was asked for, on the command line or in a configuration file
    /// @throws IllegalArgumentException if it says what follows from the model
    static StartingModel load(Path folder, Device device, CommandSpec command) {
        FOLLOW.stream().filter(name -> isGiven(command, name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(name + " follows from the model of --from: leave it out");
        });
        SavedModel saved = SavedModel.load(folder, device);
        if (saved.model().spec().kind() != Kind.SCVI) {
            throw new DataException(folder, "manifest.json", "is a model of " + saved.model().spec().kind().label(),
                    "Give a model that 'cellwright train scvi --save' has written");
        }
        return new StartingModel(folder, saved);
    }

    private static boolean isGiven(CommandSpec command, String name) {
        return command.commandLine().getParseResult().hasMatchedOption(name)
                || (command.defaultValueProvider() instanceof ConfigFile config && config.has(name));
    }

    private Registry registry() {
        return saved.model().registry();
    }

    /// The model's columns, and those of the cell types.
    Setup setup(Setup asked) {
        Setup mine = registry().setup();
        return new Setup(mine.batchKey(), asked.labelsKey(), asked.unlabeledCategory(), mine.sizeFactorKey(),
                mine.categoricalKeys(), mine.continuousKeys());
    }

    /// The cells with the model's genes, in its order.
    ///
    /// @throws DataException if a gene is missing
    Cells genes(Path file, Cells cells) {
        List<String> names = cells.var().names();
        List<String> genes = registry().genes();
        if (names.equals(genes)) {
            return cells;
        }
        List<String> missing = registry().match(cells).missing();
        if (!missing.isEmpty()) {
            throw new DataException(file, "var", "lacks " + Numbers.count(missing.size()) + " of the "
                    + Numbers.count(genes.size()) + " genes of the model in " + folder + ", such as "
                    + missing.getFirst(), "Train on the cells that the model was trained on, or without --from");
        }
        Map<String, Integer> place = new HashMap<>();
        for (int g = 0; g < names.size(); g++) {
            place.putIfAbsent(names.get(g), g);
        }
        int[] places = genes.stream().mapToInt(place::get).toArray();
        return cells.selectGenes(places);
    }

    /// The model's network, for the registry with cell types.
    ModelSpec spec(Registry withTypes, boolean linearClassifier) {
        ScviConfig mine = saved.model().spec().scvi();
        ScviConfig config = ModelSpec.of(Kind.SCANVI, withTypes).scvi().withNetwork(mine.network())
                .withDispersion(mine.dispersion()).withLikelihood(mine.likelihood())
                .withLatentDistribution(mine.latentDistribution()).withLibrary(mine.library());
        return new ModelSpec(Kind.SCANVI, config, linearClassifier);
    }

    /// Copies its weights into the new model; says how many.
    ///
    /// @throws DataException if the file's batches or covariates are not the model's
    String copyTo(CellModel model, Path file) {
        try {
            int copied = model.copyShared(saved.model()).size();
            return "started from the scVI model in " + folder + ": " + copied + " of "
                    + model.parameters().entries().size() + " tensors";
        } catch (IllegalArgumentException e) {
            throw new DataException(file, "obs", Optional.ofNullable(e.getMessage()).orElse("does not fit the model"),
                    "Train on the cells that the model was trained on, or without --from", e);
        }
    }
}
