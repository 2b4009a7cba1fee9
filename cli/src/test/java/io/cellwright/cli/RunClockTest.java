package io.cellwright.cli;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import com.google.gson.JsonObject;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.train.History;
import io.cellwright.train.TrainEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RunClockTest {
    private final AtomicLong now = new AtomicLong(7);
    private final RunClock clock = new RunClock(now::get);

    @Test
    void partsFollowOneAnotherAndStepsAreInTheirEpoch() {
        passes(2);
        clock.read();
        passes(1);
        clock.prepared();
        passes(8);
        clock.warmedUp();
        passes(3);
        clock.on(new TrainEvent.Started(Span.epochs(2), 4, new History()));
        passes(5);
        clock.on(new TrainEvent.Validated(Progress.START, List.of()));
        passes(1);
        clock.on(new TrainEvent.EpochDone(Progress.START, List.of()));
        passes(4);
        clock.on(new TrainEvent.EpochDone(Progress.START, List.of()));
        passes(10);
        JsonObject json = parts();
        assertThat(json.get("read_seconds").getAsDouble()).isEqualTo(2);
        assertThat(json.get("warm_up_seconds").getAsDouble()).isEqualTo(8);
        assertThat(json.get("prepare_seconds").getAsDouble()).isEqualTo(4);
        assertThat(json.getAsJsonArray("epoch_seconds")).extracting(e -> e.getAsDouble()).containsExactly(6.0, 4.0);
        assertThat(clock.seconds()).isEqualTo(34);
    }

    @Test
    void aModelWithoutEpochsHasNone() {
        passes(2);
        clock.read();
        assertThat(parts().keySet()).containsExactly("read_seconds");
    }

    @Test
    void aFitWithoutEpochsIsOnePart() {
        passes(2);
        clock.read();
        passes(3);
        clock.prepared();
        passes(4);
        clock.fitted();
        passes(10);
        JsonObject json = parts();
        assertThat(json.keySet()).containsExactly("read_seconds", "prepare_seconds", "fit_seconds");
        assertThat(json.get("prepare_seconds").getAsDouble()).isEqualTo(3);
        assertThat(json.get("fit_seconds").getAsDouble()).isEqualTo(4);
    }

    private JsonObject parts() {
        JsonObject json = new JsonObject();
        clock.addTo(json);
        return json;
    }

    private void passes(int seconds) {
        now.addAndGet(seconds * 1_000_000_000L);
    }
}
