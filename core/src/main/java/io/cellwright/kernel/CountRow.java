package io.cellwright.kernel;

import java.util.Arrays;

import io.cellwright.kernel.CountLoss.Call;
import io.cellwright.kernel.CountLoss.Likelihood;
import io.cellwright.kernel.CountLoss.RateLink;

/// One worker's rows for {@link VectorCountLoss}, and the order in which a cell's rows are swept.
///
/// A cell is computed in sweeps, each one short loop over the genes that reads and writes a few rows. Short, because C2
/// gives up on loops with more than about 40 vector operations; rows, because what one sweep leaves for the next then
/// stays in the first-level cache. Sweeps work on whole vectors only: a row whose length is not a multiple of the
/// lanes is copied to one that is, filled up with genes whose rate is zero, so that a gene's result does not depend on
/// its place.
///
/// ```
/// all genes, 2,048 at a time, in the first cache              genes with a count, a tenth of them
///
/// logits -> largest -> exponentials -> zeroTerms  ---------> gather -> ratios -> products -> logarithms
///                                         |                                                      |
///                    (dropout -> inflation, with zero inflation)                                 |
///                                         v                                                      v
/// gradients <- softmaxGradients <---- rateGradient <------------------------------------------ scatter
/// ```
///
/// The limit is arithmetic: an exponential and a logarithm a gene, and with zero inflation two exponentials more.
/// `bench kernel`, one thread, 30 November 2026, a quiet minute: 256,000 numbers in 645 us, 15 % of the multiply-adds that
/// the machine reached, and 18 % with zero inflation; the operations counted are the formula's, and most that a
/// logarithm needs (splitting the exponent off, comparing, blending) are no multiply-adds.
///
/// With `u = mu / (theta + e)`, so that `D = log(theta + e) + log(1 + u)`, a zero count costs
/// `t = theta log(1 + u)` whatever the likelihood, which is swept for all genes. What counts above zero add is computed
/// for these alone, in {@link PositiveCounts}.
final class CountRow {
    /// One short loop over the genes `from` until `to`, a range of whole vectors.
    interface Sweep {
        void run(CountRow row, int from, int to);
    }

    /// The `e` of the formulas.
    static final float E = 1e-8f;
    /// Genes that one round of sweeps takes: few enough for the cache, and for sums of floats to keep their digits.
    static final int CHUNK = 128 * VectorMath.LANES;
    /// Theta's tables of the last rows used: one for each batch or label, where there are not more.
    private static final int TABLES = 8;

    private static final Sweep DECOY = (row, from, to) -> {};
    private static final Sweep SECOND_DECOY = (row, from, to) -> {};

    // Rows of all genes, by address.
    /// In: rate logits.
    long logits;
    /// Proportional to a gene's share: `e^(logit - max)` or softplus.
    long share;
    /// With the softplus link: derivative of the log share for the logit.
    long slope;
    /// `d nll / d log mu`, unweighted.
    long rateGradient;
    /// Out: weighted gradients of rate logits, or the rates.
    long rateOut;
    /// In: dropout logits.
    long dropout;
    /// Out: weighted gradients of dropout logits.
    long dropoutOut;
    /// The cell's row of log theta.
    long logTheta;
    /// theta.
    long theta;
    /// `1 / (theta + e)`.
    long reciprocal;
    /// `d nll / d theta`, summed over cells, unweighted.
    long dTheta;

    // Rows of one chunk, by the address that gene 0 would have.
    /// `t`, the cost of a zero.
    long zeroLoss;
    /// `dt / d log mu`.
    long zeroRate;
    /// `dt / d theta`; or for all cells so far where nothing scales it any more.
    long zeroTheta;
    /// What `zeroTheta` is added to.
    long zeroThetaBase;
    /// `e^-|p|`, p the dropout logit.
    long expDropout;
    /// `e^-|p + t|`.
    long expInflation;
    /// 1 for genes with a count, else 0.
    long counted;
    /// Whether genes with a count are marked in {@link #counted}.
    boolean marks;

    /// Lane sums that a sweep leaves.
    long sums;
    /// Products whose logarithms zero inflation costs.
    long products;

    /// Largest logit.
    float largestLogit;
    /// mu is `scale` times {@link #share}.
    float scale;
    /// Gradients are `weight` times {@link #rateGradient}, plus `shareWeight` times {@link #share} with softmax.
    float weight;
    float shareWeight;

    final PositiveCounts positives = new PositiveCounts();
    private final int[] tableRow = new int[TABLES];

    private int g;
    private int padded;
    private long logitCopy;
    private long dropoutCopy;
    private long logThetaCopy;
    private long outCopy;
    private long tables;
    private long zeroLossChunk;
    private long zeroRateChunk;
    private long zeroThetaChunk;
    private long zerosChunk;
    private long expDropoutChunk;
    private long expInflationChunk;
    private long countedChunk;

    private double nll;
    private double sumRateGradient;
    private double shareSum;

    /// Genes of a row filled up to whole vectors.
    static int padded(int g) {
        return (g + VectorMath.LANES - 1) / VectorMath.LANES * VectorMath.LANES;
    }

    /// Bytes of scratch that {@link #place} wants.
    static long scratchBytes(int g) {
        long row = Memory.aligned(4L * padded(g));
        return (7 + 2 * TABLES) * row + 7L * 4 * CHUNK + Memory.aligned(6L * VectorMath.BYTES)
                + PositiveCounts.scratchBytes();
    }

    /// Lays the rows out in scratch memory. Nothing of an earlier call is taken to be there.
    void place(int genes, long scratch) {
        g = genes;
        padded = padded(genes);
        long row = Memory.aligned(4L * padded);
        long at = scratch;
        logitCopy = at;
        dropoutCopy = at += row;
        logThetaCopy = at += row;
        outCopy = at += row;
        share = at += row;
        slope = at += row;
        rateGradient = at += row;
        tables = at += row;
        zeroLossChunk = at += 2 * TABLES * row;
        zeroRateChunk = at += 4L * CHUNK;
        zeroThetaChunk = at += 4L * CHUNK;
        zerosChunk = at += 4L * CHUNK;
        expDropoutChunk = at += 4L * CHUNK;
        expInflationChunk = at += 4L * CHUNK;
        countedChunk = at += 4L * CHUNK;
        sums = at += 4L * CHUNK;
        products = at += Memory.aligned(2L * VectorMath.BYTES);
        positives.place(at + Memory.aligned(4L * VectorMath.BYTES));
        Memory.zero(zerosChunk, 4L * CHUNK);
        Memory.zero(countedChunk, 4L * CHUNK);
        Arrays.fill(tableRow, -1);
    }

    /// Computes cell `i`. Gradients of theta are added to the padded row at `addDTheta`.
    void loss(Call call, int i, long addDTheta) {
        boolean inflated = call.likelihood() == Likelihood.ZINB;
        long cell = 4L * i * g;
        nll = Memory.float32(call.logFactorial_n() + 4L * i);
        sumRateGradient = 0;
        dTheta = addDTheta;
        double logLibrary = Memory.float32(call.logLibrary_n() + 4L * i);
        shares(call.link(), call.rate_ng() + cell, logLibrary);
        if (call.likelihood() != Likelihood.POISSON) {
            chooseTheta(call, i);
        }
        if (inflated) {
            dropout = padded(call.dropout_ng() + cell, dropoutCopy, Float.MAX_VALUE);
            dropoutOut = call.gradients() && padded == g ? dropout : outCopy;
        }
        marks = inflated;
        weight = (float) call.weight();
        positives.open(call.counts(), i);
        for (int from = 0; from < padded; from += CHUNK) {
            int to = Math.min(padded, from + CHUNK);
            placeChunk(from);
            switch (call.likelihood()) {
                case NB -> negativeBinomial(from, to);
                case ZINB -> zeroInflated(from, to);
                case POISSON -> poisson(call.link(), logLibrary, from, to);
            }
        }
        if (!Double.isFinite(sumRateGradient)) {
            nll = Double.NaN;
        }
        Memory.float32(call.nll_n() + 4L * i, (float) nll);
        if (call.gradients()) {
            if (inflated) {
                deliver(dropoutOut, call.dropout_ng() + cell);
            }
            gradients(call, i, cell);
        }
    }

    private void gradients(Call call, int i, long cell) {
        rateOut = padded == g ? call.rate_ng() + cell : outCopy;
        if (call.link() == RateLink.SOFTMAX) {
            shareWeight = (float) (-call.weight() * sumRateGradient / shareSum);
            go(CountSweeps::softmaxGradients, 0, padded);
        } else {
            go(CountSweeps::softplusGradients, 0, padded);
        }
        deliver(rateOut, call.rate_ng() + cell);
        if (call.dLogLibrary_n() != 0) {
            Memory.float32(call.dLogLibrary_n() + 4L * i, (float) (call.weight() * sumRateGradient));
        }
    }

    /// Turns a row of logits into rates.
    void rates(RateLink link, double logLibrary, long rate_g) {
        shares(link, rate_g, logLibrary);
        rateOut = padded == g ? rate_g : outCopy;
        go(CountSweeps::scaledShares, 0, padded);
        deliver(rateOut, rate_g);
    }

    /// Fills {@link #share} and finds {@link #scale}.
    private void shares(RateLink link, long rate_g, double logLibrary) {
        logits = padded(rate_g, logitCopy, -Float.MAX_VALUE);
        shareSum = 1;
        if (link == RateLink.SOFTMAX) {
            go(CountSweeps::largest, 0, padded);
            shareSum = 0;
        }
        for (int from = 0; from < padded; from += CHUNK) {
            int to = Math.min(padded, from + CHUNK);
            if (link == RateLink.SOFTMAX) {
                go(CountSweeps::exponentials, from, to);
                shareSum += VectorMath.laneSum(sums);
            } else {
                go(CountSweeps::softplus, from, to);
                // Zero, or not a number where a logit is not finite.
                shareSum += VectorMath.laneSum(sums);
            }
        }
        scale = (float) (Math.exp(logLibrary) / shareSum);
    }

    /// Points {@link #theta} and {@link #reciprocal} to the tables of the cell's row, which are computed if need be.
    private void chooseTheta(Call call, int i) {
        int r = call.thetaRow_n() == 0 ? 0 : Memory.int32(call.thetaRow_n() + 4L * i);
        int table = r % TABLES;
        long row = Memory.aligned(4L * padded);
        theta = tables + 2L * table * row;
        reciprocal = theta + row;
        if (tableRow[table] != r) {
            tableRow[table] = r;
            logTheta = padded(call.logTheta_rg() + 4L * r * g, logThetaCopy, 0);
            go(CountSweeps::dispersion, 0, padded);
        }
    }

    private void placeChunk(int from) {
        long shift = 4L * from;
        zeroLoss = zeroLossChunk - shift;
        expDropout = expDropoutChunk - shift;
        expInflation = expInflationChunk - shift;
        counted = countedChunk - shift;
    }

    private void negativeBinomial(int from, int to) {
        zeroRate = rateGradient;
        zeroTheta = dTheta;
        zeroThetaBase = dTheta;
        go(CountSweeps::zeroTerms, from, to);
        addSums();
        go(PositiveCounts::gather, from, to);
        positives();
        go(PositiveCounts::scatter, from, to);
    }

    private void zeroInflated(int from, int to) {
        long shift = 4L * from;
        zeroRate = zeroRateChunk - shift;
        zeroTheta = zeroThetaChunk - shift;
        zeroThetaBase = zerosChunk - shift;
        go(CountSweeps::zeroTerms, from, to);
        go(PositiveCounts::gather, from, to);
        go(CountSweeps::dropoutExponentials, from, to);
        go(CountSweeps::inflationExponentials, from, to);
        nll += VectorMath.laneSum(sums);
        go(CountSweeps::inflation, from, to);
        sumRateGradient += VectorMath.laneSum(sums + VectorMath.BYTES);
        go(CountSweeps::productLogarithms, from, to);
        nll += VectorMath.laneSum(sums);
        positives();
        go(PositiveCounts::scatter, from, to);
    }

    private void positives() {
        positives.run(this);
        nll += positives.nll();
        sumRateGradient += positives.sumRateGradient();
    }

    private void poisson(RateLink link, double logLibrary, int from, int to) {
        go(CountSweeps::poissonTerms, from, to);
        addSums();
        double logScale = logLibrary - Math.log(shareSum);
        double sumX = positives.poisson(this, link, logScale, to);
        nll += positives.nll();
        sumRateGradient -= sumX;
    }

    private void addSums() {
        nll += VectorMath.laneSum(sums);
        sumRateGradient += VectorMath.laneSum(sums + VectorMath.BYTES);
    }

    /// The row at `address`, or a copy filled up to whole vectors.
    private long padded(long address, long copy, float fill) {
        if (padded == g) {
            return address;
        }
        Memory.copy(address, copy, 4L * g);
        for (int j = g; j < padded; j++) {
            Memory.float32(copy + 4L * j, fill);
        }
        return copy;
    }

    private void deliver(long from, long to) {
        if (from != to) {
            Memory.copy(from, to, 4L * g);
        }
    }

    /// The one place that runs sweeps over genes, behind two decoys for the reason given in {@link Flat}.
    void go(Sweep sweep, int from, int to) {
        Sweep next = DECOY;
        for (int i = 0; i < 3; i++) {
            next.run(this, from, to);
            next = i == 0 ? SECOND_DECOY : sweep;
        }
    }
}
