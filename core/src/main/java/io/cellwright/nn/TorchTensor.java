package io.cellwright.nn;

import java.util.List;

import io.cellwright.tensor.Shape;
import io.cellwright.tensor.Tensor;

/// One tensor of a torch state dict, and where its columns lie in our own tensors.
///
/// A torch linear layer over `[x, continuous covariates, one-hot codes]` has one weight, out x (g + k + levels). Ours
/// are kept apart, each in the layout that its product wants: the genes and the codes row by row.
///
/// @param name torch's name
/// @param shape torch's shape
/// @param parts our tensors, left to right over torch's columns
public record TorchTensor(String name, Shape shape, List<Part> parts) {
    /// One block of columns.
    ///
    /// @param tensor ours
    /// @param transposed whether ours has torch's columns as rows
    /// @param columns number of torch's columns
    /// @param firstRow row of ours that is torch's first, where it is not transposed
    public record Part(Tensor tensor, boolean transposed, int columns, int firstRow) {
        /// A block that begins with our first row.
        public Part(Tensor tensor, boolean transposed, int columns) {
            this(tensor, transposed, columns, 0);
        }
    }

    /// A tensor that is the same in both.
    public static TorchTensor same(String name, Tensor tensor) {
        int columns = tensor.shape().rank() == 2 ? tensor.shape().axis(1) : 1;
        return new TorchTensor(name, tensor.shape(), List.of(new Part(tensor, false, columns)));
    }

    /// Some rows of ours.
    static TorchTensor rows(String name, Tensor tensor, int first, int rows) {
        boolean matrix = tensor.shape().rank() == 2;
        int columns = matrix ? tensor.shape().axis(1) : 1;
        return new TorchTensor(name, matrix ? Shape.of(rows, columns) : Shape.of(rows),
                List.of(new Part(tensor, false, columns, first)));
    }

    /// A matrix that ours keeps transposed.
    public static TorchTensor transposed(String name, Tensor tensor) {
        int columns = tensor.shape().axis(0);
        return new TorchTensor(name, Shape.of(tensor.shape().axis(1), columns),
                List.of(new Part(tensor, true, columns)));
    }

    /// Elements in torch's order.
    public double[] values() {
        return gather(false);
    }

    /// Gradients in torch's order; zeros where none came back.
    public double[] gradients() {
        return gather(true);
    }

    /// Whether the last backward pass reached all parts.
    public boolean hasGradient() {
        return parts.stream().allMatch(p -> p.tensor().hasGradient());
    }

    private double[] gather(boolean gradient) {
        double[] all = new double[Math.toIntExact(shape.count())];
        visit((part, ours, torch, from) -> all[torch] = from[ours], gradient);
        return all;
    }

    /// Stores elements given in torch's order.
    public void set(double[] values) {
        if (values.length != shape.count()) {
            throw new IllegalArgumentException(name + " must have " + shape.count() + " elements but "
                    + values.length + " were given");
        }
        visit((part, ours, torch, from) -> part.tensor().set(ours, values[torch]), false);
    }

    private interface Visitor {
        void at(Part part, int ours, int torch, double[] from);
    }

    private void visit(Visitor visitor, boolean gradient) {
        int rows = shape.rank() == 0 ? 1 : shape.axis(0);
        int width = Math.toIntExact(shape.count()) / Math.max(1, rows);
        int column = 0;
        for (Part part : parts) {
            double[] from = gradient ? part.tensor().gradientToArray() : part.tensor().toArray();
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < part.columns(); c++) {
                    int ours = part.transposed() ? c * rows + r : (part.firstRow() + r) * part.columns() + c;
                    visitor.at(part, ours, r * width + column + c, from);
                }
            }
            column += part.columns();
        }
    }
}
