package io.cellwright.kernel;

import java.util.concurrent.ConcurrentHashMap;

/// One family of loops for each need, all for one element type and one team of workers.
///
/// A kernel takes a whole minibatch and gives a whole minibatch; it knows neither tensors nor who calls it, so that a
/// family for another device can stand beside these.
///
/// @param name what is logged
/// @param element storage type of all buffers
/// @param pool the workers
/// @param matmul dense products
/// @param sparse sparse products and look-up
/// @param sparseSoftmax logistic regression
/// @param norm normalisation
/// @param gridNorm normalisation of a label grid
/// @param grid label grids
/// @param linearNorm normalisation of a linear map of labelled rows
/// @param labelDraw draws from a label grid
/// @param labelDensity densities of cells under labels
/// @param elementwise element by element
/// @param labelMarginal means over labels
/// @param rows softmax, cross-entropy
/// @param latent normal distributions
/// @param counts decoder losses
/// @param optimize update rules
/// @param attention attention of tokens to each other
/// @param feedForward two linear maps with GELU between them
public record Kernels(String name, Element element, WorkerPool pool, Matmul matmul, SparseMatmul sparse,
        SparseSoftmax sparseSoftmax, Norm norm,
        GridNorm gridNorm, LabelGrid grid, LinearNorm linearNorm, LabelDraw labelDraw,
        LabelDensity labelDensity, LabelMarginal labelMarginal,
        Elementwise elementwise, Rows rows, Latent latent, CountLoss counts, Optimize optimize, Attention attention,
        FeedForward feedForward) {

    private static final System.Logger LOG = System.getLogger(Kernels.class.getName());
    private static final ConcurrentHashMap<Integer, Kernels> SHARED = new ConcurrentHashMap<>();

    /// The fastest kernels that this JVM offers, one team for each number of threads; the choice is logged once.
    public static Kernels best(int threads) {
        return SHARED.computeIfAbsent(threads, t -> {
            Kernels chosen = vectorsPresent() ? vector(t) : plain(Element.FLOAT32, t);
            LOG.log(System.Logger.Level.DEBUG, "kernels: {0}, {1} threads", chosen.name, t);
            return chosen;
        });
    }

    /// Whether the Vector API module is there. It is without a flag when Cellwright is a named module; on the class
    /// path it wants `--add-modules jdk.incubator.vector`. There or here,
    /// `-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0` makes some kernels up to a tenth faster: they address the whole
    /// memory, where that check checks nothing.
    public static boolean vectorsPresent() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    /// Vector API kernels.
    public static Kernels vector(int threads) {
        WorkerPool pool = new WorkerPool(threads);
        return new Kernels("Vector API, " + VectorMath.LANES + " lanes", Element.FLOAT32, pool, new VectorMatmul(pool),
                new VectorSparseMatmul(pool), new VectorSparseSoftmax(pool), new VectorNorm(pool), new VectorGridNorm(pool), new VectorLabelGrid(pool),
                new VectorLinearNorm(pool), new VectorLabelDraw(pool), new VectorLabelDensity(pool),
                new VectorLabelMarginal(pool),
                new VectorElementwise(pool), new VectorRows(pool), new VectorLatent(pool), new VectorCountLoss(pool),
                new VectorOptimize(pool), new VectorAttention(pool), new VectorFeedForward(pool));
    }

    /// Plain Java kernels, which compute in double whatever they store: the oracle of the tests, the engine of gradient
    /// checks, and the fallback where the Vector API is absent.
    public static Kernels plain(Element element, int threads) {
        WorkerPool pool = new WorkerPool(threads);
        return new Kernels("plain Java, " + element, element, pool, new PlainMatmul(element, pool),
                new PlainSparseMatmul(element, pool), new PlainSparseSoftmax(element), new PlainNorm(element, pool), new PlainGridNorm(element),
                new PlainLabelGrid(element), new PlainLinearNorm(element),
                new PlainLabelDraw(element, pool), new PlainLabelDensity(element, pool),
                new PlainLabelMarginal(element),
                new PlainElementwise(element, pool), new PlainRows(element, pool),
                new PlainLatent(element, pool), new PlainCountLoss(element, pool), new PlainOptimize(element, pool),
                new PlainAttention(element, pool), new PlainFeedForward(element, pool));
    }
}
