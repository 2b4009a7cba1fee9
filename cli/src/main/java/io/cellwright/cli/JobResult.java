package io.cellwright.cli;

import java.io.PrintStream;

import com.google.gson.JsonObject;

/// What `bench train` found.
///
/// @param title of the model
/// @param threads that trained it
/// @param cells of the made data
/// @param genes of the made data
/// @param epochs over all cells
/// @param prepareSeconds from counts to the first step
/// @param warmUpSeconds of the steps on few made cells before, where there were any
/// @param trainSeconds of that and of all epochs, without checkpoints
/// @param embedSeconds of the embedding of all cells
/// @param cellsPerSecond in training
/// @param checkpoints what they cost
/// @param loss of the last epoch
/// @param weights SHA-256 of the weights
record JobResult(String title, int threads, int cells, int genes, int epochs, double prepareSeconds,
        double warmUpSeconds, double trainSeconds, double embedSeconds, double cellsPerSecond,
        CheckpointCost.Summary checkpoints, double loss, String weights) implements BenchResult {
    @Override
    public void addTo(JsonObject json) {
        json.addProperty("model", title);
        json.addProperty("threads", threads);
        json.addProperty("cells", cells);
        json.addProperty("genes", genes);
        json.addProperty("epochs", epochs);
        json.addProperty("prepare_seconds", prepareSeconds);
        json.addProperty("warm_up_seconds", warmUpSeconds);
        json.addProperty("train_seconds", trainSeconds);
        json.addProperty("embed_seconds", embedSeconds);
        json.addProperty("cells_per_second", cellsPerSecond);
        checkpoints.addTo(json);
        json.add("elbo_train", Json.number(loss));
        json.addProperty("weights_sha256", weights);
    }

    @Override
    public void print(PrintStream out) {
        out.println(title + ", " + Numbers.count(cells, "cell") + " x " + Numbers.count(genes, "gene") + ", "
                + Numbers.count(epochs, "epoch") + ", " + Numbers.count(threads, "thread") + ": prepared in "
                + Numbers.duration(prepareSeconds) + ", trained in " + Numbers.duration(trainSeconds) + " ("
                + Numbers.count(Math.round(cellsPerSecond)) + " cells/s), embedded in "
                + Numbers.duration(embedSeconds));
        out.println(checkpoints);
        out.println("elbo_train " + Numbers.significant(loss, 8) + ", weights " + weights.substring(0, 16));
    }
}
