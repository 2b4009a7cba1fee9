package io.cellwright.anndata.tenx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.Group;
import io.cellwright.anndata.store.Values;
import io.cellwright.anndata.table.Contents;
import io.cellwright.anndata.table.StoredCounts;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import org.jspecify.annotations.Nullable;

/// A `.h5` file of Cell Ranger: `/matrix` from version 3 on, before that a group for each genome. Cells are named by
/// their barcodes, genes by their symbols; what else is known of features goes to var, under the names that
/// `scanpy.read_10x_h5` gives.
public final class TenxH5 {
    private static final String MATRIX = "matrix";
    /// Members of `features` that are not columns of their own.
    private static final Set<String> TAKEN = Set.of("name", "id", "gene_id", "feature_type", "_all_tag_keys");

    private TenxH5() {}

    /// Whether a file has what Cell Ranger puts into one.
    public static boolean isOne(Hdf5File file) {
        return isVersion3(file) || !genomes(file).isEmpty();
    }

    private static boolean isVersion3(Hdf5File file) {
        return file.root().group(MATRIX).filter(group -> has(group, "barcodes") && has(group, "indptr")).isPresent();
    }

    private static List<String> genomes(Hdf5File file) {
        return file.root().names().stream().filter(name -> file.root().group(name)
                .filter(group -> has(group, "barcodes") && has(group, "gene_names")).isPresent()).toList();
    }

    private static boolean has(Group group, String member) {
        return group.names().contains(member);
    }

    /// Reads what is about cells and genes; the matrix is read when it is asked for.
    ///
    /// @param genome the genome to read, or nothing: for the only one of version 2, for all of version 3
    /// @throws DataException if there is no such genome, if one must be chosen, or if the file is damaged
    public static Contents read(Path path, Optional<String> genome) {
        try (Hdf5File file = Hdf5File.open(path)) {
            return isVersion3(file) ? version3(file, genome) : version2(file, genome);
        }
    }

    private static Contents version3(Hdf5File file, Optional<String> genome) {
        Group matrix = file.root().group(MATRIX).orElseThrow();
        Group features = matrix.group("features").orElseThrow(() -> file.bad(MATRIX, "has no features",
                TenxCounts.REMEDY));
        List<Column> columns = new ArrayList<>();
        boolean probes = has(features, "gene_id");
        columns.add(texts(features, probes ? "gene_id" : "id", "gene_ids"));
        if (probes) {
            columns.add(texts(features, "id", "probe_ids"));
        }
        columns.add(texts(features, "feature_type", Features.TYPE));
        features.names().stream().filter(name -> !TAKEN.contains(name))
                .forEach(name -> features.dataset(name).flatMap(TenxH5::column).ifPresent(columns::add));
        Frame var = frame(names(features, "name"), columns, features);
        List<Column> cells = matrix.dataset("filtered_barcodes").flatMap(TenxH5::column).stream().toList();
        return contents(file, matrix, "a 10x .h5 file of Cell Ranger 3 or later",
                frame(names(matrix, "barcodes"), cells, matrix), Features.of(file.path(), var, genome));
    }

    private static Contents version2(Hdf5File file, Optional<String> genome) {
        List<String> there = genomes(file);
        String all = String.join(", ", there);
        if (genome.isPresent() && !there.contains(genome.get())) {
            throw file.bad(genome.get(), "is no genome of this file", "There are: " + all);
        }
        if (genome.isEmpty() && there.size() > 1) {
            throw file.bad("", "has several genomes, each with its own cells: " + all, "Make a file of one of them: "
                    + "cellwright convert " + file.path() + " OUT.h5ad --genome " + there.getFirst());
        }
        Group group = file.root().group(genome.orElse(there.getFirst())).orElseThrow();
        Frame var = frame(names(group, "gene_names"), List.of(texts(group, "genes", "gene_ids")), group);
        return contents(file, group, "a 10x .h5 file of Cell Ranger 2",
                frame(names(group, "barcodes"), List.of(), group), Features.of(file.path(), var, Optional.empty()));
    }

    private static Contents contents(Hdf5File file, Group matrix, String label, Frame obs, Features features) {
        TenxCounts counts = TenxCounts.of(matrix, obs.size(), features.inFile());
        Dataset data = counts.part("data");
        Path path = file.path();
        return new Contents(label, List.of(path), obs, features.genes(), List.of(new StoredCounts("",
                StoredCounts.Kept.BY_CELL, data.type().label(), data.elements(), () -> {
                    try (Hdf5File again = Hdf5File.open(path)) {
                        Group group = again.root().group(matrix.path()).orElseThrow(() -> again.bad(matrix.path(),
                                "is no longer there", "Do not change the file while it is read"));
                        return features.genes(TenxCounts.of(group, obs.size(), features.inFile()).read());
                    }
                })));
    }

    private static List<String> names(Group group, String member) {
        Values values = dataset(group, member).values();
        if (values.shape().size() != 1) {
            throw group.store().bad(values.element(), "should be a list but has " + values.shape().size() + " axes",
                    TenxCounts.REMEDY);
        }
        return values.texts();
    }

    private static Dataset dataset(Group group, String member) {
        return group.dataset(member).orElseThrow(() -> group.store().bad(group.path(), "has no " + member,
                TenxCounts.REMEDY));
    }

    private static Column texts(Group group, String member, String name) {
        return new Column.Strings(name, new ArrayList<>(names(group, member)));
    }

    /// Other things that are known of features or cells, where they are a list.
    private static Optional<Column> column(Dataset dataset) {
        if (dataset.rank() != 1) {
            return Optional.empty();
        }
        String name = dataset.path().substring(dataset.path().lastIndexOf('/') + 1);
        return switch (dataset.type()) {
            case ElementType.HeapText _, ElementType.FixedText _ ->
                Optional.of(new Column.Strings(name, new ArrayList<>(dataset.values().texts())));
            case ElementType.Truth _ -> Optional.of(truths(name, dataset.values().truths()));
            case ElementType.Numeric type -> Optional.of(new Column.Numbers(name, dataset.values().doubles(),
                    type instanceof ElementType.Whole));
            case ElementType.Compound _, ElementType.Reference _, ElementType.Unknown _ -> Optional.empty();
        };
    }

    private static Column truths(String name, boolean[] truths) {
        List<@Nullable Boolean> values = new ArrayList<>(truths.length);
        for (boolean truth : truths) {
            values.add(truth);
        }
        return new Column.Booleans(name, values);
    }

    private static Frame frame(List<String> names, List<Column> columns, Group group) {
        for (Column column : columns) {
            if (column.size() != names.size()) {
                throw group.store().bad(group.path(), "has " + names.size() + " names but " + column.size() + " "
                        + column.name(), TenxCounts.REMEDY);
            }
        }
        return new Frame(names, columns);
    }
}
