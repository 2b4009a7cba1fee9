package io.cellwright.data.prepare;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.preprocess.CountCheck;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.safetensors.SafeTensorsReader;
import io.cellwright.tensor.safetensors.SafeTensorsWriter;
import org.jspecify.annotations.Nullable;

/// What was learnt of training cells: with it any cells, by the names of their genes, are made ready in the same way.
/// Nothing is learnt of the cells that it is applied to.
///
/// Differs from scDLKit's `prepare_data` and `transform_adata`: those learn from all cells before they split them, take
/// for a new file that file's own median total, choose genes anew there, and fail where these differ.
///
/// @param config what is done
/// @param cells number of cells that it was fitted on
/// @param targetSum what the counts of each cell are made to sum to
/// @param inputs names of all genes of the training table: totals are sums over them
/// @param chosen places of the kept genes among the inputs, in the order of the values
/// @param mean_g mean of each kept gene over the training cells, before scaling; empty where nothing is scaled
/// @param deviation_g standard deviation of each kept gene, 1 where it does not vary; empty where nothing is scaled
public record Preparation(PreparationConfig config, int cells, OptionalDouble targetSum, List<String> inputs,
        int[] chosen, double[] mean_g, double[] deviation_g) {
    static final String REMEDY = "Give raw counts, usually those of --layer counts or --layer raw; or take totals, "
            + "logarithms and seurat_v3 out of the preparation if these were made before";

    /// Checks that the parts fit.
    ///
    /// @throws IllegalArgumentException if they do not
    public Preparation {
        inputs = List.copyOf(inputs);
        int genes = inputs.size();
        if (chosen.length == 0 || IntStream.of(chosen).anyMatch(g -> g < 0 || g >= genes)
                || IntStream.of(chosen).distinct().count() < chosen.length) {
            throw new IllegalArgumentException("chosen must be one or more different places in [0, " + genes + ")");
        }
        boolean scaled = config.scaling() instanceof Scaling.Standard;
        int numbers = scaled ? chosen.length : 0;
        if (mean_g.length != numbers || deviation_g.length != numbers) {
            throw new IllegalArgumentException("mean_g and deviation_g must have " + numbers + " numbers but have "
                    + mean_g.length + " and " + deviation_g.length);
        }
        if (!Arrays.stream(mean_g).allMatch(Double::isFinite)
                || !Arrays.stream(deviation_g).allMatch(d -> d > 0 && Double.isFinite(d))) {
            throw new IllegalArgumentException("means must be finite and deviations finite and above 0");
        }
        if (targetSum.isPresent() == config.targetSum() instanceof TargetSum.None
                || !(targetSum.orElse(1) > 0 && Double.isFinite(targetSum.orElse(1)))) {
            throw new IllegalArgumentException("targetSum must be "
                    + (config.targetSum() instanceof TargetSum.None ? "absent" : "finite and above 0") + " but was "
                    + targetSum);
        }
    }

    /// Learns from some cells of a table; the others change nothing.
    ///
    /// @param cells raw counts, with the column of batches where genes are chosen by batch
    /// @param training row numbers of the training cells, none twice; two or more where genes are chosen or scaled
    /// @throws IllegalArgumentException if the rows are not there or too few
    /// @throws DataException if the table does not hold raw counts where they are needed, or lacks a column or a gene
    public static Preparation fit(PreparationConfig config, CellTable cells, int[] training) {
        return new Fitting(config, cells, training).fit();
    }

    /// Names of the kept genes, in the order of the values.
    public List<String> genes() {
        return IntStream.of(chosen).mapToObj(inputs::get).toList();
    }

    /// Makes cells ready.
    ///
    /// @throws DataException if they are not raw counts where these are needed, or have none of the kept genes
    public PreparedCells apply(CellTable table) {
        return apply(table.counts(), table.var().names());
    }

    /// Makes cells ready.
    ///
    /// @param counts n x j raw counts
    /// @param names names of the j genes, in any order
    /// @throws DataException if they are not raw counts where these are needed, or have none of the kept genes
    public PreparedCells apply(CsrMatrix counts, List<String> names) {
        if (names.size() != counts.columns()) {
            throw new IllegalArgumentException("names must be " + counts.columns() + ", one a gene, but were "
                    + names.size());
        }
        requireCounts(config, counts);
        return applyToPart(counts, names);
    }

    /// The same for some of the cells of a table that is known to hold raw counts: what a matrix holds can only be told
    /// of all of it.
    ///
    /// @throws DataException if they have none of the kept genes
    public PreparedCells applyToPart(CsrMatrix counts, List<String> names) {
        GenePlaces places = GenePlaces.of(names, inputs);
        GeneMatch match = match(names, places);
        CsrMatrix kept = places.keep(counts, inputs.size(), chosen);
        return scaled(values(counts, kept, places), match);
    }

    /// How the genes of a table match those that this was fitted on.
    ///
    /// @param names names of the genes, in any order
    /// @throws DataException if none of the kept genes is among them
    public GeneMatch match(List<String> names) {
        return match(names, GenePlaces.of(names, inputs));
    }

    private GeneMatch match(List<String> names, GenePlaces places) {
        GeneMatch match = places.match(names, inputs, chosen);
        if (match.found() == 0) {
            throw new DataException("var", "none of the " + chosen.length + " genes is there, such as "
                    + inputs.get(chosen[0]) + "; the first gene there is "
                    + (names.isEmpty() ? "none" : names.getFirst()), "Use the same kind of names for genes, symbols or "
                            + "identifiers, as where the preparation was fitted");
        }
        return match;
    }

    static void requireCounts(PreparationConfig config, CsrMatrix counts) {
        if (config.needsCounts() && counts.entries() > 0) {
            CountCheck.of(counts).problem().ifPresent(problem -> {
                throw new DataException("counts", problem, REMEDY);
            });
        }
    }

    private CsrMatrix values(CsrMatrix counts, CsrMatrix kept, GenePlaces places) {
        if (targetSum.isEmpty() && !config.log1p()) {
            return kept;
        }
        int[] all = IntStream.range(0, counts.rows()).toArray();
        double target = targetSum.orElse(Double.NaN);
        double[] scale_n = Arrays.stream(all).mapToDouble(i -> CellValues.scale(
                targetSum.isEmpty() ? 1 : places.total(counts, i), target)).toArray();
        return CellValues.of(kept, all, scale_n, config.log1p());
    }

    private PreparedCells scaled(CsrMatrix values, GeneMatch match) {
        return switch (config.scaling()) {
            case Scaling.None none -> new PreparedCells(values, genes(), match, PreparedCells.Centering.NONE);
            case Scaling.Standard standard when standard.zeroCenter() -> new PreparedCells(values, genes(), match,
                    PreparedCells.Centering.of(mean_g, deviation_g, bound(standard)));
            case Scaling.Standard standard -> new PreparedCells(divided(values, bound(standard)), genes(), match,
                    PreparedCells.Centering.NONE);
        };
    }

    private static double bound(Scaling.Standard standard) {
        return standard.maxValue().orElse(Double.POSITIVE_INFINITY);
    }

    private CsrMatrix divided(CsrMatrix values, double bound) {
        float[] value = new float[Math.toIntExact(values.entries())];
        for (int e = 0; e < value.length; e++) {
            value[e] = (float) Math.min(bound, values.value(e) / deviation_g[values.column(e)]);
        }
        return values.withValues(value);
    }

    /// All but the means and deviations, as a JSON object; with {@link #addTo} it is all.
    public String toJson() {
        return PreparationJson.write(this);
    }

    /// Adds means and deviations as `<prefix>mean` and `<prefix>deviation`, F64, where values are scaled.
    public void addTo(SafeTensorsWriter writer, String prefix) {
        if (mean_g.length > 0) {
            writer.add(prefix + "mean", Shape.of(mean_g.length), mean_g);
            writer.add(prefix + "deviation", Shape.of(deviation_g.length), deviation_g);
        }
    }

    /// Reads what {@link #toJson} and {@link #addTo} wrote; all numbers have the bits that they had.
    ///
    /// @param arrays where the arrays are; null where there is no such file, which is right if nothing is scaled
    /// @throws IllegalArgumentException if it is something else, or the parts do not fit
    /// @throws io.cellwright.tensor.safetensors.SafeTensorsException if an array is missing or no such array
    /// @throws IOException if the arrays cannot be read
    public static Preparation read(String json, @Nullable SafeTensorsReader arrays, String prefix) throws IOException {
        return PreparationJson.read(json, arrays, prefix);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Preparation that && config.equals(that.config) && cells == that.cells
                && targetSum.equals(that.targetSum) && inputs.equals(that.inputs) && Arrays.equals(chosen, that.chosen)
                && Arrays.equals(mean_g, that.mean_g) && Arrays.equals(deviation_g, that.deviation_g);
    }

    @Override
    public int hashCode() {
        return Objects.hash(config, cells, targetSum, inputs, Arrays.hashCode(chosen), Arrays.hashCode(mean_g),
                Arrays.hashCode(deviation_g));
    }
}
