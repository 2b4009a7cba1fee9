package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Jobs that go on by turns, never two at once. On a machine that others use too, what is measured one after the other
/// meets different days; what goes by turns meets the same, and its ratios mean something.
final class Turns {
    private final Semaphore[] turns;
    private final boolean[] over;

    private Turns(int jobs) {
        turns = new Semaphore[jobs];
        over = new boolean[jobs];
        for (int i = 0; i < jobs; i++) {
            turns[i] = new Semaphore(0);
        }
    }

    /// Work that calls `pass` now and then, to let the others go on until its next turn.
    @FunctionalInterface
    interface Job<T> {
        T run(Runnable pass);
    }

    /// Runs all jobs to their ends and gives their results in order.
    ///
    /// @throws IllegalStateException if one failed, once the others have ended
    static <T> List<T> run(List<Job<T>> jobs) {
        Turns turns = new Turns(jobs.size());
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, jobs.size()),
                Thread.ofPlatform().daemon().name("measuring-", 0).factory())) {
            List<Future<T>> all = new ArrayList<>();
            for (int i = 0; i < jobs.size(); i++) {
                int me = i;
                all.add(threads.submit(() -> turns.run(me, jobs.get(me))));
            }
            if (!jobs.isEmpty()) {
                turns.turns[0].release();
            }
            for (Future<T> one : all) {
                results.add(one.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a measurement failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the measurement was interrupted", e);
        }
        return results;
    }

    private <T> T run(int me, Job<T> job) {
        turns[me].acquireUninterruptibly();
        try {
            return job.run(() -> {
                next(me).release();
                turns[me].acquireUninterruptibly();
            });
        } finally {
            over[me] = true;
            next(me).release();
        }
    }

    /// The next that is not over: this one itself where it is the last.
    private Semaphore next(int me) {
        int next = me;
        do {
            next = (next + 1) % over.length;
        } while (over[next] && next != me);
        return turns[next];
    }
}
