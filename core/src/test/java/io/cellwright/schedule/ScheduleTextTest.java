package io.cellwright.schedule;

import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

import io.cellwright.schedule.formula.Anneal;
import io.cellwright.schedule.formula.ConstantLR;
import io.cellwright.schedule.formula.CosineAnnealingLR;
import io.cellwright.schedule.formula.CosineAnnealingWarmRestarts;
import io.cellwright.schedule.formula.CyclicLR;
import io.cellwright.schedule.formula.ExponentialLR;
import io.cellwright.schedule.formula.LambdaLR;
import io.cellwright.schedule.formula.LinearLR;
import io.cellwright.schedule.formula.MultiplicativeLR;
import io.cellwright.schedule.formula.OneCycleLR;
import io.cellwright.schedule.formula.Ramp;
import io.cellwright.schedule.formula.SWALR;
import io.cellwright.schedule.formula.StepLR;
import io.cellwright.schedule.lr.ChainedScheduler;
import io.cellwright.schedule.lr.Factor;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.PerGroup;
import io.cellwright.schedule.lr.ReduceLROnPlateau;
import io.cellwright.schedule.lr.SequentialLR;
import io.cellwright.schedule.text.ScheduleText;
import io.cellwright.schedule.text.ScheduleTextException;
import io.cellwright.schedule.warmup.WarmUp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

class ScheduleTextTest {
    @Test
    void celldetectionsExamplesAreWhatTheySay() {
        assertThat(ScheduleText.parse("warmup(512) then cosine(T_max=512, eta_min=1e-5)")).isEqualTo(
                new SequentialLR(List.of(new WarmUp(512), new CosineAnnealingLR(512, 1e-5)), List.of(Span.steps(512))));
        assertThat(ScheduleText.parse("steplr(5, gamma=.99) * warmup(512)")).isEqualTo(
                new ChainedScheduler(List.of(new StepLR(5, 0.99), new WarmUp(512))));
        assertThat(ScheduleText.parse("warmup(4) then plateau(patience=2)")).isEqualTo(
                new WarmUp(4).then(ReduceLROnPlateau.DEFAULT.withPatience(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CosineAnnealingLR(512, 1e-5)", "cosineannealinglr(T_max=512, eta_min=1e-5)",
        "cosine(t_max=512, ETA_MIN=.00001)", "COSINE( 512 , 0.1e-4 )", "Cosine_Annealing_LR(512 steps, eta_min=1E-5)",
        "(cosine(512, 1e-5))", "cosine(\n  512,\n  1e-5,\n)"})
    void namesAndNumbersCanBeWrittenInManyWays(String text) {
        assertThat(ScheduleText.parse(text)).isEqualTo(new CosineAnnealingLR(512, 1e-5));
    }

    @Test
    void bareNumbersCountStepsAndEpSaysEpochs() {
        assertThat(ScheduleText.parse("steplr(20ep)")).isEqualTo(new StepLR(Span.epochs(20), 0.1));
        assertThat(ScheduleText.parse("steplr(20 epochs)")).isEqualTo(new StepLR(Span.epochs(20)));
        assertThat(ScheduleText.parse("steplr(20 steps)")).isEqualTo(new StepLR(20, 0.1));
        assertThat(ScheduleText.parse("exponential(.9, per=epochs)"))
                .isEqualTo(new ExponentialLR(0.9, Span.Unit.EPOCHS));
        assertThat(ScheduleText.parse("exp(.9)")).isEqualTo(new ExponentialLR(0.9));
    }

    @Test
    void epochsOfSwaAreEpochs() {
        assertThat(ScheduleText.parse("swa(1e-4, 5)"))
                .isEqualTo(new SWALR(PerGroup.all(1e-4), Span.epochs(5), Anneal.COS));
        assertThat(ScheduleText.parse("swa(1e-4, 5 steps)").text())
                .isEqualTo("SWALR(swa_lr=1e-4, anneal_epochs=5 steps)");
    }

    @Test
    void thenWaitsForTheEndAndForSaysWhereItIs() {
        LrSchedule hold = new Factor(1);
        assertThat(ScheduleText.parse("linear(.5, 1, 8) then 1")).isEqualTo(
                new SequentialLR(List.of(new LinearLR(0.5, 1, 8), hold), List.of(Span.steps(8))));
        assertThat(ScheduleText.parse("exp(.9) for 100ep then 1")).isEqualTo(
                new SequentialLR(List.of(new ExponentialLR(0.9), hold), List.of(Span.epochs(100))));
        assertThat(ScheduleText.parse("linear(.5, 1, 8) for 5 then 1 for 7 steps then 1 for 2 epochs then 1"))
                .isEqualTo(new SequentialLR(List.of(new LinearLR(0.5, 1, 8), hold, hold, hold),
                        List.of(Span.steps(5), Span.steps(12), Span.epochs(2))));
        assertThat(ScheduleText.parse("sequence(exp(.9), 1, at=[100])"))
                .isEqualTo(ScheduleText.parse("exp(.9) for 100 then 1"))
                .isEqualTo(ScheduleText.parse("SequentialLR([exp(.9), 1], milestones=[100])"));
    }

    @Test
    void timesBindsCloserThanThen() {
        LrSchedule exp = new ExponentialLR(0.9);
        assertThat(ScheduleText.parse("warmup(4) then exp(.9) * 0.5")).isEqualTo(
                new WarmUp(4).then(exp.times(new Factor(0.5))));
        assertThat(ScheduleText.parse("(warmup(4) then exp(.9)) * 0.5")).isEqualTo(
                new WarmUp(4).then(exp).times(new Factor(0.5)));
        assertThat(ScheduleText.parse("chain(exp(.9), warmup(4))")).isEqualTo(exp.times(new WarmUp(4)))
                .isEqualTo(ScheduleText.parse("ChainedScheduler([exp(.9), warmup(4)])"));
    }

    @Test
    void everyArgumentHasTorchsName() {
        assertThat(ScheduleText.parse("OneCycleLR(max_lr=[.1, .2], epochs=10, steps_per_epoch=100, pct_start=.2, "
                + "anneal_strategy='linear', cycle_momentum=False, base_momentum=.8, max_momentum=.9, div_factor=10, "
                + "final_div_factor=100, three_phase=true)")).isEqualTo(new OneCycleLR(PerGroup.of(0.1, 0.2),
                        Span.steps(1000), 0.2, Anneal.LINEAR, false, PerGroup.all(0.8), PerGroup.all(0.9), 10,
                        100, true));
        assertThat(ScheduleText.parse("CyclicLR(.1, 1, 5, 8, mode=exp_range, gamma=.9)")).isEqualTo(
                new CyclicLR(PerGroup.all(0.1), PerGroup.all(1.0), Span.steps(5), Span.steps(8),
                        new CyclicLR.Scale.ExpRange(0.9), true, PerGroup.all(0.8), PerGroup.all(0.9)));
        assertThat(ScheduleText.parse("restarts(10ep, T_mult=2, steps_per_epoch=30)")).isEqualTo(
                new CosineAnnealingWarmRestarts(Span.epochs(10), 2, 0, OptionalLong.of(30)));
        assertThat(ScheduleText.parse("constant()")).isEqualTo(ConstantLR.DEFAULT);
        assertThat(ScheduleText.parse("constant")).isEqualTo(ConstantLR.DEFAULT);
        assertThat(ScheduleText.parse("onecycle(total_steps=50)"))
                .isEqualTo(new OneCycleLR(PerGroup.none(), Span.steps(50)));
    }

    @Test
    void metricsWhoseNamesAreNoWordsStandInQuotes() {
        LrSchedule odd = ScheduleText.parse("plateau(metric='my metric, twice')");
        assertThat(odd.plateaus().getFirst().metric()).isEqualTo("my metric, twice");
        assertThat(ScheduleText.parse(odd.text())).isEqualTo(odd);
        assertThat(ScheduleText.parse("plateau(metric=lr-Adam)").text()).isEqualTo("ReduceLROnPlateau(metric=lr-Adam)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cosine(512, 1e-5)                    | CosineAnnealingLR(T_max=512, eta_min=1e-5)
            steplr(5ep, .99) * warmup(512)       | StepLR(step_size=5ep, gamma=0.99) * WarmUp(steps=512)
            warmup(4) then (1 for 3 then 0.5)    | WarmUp(steps=4) then (1 for 3 then 0.5)
            sequence(warmup(4), 1, 2, at=[4, 2ep]) | WarmUp(steps=4) then 1 for 2ep then 2
            sequence(exp(.5))                    | sequence(ExponentialLR(gamma=0.5))
            chain(exp(.5))                       | chain(ExponentialLR(gamma=0.5))
            clamp(exp(.5), max=.1)               | clamp(ExponentialLR(gamma=0.5), max=0.1)
            plateau(mode=max, min_lr=[0, 1e-4])  | ReduceLROnPlateau(mode=max, min_lr=[0, 1e-4])
            """)
    void schedulesHaveOneTextThatReadsAsThemselves(String text, String canonical) {
        LrSchedule schedule = ScheduleText.parse(text);
        assertThat(schedule.text()).isEqualTo(canonical);
        assertThat(ScheduleText.parse(canonical)).isEqualTo(schedule);
    }

    @Test
    void otherNumbersAreWrittenTheSameWay() {
        Schedule kl = ScheduleText.parseValue("ramp(0, 1, 400ep)");
        assertThat(kl.at(new Progress(100, 0, 0))).isEqualTo(0.25);
        Schedule ratio = ScheduleText.parseValue("50 * (warmup(10ep) then steplr(20ep, gamma=.5))");
        assertThat(ratio.at(new Progress(4, 0, 0))).isEqualTo(25);
        assertThat(ratio.at(new Progress(30, 0, 0))).isEqualTo(25);
        assertThat(ScheduleText.parseValue("0.1").at(Progress.START)).isEqualTo(0.1);
        assertThat(ScheduleText.parse("steplr(20ep, gamma=.5)").from(50))
                .isEqualTo(ScheduleText.parseValue("50 * steplr(20ep, gamma=.5)"));
        assertThat(new Ramp(0, 1, Span.epochs(400)).from(1)).isEqualTo(kl);
        assertThatThrownBy(() -> ScheduleText.parseValue("plateau()")).isInstanceOf(ScheduleTextException.class)
                .hasMessageContaining("only learning rates can");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            warmup(512) then cosin(512)   | there is no schedule 'cosin'; there are chain, clamp, constant | 17 | 5
            cosine(512, eta=0)            | cosine has no argument 'eta'; it has T_max, eta_min   | 12 | 3
            cosine(512, 0, 3)             | cosine has no further arguments; it has T_max, eta_min| 15 | 1
            cosine()                      | cosine needs T_max                                         |  0 | 8
            cosine(5, T_max=3)            | T_max is given twice                                       | 10 | 5
            cosine(T_max=5, 3)            | without a name must not come after one with a name         | 16 | 1
            cosine(0)                     | T_max must be at least 1 but was 0                         |  7 | 1
            cosine(10, eta_min=-1)        | eta_min must be at least 0                                 | 19 | 2
            cosine(1.5)                   | a span must be a whole number                              |  7 | 3
            cosine(min)                   | a span must come here                                      |  7 | 3
            exp(5ep)                      | gamma must be a number                                     |  4 | 3
            exp(.9, per=days)             | per must be steps or epochs                                | 12 | 4
            linear(0, 1, 5)               | start_factor must be in (0, 1]                             |  7 | 1
            steplr(5) then 1              | this goes on for ever: say for how long                    |  0 | 9
            exp(.9) for 5                 | 'then' must come here                                      | 13 | 1
            exp(.9) for then 1            | a span must come here                                      | 12 | 4
            exp(.9) 5                     | 'then', '*' or the end must come here but it is '5'        |  8 | 1
            exp(.9) *                     | a schedule must come here, such as warmup(512) but it is the end |  9 | 1
            (exp(.9)                      | ')', 'then' or '*' must come here but it is the end        |  8 | 1
            exp(.9                        | ',' or ')' must come here but it is the end                |  6 | 1
            5ep                           | a schedule must come here but it is a span                 |  0 | 3
            exp(.9) & 1                   | '&' means nothing here                                     |  8 | 1
            plateau(metric='x)            | this quotation mark has no partner                         | 15 | 1
            plateau(mode=best)            | mode must be min or max                                    | 13 | 4
            plateau(patience=2.5)         | patience must be a whole number                            | 17 | 3
            warmup(5, from_zero=maybe)    | from_zero must be true or false                            | 20 | 5
            sequence(1, 2, at=[5, 6])     | milestones must be 1, one fewer than schedulers, but were 2 |  0 | 25
            sequence(1, 2, 3, at=[5, 4])  | milestones must not fall but 4 steps comes after 5 steps   |  0 | 28
            onecycle(1, epochs=5)         | onecycle needs total_steps, or epochs and steps_per_epoch  | 19 | 1
            onecycle(1, 9, pct_start=2)   | pct_start must be in [0, 1] but was 2                      | 25 | 1
            cyclic(.1, 1, 5, 8ep)         | step_size_up and step_size_down must count the same        | 14 | 1
            cyclic(.1, 1, mode=square)    | mode must be triangular, triangular2 or exp_range          | 19 | 6
            lambdalr(x)                   | LambdaLR takes a function, which cannot be written |  0 | 11
            clamp(1, min=3, max=2)        | max must not be below min                                  | 20 | 1
            clamp(1, max=-1)              | max must not be below min                                  | 13 | 2
            """)
    void faultsAreShownWithACaretAndWhatIsAllowed(String text, String message, int at, int length) {
        String shown = String.valueOf(catchThrowable(() -> ScheduleText.parse(text)).getMessage());
        assertThat(shown.lines().toList()).hasSize(3);
        assertThat(shown).contains(message);
        assertThat(shown.lines().toList().get(1)).isEqualTo("  " + text);
        assertThat(shown.lines().toList().get(2)).isEqualTo("  " + " ".repeat(at) + "^".repeat(length));
    }

    @Test
    void nothingThatIsWrittenFailsInAnotherWay() {
        String[] words = {"warmup", "(", ")", "[", "]", ",", "=", "*", "then", "for", "5", "3ep", "T_max", "cosine",
            "plateau", "'x'", ".9", "exp", "sequence", "at", "min", "-1", "1e400", "99999999999999999999"};
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int w = 0; w < 1 + random.nextInt(9); w++) {
                text.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " " : "");
            }
            try {
                ScheduleText.parse(text.toString()).text();
            } catch (ScheduleTextException expected) {
                assertThat(expected.getMessage()).contains("^");
            } catch (RuntimeException other) {
                throw new AssertionError("seed " + seed + ": " + text, other);
            }
        }
        assertThatThrownBy(() -> ScheduleText.parse("(".repeat(100_000))).isInstanceOf(ScheduleTextException.class);
        assertThatThrownBy(() -> ScheduleText.parse("")).isInstanceOf(ScheduleTextException.class);
    }

    @Test
    void functionsHaveNoTextAndSaySo() {
        for (LrSchedule own : List.of(new LambdaLR(t -> 1), new MultiplicativeLR(t -> 1), new WarmUp(5, (t, n) -> 1),
                new CyclicLR(PerGroup.none(), PerGroup.all(1.0), Span.steps(5), Span.steps(5),
                        new CyclicLR.Scale.OfCycle(cycle -> 1), false, PerGroup.all(0.8), PerGroup.all(0.9)))) {
            assertThatThrownBy(() -> new WarmUp(3).then(own).text()).isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("has no text");
        }
    }
}
