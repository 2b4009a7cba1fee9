package io.cellwright.anndata.fuzz;

import java.util.Random;

/// Makes mutants of one specimen. What comes depends on the random numbers alone.
@FunctionalInterface
interface Mutator {
    Mutant mutant(Random random);
}
