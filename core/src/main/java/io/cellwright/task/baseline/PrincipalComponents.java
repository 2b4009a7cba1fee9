package io.cellwright.task.baseline;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.data.CsrMatrix;
import io.cellwright.graph.Points;
import io.cellwright.graph.PrincipalAxes;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.model.CellInput;
import io.cellwright.model.pca.Pca;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Products;
import io.cellwright.tensor.Rng;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Stream;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import io.cellwright.tensor.Workspace.Seed;

/// The first principal components of sparse cells, without ever making the centred matrix.
///
/// Randomized subspace iteration (Halko, Martinsson and Tropp 2011, algorithm 4.4): the span of the first components and
/// ten more is found by going back and forth between cells and genes from random directions; within it the axes are
/// exact. Each component is turned so that its largest loading is positive. The same bits for the same seed at any
/// number of threads.
public final class PrincipalComponents {
    private static final int MORE = 10;
    private static final int ROUNDS = 7;
    /// Cells that are placed at once.
    private static final int ROWS = 512;

    private final Workspace steps;
    private final SparseTensor x_ng;
    private final double[] mean_g;
    private final Tensor w_gl;
    private final int width;

    private PrincipalComponents(CsrMatrix cells, int width, Device device) {
        Workspace home = new Workspace(device);
        home.begin(false);
        this.x_ng = cells.copyTo(home);
        this.mean_g = means(cells);
        this.steps = new Workspace(device);
        Parameters parameters = new Parameters(steps);
        this.w_gl = parameters.parameter("directions", Shape.of(cells.columns(), width), Initializer.standardNormal());
        parameters.allocate(0);
        this.width = width;
    }

    /// Fits `k` components.
    ///
    /// @param x_ng the cells, usually log-normalized
    /// @param k 1 until one less than the number of cells, and at most the number of genes
    /// @param seed of the random directions
    /// @throws IllegalArgumentException if k is out of range
    public static Pca fit(CsrMatrix x_ng, int k, long seed, Device device) {
        requireComponents(x_ng, k);
        Pca pca = new Pca(new Parameters(new Workspace(device)), x_ng.columns(), k);
        pca.parameters().allocate(0);
        fit(pca, x_ng, new double[x_ng.columns()], seed);
        return pca;
    }

    /// Fits as many components as a network has, on its device.
    ///
    /// @param pca gets them
    /// @param x_ng the cells less a number for each gene that makes them sparse
    /// @param less_g those numbers
    /// @param seed of the random directions
    /// @throws IllegalArgumentException if there are too few cells or genes for them
    public static void fit(Pca pca, CsrMatrix x_ng, double[] less_g, long seed) {
        int k = pca.latent();
        int most = requireComponents(x_ng, k);
        int width = Math.min(k + MORE, most);
        PrincipalComponents search = new PrincipalComponents(x_ng, width, pca.parameters().workspace().device());
        double[][] span_lg = search.span(seed);
        double[][] score_ln = search.times(span_lg);
        PrincipalAxes axes = PrincipalAxes.of(points(score_ln));
        double[] mean_g = search.mean_g.clone();
        Arrays.setAll(mean_g, g -> mean_g[g] + less_g[g]);
        pca.set(components(span_lg, axes, k), mean_g);
    }

    /// The most components that there can be.
    private static int requireComponents(CsrMatrix x_ng, int k) {
        int most = Math.min(x_ng.rows() - 1, x_ng.columns());
        if (k < 1 || k > most) {
            throw new IllegalArgumentException(most < 1 ? "principal components need two cells or more to be fitted to, but "
                    + "there was " + x_ng.rows() : "components must be from 1 to " + most + " for " + x_ng.rows()
                            + " training cells of " + x_ng.columns() + " genes but were " + k);
        }
        return most;
    }

    /// Where cells are on components that were fitted, n x k, a few hundred cells at a time.
    ///
    /// @param x_ng cells over the genes of the fit, made ready in the same way
    public static DenseMatrix scores(Pca pca, CsrMatrix x_ng) {
        double[] z_nk = new double[Math.multiplyExact(x_ng.rows(), pca.latent())];
        Workspace home = pca.parameters().workspace();
        for (int first = 0; first < x_ng.rows(); first += ROWS) {
            int[] rows = IntStream.range(first, Math.min(x_ng.rows(), first + ROWS)).toArray();
            home.begin(false);
            Codes none = Codes.of(home, new int[rows.length], 1);
            double[] part = pca.encode(CellInput.sparse(x_ng.minibatch(rows, home), none, none),
                    StepContext.evaluation(home, Noise.of(0, 0))).toArray();
            System.arraycopy(part, 0, z_nk, first * pca.latent(), part.length);
        }
        return new DenseMatrix(z_nk, x_ng.rows(), pca.latent());
    }

    private static double[] means(CsrMatrix x_ng) {
        double[] sum_g = new double[x_ng.columns()];
        for (int i = 0; i < x_ng.rows(); i++) {
            for (int e = x_ng.start(i); e < x_ng.start(i + 1); e++) {
                sum_g[x_ng.column(e)] += x_ng.value(e);
            }
        }
        return Arrays.stream(sum_g).map(sum -> sum / x_ng.rows()).toArray();
    }

    /// Orthonormal directions in the space of genes.
    private double[][] span(long seed) {
        double[][] direction_lg = new double[width][mean_g.length];
        for (int l = 0; l < width; l++) {
            for (int g = 0; g < mean_g.length; g++) {
                direction_lg[l][g] = Rng.normal(Rng.key(seed, Stream.PCA, l, 0), g);
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            direction_lg = orthonormal(transposedTimes(orthonormal(times(direction_lg))));
        }
        return direction_lg;
    }

    /// `(x - mean) w`, column by column.
    private double[][] times(double[][] w_lg) {
        steps.begin(false);
        fill(w_lg);
        double[] y_nl = Products.linear(x_ng.in(steps), w_gl, null, List.of()).toArray();
        double[] shift_l = Arrays.stream(w_lg).mapToDouble(w_g -> dot(w_g, mean_g)).toArray();
        double[][] y_ln = new double[width][x_ng.n()];
        for (int i = 0; i < x_ng.n(); i++) {
            for (int l = 0; l < width; l++) {
                y_ln[l][i] = y_nl[i * width + l] - shift_l[l];
            }
        }
        return y_ln;
    }

    /// `(x - mean)' q`, column by column: the gradient of `sum of q y` with respect to w, where `y = x w`.
    private double[][] transposedTimes(double[][] q_ln) {
        steps.begin(true);
        Tensor q_nl = steps.tensor(Shape.of(x_ng.n(), width));
        for (int i = 0; i < x_ng.n(); i++) {
            for (int l = 0; l < width; l++) {
                q_nl.set((long) i * width + l, q_ln[l][i]);
            }
        }
        Tensor product_n = Products.linear(x_ng.in(steps), w_gl, null, List.of()).times(q_nl).rowSum();
        steps.backward(List.of(new Seed(product_n, 1)));
        double[] z_gl = w_gl.gradientToArray();
        double[][] z_lg = new double[width][mean_g.length];
        for (int l = 0; l < width; l++) {
            double sum = Arrays.stream(q_ln[l]).sum();
            for (int g = 0; g < mean_g.length; g++) {
                z_lg[l][g] = z_gl[g * width + l] - mean_g[g] * sum;
            }
        }
        return z_lg;
    }

    private void fill(double[][] w_lg) {
        for (int g = 0; g < mean_g.length; g++) {
            for (int l = 0; l < width; l++) {
                w_gl.set((long) g * width + l, w_lg[l][g]);
            }
        }
    }

    /// The same span by orthonormal vectors: Gram and Schmidt's way, twice, which is as good as it gets in double.
    private static double[][] orthonormal(double[][] v) {
        for (int a = 0; a < v.length; a++) {
            for (int time = 0; time < 2; time++) {
                for (int b = 0; b < a; b++) {
                    subtract(v[a], dot(v[a], v[b]), v[b]);
                }
            }
            double length = Math.sqrt(dot(v[a], v[a]));
            double scale = length > 0 ? 1 / length : 0;
            for (int j = 0; j < v[a].length; j++) {
                v[a][j] *= scale;
            }
        }
        return v;
    }

    private static void subtract(double[] from, double factor, double[] what) {
        for (int j = 0; j < from.length; j++) {
            from[j] -= factor * what[j];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static Points points(double[][] score_ln) {
        int n = score_ln[0].length;
        double[] score_nl = new double[n * score_ln.length];
        for (int l = 0; l < score_ln.length; l++) {
            for (int i = 0; i < n; i++) {
                score_nl[i * score_ln.length + l] = score_ln[l][i];
            }
        }
        return Points.of(score_nl, n, score_ln.length);
    }

    /// Loadings of genes, g x k: the axes within the span, seen from the genes.
    private static double[][] components(double[][] span_lg, PrincipalAxes axes, int k) {
        int genes = span_lg[0].length;
        double[][] component_gk = new double[genes][k];
        for (int d = 0; d < k; d++) {
            double[] loading_g = new double[genes];
            for (int l = 0; l < span_lg.length; l++) {
                subtract(loading_g, -axes.axis_dk()[d][l], span_lg[l]);
            }
            int largest = IntStream.range(0, genes).reduce(0,
                    (a, b) -> Math.abs(loading_g[b]) > Math.abs(loading_g[a]) ? b : a);
            for (int g = 0; g < genes; g++) {
                component_gk[g][d] = loading_g[g] * Math.signum(loading_g[largest]);
            }
        }
        return component_gk;
    }
}
