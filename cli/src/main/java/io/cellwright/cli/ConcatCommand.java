package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.CellWriter;
import io.cellwright.anndata.Target;
import io.cellwright.data.Concatenation;
import io.cellwright.data.GeneJoin.Join;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes the cells of several files as one file.
@Command(
        name = "concat",
        header = "Put the cells of several files into one.",
        description = "Genes go by name, as with anndata.concat: those that all files have, or of --join outer those "
                + "that any has, with zeros where a file lacks them. Everything is in memory.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class ConcatCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(arity = "2..*", paramLabel = "FILE", description = "Two files or more, of any make that is read.")
    private List<Path> files = new ArrayList<>();

    @Option(names = {"-o", "--output"}, paramLabel = "OUT", required = true, description = TargetOptions.KINDS)
    private String out = "";

    @Option(names = "--join", paramLabel = "inner|outer",
            description = "Which genes, and which columns of obs, are kept: "
            + "those of all files, or of any. Default: inner.")
    private String join = "inner";

    @Option(names = "--label", paramLabel = "COLUMN",
            description = "A column of obs that says which file each cell is from, to be used as --batch-key.")
    private Optional<String> label = Optional.empty();

    @Option(names = "--keys", paramLabel = "NAME", split = ",",
            description = "What the files are called in that column. Default: 0, 1 and so on.")
    private List<String> keys = new ArrayList<>();

    @Option(names = "--index-unique", paramLabel = "TEXT",
            description = "Put this and the file's key behind each cell's name, so that names differ.")
    private Optional<String> indexUnique = Optional.empty();

    @Mixin
    private TargetOptions options = new TargetOptions();

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    ConcatCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Target target = options.target(out);
        files.forEach(file -> OutputFile.require(file, Path.of(out), TargetOptions.isFolder(target)));
        Concatenation how = new Concatenation(join(), label, keys.isEmpty()
                ? IntStream.range(0, files.size()).mapToObj(Integer::toString).toList() : keys, indexUnique);
        List<CellFile> opened = new ArrayList<>();
        try (Interruption interruption = Interruption.listen(session.interrupted())) {
            files.forEach(file -> opened.add(CellFile.open(file)));
            CellWriter.Size size = CellWriter.concatenate(opened, how, Path.of(out), target, interruption::requested);
            tell(size);
            return ExitStatus.DONE.code();
        } catch (CancellationException stopped) {
            session.say("stopped; nothing was written to " + out);
            return ExitStatus.INTERRUPTED.code();
        } finally {
            opened.forEach(CellFile::close);
        }
    }

    private Join join() {
        return switch (join.toLowerCase(Locale.ROOT)) {
            case "inner" -> Join.INNER;
            case "outer" -> Join.OUTER;
            default -> throw new IllegalArgumentException("--join must be inner or outer but was " + join);
        };
    }

    private void tell(CellWriter.Size size) {
        if (json) {
            JsonObject object = new JsonObject();
            JsonArray names = new JsonArray();
            files.forEach(file -> names.add(file.toString()));
            object.add("files", names);
            object.addProperty("output", out);
            object.addProperty("cells", size.cells());
            object.addProperty("genes", size.genes());
            Json.print(session.screen().out(), object);
        } else {
            session.screen().out().println(Screen.printable(out + ": " + Numbers.count(size.cells(), "cell") + " x "
                    + Numbers.count(size.genes(), "gene") + ", of " + files.size() + " files"));
        }
    }
}
