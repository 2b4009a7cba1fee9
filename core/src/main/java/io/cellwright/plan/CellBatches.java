package io.cellwright.plan;

import java.util.ArrayList;
import java.util.List;

import io.cellwright.data.CellData;
import io.cellwright.model.CellBatch;
import io.cellwright.nn.Covariates;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.StepPart;

/// Cells as models take them.
public final class CellBatches {
    private CellBatches() {}

    /// The minibatch of the given rows, in the memory of the step, whose forward pass begins with it.
    public static CellBatch of(CellData data, int[] rows, StepContext step) {
        step.parts().begins(StepPart.MINIBATCH);
        CellData.Minibatch cells = data.minibatch(rows, step.workspace());
        List<Codes> codes = new ArrayList<>(1 + cells.categorical().size());
        codes.add(cells.batch());
        codes.addAll(cells.categorical());
        CellBatch batch = new CellBatch(cells.x_ng(), cells.log1p_ng(), cells.logFactorial_n(), cells.logLibrary_n(),
                cells.batch(), cells.label(), new Covariates(cells.continuous_nk(), codes));
        step.parts().begins(StepPart.FORWARD);
        return batch;
    }
}
