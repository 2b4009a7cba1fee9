package io.cellwright.data.prepare;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which genes are kept.
public sealed interface GeneSelection {
    /// All of them.
    record All() implements GeneSelection {}

    /// Those that are named, in that order.
    ///
    /// @param names names of genes, at least one and none twice
    record Named(List<String> names) implements GeneSelection {
        /// Copies and checks the list.
        public Named {
            names = List.copyOf(names);
            if (names.isEmpty()) {
                throw new IllegalArgumentException("genes must be one or more but none is named");
            }
            Set<String> seen = new HashSet<>();
            for (String name : names) {
                if (!seen.add(name)) {
                    throw new IllegalArgumentException("genes must differ but " + name + " stands twice");
                }
            }
        }
    }

    /// The most variable ones of the training cells, in the order of the table; all where there are not more.
    ///
    /// @param flavor how they are chosen
    /// @param topGenes how many, 1 or more
    /// @param batchKey column of `obs` in each of whose levels genes are chosen before the choices are put together
    record HighlyVariable(Flavor flavor, int topGenes, Optional<String> batchKey) implements GeneSelection {
        /// The usual number.
        public static final int TOP_GENES = 2000;

        /// Checks the range.
        public HighlyVariable {
            if (topGenes < 1) {
                throw new IllegalArgumentException("n_top_genes must be 1 or more but was " + topGenes);
            }
        }

        /// The 2,000 most variable genes of all cells together.
        public static HighlyVariable of(Flavor flavor) {
            return new HighlyVariable(flavor, TOP_GENES, Optional.empty());
        }
    }

    /// How variable genes are chosen, under scanpy's names.
    enum Flavor {
        /// Variance of standardized counts; with batches first by the median rank
        /// ([io.cellwright.data.preprocess.HighlyVariableGenes]).
        SEURAT_V3,
        /// The same; with batches first by the number of batches.
        SEURAT_V3_PAPER,
        /// Dispersion of normalized counts among genes of a similar mean
        /// ([io.cellwright.data.preprocess.DispersedGenes]).
        SEURAT,
        /// Dispersion of logarithms among genes of a similar mean.
        CELL_RANGER;

        /// Whether it takes raw counts, not what was made of them.
        boolean takesCounts() {
            return this == SEURAT_V3 || this == SEURAT_V3_PAPER;
        }
    }
}
