package io.cellwright.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

import io.cellwright.kernel.Elementwise;
import io.cellwright.kernel.Memory;

/// A sum of gradients over several backward passes, for a step over several minibatches.
public final class GradientSum {
    private final List<Parameters.Entry> entries;
    private final MemorySegment[] sums;
    private final boolean[] reached;

    /// An empty sum over trained parameters.
    public GradientSum(List<Parameters.Entry> entries) {
        this.entries = List.copyOf(entries);
        this.reached = new boolean[entries.size()];
        this.sums = entries.stream().map(e -> Memory.allocate(Arena.ofAuto(), bytes(e)))
                .toArray(MemorySegment[]::new);
    }

    /// Adds what the last backward pass left.
    public void add() {
        for (int i = 0; i < sums.length; i++) {
            Tensor tensor = entries.get(i).tensor();
            if (tensor.hasGradient()) {
                Elementwise loops = tensor.home().kernels().elementwise();
                loops.addScaled(sums[i].address(), tensor.gradient(), 1, sums[i].address(), tensor.count());
                reached[i] = true;
            }
        }
    }

    /// Makes the sum the parameters' gradient, as if one backward pass had left it, and empties itself.
    public void put() {
        for (int i = 0; i < sums.length; i++) {
            Tensor tensor = entries.get(i).tensor();
            tensor.forgetGradient();
            if (reached[i]) {
                tensor.claimGradient();
                Memory.copy(sums[i].address(), tensor.gradient(), bytes(entries.get(i)));
            }
        }
        clear();
    }

    /// Empties itself.
    public void clear() {
        for (int i = 0; i < sums.length; i++) {
            if (reached[i]) {
                sums[i].fill((byte) 0);
                reached[i] = false;
            }
        }
    }

    private static long bytes(Parameters.Entry entry) {
        return entry.tensor().count() * entry.tensor().home().kernels().element().bytes();
    }
}
