package io.cellwright.task.estimator;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.cellwright.data.CellTable;
import io.cellwright.metric.DenseMatrix;

/// A model that has learnt. It answers about any cells, by the names of their genes, from raw counts; cells and
/// answers are in the same order. What a model cannot do it refuses.
public interface Fitted {
    /// What becomes of some cells.
    @FunctionalInterface
    interface Rows {
        /// Takes the numbers of the next cells, row by row.
        ///
        /// @param first number of the first of them
        /// @param count how many
        /// @param values their rows one after the other
        void take(int first, int count, double[] values);
    }

    /// Classes of cells.
    ///
    /// @param labels the most probable class of each cell
    /// @param probabilities n x c, in the order of `classes`; rows sum to 1
    /// @param classes names of the classes
    record Predicted(List<String> labels, DenseMatrix probabilities, List<String> classes) {
        /// The most probable class of each cell; of equally probable ones the first.
        public static Predicted of(DenseMatrix p_nc, List<String> classes) {
            return new Predicted(Arrays.stream(p_nc.argMax()).mapToObj(classes::get).toList(), p_nc, classes);
        }

        /// The probabilities in the order of other names; 0 for those that the model does not know.
        ///
        /// @throws IllegalArgumentException if a class of the model is not among them
        public DenseMatrix inOrderOf(List<String> names) {
            if (names.equals(classes)) {
                return probabilities;
            }
            double[] p_nc = new double[Math.multiplyExact(probabilities.rows(), names.size())];
            for (int k = 0; k < classes.size(); k++) {
                int c = names.indexOf(classes.get(k));
                if (c < 0) {
                    throw new IllegalArgumentException("classes must be of " + names + " but one is '"
                            + classes.get(k) + "'");
                }
                for (int i = 0; i < probabilities.rows(); i++) {
                    p_nc[i * names.size() + c] = probabilities.at(i, k);
                }
            }
            return new DenseMatrix(p_nc, probabilities.rows(), names.size());
        }
    }

    /// The model's name.
    String name();

    /// Where each cell is in latent space, n x k. The same cells always have the same place.
    ///
    /// @throws IllegalStateException if the model has no latent space
    default DenseMatrix encode(CellTable cells) {
        throw new IllegalStateException("Model '" + name() + "' has no latent space to encode cells in");
    }

    /// The same, a few hundred cells at a time where the model can: not all places need be in memory.
    default void encode(CellTable cells, Rows rows) {
        DenseMatrix z_nk = encode(cells);
        rows.take(0, z_nk.rows(), z_nk.values());
    }

    /// The class of each cell.
    ///
    /// @throws IllegalStateException if the model tells no classes
    default Predicted predict(CellTable cells) {
        throw new IllegalStateException("Model '" + name() + "' does not tell classes");
    }

    /// The probability of each class for each cell, n x c, in the order of {@link Predicted#classes}, a few hundred cells
    /// at a time where the model can.
    default void predict(CellTable cells, Rows rows) {
        DenseMatrix p_nc = predict(cells).probabilities();
        rows.take(0, p_nc.rows(), p_nc.values());
    }

    /// The expression of each cell again, n x g, on the scale of the prepared cells, a few hundred cells at a time.
    ///
    /// @throws IllegalStateException if the model does not reconstruct
    default void reconstruct(CellTable cells, Rows rows) {
        throw new IllegalStateException("Model '" + name() + "' does not reconstruct expression");
    }

    /// Saves it as the folder `dir`, from which it can be loaded whole.
    ///
    /// @throws IllegalStateException if such models cannot be saved
    default void save(Path dir) {
        throw new IllegalStateException("Model '" + name() + "' cannot be saved in " + dir);
    }
}
