package io.cellwright.data.prepare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.cellwright.data.CsrMatrix;

/// Where the genes of a table stand among those that a preparation was fitted on, by name. Of genes that share a name
/// the first counts, unless all names are the same in the same order.
///
/// @param same whether they are the same in the same order
/// @param place_j for each gene of the table its place, -1 for none
record GenePlaces(boolean same, int[] place_j) {
    static GenePlaces of(List<String> table, List<String> inputs) {
        int[] place = new int[table.size()];
        if (table.equals(inputs)) {
            Arrays.setAll(place, j -> j);
            return new GenePlaces(true, place);
        }
        Map<String, Integer> known = new HashMap<>();
        for (int g = 0; g < inputs.size(); g++) {
            known.putIfAbsent(inputs.get(g), g);
        }
        boolean[] taken = new boolean[inputs.size()];
        for (int j = 0; j < place.length; j++) {
            int at = known.getOrDefault(table.get(j), -1);
            place[j] = at >= 0 && !taken[at] ? at : -1;
            if (at >= 0) {
                taken[at] = true;
            }
        }
        return new GenePlaces(false, place);
    }

    /// Sum of the values of a cell whose genes are known.
    double total(CsrMatrix counts, int cell) {
        if (same) {
            return counts.rowSum(cell);
        }
        double sum = 0;
        for (int e = counts.start(cell); e < counts.start(cell + 1); e++) {
            sum += place_j[counts.column(e)] >= 0 ? counts.value(e) : 0;
        }
        return sum;
    }

    /// The matrix of the kept genes.
    ///
    /// @param chosen places of the kept genes among the inputs
    CsrMatrix keep(CsrMatrix counts, int inputs, int[] chosen) {
        if (same && chosen.length == inputs && IntStream.range(0, inputs).allMatch(g -> chosen[g] == g)) {
            return counts;
        }
        int[] kept = new int[inputs];
        Arrays.fill(kept, -1);
        for (int j = 0; j < chosen.length; j++) {
            kept[chosen[j]] = j;
        }
        return counts.remap(Arrays.stream(place_j).map(p -> p < 0 ? -1 : kept[p]).toArray(), chosen.length);
    }

    GeneMatch match(List<String> table, List<String> inputs, int[] chosen) {
        boolean[] found = new boolean[inputs.size()];
        List<String> extra = new ArrayList<>();
        for (int j = 0; j < place_j.length; j++) {
            if (place_j[j] < 0) {
                extra.add(table.get(j));
            } else {
                found[place_j[j]] = true;
            }
        }
        boolean[] kept = new boolean[inputs.size()];
        IntStream.of(chosen).forEach(g -> kept[g] = true);
        List<String> missing = IntStream.of(chosen).filter(g -> !found[g]).mapToObj(inputs::get).toList();
        List<String> others = IntStream.range(0, found.length).filter(g -> !found[g] && !kept[g])
                .mapToObj(inputs::get).toList();
        return new GeneMatch(chosen.length - missing.size(), missing, others, extra);
    }
}
