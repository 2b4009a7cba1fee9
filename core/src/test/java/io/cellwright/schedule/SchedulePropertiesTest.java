package io.cellwright.schedule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

import io.cellwright.schedule.lr.ChainedScheduler;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.schedule.lr.SequentialLR;
import io.cellwright.schedule.text.ScheduleText;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// What holds for every schedule, shown on many that are put together at random.
class SchedulePropertiesTest {
    private static final int SCHEDULES = 300;
    private static final int EPOCHS = 30;
    private static final long STEPS_PER_EPOCH = 3;

    private static final List<String> LEAVES = List.of("steplr(5, gamma=.7)", "multistep([3, 8, 8], .5)",
            "constant(.3, 7)", "linear(.2, 1, 9)", "exp(.95)", "exp(.9, per=epochs)", "poly(20, power=2)",
            "cosine(T_max=12, eta_min=.01)", "restarts(4, T_mult=2)", "restarts(3ep, 2, .1, steps_per_epoch=3)",
            "onecycle(2, 40)", "cyclic(.1, 1, 4, 6, triangular2)", "swa(.05, 6)", "warmup(7)", "warmup(3ep)",
            "warmup(7, from_zero=true)", "inverse_sqrt(5)", "wsd(4, 5, 6)", "linear_with_warmup(3, 20)",
            "decay(.5, 10ep)", "ramp(.1, 1, 4ep)", "0.5", "plateau(patience=2)",
            "plateau(mode=max, factor=.5, patience=1, cooldown=2, warmup=1)",
            "plateau(metric=other, patience=0, eps=0)");

    private static LrSchedule leaf(Random random) {
        return ScheduleText.parse(LEAVES.get(random.nextInt(LEAVES.size())));
    }

    private static LrSchedule any(Random random, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(5);
        return switch (kind) {
            case 1, 2 -> {
                List<LrSchedule> parts = new ArrayList<>();
                List<Span> lengths = new ArrayList<>();
                int count = 1 + random.nextInt(3);
                for (int p = 0; p < count; p++) {
                    parts.add(any(random, depth - 1));
                    lengths.add(random.nextBoolean() ? Span.steps(random.nextInt(20)) : Span.epochs(random.nextInt(7)));
                }
                yield SequentialLR.ofLengths(parts, lengths.subList(1, count));
            }
            case 3 -> {
                List<LrSchedule> parts = new ArrayList<>();
                for (int p = 0; p <= random.nextInt(3); p++) {
                    parts.add(any(random, depth - 1));
                }
                yield new ChainedScheduler(parts);
            }
            case 4 -> any(random, depth - 1).clamp(random.nextDouble() / 10, 1 + random.nextDouble());
            default -> leaf(random);
        };
    }

    /// Rates of both groups before each step and, from `first` on, metrics after each epoch.
    private static List<Double> run(LrScheduler from, int first, Random metrics) {
        List<Double> rates = new ArrayList<>();
        LrScheduler scheduler = from;
        for (int epoch = first; epoch < EPOCHS; epoch++) {
            for (int step = 0; step < STEPS_PER_EPOCH; step++) {
                Progress now = new Progress(epoch, epoch * STEPS_PER_EPOCH + step, 0);
                rates.add(scheduler.lr(now, 0));
                rates.add(scheduler.lr(now, 1));
                rates.add(scheduler.momentum(now, 1).orElse(-1));
            }
            scheduler = after(scheduler, epoch, metrics);
        }
        return rates;
    }

    private static LrScheduler after(LrScheduler scheduler, int epoch, Random metrics) {
        double elbo = metrics.nextDouble();
        double other = metrics.nextDouble() - 0.5;
        return scheduler.after(key -> OptionalDouble.of(key.equals("other") ? other : elbo),
                new Progress(epoch + 1, (epoch + 1) * STEPS_PER_EPOCH, 0));
    }

    private interface Check {
        void of(LrSchedule schedule, Random random);
    }

    private static void forMany(Check check) {
        for (int seed = 0; seed < SCHEDULES; seed++) {
            Random random = new Random(seed);
            LrSchedule schedule = any(random, 3);
            try {
                check.of(schedule, random);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", " + schedule.text(), e);
            }
        }
    }

    @Test
    void aRateDoesNotDependOnWhatWasAskedBefore() {
        forMany((schedule, random) -> {
            LrScheduler scheduler = schedule.start(0.05, 0.5);
            List<Progress> moments = new ArrayList<>();
            for (int t = 0; t < EPOCHS * STEPS_PER_EPOCH; t++) {
                moments.add(new Progress((int) (t / STEPS_PER_EPOCH), t, 0));
            }
            double[] inOrder = moments.stream().mapToDouble(now -> scheduler.lr(now, 1)).toArray();
            List<Progress> shuffled = new ArrayList<>(moments);
            Collections.shuffle(shuffled, random);
            for (Progress now : shuffled) {
                assertThat(scheduler.lr(now, 1)).isEqualTo(inOrder[(int) now.step()]);
            }
        });
    }

    @Test
    void restoredAfterAnyEpochItGoesOnWithTheSameBits() {
        forMany((schedule, random) -> {
            int seed = random.nextInt();
            LrScheduler scheduler = schedule.start(0.05, 0.5);
            List<Double> whole = run(scheduler, 0, new Random(seed));
            Random metrics = new Random(seed);
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                LrScheduler restored = new LrScheduler(ScheduleText.parse(schedule.text()),
                        List.copyOf(scheduler.bases()), List.copyOf(scheduler.state()));
                assertThat(restored).isEqualTo(scheduler);
                Random rest = new Random(seed);
                for (int skipped = 0; skipped < 2 * epoch; skipped++) {
                    rest.nextDouble();
                }
                assertThat(run(restored, epoch, rest)).isEqualTo(
                        whole.subList((int) (epoch * 3L * STEPS_PER_EPOCH), whole.size()));
                scheduler = after(scheduler, epoch, metrics);
            }
        });
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        forMany((schedule, random) -> {
            assertThat(ScheduleText.parse(schedule.text())).isEqualTo(schedule);
            assertThat(ScheduleText.parse(schedule.text()).text()).isEqualTo(schedule.text());
        });
    }

    @Test
    void makingOneChangesNothingElse() {
        forMany((schedule, random) -> {
            int seed = random.nextInt();
            LrScheduler scheduler = schedule.start(0.05, 0.5);
            List<Double> before = run(scheduler, 0, new Random(seed));
            schedule.times(leaf(random)).then(Span.steps(3), schedule).start(1, 2).after(key -> OptionalDouble.of(1),
                    new Progress(1, 1, 1));
            assertThat(run(scheduler, 0, new Random(seed))).isEqualTo(before);
        });
    }

    @Test
    void statesAreOnlyThoseOfPlateaus() {
        forMany((schedule, random) -> {
            LrScheduler scheduler = after(schedule.start(0.05, 0.5), 0, random);
            assertThat(scheduler.state()).hasSameSizeAs(schedule.plateaus());
            if (!schedule.text().contains("Plateau")) {
                assertThat(scheduler.state()).isEmpty();
            }
        });
    }

    @Test
    void chainsAssociate() {
        forMany((schedule, random) -> {
            LrSchedule b = any(random, 1);
            LrSchedule c = any(random, 1);
            assertThat(schedule.times(b).times(c)).isEqualTo(schedule.times(b.times(c)));
        });
    }

    @Test
    void sequencesAssociate() {
        forMany((a, random) -> {
            LrSchedule b = any(random, 1);
            LrSchedule c = any(random, 1);
            Span.Unit unit = random.nextBoolean() ? Span.Unit.STEPS : Span.Unit.EPOCHS;
            Span first = new Span(random.nextInt(10), unit);
            Span second = new Span(random.nextInt(10), unit);
            Span both = new Span(first.count() + second.count(), unit);
            LrSchedule flat = new SequentialLR(List.of(a, b, c), List.of(first, both));
            LrSchedule left = a.then(first, b).then(both, c);
            LrSchedule right = a.then(first, b.then(second, c));
            int seed = random.nextInt();
            List<Double> rates = run(flat.start(0.05, 0.5), 0, new Random(seed));
            assertThat(run(left.start(0.05, 0.5), 0, new Random(seed))).isEqualTo(rates);
            assertThat(run(right.start(0.05, 0.5), 0, new Random(seed))).isEqualTo(rates);
        });
    }

    @Test
    void bothGroupsMoveByTheSameFactorWhereNothingIsAbsolute() {
        LrScheduler scheduler = ScheduleText.parse("warmup(7) then cosine(9) * exp(.9)").start(0.05, 0.5);
        for (int t = 0; t < 40; t++) {
            Progress now = new Progress(0, t, 0);
            assertThat(scheduler.lr(now, 1)).isCloseTo(10 * scheduler.lr(now, 0), within(1e-15));
        }
    }
}
