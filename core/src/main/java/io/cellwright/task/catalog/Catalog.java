package io.cellwright.task.catalog;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.cellwright.model.Models;
import io.cellwright.model.Task;
import io.cellwright.task.CellModel;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.task.SavedModel;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.estimator.Fitted;
import io.cellwright.task.network.NetworkEstimator;
import io.cellwright.task.network.SavedNetwork;
import io.cellwright.tensor.Device;

/// All models by their names: the networks of {@link Models} with their aliases, of which the last four are baselines,
/// and scVI and scANVI. Those that are not a {@link NetworkEstimator} are
///
/// | name | alias | model |
/// |---|---|---|
/// | `scvi`, `scanvi` | | {@link CountsEstimator} |
/// | `pca` | | {@link PrincipalComponentsEstimator} |
/// | `logistic_regression` | `logistic` | {@link LinearEstimator#logistic} |
/// | `most_common_class` | `majority` | {@link LinearEstimator#majority} |
/// | `mean_expression` | `mean` | {@link MeanExpressionEstimator} |
public final class Catalog {
    private Catalog() {}

    /// The model of that name or alias, with its defaults.
    ///
    /// @throws IllegalArgumentException if there is none; the message lists what there is
    public static Estimator of(String name) {
        return switch (name) {
            case "scvi" -> CountsEstimator.of(Kind.SCVI);
            case "scanvi" -> CountsEstimator.of(Kind.SCANVI);
            case "pca" -> PrincipalComponentsEstimator.usual();
            case "logistic_regression", "logistic" -> LinearEstimator.logistic();
            case "most_common_class", "majority" -> LinearEstimator.majority();
            case "mean_expression", "mean" -> MeanExpressionEstimator.usual();
            case String network when Models.has(network) -> NetworkEstimator.bundled(network);
            default -> throw new IllegalArgumentException("Unknown model '" + name + "'. Available models: "
                    + names().stream().collect(Collectors.joining(", ")));
        };
    }

    /// Whether there is a model of that name or alias.
    public static boolean has(String name) {
        return names().contains(name) || Models.has(name);
    }

    /// All names, aliases left out.
    public static List<String> names() {
        return Stream.concat(Models.names().stream(), Stream.of("scvi", "scanvi")).toList();
    }

    /// The baselines of a task, the one to beat first.
    public static List<Estimator> baselines(Task task) {
        return switch (task) {
            case REPRESENTATION -> List.of(PrincipalComponentsEstimator.usual());
            case CLASSIFICATION -> List.of(LinearEstimator.logistic(), LinearEstimator.majority());
            case RECONSTRUCTION -> List.of(PrincipalComponentsEstimator.usual(), MeanExpressionEstimator.usual());
        };
    }

    /// A model that was saved, of whichever kind.
    ///
    /// @throws io.cellwright.data.DataException if the folder is not there, holds something else, or is damaged
    public static Fitted load(Path dir, Device device) {
        if (SavedNetwork.isNetwork(dir)) {
            return SavedNetwork.load(dir, device);
        }
        SavedModel saved = SavedModel.load(dir, device);
        CellModel model = saved.model();
        return new FittedCounts(model.spec().kind().label(), model, saved.training());
    }
}
