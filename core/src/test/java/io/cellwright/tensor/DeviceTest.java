package io.cellwright.tensor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeviceTest {
    @Test
    void autoAndCpuAreTheCores() {
        assertThat(Device.named("auto").toString()).isEqualTo(Device.cpu().toString());
        assertThat(Device.named("cpu").isDouble()).isFalse();
    }

    @Test
    void whatIsNotThereIsRefusedByName() {
        assertThatThrownBy(() -> Device.named("cuda:1")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'cuda:1' is not there", "Vector API", "say 'cpu'");
        assertThatThrownBy(() -> Device.named("tpu")).hasMessageContaining("'auto' or 'cpu' but was 'tpu'");
    }
}
