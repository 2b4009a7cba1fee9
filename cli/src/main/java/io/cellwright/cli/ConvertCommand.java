package io.cellwright.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

import com.google.gson.JsonObject;
import io.cellwright.anndata.AnnDataFile;
import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.CellWriter;
import io.cellwright.anndata.FileFormat;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.Reading;
import io.cellwright.anndata.Summary;
import io.cellwright.anndata.Target;
import io.cellwright.data.DataException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes a file of cells as one of another make.
@Command(
        name = "convert",
        header = "Write a file of cells as one of another make.",
        description = "What FILE is is told by looking at it. Of an .h5ad file as .h5ad a copy is made, byte for byte "
                + "unless an option asks for more.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class ConvertCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "FILE", description = CountFile.KINDS)
    private Path file = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = TargetOptions.KINDS)
    private String out = "";

    @Mixin
    private TargetOptions options = new TargetOptions();

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

    ConvertCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Target target = options.target(out);
        Path place = Path.of(out);
        OutputFile.require(file, place, TargetOptions.isFolder(target));
        try (CellFile cells = CellFile.open(file, new Reading(genome, transpose));
                Interruption interruption = Interruption.listen(session.interrupted())) {
            memory.budget().ifPresent(allowed -> requireFits(cells, target, allowed));
            if (cells.format() == FileFormat.H5AD && target instanceof Target.H5ad && options.isPlain()) {
                H5adWriter.copyWith(file, place, Annotations.none(), interruption::requested);
            } else {
                CellWriter.write(cells, place, target, interruption::requested);
            }
            tell(cells);
            return ExitStatus.DONE.code();
        } catch (CancellationException stopped) {
            session.say("stopped; nothing was written to " + out);
            return ExitStatus.INTERRUPTED.code();
        }
    }

    /// From anndata's files to anndata's files everything goes in pieces; else each matrix must fit.
    private void requireFits(CellFile cells, Target target, MemoryBudget allowed) {
        if (cells instanceof AnnDataFile && (target instanceof Target.H5ad || target instanceof Target.Zarr)) {
            return;
        }
        long left = allowed.forCounts();
        for (Summary.MatrixInfo info : cells.summary().matrices()) {
            long needed = MemoryBudget.inMemory(info.stored());
            if (needed > left) {
                throw new DataException(file, info.ref().path(), "takes up to " + Numbers.bytes(needed)
                        + " in memory, where " + allowed.leaves(left), allowed.allow(needed)
                                + "; only between .h5ad and .zarr matrices go over in pieces");
            }
        }
    }

    private void tell(CellFile cells) {
        Summary summary = cells.summary();
        if (json) {
            JsonObject object = new JsonObject();
            object.addProperty("file", file.toString());
            object.addProperty("format", Choice.word(cells.format()).replace('-', '_'));
            object.addProperty("output", out);
            object.addProperty("cells", summary.cells());
            object.addProperty("genes", summary.genes());
            Json.print(session.screen().out(), object);
        } else {
            session.screen().out().println(Screen.printable(out + ": " + Numbers.count(summary.cells(), "cell") + " x "
                    + Numbers.count(summary.genes(), "gene") + ", from " + cells.label()));
        }
    }
}
