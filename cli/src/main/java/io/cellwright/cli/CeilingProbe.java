package io.cellwright.cli;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

import io.cellwright.kernel.Limits;
import io.cellwright.kernel.Memory;
import io.cellwright.tensor.Device;

/// Measures what a team of threads can do at most, in bursts between other measurements: the best burst of each counts.
final class CeilingProbe {
    private static final double FACTOR = 0.5;

    private final int threads;
    private final BestRate arithmetic;
    private final List<Transfers> transfers = new ArrayList<>();

    /// A buffer, and what is read and written in it.
    private record Transfers(String name, double holds, long bytes, BestRate read, BestRate triad) {}

    /// Memory to measure in, for several probes.
    ///
    /// @param address of its first byte
    /// @param bytes of all
    record Buffer(long address, long bytes) {
        static Buffer allocate(Arena arena, long bytes) {
            return new Buffer(Memory.allocate(arena, bytes).address(), bytes);
        }
    }

    CeilingProbe(Device device, Machine machine, Buffer buffer) {
        this.threads = device.threads();
        Limits limits = Limits.of(device.kernels());
        this.arithmetic = arithmetic(limits);
        double second = (double) machine.cacheBytes(2) * threads;
        double third = machine.cacheBytes(3);
        add(limits, buffer, "L2", second, second / 2);
        add(limits, buffer, "L3", third, Math.min(third / 2, 4 * second));
        add(limits, buffer, "memory", Double.POSITIVE_INFINITY, (double) buffer.bytes());
    }

    /// Multiply-adds of the team.
    static BestRate arithmetic(Limits limits) {
        return new BestRate(turns -> (double) limits.multiplyAdds(turns));
    }

    private void add(Limits limits, Buffer buffer, String name, double holds, double wanted) {
        // Three parts of whole lines, for the triad.
        long part = (long) Math.min(wanted, (double) buffer.bytes()) / 3 & -Memory.ALIGNMENT;
        long count = part / 4;
        long a = buffer.address();
        transfers.add(new Transfers(name, holds, 3 * part,
                new BestRate(times -> {
                    limits.read(a, 3 * count, (int) times);
                    return 3.0 * part * times;
                }),
                new BestRate(times -> {
                    limits.triad(a, a + part, a + 2 * part, FACTOR, count, (int) times);
                    return 3.0 * part * times;
                })));
    }

    /// Compiles all loops; those of the far levels are the same as of the near ones.
    void settle() {
        arithmetic.settle();
        transfers.getFirst().read.settle();
        transfers.getFirst().triad.settle();
    }

    /// One burst of each; those in memory, which take long, only where `far`.
    void burst(boolean far) {
        arithmetic.burst();
        for (Transfers one : transfers) {
            if (far || Double.isFinite(one.holds)) {
                one.read.burst();
                one.triad.burst();
            }
        }
    }

    Ceilings ceilings() {
        return new Ceilings(threads, arithmetic.best(), transfers.stream().map(one -> new Ceilings.Level(one.name,
                one.holds, one.bytes, one.read.best(), one.triad.best())).toList());
    }
}
