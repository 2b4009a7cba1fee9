package io.cellwright.anndata.fuzz;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/// Mutants of files of every make are read, or refused by name; see [Fuzzer] for what is demanded of them.
///
/// `-Dcellwright.mutants=100000` makes it more than those of every build, `-Dcellwright.seed=N` others.
@Execution(ExecutionMode.CONCURRENT)
class FuzzTest {
    @TempDir
    Path folder;

    @Test
    void mutantsAreReadOrRefused() throws Exception {
        int mutants = Integer.getInteger("cellwright.mutants", 2000);
        long first = Long.getLong("cellwright.seed", 0);
        try (Fuzzer fuzzer = new Fuzzer(folder)) {
            for (long seed = first; seed < first + mutants; seed++) {
                fuzzer.judge(seed);
            }
            System.out.println("seeds from " + first + ": " + fuzzer.tally());
            assertThat(fuzzer.tally().refused()).as("mutants that were refused").isGreaterThan(mutants / 10);
            assertThat(fuzzer.tally().seen()).as("mutants that checksums tell").isGreaterThan(mutants / 50);
        }
    }
}
