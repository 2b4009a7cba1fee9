package io.cellwright.tensor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SparseTensorTest {
    private static SparseTensor twoCells(Workspace home) {
        SparseTensor x_ng = SparseTensor.allocate(home, 2, 5, 3);
        x_ng.endRow(0, 1);
        x_ng.endRow(1, 3);
        x_ng.entry(0, 4, 1.5f);
        x_ng.entry(1, 0, 2);
        x_ng.entry(2, 3, 7);
        return x_ng;
    }

    @Test
    void spreadNumbersEachGeneAsManyTimesAsHighAndLeavesValuesAlone() {
        Workspace home = new Workspace(Device.cpu(1));
        home.begin(false);
        SparseTensor wide = twoCells(home).spread(3);
        assertThat(wide.g()).isEqualTo(15);
        assertThat(new int[]{wide.gene(0), wide.gene(1), wide.gene(2)}).containsExactly(12, 0, 9);
        assertThat(wide.value(2)).isEqualTo(7);
        assertThat(wide.start(2)).isEqualTo(3);
    }

    @Test
    void spreadByOneIsTheSame() {
        Workspace home = new Workspace(Device.cpu(1));
        home.begin(false);
        SparseTensor same = twoCells(home).spread(1);
        assertThat(same.g()).isEqualTo(5);
        assertThat(new int[]{same.gene(0), same.gene(1), same.gene(2)}).containsExactly(4, 0, 3);
    }

    @Test
    void moreGenesThanAnIntCountsAreRefused() {
        Workspace home = new Workspace(Device.cpu(1));
        home.begin(false);
        assertThatThrownBy(() -> twoCells(home).spread(Integer.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
    }
}
