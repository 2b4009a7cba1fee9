package io.cellwright.kernel;

/// Means over labels cell by cell. It keeps nothing for the way back.
final class PlainLabelMarginal implements LabelMarginal {
    private final Element element;

    PlainLabelMarginal(Element element) {
        this.element = element;
    }

    @Override
    public long roomBytes(int n, int c) {
        return 0;
    }

    @Override
    public void forward(long logits_nc, Rows rows, long room, Means means, int n, int c) {
        for (long i = 0; i < n; i++) {
            double logSum = logSumExp(logits_nc, i * c, c);
            double lp = 0;
            double kl = 0;
            for (int l = 0; l < c; l++) {
                double logP = element.get(logits_nc, i * c + l) - logSum;
                double p = Math.exp(logP);
                lp += p * element.get(rows.lp_cn(), (long) l * n + i);
                kl += p * (element.get(rows.kl_cn(), (long) l * n + i) + divergence(p, logP, c));
            }
            element.set(means.lp_n(), i, lp);
            element.set(means.kl_n(), i, kl);
        }
    }

    @Override
    public void gradient(Means dmeans, long logits_nc, Rows rows, Means means, long room, long dlogits_nc, boolean add,
            Rows drows, int n, int c) {
        for (long i = 0; i < n; i++) {
            double dlp = dmeans.lp_n() == 0 ? 0 : element.get(dmeans.lp_n(), i);
            double dkl = dmeans.kl_n() == 0 ? 0 : element.get(dmeans.kl_n(), i);
            double logSum = logSumExp(logits_nc, i * c, c);
            for (int l = 0; l < c; l++) {
                long at = (long) l * n + i;
                double logP = element.get(logits_nc, i * c + l) - logSum;
                double p = Math.exp(logP);
                double lp = element.get(rows.lp_cn(), at) - element.get(means.lp_n(), i);
                double kl = element.get(rows.kl_cn(), at) + divergence(p, logP, c) - element.get(means.kl_n(), i);
                double before = add ? element.get(dlogits_nc, i * c + l) : 0;
                element.set(dlogits_nc, i * c + l, before + p * (dlp * lp + dkl * kl));
                element.set(drows.lp_cn(), at, dlp * p);
                element.set(drows.kl_cn(), at, dkl * p);
            }
        }
    }

    /// A label of probability 0 is worth the limit of `p log p`, which is 0.
    private static double divergence(double p, double logP, int c) {
        return p == 0 ? 0 : logP + Math.log(c);
    }

    private double logSumExp(long x, long row, int c) {
        double max = Double.NEGATIVE_INFINITY;
        for (int l = 0; l < c; l++) {
            max = Math.max(max, element.get(x, row + l));
        }
        double sum = 0;
        for (int l = 0; l < c; l++) {
            sum += Math.exp(element.get(x, row + l) - max);
        }
        return max + Math.log(sum);
    }
}
