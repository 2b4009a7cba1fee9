package io.cellwright.schedule;

import io.cellwright.schedule.formula.LinearDecay;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScheduleTest {
    @Test
    void aSpanKnowsWhatIsBehindIt() {
        assertThat(Span.epochs(4).share(new Progress(1, 30, 0))).isEqualTo(0.25);
        assertThat(Span.steps(60).share(new Progress(1, 30, 0))).isEqualTo(0.5);
        assertThat(Span.steps(30).isOver(new Progress(0, 30, 0))).isTrue();
        assertThat(Span.epochs(0).isOver(Progress.START)).isTrue();
    }

    @Test
    void aLinearDecayHoldsThenFallsToZero() {
        Schedule decay = new LinearDecay(0.5, Span.epochs(8)).from(1);
        assertThat(decay.at(Progress.START)).isEqualTo(1);
        assertThat(decay.at(new Progress(4, 0, 0))).isEqualTo(1);
        assertThat(decay.at(new Progress(6, 0, 0))).isEqualTo(0.5);
        assertThat(decay.at(new Progress(8, 0, 0))).isEqualTo(0);
        assertThat(new LinearDecay(1, Span.epochs(8)).from(1).at(new Progress(8, 0, 0))).isEqualTo(1);
        assertThatThrownBy(() -> new LinearDecay(1.5, Span.epochs(8))).hasMessageContaining("1.5");
    }

    @Test
    void aSpanIsReadAsItIsWritten() {
        assertThat(Span.parse("400 epochs")).isEqualTo(Span.epochs(400));
        assertThat(Span.parse("400ep")).isEqualTo(Span.epochs(400));
        assertThat(Span.parse("10000 steps")).isEqualTo(Span.steps(10_000));
        assertThat(Span.parse(" 512 ")).isEqualTo(Span.steps(512));
        assertThat(Span.parse("1 Epoch")).isEqualTo(Span.epochs(1));
        for (Span span : new Span[] {Span.steps(0), Span.steps(7), Span.epochs(3)}) {
            assertThat(Span.parse(span.text())).isEqualTo(span);
            assertThat(Span.parse(span.toString())).isEqualTo(span);
        }
    }

    @Test
    void whatIsNoSpanIsRefusedWithWhatIsAllowed() {
        for (String wrong : new String[] {"", "ep", "-3", "1.5ep", "4 weeks", "ten steps", "99999999999999999999"}) {
            assertThatThrownBy(() -> Span.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("steps").hasMessageContaining("ep");
        }
    }

    @Test
    void schedulesArePutTogetherByTheirValues() {
        Schedule up = Schedule.linear(0, 1, Span.steps(4));
        Schedule both = up.then(Span.steps(4), Schedule.linear(1, 0, Span.steps(2)));
        assertThat(both.at(new Progress(0, 3, 0))).isEqualTo(0.75);
        assertThat(both.at(new Progress(0, 5, 0))).isEqualTo(0.5);
        assertThat(up.times(Schedule.constant(50)).at(new Progress(0, 2, 0))).isEqualTo(25);
        assertThat(up.clamp(0.3, 0.6).at(Progress.START)).isEqualTo(0.3);
        assertThat(up.clamp(0.3, 0.6).at(new Progress(0, 9, 0))).isEqualTo(0.6);
        assertThatThrownBy(() -> up.clamp(1, 0)).hasMessageContaining("1.0 > 0.0");
    }
}
