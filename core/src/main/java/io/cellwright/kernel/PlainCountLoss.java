package io.cellwright.kernel;

final class PlainCountLoss implements CountLoss {
    PlainCountLoss(Element element, WorkerPool pool) {}

    @Override
    public void run(Call call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rates(RateLink link, long logLibrary_n, long rate_ng, int n, int g) {
        throw new UnsupportedOperationException();
    }
}
