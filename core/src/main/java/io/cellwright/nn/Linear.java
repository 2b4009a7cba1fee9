package io.cellwright.nn;

import java.util.List;

import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Products;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.Tensor;

/// `y = x w' + b`. First values are torch's: uniform in ±1/√in for both.
public final class Linear {
    private final Tensor weight_oi;
    private final Tensor bias_o;

    /// Declares `name.weight` (out x in) and `name.bias` (out).
    public Linear(Parameters parameters, String name, int in, int out) {
        Initializer first = Initializer.uniform(1 / Math.sqrt(in));
        this.weight_oi = parameters.parameter(name + ".weight", Shape.of(out, in), first);
        this.bias_o = parameters.parameter(name + ".bias", Shape.of(out), first);
    }

    /// n x in to n x out.
    public Tensor forward(Tensor x_ni) {
        return Products.linear(x_ni, weight_oi, bias_o);
    }

    /// Weight and bias under torch's names.
    public List<TorchTensor> torch(String name) {
        return List.of(TorchTensor.same(name + ".weight", weight_oi), TorchTensor.same(name + ".bias", bias_o));
    }
}
