package io.cellwright.schedule;

import java.util.Arrays;

import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.schedule.text.ScheduleText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// Rates that torch and celldetection made from a base of 1, to the six digits that were noted.
class ScheduleTablesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            StepLR(3, .1)                        | 1 1 1 .1 .1 .1 .01 .01 .01 .001 .001 .001
            MultiStepLR([2, 5, 5], .5)           | 1 1 .5 .5 .5 .125 .125 .125 .125 .125 .125 .125
            ConstantLR(.25, 4)                   | .25 .25 .25 .25 1 1 1 1
            LinearLR(.25, 1, 4)                  | .25 .4375 .625 .8125 1 1 1 1
            ExponentialLR(.9)                    | 1 .9 .81 .729 .6561 .59049 .531441 .478297 .430467 .38742 .348678
            PolynomialLR(5, power=2)             | 1 .64 .36 .16 .04 0 0 0
            CosineAnnealingLR(4, .1)             | 1 .868198 .55 .231802 .1 .231802 .55 .868198 1 .868198 .55 .231802
            restarts(3, T_mult=2, eta_min=.1)    | 1 .775 .325 1 .939711 .775 .55 .325 .160289 1 .984667 .939711
            linear(.25, 1, 4) then cosine(4, .1) | .25 .4375 .625 .8125 1 .868198 .55 .231802 .1 .231802 .55 .868198
            chain(linear(.25, 1, 4), exp(.9))    | .25 .39375 .50625 .592313 .6561 .59049 .531441 .478297 .430467
            sequence(constant(.1, 3), exp(.8), step(2, .1), at=[3, 6]) | .1 .1 .1 1 .8 .64 1 1 .1 .1 .01 .01
            onecycle(1, 10, div_factor=10, final_div_factor=100) | .1 .55 1 .950534 .811933 .611649 .389351 .189067
            cyclic(.1, 1, 2, 3)                  | .1 .55 1 .7 .4 .1 .55 1 .7 .4 .1 .55
            cyclic(.1, 1, 2, 3, triangular2)     | .1 .55 1 .7 .4 .1 .325 .55 .4 .25 .1 .2125
            cyclic(.1, 1, 2, 3, exp_range, .9)   | .1 .505 .829 .5374 .29683 .1 .339148 .530467 .35828 .216226
            warmup(4, from_zero=true)            | 0 .25 .5 .75 1 1 1
            warmup(4)                            | .25 .5 .75 1 1 1
            steplr(2, .5) * warmup(4, from_zero=true) | 0 .25 .5 .75 1 1 .5 .5 .25 .25
            warmup(4, from_zero=true) then cosine(4, .1) | 0 .25 .5 .75 1 .868198 .55 .231802 .1 .231802
            warmup(4, from_zero=true) * steplr(2, .5) | 0 .25 .25 .375 .25 .25 .125
            swa(.1, 4 steps, linear)             | 1 .775 .55 .325 .1 .1
            swa(.1, 4 steps)                     | 1 .868198 .55 .231802 .1 .1
            linear_with_warmup(2, 6)             | 0 .5 1 .75 .5 .25 0 0
            cosine_with_warmup(2, 6)             | 0 .5 1 .853553 .5 .146447 0 0
            restarts_with_warmup(2, 6, cycles=2) | 0 .5 1 .5 1 .5 0 0
            polynomial_with_warmup(2, 6, lr_end=.2, power=2) | 0 .5 1 .65 .4 .25 .2 .2
            inverse_sqrt(4)                      | 0 .25 .5 .75 1 .894427 .816497
            wsd(2, 2, 4, linear, .2)             | .2 .6 1 1 1 .8 .6 .4 .2 .2
            wsd(2, 1, 4)                         | 0 .5 1 1 .853553 .5 .146447 0 0
            decay(.5, 8)                         | 1 1 1 1 1 .75 .5 .25 0 0
            ramp(2, 0, 4)                        | 2 1.5 1 .5 0 0
            clamp(exp(.5), min=.2, max=.7)       | .7 .5 .25 .2 .2
            .5 * exp(.5)                         | .5 .25 .125
            """)
    void ratesAreThoseOfTheTable(String text, String table) {
        double[] expected = Arrays.stream(table.strip().split(" +")).mapToDouble(Double::parseDouble).toArray();
        LrScheduler scheduler = ScheduleText.parse(text).start(1);
        for (int t = 0; t < expected.length; t++) {
            assertThat(scheduler.lr(new Progress(0, t, 0), 0)).as("t = %d", t).isCloseTo(expected[t], within(1e-6));
        }
    }
}
