package io.cellwright.kernel;

import java.util.concurrent.locks.ReentrantLock;

/// The formulas of {@link CountLoss} term by term, in double whatever is stored.
///
/// Differences of logarithms are written so that they keep their digits: `log(theta + e) - D` as
/// `-log1p(mu / (theta + e))`, and the rise of lgamma and digamma from theta to x + theta as one function.
final class PlainCountLoss implements CountLoss {
    /// Below this logit, softplus is the exponential to the last digit of a double.
    private static final double SOFTPLUS_IS_EXP = -37;

    private final Element element;
    private final WorkerPool pool;
    private final ReentrantLock busy = new ReentrantLock();
    private double[] dTheta_ng = {};

    PlainCountLoss(Element element, WorkerPool pool) {
        this.element = element;
        this.pool = pool;
    }

    @Override
    public void run(Call call) {
        int n = call.counts().n();
        int g = call.counts().g();
        busy.lock();
        try {
            boolean dispersed = call.likelihood() != Likelihood.POISSON;
            if (dispersed && dTheta_ng.length < n * g) {
                dTheta_ng = new double[n * g];
            }
            pool.run(n, (from, to, worker) -> {
                Term term = new Term();
                for (int i = from; i < to; i++) {
                    cell(call, i, term, pool.scratch(worker, 16L * g));
                }
            });
            if (dispersed && call.gradients()) {
                pool.run(g, (from, to, worker) -> gatherTheta(call, from, to, pool.scratch(worker, 8L * call.rows())));
            }
        } finally {
            busy.unlock();
        }
    }

    private void cell(Call call, int i, Term term, long dLogMu_g) {
        int g = call.counts().g();
        long row = (long) i * g;
        double logLibrary = element.get(call.logLibrary_n(), i);
        double library = Math.exp(logLibrary);
        long logShare_g = dLogMu_g + 8L * g;
        boolean finite = logShares(call.link(), call.rate_ng(), row, g, logShare_g);
        double logProbability = 0;
        double sumDLogMu = 0;
        int entry = call.counts().start(i);
        int end = call.counts().start(i + 1);
        for (int j = 0; j < g; j++) {
            double x = 0;
            if (entry < end && call.counts().gene(entry) == j) {
                x = element.get(call.counts().value(), entry++);
            }
            double logShare = Memory.float64(logShare_g + 8L * j);
            double mu = library * Math.exp(logShare);
            switch (call.likelihood()) {
                case NB -> term.negativeBinomial(x, mu, theta(call, i, j));
                case ZINB -> {
                    double p = element.get(call.dropout_ng(), row + j);
                    finite &= Double.isFinite(p);
                    term.zeroInflated(x, mu, theta(call, i, j), p);
                    if (call.gradients()) {
                        element.set(call.dropout_ng(), row + j, -call.weight() * term.dDropout);
                    }
                }
                case POISSON -> term.poisson(x, mu, logLibrary + logShare);
            }
            logProbability += term.logProbability;
            sumDLogMu += term.dLogMu;
            Memory.float64(dLogMu_g + 8L * j, term.dLogMu);
            if (call.likelihood() != Likelihood.POISSON) {
                dTheta_ng[i * g + j] = term.dTheta;
            }
        }
        double nll = element.get(call.logFactorial_n(), i) - logProbability;
        // A logit that has overflowed may give a probability all the same; training must hear of it.
        element.set(call.nll_n(), i, finite ? nll : Double.NaN);
        if (call.gradients()) {
            logitGradients(call, row, dLogMu_g, logShare_g, sumDLogMu);
            if (call.dLogLibrary_n() != 0) {
                element.set(call.dLogLibrary_n(), i, -call.weight() * sumDLogMu);
            }
        }
    }

    /// Writes the log of each gene's share; answers whether all logits are finite.
    private boolean logShares(RateLink link, long rate_ng, long row, int g, long logShare_g) {
        boolean finite = true;
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < g; j++) {
            double logit = element.get(rate_ng, row + j);
            finite &= Double.isFinite(logit);
            max = Math.max(max, logit);
        }
        double logSum = 0;
        if (link == RateLink.SOFTMAX) {
            double sum = 0;
            for (int j = 0; j < g; j++) {
                sum += Math.exp(element.get(rate_ng, row + j) - max);
            }
            logSum = max + Math.log(sum);
        }
        for (int j = 0; j < g; j++) {
            double logit = element.get(rate_ng, row + j);
            double logShare = link == RateLink.SOFTMAX ? logit - logSum : logSoftplus(logit);
            Memory.float64(logShare_g + 8L * j, logShare);
        }
        return finite;
    }

    private void logitGradients(Call call, long row, long dLogMu_g, long logShare_g, double sumDLogMu) {
        for (int j = 0; j < call.counts().g(); j++) {
            double dLogMu = Memory.float64(dLogMu_g + 8L * j);
            double dLogit;
            if (call.link() == RateLink.SOFTMAX) {
                dLogit = dLogMu - Math.exp(Memory.float64(logShare_g + 8L * j)) * sumDLogMu;
            } else {
                dLogit = dLogMu * logSoftplusSlope(element.get(call.rate_ng(), row + j));
            }
            element.set(call.rate_ng(), row + j, -call.weight() * dLogit);
        }
    }

    /// Sums the gradients of the cells that share a row of theta, in rising order of cells.
    private void gatherTheta(Call call, int from, int to, long sum_r) {
        int g = call.counts().g();
        for (int j = from; j < to; j++) {
            Memory.zero(sum_r, 8L * call.rows());
            for (int i = 0; i < call.counts().n(); i++) {
                long sum = sum_r + 8L * thetaRow(call, i);
                Memory.float64(sum, Memory.float64(sum) + dTheta_ng[i * g + j]);
            }
            for (int r = 0; r < call.rows(); r++) {
                double theta = Math.exp(element.get(call.logTheta_rg(), (long) r * g + j));
                double dLogTheta = -call.weight() * theta * Memory.float64(sum_r + 8L * r);
                element.set(call.dLogTheta_rg(), (long) r * g + j, dLogTheta);
            }
        }
    }

    private double theta(Call call, int i, int j) {
        return Math.exp(element.get(call.logTheta_rg(), (long) thetaRow(call, i) * call.counts().g() + j));
    }

    private static int thetaRow(Call call, int i) {
        return call.thetaRow_n() == 0 ? 0 : Memory.int32(call.thetaRow_n() + 4L * i);
    }

    @Override
    public void rates(RateLink link, long logLibrary_n, long rate_ng, int n, int g) {
        pool.run(n, (from, to, worker) -> {
            long logShare_g = pool.scratch(worker, 8L * g);
            for (int i = from; i < to; i++) {
                double library = Math.exp(element.get(logLibrary_n, i));
                logShares(link, rate_ng, (long) i * g, g, logShare_g);
                for (int j = 0; j < g; j++) {
                    element.set(rate_ng, (long) i * g + j, library * Math.exp(Memory.float64(logShare_g + 8L * j)));
                }
            }
        });
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static double sigmoid(double x) {
        double w = Math.exp(-Math.abs(x));
        return (x > 0 ? 1 : w) / (1 + w);
    }

    private static double logSoftplus(double x) {
        return x < SOFTPLUS_IS_EXP ? x : Math.log(softplus(x));
    }

    private static double logSoftplusSlope(double x) {
        return x < SOFTPLUS_IS_EXP ? 1 : sigmoid(x) / softplus(x);
    }

    /// Log probability of one count, without `lgamma(x + 1)`, and its derivatives.
    private static final class Term {
        private static final double E = 1e-8;

        private double logProbability;
        private double dLogMu;
        private double dTheta;
        private double dDropout;

        void negativeBinomial(double x, double mu, double theta) {
            double thetaE = theta + E;
            double muE = mu + E;
            double sum = theta + muE;
            double log = Math.log1p(mu / thetaE);
            logProbability = -theta * log;
            dLogMu = -theta * mu / sum;
            dTheta = theta * mu / (thetaE * sum) - log;
            if (x > 0) {
                logProbability += x * Math.log(muE / sum) + GammaFunctions.lnGammaRise(theta, x);
                dLogMu += x * theta * mu / (muE * sum);
                dTheta += GammaFunctions.digammaRise(theta, x) - x / sum;
            }
        }

        void zeroInflated(double x, double mu, double theta, double p) {
            negativeBinomial(x, mu, theta);
            if (x > 0) {
                logProbability -= softplus(-p) + p;
                dDropout = sigmoid(-p) - 1;
                return;
            }
            double s = logProbability - p;
            logProbability = softplus(s) - softplus(-p);
            dDropout = sigmoid(-p) - sigmoid(s);
            dLogMu *= sigmoid(s);
            dTheta *= sigmoid(s);
        }

        void poisson(double x, double mu, double logMu) {
            logProbability = x > 0 ? x * logMu - mu : -mu;
            dLogMu = x - mu;
        }
    }
}
