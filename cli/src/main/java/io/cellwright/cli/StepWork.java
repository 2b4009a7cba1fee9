package io.cellwright.cli;

import io.cellwright.data.CellTable;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.tensor.Counts.Likelihood;
import io.cellwright.tensor.StepPart;

/// What the parts of a step of scVI or scANVI cannot do without, by the formulas of single kernels. Each array is read
/// and written once by each kernel that needs it, as if nothing were nearer.
///
/// Of scANVI what a cell and label share is counted once, of its label networks the products alone, and the classifier
/// is left out: shares that are too low rather than too high.
///
/// @param n cells of a minibatch
/// @param g genes
/// @param h hidden units
/// @param k latent dimensions
/// @param deeper hidden layers after the first, of encoder and decoder together
/// @param heads outputs of the decoder for each gene
/// @param labels cell types that a step goes through; 0 for scVI
/// @param e counts of a minibatch that are not zero
/// @param p weights
record StepWork(double n, double g, double h, double k, double deeper, double heads, double labels, double e, double p) {
    /// Elementary functions and arithmetic of the loss for a gene in a cell.
    private static final double NB_FLOP = 66;
    private static final double ZINB_FLOP = 129;
    /// Of an entry that is copied: its gene, its count, and the logarithm of that.
    private static final double ENTRY_BYTES = 12;

    /// Of a model with so many weights.
    static StepWork of(BenchCase what, CellTable cells, long weights) {
        StepSizes sizes = what.sizes();
        double perCell = (double) cells.counts().entries() / cells.cells();
        return new StepWork(sizes.batch(), cells.genes(), sizes.hidden(), BenchCase.LATENT, 2.0 * (sizes.layers() - 1),
                what.likelihood() == Likelihood.ZINB ? 2 : 1, what.kind() == Kind.SCANVI ? sizes.labels() : 0,
                sizes.batch() * perCell, weights);
    }

    /// The work of a part.
    Work of(StepPart part) {
        return switch (part) {
            case MINIBATCH -> new Work(0, 2 * ENTRY_BYTES * e);
            case FORWARD -> new Work(forwardProducts() + 7 * n * h * layers(),
                    8 * e + Work.floats(layerFloats() + n * h * 2 * layers() + heads * g));
            case LOSS -> loss();
            // Each product but the first goes back to its weights and to its input.
            case BACKWARD -> new Work(2 * forwardProducts() - 2 * e * h + 9 * n * h * layers(),
                    8 * e + Work.floats(2 * layerFloats() - n * h - g * h + n * h * 4 * layers() + heads * g));
            case UPDATE -> new Work(19 * p, Work.floats(8 * p));
        };
    }

    /// Operations of all products of a step, forward and backward.
    double products() {
        return 3 * forwardProducts() - 2 * e * h;
    }

    private double layers() {
        return 2 + deeper;
    }

    private double forwardProducts() {
        double latent = 2 * h * k + h * k;
        double output = heads * h * g;
        double layer = h * h;
        // The encoder of z2 from z1 and a label, and the decoder of z1 from z2 and a label.
        double types = labels == 0 ? 0 : h * k + labels * (2 * h * k + h * k + 2 * h * k + deeper * layer);
        return 2 * e * h + 2 * n * (latent + deeper * layer + output + types);
    }

    /// Inputs, weights and outputs of the layers; of the first one its input is told apart.
    private double layerFloats() {
        double first = n * h + g * h;
        double latent = n * h + 2 * h * k + 2 * n * k + n * k + h * k + n * h;
        double output = n * h + heads * (h * g + n * g);
        return first + latent + deeper * (2 * n * h + h * h) + output;
    }

    private Work loss() {
        boolean zinb = heads > 1;
        return new Work((zinb ? ZINB_FLOP : NB_FLOP) * n * g,
                8 * e + Work.floats((zinb ? 4 : 2) * n * g + 2 * g + 3 * n));
    }
}
