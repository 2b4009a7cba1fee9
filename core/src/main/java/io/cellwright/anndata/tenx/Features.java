package io.cellwright.anndata.tenx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;

/// The features of a matrix of Cell Ranger, of which genes are kept: those of type `Gene Expression`, as scanpy's
/// `gex_only` does it. Antibodies, guides and peaks are left out, and it is said once.
final class Features {
    /// Column of var with the type of each feature.
    static final String TYPE = "feature_types";
    private static final String GENOME = "genome";
    private static final String GENE = "Gene Expression";
    private static final System.Logger LOG = System.getLogger(Features.class.getName());

    private final Frame all;
    private final int[] kept;

    private Features(Frame all, int[] kept) {
        this.all = all;
        this.kept = kept;
    }

    /// Chooses.
    ///
    /// @param file for messages
    /// @param all every feature, with a column [#TYPE] where the file tells types
    /// @param genome the genome whose genes are kept; nothing for all
    static Features of(Path file, Frame all, Optional<String> genome) {
        Optional<Column> genomes = genome.map(name -> requireGenome(file, all, name));
        Optional<Column> types = all.column(TYPE);
        Map<String, Integer> others = new LinkedHashMap<>();
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            int row = i;
            String type = types.map(column -> String.valueOf(column.text(row))).orElse(GENE);
            if (!type.equals(GENE)) {
                others.merge(type, 1, Integer::sum);
            } else if (genomes.isEmpty() || genome.equals(Optional.ofNullable(genomes.get().text(i)))) {
                kept.add(i);
            }
        }
        String told = others.entrySet().stream().map(other -> other.getKey() + " (" + other.getValue() + ")")
                .collect(Collectors.joining(", "));
        if (kept.isEmpty() && !others.isEmpty()) {
            throw new DataException(file, "features", "has no feature of type " + GENE + ", but " + told,
                    "Models need the counts of genes");
        }
        if (!others.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "{0}: features that are no genes are left out: {1}", file, told);
        }
        return new Features(all, kept.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Column requireGenome(Path file, Frame all, String name) {
        Column genomes = all.column(GENOME).orElseThrow(() -> new DataException(file, "features",
                "does not tell genomes", "Do not ask for the genome " + name));
        List<String> there = IntStream.range(0, all.size()).mapToObj(i -> String.valueOf(genomes.text(i)))
                .filter(text -> !text.isBlank()).distinct().toList();
        if (!there.contains(name)) {
            throw new DataException(file, "features", "has no genome " + name,
                    "There are: " + String.join(", ", there));
        }
        return genomes;
    }

    /// Number of features of the file.
    int inFile() {
        return all.size();
    }

    /// What is kept.
    Frame genes() {
        return kept.length == all.size() ? all : all.selectRows(kept);
    }

    /// The columns that are kept, of a matrix with one for each feature.
    CsrMatrix genes(CsrMatrix matrix) {
        return kept.length == all.size() ? matrix : matrix.selectColumns(kept);
    }
}
