package io.cellwright.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.cellwright.metric.DenseMatrix;

/// The types of a model in the order of their names. A model may number them otherwise: scVI's registry takes them as they
/// come.
///
/// @param names sorted
/// @param place_c place of each of the model's types among them
record TypeOrder(List<String> names, int[] place_c) {
    static TypeOrder of(List<String> types) {
        List<String> names = new ArrayList<>(types);
        names.sort(null);
        return new TypeOrder(List.copyOf(names), types.stream().mapToInt(names::indexOf).toArray());
    }

    /// Codes of the model as codes of this order. -1 stays; a model without types numbers all cells 0, and that is none.
    int[] codes(int[] code_n) {
        return Arrays.stream(code_n).map(c -> c < 0 || place_c.length == 0 ? -1 : place_c[c]).toArray();
    }

    /// A column for each type, moved to its place.
    DenseMatrix columns(DenseMatrix p_nc) {
        double[] moved = new double[p_nc.values().length];
        for (int i = 0; i < p_nc.rows(); i++) {
            for (int c = 0; c < p_nc.columns(); c++) {
                moved[i * p_nc.columns() + place_c[c]] = p_nc.at(i, c);
            }
        }
        return new DenseMatrix(moved, p_nc.rows(), p_nc.columns());
    }
}
