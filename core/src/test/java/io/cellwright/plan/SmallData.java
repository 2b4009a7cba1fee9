package io.cellwright.plan;

import java.util.List;
import java.util.Random;

import io.cellwright.data.CellData;
import io.cellwright.data.CellData.Annotations;
import io.cellwright.data.CellData.Factor;
import io.cellwright.data.CsrMatrix;

/// A few cells in two batches with three labels, each of which has more of every third gene.
final class SmallData {
    private SmallData() {}

    static CellData of(int cells, int genes, long seed) {
        Random random = new Random(seed);
        long[] start = new long[cells + 1];
        int[] gene = new int[cells * genes];
        float[] value = new float[cells * genes];
        int[] batch = new int[cells];
        int[] label = new int[cells];
        for (int i = 0; i < cells; i++) {
            for (int g = 0; g < genes; g++) {
                gene[i * genes + g] = g;
                value[i * genes + g] = 1 + random.nextInt(5) + (g % 3 == i % 3 ? 6 : 0);
            }
            start[i + 1] = (long) (i + 1) * genes;
            batch[i] = random.nextInt(2);
            label[i] = i % 3;
        }
        return new CellData(new CsrMatrix(cells, genes, start, gene, value), new Annotations(new Factor(batch, 2),
                new Factor(label, 3), List.of(), null, null));
    }
}
