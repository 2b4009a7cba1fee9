package io.cellwright.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;

import com.google.gson.JsonObject;
import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.NamedMatrix;
import io.cellwright.data.DataException;
import io.cellwright.graph.Points;
import io.cellwright.graph.Umap;
import io.cellwright.graph.UmapConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Draws an embedding in the plane.
@Command(
        name = "umap",
        header = "Map an embedding to the plane.",
        description = "Writes obsm/X_umap, which scanpy plots. The same seed gives the same map on any number of threads.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class UmapCommand implements Callable<Integer> {
    private static final int PLANE = 2;
    private static final int FEWEST = 4;

    private final Session session;

    @Parameters(paramLabel = "FILE", description = "A file with an embedding: an .h5ad file or a .zarr store.")
    private Path file = Path.of("");

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(names = "--embedding", paramLabel = "NAME",
            description = "Entry of obsm to map. Default: what Cellwright wrote.")
    private Optional<String> embedding = Optional.empty();

    @Option(names = "--n-neighbors", paramLabel = "N",
            description = "Neighbours of a cell, itself included. Default: ${DEFAULT-VALUE}.")
    private int neighbours = UmapConfig.defaults().neighbours();

    @Option(names = "--min-dist", paramLabel = "X",
            description = "How close cells may lie, at least 0. Default: ${DEFAULT-VALUE}.")
    private double minDist = UmapConfig.defaults().minDist();

    @Option(names = "--seed", paramLabel = "N", description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N",
            description = "Threads to compute with; they do not change the result. Default: one a core, at most 16.")
    private Optional<Integer> threads = Optional.empty();

    UmapCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (OutputFile target = output.file(file)) {
            return draw(target).code();
        }
    }

    private ExitStatus draw(OutputFile target) {
        UmapConfig config = UmapConfig.defaults().withNeighbours(neighbours).withMinDist(minDist).withSeed(seed);
        NamedMatrix matrix = read();
        if (matrix.rows() < FEWEST) {
            throw new DataException(file, "obsm/" + matrix.name(), "has " + matrix.rows() + " cells",
                    "A map needs at least " + FEWEST);
        }
        if (neighbours > matrix.rows()) {
            throw new IllegalArgumentException("--n-neighbors must be at most the " + matrix.rows() + " cells but was "
                    + neighbours);
        }
        Points points = Points.of(matrix.values_nk(), matrix.rows(), matrix.columns());
        float[] map;
        try (ForkJoinPool pool = new ForkJoinPool(TrainingOptions.threads(threads))) {
            map = pool.submit(() -> Umap.fit(points, config).xy_n2()).join();
        }
        target.write(new Annotations(List.of(), List.of(new NamedMatrix("X_umap", matrix.rows(), PLANE, map)), List.of()));
        if (output.json()) {
            JsonObject json = new JsonObject();
            json.addProperty("file", file.toString());
            json.addProperty("embedding", matrix.name());
            json.addProperty("output", target.output().toString());
            json.addProperty("cells", matrix.rows());
            Json.print(session.screen().out(), json);
        } else {
            session.screen().out().println("obsm/X_umap, a map of obsm/" + matrix.name() + ", is in " + target.output());
        }
        return ExitStatus.DONE;
    }

    private NamedMatrix read() {
        try (CellFile opened = CellFile.open(file)) {
            List<String> there = opened.summary().obsm();
            return opened.obsm(embedding.orElseGet(() -> ours(there)));
        }
    }

    private String ours(List<String> there) {
        return Results.embedding(there).orElseThrow(() -> new DataException(file, "obsm", "has no embedding of Cellwright",
                        there.isEmpty() ? "There is nothing to map: 'cellwright train scvi' makes an embedding"
                                : "Say which to map: --embedding NAME, one of " + String.join(", ", there)));
    }
}
