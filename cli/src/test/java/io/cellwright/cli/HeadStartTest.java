package io.cellwright.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import io.cellwright.tensor.Device;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HeadStartTest {
    private static Session session(boolean fresh) {
        return new Session(new CapturedScreen(0).screen(), Device::plain, () -> false, fresh);
    }

    @Test
    void worksBesideTheCallerInAFreshProcess() {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        try (HeadStart ahead = HeadStart.begin(session(true), enough -> {
            awaited(begun);
            done.set(true);
        })) {
            assertThat(done).isFalse();
            begun.countDown();
            ahead.await();
        }
        assertThat(done).isTrue();
    }

    @Test
    void doesNothingInAProcessThatHasRunForAWhile() {
        AtomicBoolean begun = new AtomicBoolean();
        try (HeadStart ahead = HeadStart.begin(session(false), enough -> begun.set(true))) {
            ahead.await();
        }
        assertThat(begun).isFalse();
    }

    @Test
    void tellsItsWorkToEndOnceItIsClosed() {
        CountDownLatch closed = new CountDownLatch(1);
        AtomicBoolean toldToEnd = new AtomicBoolean();
        HeadStart ahead = HeadStart.begin(session(true), enough -> {
            awaited(closed);
            toldToEnd.set(enough.getAsBoolean());
        });
        ahead.close();
        closed.countDown();
        ahead.await();
        assertThat(toldToEnd).isTrue();
    }

    @Test
    void throwsWhatItsWorkHasThrown() {
        try (HeadStart ahead = HeadStart.begin(session(true), enough -> {
            throw new IllegalArgumentException("no such task");
        })) {
            assertThatThrownBy(ahead::await).isInstanceOf(IllegalArgumentException.class).hasMessage("no such task");
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
