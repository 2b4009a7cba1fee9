package io.cellwright.cli;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.google.gson.JsonObject;
import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.Compression;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.Target;
import io.cellwright.task.Simulation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes an `.h5ad` file of made cells, of any size.
@Command(
        name = "make-data",
        header = "Make an .h5ad file of made cells, of any size.",
        description = "Counts are negative binomial, with cell types in obs/" + Simulation.TYPE
                + ", one in ten of which is told in obs/" + Simulation.KNOWN + ", and batches in obs/"
                + Simulation.BATCH + ". They are written as they are made, never all in memory. The same seed makes the same cells.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class MakeDataCommand implements Callable<Integer> {
    private static final double TYPE_SPREAD = 1.9;
    private static final double BATCH_SPREAD = 0.3;
    private static final double TOLD = 0.1;
    private static final int RARE = 5;
    /// h5py's default.
    private static final int USUAL_GZIP = 4;

    private final Screen screen;

    @Parameters(index = "0", paramLabel = "OUT.h5ad", description = "The file to write.")
    private Path out = Path.of("");

    @Option(names = "--cells", required = true, paramLabel = "N", description = "Number of cells.")
    private int cells;

    @Option(names = "--genes", required = true, paramLabel = "N", description = "Number of genes.")
    private int genes;

    @Option(names = "--nnz-per-cell", paramLabel = "N",
            description = "Mean number of counts of a cell that are not zero. Default: a tenth of the genes.")
    private Optional<Integer> entries = Optional.empty();

    @Option(names = "--types", paramLabel = "N", description = "Number of cell types. Default: ${DEFAULT-VALUE}.")
    private int types = 10;

    @Option(names = "--batches", paramLabel = "N", description = "Number of batches. Default: ${DEFAULT-VALUE}.")
    private int batches = 4;

    @Option(names = "--gzip", paramLabel = "LEVEL",
            description = "How counts are compressed: 1 is fast, 9 small, 0 not at all. Default: ${DEFAULT-VALUE}.")
    private int gzip = USUAL_GZIP;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of everything. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    MakeDataCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        OutputFile.requireFile(out);
        if (types < 1) {
            throw new IllegalArgumentException("--types must be at least 1 but was " + types);
        }
        if (gzip < 0 || gzip > 9) {
            throw new IllegalArgumentException("--gzip must be from 0 to 9 but was " + gzip);
        }
        Compression compression = gzip == 0 ? new Compression.None() : new Compression.Gzip(gzip);
        Simulation made = new Simulation(cells, genes, Collections.nCopies(types, 1.0 / types), batches, 1, TYPE_SPREAD,
                BATCH_SPREAD, TOLD, RARE, seed).withEntriesPerCell(entries.orElse(Math.max(1, genes / 10)));
        H5adWriter.create(out, made.makeByBlocks(), Annotations.none(),
                new Target.H5ad(compression, Target.H5ad.usual().chunk()));
        tell(made);
        return ExitStatus.DONE.code();
    }

    private void tell(Simulation made) {
        if (json) {
            JsonObject object = new JsonObject();
            object.addProperty("output", out.toString());
            object.addProperty("cells", cells);
            object.addProperty("genes", genes);
            object.addProperty("types", types);
            object.addProperty("batches", batches);
            object.addProperty("library", made.library());
            object.addProperty("seed", seed);
            Json.print(screen.out(), object);
        } else {
            screen.out().println(Screen.printable(out + ": " + Numbers.count(cells, "cell") + " x "
                    + Numbers.count(genes, "gene") + ", " + Numbers.count(types, "type") + ", seed " + seed));
        }
    }
}
