package io.cellwright.report.html;

import java.util.List;

import io.cellwright.metric.ClassScore;
import io.cellwright.metric.ConfusionMatrix;

/// How cells that a model had not seen were classified: shown as a table of types and as a confusion matrix.
///
/// @param types name of each class, in the order of the matrix
/// @param matrix how often each type was taken for each
/// @param rareShare a type is rare if its share of the cells is below this, 0 to 1
public record Classified(List<String> types, ConfusionMatrix matrix, double rareShare) implements Section {
    /// Below one cell in twenty a type is rare.
    public static final double RARE_SHARE = 0.05;

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if there is not one name a class, there is no cell, or the share is not from 0
    ///     to 1
    public Classified {
        types = List.copyOf(types);
        if (types.size() != matrix.classes()) {
            throw new IllegalArgumentException("types must be one for each class of the matrix, which has "
                    + matrix.classes() + ", but were " + types.size());
        }
        if (matrix.cells() == 0) {
            throw new IllegalArgumentException("the matrix must count some cells but has none; leave the section out");
        }
        if (!(rareShare >= 0 && rareShare <= 1)) {
            throw new IllegalArgumentException("rareShare must be from 0 to 1 but was " + rareShare);
        }
    }

    /// With the usual bound of what is rare.
    public static Classified of(List<String> types, ConfusionMatrix matrix) {
        return new Classified(types, matrix, RARE_SHARE);
    }

    /// Whether a type has cells, but few of them.
    public boolean rare(int type) {
        int support = matrix.support(type);
        return support > 0 && support < rareShare * matrix.cells();
    }

    /// A row for each type that occurs in the truth or among the predictions.
    List<ClassScore> rows() {
        return matrix.perClass();
    }

    String name(ClassScore row) {
        return types.get(row.label());
    }
}
