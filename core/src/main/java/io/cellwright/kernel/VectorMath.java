package io.cellwright.kernel;

final class VectorMath {
    static final int LANES = jdk.incubator.vector.FloatVector.SPECIES_PREFERRED.length();

    private VectorMath() {}
}
