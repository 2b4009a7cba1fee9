package io.cellwright.task.network;

import java.util.Optional;

import io.cellwright.data.CellData;
import io.cellwright.data.CellData.Factor;
import io.cellwright.data.prepare.PreparedCells;
import io.cellwright.model.CellInput;
import io.cellwright.plan.CellSource;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Workspace;

/// Minibatches of prepared cells, cut from the sparse matrix when they are asked for.
///
/// @param prepared the cells
/// @param batch experimental batch of each
/// @param label class of each, -1 where unknown
/// @param counts raw counts of the same genes, where the network models them
record PreparedSource(PreparedCells prepared, Factor batch, Factor label, Optional<CellData> counts)
        implements CellSource {
    @Override
    public int cells() {
        return prepared.cells();
    }

    @Override
    public CellInput take(int[] rows, Workspace workspace) {
        Codes batch_n = pick(batch, rows, workspace);
        Codes label_n = pick(label, rows, workspace);
        CellInput cells = prepared.isCentred() ? CellInput.dense(prepared.dense(rows, workspace), batch_n, label_n)
                : CellInput.sparse(prepared.sparse(rows, workspace), batch_n, label_n);
        if (counts.isEmpty()) {
            return cells;
        }
        CellData.Minibatch raw = counts.get().minibatch(rows, workspace);
        return cells.withCounts(new CellInput.Target(raw.x_ng(), raw.logFactorial_n(), raw.logLibrary_n()));
    }

    private static Codes pick(Factor factor, int[] rows, Workspace workspace) {
        int[] codes = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            codes[i] = factor.codes()[rows[i]];
        }
        return Codes.of(workspace, codes, factor.levels());
    }
}
