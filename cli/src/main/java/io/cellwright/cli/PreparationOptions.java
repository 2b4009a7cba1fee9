package io.cellwright.cli;

import java.util.Optional;
import java.util.OptionalDouble;

import io.cellwright.data.prepare.GeneSelection;
import io.cellwright.data.prepare.GeneSelection.Flavor;
import io.cellwright.data.prepare.GeneSelection.HighlyVariable;
import io.cellwright.data.prepare.PreparationConfig;
import io.cellwright.data.prepare.Scaling;
import io.cellwright.data.prepare.TargetSum;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// What is done to counts before a network sees them.
final class PreparationOptions {
    @Option(names = "--target-sum", paramLabel = "N", converter = OfTarget.class, defaultValue = "10000",
            description = "What the counts of each cell are made to sum to: a number, 'median' of the training cells, or "
                    + "'none'. Default: ${DEFAULT-VALUE}.")
    private TargetSum targetSum = new TargetSum.Fixed(10_000);

    @Option(names = "--log1p", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Take ln(1 + x) of them, or with --no-log1p not.")
    private boolean log1p = true;

    @Option(names = "--top-genes", paramLabel = "N",
            description = "Keep the N most variable genes of the training cells. Default: all genes.")
    private Optional<Integer> topGenes = Optional.empty();

    @Option(names = "--flavor", paramLabel = "NAME", converter = Choice.OfFlavor.class, defaultValue = "seurat_v3",
            description = "How they are chosen: seurat_v3, seurat or cell_ranger. Default: ${DEFAULT-VALUE}.")
    private Flavor flavor = Flavor.SEURAT_V3;

    @Option(names = "--scale", description = "Scale each gene to mean 0 and variance 1 in the training cells.")
    private boolean scale;

    @Option(names = "--max-value", paramLabel = "X", description = "Cut scaled values at X and -X.")
    private Optional<Double> maxValue = Optional.empty();

    /// scanpy's and scDLKit's names of a total.
    static final class OfTarget implements ITypeConverter<TargetSum> {
        @Override
        public TargetSum convert(String text) {
            return switch (text) {
                case "none" -> new TargetSum.None();
                case "median" -> new TargetSum.Median();
                default -> new TargetSum.Fixed(number(text));
            };
        }
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("expected a number, median or none but was '" + text + "'");
        }
    }

    PreparationConfig config(Optional<String> batchKey) {
        if (maxValue.isPresent() && !scale) {
            throw new IllegalArgumentException("--max-value cuts scaled values: give --scale too");
        }
        GeneSelection genes = topGenes.<GeneSelection>map(top -> new HighlyVariable(flavor, top, batchKey))
                .orElse(new GeneSelection.All());
        Scaling scaling = scale ? new Scaling.Standard(true, maxValue.map(OptionalDouble::of)
                .orElse(OptionalDouble.empty())) : new Scaling.None();
        return new PreparationConfig(targetSum, log1p, genes, scaling);
    }
}
