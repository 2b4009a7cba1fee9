package io.cellwright.kernel;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// That a run of these tests with narrower vectors, as `bench/lanes/lanes.py` asks for, has them narrower indeed.
class VectorLanesTest {
    @Test
    void vectorsAreAsWideAsAsked() {
        Integer asked = Integer.getInteger("cellwright.lanes");
        assumeTrue(asked != null, "no width is asked for");
        assertThat(VectorMath.LANES).isEqualTo(asked);
    }
}
