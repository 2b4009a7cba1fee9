package io.cellwright.kernel;

import java.lang.Thread.State;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WorkerPoolTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16})
    void everyBlockRunsOnceWhateverTheNumberOfThreads(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            for (int blocks : new int[] {0, 1, 2, 3, 15, 16, 17, 1000}) {
                assertEveryBlockRunsOnce(threads, blocks, task -> pool.run(blocks, task));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16})
    void everyBlockOfAnEvenRegionRunsOnceWhoeverHelps(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            for (int round = 0; round < 300; round++) {
                int blocks = round % 40;
                assertEveryBlockRunsOnce(threads, blocks, task -> pool.runEvenly(blocks, task));
            }
        }
    }

    private static void assertEveryBlockRunsOnce(int threads, int blocks, Consumer<WorkerPool.Task> region) {
        AtomicIntegerArray runs = new AtomicIntegerArray(blocks);
        region.accept((from, to, worker) -> {
            assertThat(worker).isBetween(0, threads - 1);
            assertThat(from).isLessThan(to);
            for (int b = from; b < to; b++) {
                runs.incrementAndGet(b);
            }
        });
        for (int b = 0; b < blocks; b++) {
            assertThat(runs.get(b)).as("runs of block %d of %d", b, blocks).isEqualTo(1);
        }
    }

    /// Whoever has the first piece of the second share does not go on before the last piece has been run: by another.
    @Test
    @Timeout(60)
    void aWorkerThatIsSlowIsHelped() {
        try (WorkerPool pool = new WorkerPool(2)) {
            for (int round = 0; round < 200; round++) {
                CountDownLatch last = new CountDownLatch(1);
                AtomicIntegerArray worker_b = new AtomicIntegerArray(16);
                pool.runEvenly(16, (from, to, worker) -> {
                    for (int b = from; b < to; b++) {
                        worker_b.set(b, worker);
                    }
                    if (to == 16) {
                        last.countDown();
                    } else if (from == 8) {
                        awaitQuietly(last);
                    }
                });
                assertThat(worker_b.get(15)).isNotEqualTo(worker_b.get(8));
            }
        }
    }

    /// At no time do two threads run as the same worker: they would share its scratch.
    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void noTwoThreadsAreTheSameWorkerAtATime(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            AtomicIntegerArray inside = new AtomicIntegerArray(threads);
            AtomicBoolean together = new AtomicBoolean();
            for (int round = 0; round < 2_000; round++) {
                WorkerPool.Task task = (from, to, worker) -> {
                    together.compareAndSet(false, inside.incrementAndGet(worker) != 1);
                    for (int turn = 0; turn < 100; turn++) {
                        Thread.onSpinWait();
                    }
                    inside.decrementAndGet(worker);
                };
                if (round % 3 == 0) {
                    pool.run(40, task);
                } else {
                    pool.runEvenly(40, task);
                }
            }
            assertThat(together).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void anExceptionInAnEvenRegionReachesTheCallerOnceAllIsDone(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            for (int round = 0; round < 50; round++) {
                int guilty = round % 40;
                AtomicInteger blocks = new AtomicInteger();
                AtomicInteger calls = new AtomicInteger();
                AtomicInteger ended = new AtomicInteger();
                assertThatThrownBy(() -> pool.runEvenly(40, (from, to, worker) -> {
                    blocks.addAndGet(to - from);
                    calls.incrementAndGet();
                    if (from <= guilty && guilty < to) {
                        throw new ArithmeticException("block " + guilty);
                    }
                    ended.incrementAndGet();
                })).isInstanceOf(ArithmeticException.class).hasMessage("block " + guilty);
                assertThat(ended).hasValue(calls.get() - 1);
                assertThat(blocks).hasValue(40);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 16})
    void blocksFallToTheSameWorkerEachTimeAndToItsThreadOrTheCaller(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            Thread caller = Thread.currentThread();
            ConcurrentHashMap<Integer, Thread> owner = new ConcurrentHashMap<>();
            for (int round = 0; round < 500; round++) {
                pool.run(40, (from, to, worker) -> {
                    assertThat(from).isEqualTo(worker * 40 / threads);
                    assertThat(to).isEqualTo((worker + 1) * 40 / threads);
                    if (worker == 0) {
                        assertThat(Thread.currentThread()).isEqualTo(caller);
                    } else if (!Thread.currentThread().equals(caller)) {
                        Thread known = owner.putIfAbsent(worker, Thread.currentThread());
                        assertThat(known).isIn(null, Thread.currentThread());
                    }
                });
            }
            assertThat(owner.values()).doesNotHaveDuplicates().doesNotContain(caller);
        }
    }

    /// Plain, unsynchronised arrays: each region reads what other workers wrote in the one before.
    @ParameterizedTest
    @ValueSource(ints = {2, 16})
    void aRegionSeesAllWritesOfTheOneBefore(int threads) {
        int size = 64;
        int rounds = 6_000 / threads;
        long[] a = new long[size];
        long[] b = new long[size];
        try (WorkerPool pool = new WorkerPool(threads)) {
            for (int round = 0; round < rounds; round++) {
                long[] from = round % 2 == 0 ? a : b;
                long[] to = round % 2 == 0 ? b : a;
                WorkerPool.Task task = (first, end, worker) -> {
                    for (int i = first; i < end; i++) {
                        to[i] = from[(i + 31) % size] + 1;
                    }
                };
                if (round % 3 == 0) {
                    pool.run(size, task);
                } else {
                    pool.runEvenly(size, task);
                }
                assertThat(to[round % size]).isEqualTo(round + 1L);
            }
        }
        assertThat(rounds % 2 == 0 ? a : b).containsOnly(rounds);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 16})
    void anExceptionOfAnyWorkerReachesTheCallerAndThePoolGoesOn(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            for (int guilty = 0; guilty < threads; guilty++) {
                int chosen = guilty;
                AtomicInteger ended = new AtomicInteger();
                assertThatThrownBy(() -> pool.run(threads * 3, (from, to, worker) -> {
                    if (worker == chosen) {
                        throw new ArithmeticException("worker " + worker);
                    }
                    ended.incrementAndGet();
                })).isInstanceOf(ArithmeticException.class).hasMessage("worker " + chosen);
                assertThat(ended).hasValue(threads - 1);
                AtomicInteger after = new AtomicInteger();
                pool.run(threads * 3, (from, to, worker) -> after.addAndGet(to - from));
                assertThat(after).hasValue(threads * 3);
            }
        }
    }

    @Test
    void whereAllWorkersThrowOneExceptionIsThrownAndItIsForgottenAfterwards() {
        try (WorkerPool pool = new WorkerPool(3)) {
            for (int round = 0; round < 100; round++) {
                assertThatThrownBy(() -> pool.run(3, (from, to, worker) -> {
                    throw new StackOverflowError("worker " + worker);
                })).isInstanceOf(StackOverflowError.class).hasMessageStartingWith("worker ");
                pool.run(3, (from, to, worker) -> {});
            }
        }
    }

    @Test
    void callersOnSeveralThreadsTakeTurns() throws InterruptedException {
        int callers = 4;
        int rounds = 300;
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean together = new AtomicBoolean();
        AtomicInteger blocks = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        try (WorkerPool pool = new WorkerPool(2)) {
            Thread[] threads = new Thread[callers];
            for (int c = 0; c < callers; c++) {
                int own = c + 1;
                threads[c] = Thread.ofPlatform().start(() -> {
                    awaitQuietly(start);
                    for (int r = 0; r < rounds; r++) {
                        pool.run(2 * own, (from, to, worker) -> {
                            // Each caller adds its own share; two regions at a time would mix the shares.
                            int before = inside.getAndAdd(own * 100);
                            together.compareAndSet(false, before != 0 && before != own * 100);
                            blocks.addAndGet(to - from);
                            inside.addAndGet(-own * 100);
                        });
                    }
                });
            }
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(together).isFalse();
        assertThat(blocks).hasValue(rounds * 2 * (1 + 2 + 3 + 4));
    }

    @Test
    void scratchBelongsToOneWorkerAndKeepsItsPlace() {
        try (WorkerPool pool = new WorkerPool(3)) {
            long[] place = new long[3];
            pool.run(3, (from, to, worker) -> {
                place[worker] = pool.scratch(worker, 1000);
                for (int i = 0; i < 250; i++) {
                    Memory.int32(place[worker] + 4L * i, worker * 1000 + i);
                }
            });
            assertThat(place).doesNotHaveDuplicates().doesNotContain(0);
            pool.run(3, (from, to, worker) -> {
                assertThat(pool.scratch(worker, 10)).isEqualTo(place[worker]);
                assertThat(place[worker] % Memory.ALIGNMENT).isZero();
                for (int i = 0; i < 250; i++) {
                    assertThat(Memory.int32(place[worker] + 4L * i)).isEqualTo(worker * 1000 + i);
                }
            });
            pool.run(3, (from, to, worker) -> {
                long more = pool.scratch(worker, 1_000_000);
                Memory.zero(more, 1_000_000);
                assertThat(pool.scratch(worker, 1000)).isEqualTo(more);
            });
        }
    }

    @Test
    void parkedWorkersWakeUp() {
        try (WorkerPool pool = new WorkerPool(3)) {
            Set<Thread> team = ConcurrentHashMap.newKeySet();
            AtomicInteger blocks = new AtomicInteger();
            for (int round = 0; round < 20; round++) {
                pool.run(3, (from, to, worker) -> {
                    team.add(Thread.currentThread());
                    blocks.addAndGet(to - from);
                });
                while (!team.stream().allMatch(WorkerPoolTest::isCallerOrWaits)) {
                    Thread.onSpinWait();
                }
            }
            assertThat(blocks).hasValue(60);
        }
    }

    private static boolean isCallerOrWaits(Thread thread) {
        return thread.equals(Thread.currentThread()) || thread.getState() == State.WAITING;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aRegionWithinARegionIsRefusedNotHung(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            Runnable close = pool::close;
            for (int guilty = 0; guilty < threads; guilty++) {
                int chosen = guilty;
                assertThatIllegalStateException().isThrownBy(() -> pool.run(threads, (from, to, worker) -> {
                    if (worker == chosen) {
                        pool.run(2, (f, t, w) -> {});
                    }
                })).withMessage("a region must not start another region of its own pool");
                assertThatIllegalStateException().isThrownBy(() -> pool.run(threads, (from, to, worker) -> {
                    if (worker == chosen) {
                        close.run();
                    }
                })).withMessage("a region must not close its own pool");
            }
            pool.run(threads, (from, to, worker) -> {});
        }
    }

    @Test
    void aRegionMayUseAnotherPool() {
        try (WorkerPool outer = new WorkerPool(2); WorkerPool inner = new WorkerPool(2)) {
            AtomicInteger blocks = new AtomicInteger();
            outer.run(2, (from, to, worker) -> inner.run(10, (f, t, w) -> blocks.addAndGet(t - f)));
            assertThat(blocks).hasValue(20);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aClosedPoolEndsItsThreadsAndRefusesWork(int threads) throws InterruptedException {
        WorkerPool pool = new WorkerPool(threads);
        ConcurrentHashMap<Thread, Boolean> team = new ConcurrentHashMap<>();
        pool.run(threads, (from, to, worker) -> team.put(Thread.currentThread(), true));
        pool.close();
        pool.close();
        for (Thread thread : team.keySet()) {
            if (!thread.equals(Thread.currentThread())) {
                thread.join();
            }
        }
        assertThatIllegalStateException().isThrownBy(() -> pool.run(2, (from, to, worker) -> {}))
                .withMessage("the pool is closed");
        // The refusal must not leave the pool locked.
        Thread other = Thread.ofPlatform().start(pool::close);
        other.join();
    }

    @Test
    void aTeamHasAtLeastOneWorker() {
        assertThatIllegalArgumentException().isThrownBy(() -> new WorkerPool(0))
                .withMessage("threads must be at least 1 but was 0");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
