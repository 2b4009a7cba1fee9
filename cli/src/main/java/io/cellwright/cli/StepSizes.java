package io.cellwright.cli;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

import com.google.gson.JsonObject;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.task.Setup;
import io.cellwright.task.Simulation;

/// How large a step is that `bench step` measures.
///
/// @param cells of the made data
/// @param genes of the made data
/// @param labels cell types of the made data
/// @param batch cells of a minibatch
/// @param hidden units of each hidden layer of scVI and scANVI
/// @param layers hidden layers of each of their encoders and decoders
record StepSizes(int cells, int genes, int labels, int batch, int hidden, int layers) {
    /// Checks ranges.
    StepSizes {
        if (genes < 1 || labels < 1 || hidden < 1 || layers < 1 || batch < 2 || cells < batch) {
            throw new IllegalArgumentException("--genes, --labels, --hidden and --layers must be at least 1, --batch-size at "
                    + "least 2 and --cells at least --batch-size but were " + genes + ", " + labels + ", " + hidden + ", "
                    + layers + ", " + batch + " and " + cells);
        }
    }

    /// Made cells, the same on every machine.
    CellTable make() {
        return BenchCase.cells(cells, genes, labels);
    }

    /// Checks that each type has a cell of which it is known: scANVI would not hear of the others.
    ///
    /// @throws IllegalArgumentException if not
    void requireKnownTypes(CellTable table) {
        Column known = table.obs().column(Simulation.KNOWN).orElseThrow();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < known.size(); i++) {
            seen.add(String.valueOf(known.text(i)));
        }
        seen.remove(Setup.UNKNOWN);
        if (seen.size() != labels) {
            throw new IllegalArgumentException("only " + seen.size() + " of the " + labels + " types have a cell whose type "
                    + "is known; give more --cells (at least 30 a type) or fewer --labels");
        }
    }

    /// Reads what {@link #addTo} added.
    static StepSizes read(JsonObject json) {
        int[] sizes = Stream.of("cells", "genes", "labels", "batch_size", "n_hidden", "n_layers")
                .mapToInt(name -> json.get(name).getAsInt()).toArray();
        return new StepSizes(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]);
    }

    void addTo(JsonObject json) {
        json.addProperty("cells", cells);
        json.addProperty("genes", genes);
        json.addProperty("labels", labels);
        json.addProperty("batch_size", batch);
        json.addProperty("n_hidden", hidden);
        json.addProperty("n_layers", layers);
    }

    /// All of them in one line, for a message.
    @Override
    public String toString() {
        return cells + " cells and " + genes + " genes with " + labels + " labels, batches of " + batch + " and "
                + Numbers.count(layers, "layer") + " of " + hidden;
    }
}
