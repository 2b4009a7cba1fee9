package io.cellwright.data.preprocess;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.cellwright.data.CountRows;
import io.cellwright.data.DataException;
import org.jspecify.annotations.Nullable;

/// What a whole matrix holds, and whether a count model can be trained on it.
///
/// Differs from scvi-tools, which looks at 20 random values and warns: here every value is looked at, and a matrix that
/// cannot be counts is refused with what to do instead.
///
/// @param cells number of cells
/// @param genes number of genes
/// @param entries number of stored values, none of them 0
/// @param negative values below 0
/// @param notFinite values that are NaN or infinite
/// @param fractional finite values that are not whole numbers
/// @param emptyCells cells without a value
/// @param emptyGenes genes without a value
/// @param largest largest finite value, 0 where there is none
/// @param kind what the values look like
/// @param firstOdd the first value, cell by cell, that is not a whole number of 0 or more
public record CountCheck(int cells, int genes, long entries, long negative, long notFinite, long fractional,
        int emptyCells, int emptyGenes, float largest, ValueKind kind, Optional<Entry> firstOdd) {
    /// Above this, float32 does not hold every whole number.
    private static final float EXACT = 1 << 24;
    private static final String REMEDY = "Count models need raw counts: name the matrix that holds them, usually"
            + " --layer counts, or --layer raw for raw/X";

    /// One value and its place, both counted from 0.
    public record Entry(int cell, int gene, float value) {
        @Override
        public String toString() {
            return value + " at cell " + cell + ", gene " + gene + " (counted from 0)";
        }
    }

    /// Looks at every value, in one pass.
    public static CountCheck of(CountRows counts) {
        return CountScan.of(counts);
    }

    /// Ends with an explanation unless a count model can be trained on the matrix.
    ///
    /// @param file the file, as the user gave it; null where there is none
    /// @param element the matrix inside, such as `X` or `layers/counts`
    /// @throws DataException if the values are no counts
    public void requireCounts(@Nullable Path file, String element) {
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            throw file == null ? new DataException(element, problem.get(), REMEDY)
                    : new DataException(file, element, problem.get(), REMEDY);
        }
    }

    /// Why no count model can be trained on the matrix; empty where it can.
    public Optional<String> problem() {
        String first = firstOdd.map(entry -> ", the first " + entry).orElse("");
        return switch (kind) {
            case COUNTS, FRACTIONAL -> Optional.empty();
            case NORMALIZED -> Optional.of("values are normalized: all cells have the same total, and "
                    + share(fractional) + " are not whole numbers" + first);
            case LOG_TRANSFORMED -> Optional.of("values look log-transformed: the largest is " + largest + ", and "
                    + share(fractional) + " are not whole numbers" + first);
            case SCALED -> Optional.of("values look scaled: " + share(negative) + " are negative" + first);
            case BROKEN -> Optional.of(notFinite > 0 ? share(notFinite) + " are NaN or infinite" + first
                    : share(negative) + " are negative" + first);
            case EMPTY -> Optional.of("there is no value besides zeros in " + number(cells) + " cells x "
                    + number(genes) + " genes");
        };
    }

    /// What the user should know though training is possible, one sentence each.
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (kind == ValueKind.FRACTIONAL) {
            warnings.add(share(fractional) + " are not whole numbers, as after ambient removal"
                    + firstOdd.map(entry -> " (the first " + entry + ")").orElse("")
                    + "; they are used as they are. If raw counts are in the file, name them with --layer");
        }
        if (emptyCells > 0) {
            warnings.add(number(emptyCells) + " of " + number(cells)
                    + " cells have no count at all; nothing can be learnt of them");
        }
        if (emptyGenes > 0) {
            warnings.add(number(emptyGenes) + " of " + number(genes) + " genes have no count at all");
        }
        if (largest > EXACT) {
            warnings.add("the largest count is " + number((long) largest)
                    + "; float32 holds whole numbers exactly only up to " + number((long) EXACT));
        }
        return warnings;
    }

    private String share(long part) {
        return number(part) + " of " + number(entries) + " values";
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
