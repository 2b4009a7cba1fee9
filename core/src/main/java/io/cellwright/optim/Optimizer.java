package io.cellwright.optim;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

import io.cellwright.kernel.Optimize;
import io.cellwright.tensor.Parameters;

/// Updates the parameters of a group from their gradients. A parameter that the last backward pass did not reach is
/// left alone: neither moved nor decayed, and its moments stay.
///
/// Neighbouring parameters are updated as one stretch of the slab.
public final class Optimizer {
    private final ParamGroup group;
    private final List<Parameters.Entry> entries;
    private final Optimize loops;
    private final int bytes;
    private final long[] updates;
    private final long[] length;

    /// A fresh optimizer: all moments zero.
    public Optimizer(ParamGroup group) {
        this.group = group;
        this.entries = group.entries();
        this.loops = group.parameters().workspace().device().kernels().optimize();
        this.bytes = group.parameters().workspace().device().kernels().element().bytes();
        this.updates = new long[entries.size()];
        this.length = new long[entries.size()];
        for (int i = 0; i < length.length; i++) {
            boolean joined = i + 1 < length.length
                    && entries.get(i + 1).offset() - entries.get(i).offset() < entries.get(i).tensor().count() + 64;
            // Up to its neighbour, so that stretches join without a gap; what lies between is zero and stays zero.
            length[i] = joined ? entries.get(i + 1).offset() - entries.get(i).offset() : entries.get(i).tensor().count();
        }
    }

    /// How often a parameter was updated.
    ///
    /// @param parameter its name
    /// @param count updates, at least 1
    public record Updates(String parameter, long count) {}

    /// The rule and what it is applied to.
    public ParamGroup group() {
        return group;
    }

    /// How often each parameter was updated; those that never were are not listed. Together with the moments, which lie
    /// in the slab, this is all that an optimizer remembers.
    public List<Updates> updates() {
        return IntStream.range(0, updates.length).filter(i -> updates[i] > 0)
                .mapToObj(i -> new Updates(entries.get(i).name(), updates[i])).toList();
    }

    /// Takes up where another optimizer of the same parameters was.
    ///
    /// @param counts what {@link #updates} said; names of other groups may be among them
    public void restore(List<Updates> counts) {
        for (int i = 0; i < updates.length; i++) {
            String name = entries.get(i).name();
            updates[i] = counts.stream().filter(u -> u.parameter().equals(name)).mapToLong(Updates::count).findFirst()
                    .orElse(0);
        }
    }

    /// Sum of the squares of all gradients of the group.
    public double sumOfSquares() {
        double sum = 0;
        for (int from = 0; from < entries.size();) {
            int to = stretchEnd(from, false);
            if (entries.get(from).tensor().hasGradient()) {
                sum += loops.sumOfSquares(gradient(from), stretchLength(from, to));
            }
            from = to;
        }
        return sum;
    }

    /// Scales all gradients so that their norm is at most `limit`: times `min(1, limit / (norm + 1e-6))`, as torch.
    ///
    /// @param norm the norm over all gradients that are limited together: the root of {@link #sumOfSquares}, summed over
    ///     groups
    public void clipByNorm(double norm, double limit) {
        double factor = Math.min(1, limit / (norm + 1e-6));
        if (factor < 1) {
            for (int i = 0; i < entries.size(); i++) {
                if (entries.get(i).tensor().hasGradient()) {
                    loops.scale(gradient(i), entries.get(i).tensor().count(), factor);
                }
            }
        }
    }

    /// Limits each gradient to [-limit, limit].
    public void clipByValue(double limit) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).tensor().hasGradient()) {
                loops.clamp(gradient(i), entries.get(i).tensor().count(), limit);
            }
        }
    }

    /// The first parameter whose gradient holds a NaN or an infinity.
    public Optional<String> firstNonFiniteGradient() {
        for (Parameters.Entry entry : entries) {
            if (entry.tensor().hasGradient()) {
                for (double g : entry.tensor().gradientToArray()) {
                    if (!Double.isFinite(g)) {
                        return Optional.of(entry.name());
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// One update.
    ///
    /// Where a schedule moves beta1, Adam takes the beta1 of the moment everywhere, as torch: its correction is
    /// `1 - beta1^t`, though earlier steps decayed the first moment by other factors.
    ///
    /// @param learningRate the run's; the group's factor comes on top
    /// @param momentum of SGD, or beta1 of Adam, in [0, 1), where a schedule moves it; empty for the rule's own
    public void step(double learningRate, OptionalDouble momentum) {
        double rate = learningRate * group.rateFactor();
        for (int from = 0; from < entries.size();) {
            int to = stretchEnd(from, true);
            if (entries.get(from).tensor().hasGradient()) {
                long count = stretchLength(from, to);
                for (int i = from; i < to; i++) {
                    updates[i]++;
                }
                update(from, count, rate, momentum);
            }
            from = to;
        }
    }

    private void update(int from, long count, double rate, OptionalDouble momentum) {
        Parameters p = group.parameters();
        long at = entries.get(from).offset() * bytes;
        double t = (double) updates[from];
        switch (group.optimizer()) {
            case OptimizerConfig.Adam c -> {
                double beta1 = momentum.orElse(c.beta1());
                loops.adam(p.valueAddress() + at, p.gradientAddress() + at, p.momentAddress(0) + at,
                        p.momentAddress(1) + at, count, rate, beta1, c.beta2(), c.epsilon(), c.weightDecay(),
                        1 - Math.pow(beta1, t), 1 - Math.pow(c.beta2(), t));
            }
            case OptimizerConfig.AdamW c -> {
                double beta1 = momentum.orElse(c.beta1());
                loops.adamW(p.valueAddress() + at, p.gradientAddress() + at, p.momentAddress(0) + at,
                        p.momentAddress(1) + at, count, rate, beta1, c.beta2(), c.epsilon(), c.weightDecay(),
                        1 - Math.pow(beta1, t), 1 - Math.pow(c.beta2(), t));
            }
            case OptimizerConfig.Sgd c -> {
                double now = momentum.orElse(c.momentum());
                loops.sgd(p.valueAddress() + at, p.gradientAddress() + at, now == 0 ? 0 : p.momentAddress(0) + at,
                        count, rate, now, c.weightDecay(), t == 1);
            }
        }
    }

    /// End of the stretch of neighbours from `from` that all have gradients, or all have none, and the same age.
    private int stretchEnd(int from, boolean sameAge) {
        int to = from + 1;
        while (to < entries.size() && entries.get(to).offset() == entries.get(to - 1).offset() + length[to - 1]
                && entries.get(to).tensor().hasGradient() == entries.get(from).tensor().hasGradient()
                && (!sameAge || updates[to] == updates[from])) {
            to++;
        }
        return to;
    }

    private long stretchLength(int from, int to) {
        return entries.get(to - 1).offset() - entries.get(from).offset() + entries.get(to - 1).tensor().count();
    }

    private long gradient(int i) {
        return group.parameters().gradientAddress() + entries.get(i).offset() * bytes;
    }
}
