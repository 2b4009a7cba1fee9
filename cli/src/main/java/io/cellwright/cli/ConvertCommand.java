package io.cellwright.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.google.gson.JsonObject;
import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.FileFormat;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.Reading;
import io.cellwright.anndata.Summary;
import io.cellwright.data.DataException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes an `.h5ad` file of a file of another make.
@Command(
        name = "convert",
        header = "Make an .h5ad file of a file of another make.",
        description = "What FILE is is told by looking at it. Of an .h5ad file a copy is made.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class ConvertCommand implements Callable<Integer> {
    private static final String ENDING = ".h5ad";

    private final Screen screen;

    @Parameters(index = "0", paramLabel = "FILE", description = CountFile.KINDS)
    private Path file = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT.h5ad", description = "The file to write.")
    private Path out = Path.of("");

    @Option(names = "--genome", paramLabel = "NAME",
            description = "Of a 10x .h5 file with several genomes, the one whose genes are kept.")
    private Optional<String> genome = Optional.empty();

    @Option(names = "--transpose",
            description = "Of a table of text or a lone .mtx file: rows are genes and columns are cells.")
    private boolean transpose;

    @Mixin
    private MemoryOption memory = new MemoryOption();

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    ConvertCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        if (!String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT).endsWith(ENDING)) {
            throw new DataException(out, "", "is not the name of an .h5ad file, and only such are written",
                    "Give a name that ends in " + ENDING);
        }
        OutputFile.of(file, Optional.of(out), false);
        try (CellFile cells = CellFile.open(file, reading())) {
            memory.budget().ifPresent(allowed -> requireFits(cells, allowed));
            H5adWriter.create(out, cells, Annotations.none());
            tell(cells);
        }
        return ExitStatus.DONE.code();
    }

    /// An `.h5ad` file is copied as it is, and what lies row by row block by block; anything else must fit.
    private static void requireFits(CellFile cells, MemoryBudget memory) {
        if (cells.format() == FileFormat.H5AD) {
            return;
        }
        long left = memory.forCounts();
        for (Summary.MatrixInfo info : cells.summary().matrices()) {
            long needed = MemoryBudget.inMemory(info.stored());
            if (needed > left) {
                CountInput.requireStreamable(cells, info, needed, left);
            }
        }
    }

    private Reading reading() {
        return new Reading(genome, transpose);
    }

    private void tell(CellFile cells) {
        Summary summary = cells.summary();
        if (json) {
            JsonObject object = new JsonObject();
            object.addProperty("file", file.toString());
            object.addProperty("format", cells.format().name().toLowerCase(Locale.ROOT));
            object.addProperty("output", out.toString());
            object.addProperty("cells", summary.cells());
            object.addProperty("genes", summary.genes());
            Json.print(screen.out(), object);
        } else {
            screen.out().println(Screen.printable(out + ": " + Numbers.count(summary.cells(), "cell") + " x "
                    + Numbers.count(summary.genes(), "gene") + ", from " + cells.label()));
        }
    }
}
