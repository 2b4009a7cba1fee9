package io.cellwright.anndata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.store.Store;
import io.cellwright.anndata.zarr.ZarrStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/// From any store of AnnData to any other and back, everything is as it was.
@Execution(ExecutionMode.CONCURRENT)
class RoundTripTest {
    @TempDir
    Path folder;

    /// Every way in which a store is written.
    private static final List<Target> TARGETS = List.of(Target.H5ad.usual(),
            new Target.H5ad(new Compression.None(), 64), Target.Zarr.usual(2, false), Target.Zarr.usual(3, false),
            new Target.Zarr(2, true, false, new Compression.Gzip(1), 1000),
            new Target.Zarr(2, false, false, new Compression.Zstd(), 1000),
            new Target.Zarr(3, true, true, new Compression.Lz4(), 1000),
            new Target.Zarr(3, false, true, new Compression.None(), 1000),
            new Target.Zarr(3, true, false, new Compression.Gzip(9), 5000));

    static Stream<String> files() {
        return Stream.concat(SharedData.h5adFiles(), Stream.of("formats/anndata_v0.7.0.zarr.zip",
                "formats/anndata_v0.7.8.zarr.zip", "formats/anndata_v0.11.4.zarr.zip",
                "formats/scanpy_pbmc68k_reduced.zarr.zip"));
    }

    private Path written(Path from, Target target, String name) {
        Path out = folder.resolve(name);
        try (CellFile cells = CellFile.open(from)) {
            CellWriter.write(cells, out, target, () -> false);
        }
        return out;
    }

    private static Map<String, String> tree(Path path) {
        try (Store store = path.toString().endsWith(".h5ad") ? Hdf5File.open(path) : ZarrStore.open(path)) {
            return Trees.of(store);
        }
    }

    /// One of each make, for larger files.
    private static final List<Target> FEW = List.of(TARGETS.get(1), TARGETS.get(2), TARGETS.get(3), TARGETS.get(6));

    /// For files of more than `LARGE_BYTES`, of which a store takes seconds: a folder, and an archive of shards.
    private static final List<Target> FEWEST = List.of(TARGETS.get(2), TARGETS.get(6));
    private static final long LARGE_BYTES = 2_000_000;

    private void requireSameEverywhere(Path original, List<Target> targets) {
        Path first = written(original, Target.H5ad.usual(), "first.h5ad");
        Map<String, String> expected = tree(first);
        requireReadAlike(first, original);
        int number = 0;
        for (Target target : targets) {
            String name = "t" + number++;
            Path there = written(original, target, name + (target instanceof Target.H5ad ? ".h5ad" : ".zarr"));
            assertThat(tree(there)).as(target.toString()).isEqualTo(expected);
            requireReadAlike(there, original);
            Path back = written(there, Target.H5ad.usual(), name + "back.h5ad");
            assertThat(tree(back)).as("back from " + target).isEqualTo(expected);
        }
    }

    /// Tables, matrices, embeddings and `uns`, as the library reads them.
    private static void requireReadAlike(Path made, Path original) {
        try (AnnDataFile actual = (AnnDataFile) CellFile.open(made);
                AnnDataFile expected = (AnnDataFile) CellFile.open(original)) {
            Same.frames(actual.obs(), expected.obs());
            Same.frames(actual.var(), expected.var());
            Summary summary = expected.summary();
            assertThat(actual.summary().matrices()).isEqualTo(summary.matrices());
            assertThat(actual.refs()).isEqualTo(expected.refs());
            for (MatrixRef ref : summary.matrices().stream().map(Summary.MatrixInfo::ref).toList()) {
                Same.matrices(actual.matrix(ref), expected.matrix(ref));
                if (ref instanceof MatrixRef.Raw) {
                    Same.frames(actual.rawVar(), expected.rawVar());
                }
            }
            assertThat(actual.summary().obsm()).containsExactlyInAnyOrderElementsOf(summary.obsm());
            for (String name : summary.uns()) {
                if (!name.endsWith("_categories")) {
                    assertThat(texts(actual.uns(name))).as(name).isEqualTo(texts(expected.uns(name)));
                }
            }
        }
    }

    private static List<String> texts(Optional<Uns> value) {
        List<String> texts = new ArrayList<>();
        value.ifPresent(found -> add("", found, texts));
        return texts.stream().sorted().toList();
    }

    private static void add(String place, Uns value, List<String> texts) {
        if (value instanceof Uns.Dict(List<Uns.Entry> entries)) {
            entries.forEach(entry -> add(place + "/" + entry.name(), entry.value(), texts));
        } else {
            texts.add(place + ": " + value);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everySampleIsTheSameInStoresOfOtherMakesAndBack(String name) throws IOException {
        Path sample = SharedData.file(name);
        requireSameEverywhere(sample, Files.size(sample) > LARGE_BYTES ? FEWEST : FEW);
    }

    /// It has one of everything that anndata 0.12 writes.
    @Test
    void everythingIsTheSameInEveryStoreAndBack() throws IOException {
        Path everything = MadeZarr.everything(folder);
        requireSameEverywhere(everything, TARGETS);
        assertThat(tree(folder.resolve("first.h5ad"))).isEqualTo(tree(everything)).hasSizeGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"twin.h5ad", "twin2.zarr", "twin3.zarr", "sharded.zarr", "twin3.zarr.zip"})
    void twinsAreTheSameInEveryStoreAndBack(String name) throws IOException {
        requireSameEverywhere(MadeZarr.unpack(name, folder), FEW);
    }

    /// In folders each array is a file or more, so it is said once what holds for all.
    @Test
    void aStoreIsTheSameToTheByteWhenWrittenAgain() throws IOException {
        Path twin = MadeZarr.unpack("twin.h5ad", folder);
        Target target = new Target.Zarr(3, true, true, new Compression.Zstd(), 500);
        assertThat(written(twin, target, "a.zarr.zip")).hasSameBinaryContentAs(written(twin, target, "b.zarr.zip"));
        assertThat(Files.size(folder.resolve("a.zarr.zip"))).isPositive();
    }
}
