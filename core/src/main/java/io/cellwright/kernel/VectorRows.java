package io.cellwright.kernel;

final class VectorRows implements Rows {
    VectorRows(WorkerPool pool) {}

    @Override
    public void softmax(long x_nc, long y_nc, int n, int c) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void softmaxGradient(long y_nc, long dy_nc, long dx_nc, int n, int c, boolean add) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void logSoftmax(long x_nc, long y_nc, int n, int c) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void logSoftmaxGradient(long y_nc, long dy_nc, long dx_nc, int n, int c, boolean add) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void crossEntropy(long logits_nc, long label_n, long loss_n, int n, int c) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void crossEntropyGradient(long logits_nc, long label_n, long dloss_n, long dlogits_nc, int n, int c, boolean add) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void gridAdd(long a_nh, long t_ch, long y_cnh, int n, int c, int h) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void gridAddGradient(long dy_cnh, long da_nh, boolean addA, long dt_ch, boolean addT, int n, int c, int h) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void labelMix(long p_nc, long v_cn, long y_n, int n, int c) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void labelMixGradient(long p_nc, long v_cn, long dy_n, long dp_nc, boolean addP, long dv_cn, boolean addV, int n, int c) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void categoricalKl(long logits_nc, long kl_n, int n, int c) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void categoricalKlGradient(long logits_nc, long dkl_n, long dlogits_nc, int n, int c, boolean add) {
        throw new UnsupportedOperationException();
    }
}
