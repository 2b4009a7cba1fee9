package io.cellwright.anndata.fuzz;

import java.util.Map;
import java.util.TreeMap;

/// How many mutants ended how.
final class Tally {
    private int mutants;
    private int refused;
    private int same;
    private int seen;
    private int additions;
    private int added;
    private long mostAllocated;
    private String greediest = "";

    void add(String name, Mutant mutant, Map<String, String> read, Map<String, String> whole, long allocated) {
        mutants++;
        seen += mutant.seen() ? 1 : 0;
        boolean alike = whole.entrySet().containsAll(read.entrySet());
        same += alike ? 1 : 0;
        refused += read.containsValue(Reading.REFUSED) && !alike ? 1 : 0;
        if (allocated > mostAllocated) {
            mostAllocated = allocated;
            greediest = name + ", " + mutant.what();
        }
    }

    void added(boolean was) {
        additions++;
        added += was ? 1 : 0;
    }

    int mutants() {
        return mutants;
    }

    int refused() {
        return refused;
    }

    int seen() {
        return seen;
    }

    int added() {
        return added;
    }

    @Override
    public String toString() {
        Map<String, Integer> counts = new TreeMap<>(Map.of("refused in part or whole", refused,
                "read as the whole file", same, "changed under a checksum", seen, "additions tried", additions,
                "added to", added));
        return mutants + " mutants: " + counts + "; at most " + (mostAllocated >> 20) + " MiB, for " + greediest;
    }
}
