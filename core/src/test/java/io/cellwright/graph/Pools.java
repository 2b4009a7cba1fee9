package io.cellwright.graph;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;

/// Runs work on a given number of threads.
final class Pools {
    /// Numbers of threads at which bits are compared.
    static final List<Integer> THREADS = List.of(1, 2, 5);

    private Pools() {}

    static <T> T run(int threads, Callable<T> work) {
        try (ForkJoinPool pool = new ForkJoinPool(threads)) {
            return pool.submit(work).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
