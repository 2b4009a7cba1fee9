package io.cellwright.cli;

import java.util.stream.IntStream;

import io.cellwright.data.CsrMatrix;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.model.CellInput;
import io.cellwright.model.pca.Pca;
import io.cellwright.task.PrincipalComponents;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Workspace;

/// Principal components of cells.
final class Components {
    private Components() {}

    /// The first `most` components of each cell, fewer where there are no more.
    static DenseMatrix of(CsrMatrix x_ng, int most, long seed) {
        int k = IntStream.of(most, x_ng.columns(), x_ng.rows() - 1).min().orElseThrow();
        Pca pca = PrincipalComponents.fit(x_ng, k, seed, Device.cpu());
        Workspace home = pca.parameters().workspace();
        home.begin(false);
        Codes none = Codes.of(home, new int[x_ng.rows()], 1);
        return new DenseMatrix(pca.encode(CellInput.sparse(x_ng.copyTo(home), none, none),
                StepContext.evaluation(home, Noise.of(0, 0))).toArray(), x_ng.rows(), k);
    }
}
