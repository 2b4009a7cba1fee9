package io.cellwright.data;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Decodes on threads of its own, which end by themselves when there is nothing more to decode. What they are given is
/// short, so nobody has to stop them.
final class Decoding {
    private static final int MOST_THREADS = 8;
    /// Threads that decode.
    static final int COUNT = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    private static final Executor THREADS = threads();

    private Decoding() {}

    private static Executor threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(COUNT, COUNT, 1, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().name("cellwright-decode-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /// Begins to decode.
    static <T> CompletableFuture<T> begin(Supplier<T> decode) {
        return CompletableFuture.supplyAsync(decode, THREADS);
    }

    /// What was decoded; what went wrong there is thrown here.
    static <T> T await(CompletableFuture<T> decoded) {
        try {
            return decoded.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                case null, default -> throw e;
            }
        }
    }
}
