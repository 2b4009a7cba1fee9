package io.cellwright.cli;

import java.util.List;
import java.util.Optional;

import com.google.gson.JsonObject;
import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.NamedMatrix;
import io.cellwright.anndata.Uns;
import io.cellwright.data.CellData;
import io.cellwright.data.Column;
import io.cellwright.data.Frame;
import io.cellwright.task.CellModel;
import io.cellwright.task.ModelSpec.Kind;
import picocli.CommandLine.Model.CommandSpec;

/// What a model says about cells, as it is written to a file.
final class Results {
    /// Column of obs with the predicted cell type.
    static final String LABEL = "scanvi_label";
    /// Column of obs with the probability of the predicted cell type.
    static final String CONFIDENCE = "scanvi_confidence";

    /// `X_pca` is not among them: scanpy writes it too, so the name does not say whose it is.
    private static final List<String> EMBEDDINGS = List.of(Kind.SCANVI.obsm(), Kind.SCVI.obsm(), "X_vae",
            "X_autoencoder", "X_denoising_autoencoder", "X_transformer_autoencoder");
    private static final List<String> LABELS = List.of(LABEL, "mlp_classifier_label", AnnotateResult.LABEL,
            "logistic_regression_label", "most_common_class_label");

    private Results() {}

    /// The first embedding of ours among entries of obsm.
    static Optional<String> embedding(List<String> obsm) {
        return EMBEDDINGS.stream().filter(obsm::contains).findFirst();
    }

    /// The first column of obs with cell types that we predicted.
    static Optional<String> labels(Frame obs) {
        return LABELS.stream().filter(name -> obs.column(name).isPresent()).findFirst();
    }

    /// How the results came about.
    ///
    /// @param command the command line
    /// @param seed of the training
    /// @param config every option with its value
    /// @param weights SHA-256 of the model's weights
    record Origin(String command, long seed, JsonObject config, String weights) {
        Uns.Entry entry() {
            return new Uns.Entry("cellwright", Uns.Dict.of(
                    new Uns.Entry("version", new Uns.Text(Version.ours())),
                    new Uns.Entry("command", new Uns.Text(command)),
                    new Uns.Entry("seed", new Uns.Whole(seed)),
                    new Uns.Entry("config", new Uns.Text(config.toString())),
                    new Uns.Entry("weights_sha256", new Uns.Text(weights))));
        }
    }

    /// The command line as it was given.
    static String line(CommandSpec command) {
        return "cellwright " + String.join(" ", command.root().commandLine().getParseResult().originalArgs());
    }

    /// Where the results of a model stand in the file.
    static String places(Kind kind) {
        String labels = kind == Kind.SCANVI ? ", obs/" + LABEL + ", obs/" + CONFIDENCE : "";
        return "obsm/" + kind.obsm() + labels + " and uns/cellwright";
    }

    /// Embedding and, for a model with cell types, predictions of all cells.
    static Annotations of(CellModel model, CellData data, Origin origin) {
        int latent = model.spec().scvi().network().latent();
        NamedMatrix embedding = new NamedMatrix(model.spec().kind().obsm(), data.cells(), latent, model.embed(data));
        List<Column> obs = model.spec().kind() == Kind.SCANVI ? predictions(model.predict(data), model.registry()
                .labels()) : List.of();
        return new Annotations(obs, List.of(embedding), List.of(origin.entry()));
    }

    /// pandas users expect categories in order; a model may number its types otherwise.
    static List<Column> predictions(CellModel.Prediction found, List<String> labels) {
        TypeOrder types = TypeOrder.of(labels);
        return List.of(new Column.Categorical(LABEL, types.codes(found.type_n()), types.names(), false),
                new Column.Numbers(CONFIDENCE, found.probability_n(), false));
    }
}
