package io.cellwright.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.LabelLayer;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Products;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A linear layer over `[x, continuous covariates, one-hot codes]` without ever making the one-hot columns: a code
/// picks a row of a table. The first input is dense, or sparse cells.
final class CovariateLinear {
    private final Tensor weight;
    private final boolean sparse;
    private final @Nullable Tensor continuous_ok;
    private final List<Tensor> tables_lo;
    private final Tensor bias_o;

    CovariateLinear(Parameters parameters, String name, int in, boolean sparse, Covariates.Sizes sizes, int out) {
        int fanIn = in + sizes.continuous() + sizes.oneHotColumns();
        Initializer first = Initializer.uniform(1 / Math.sqrt(fanIn));
        this.sparse = sparse;
        this.weight = parameters.parameter(name + ".weight", sparse ? Shape.of(in, out) : Shape.of(out, in), first);
        this.continuous_ok = sizes.continuous() == 0 ? null
                : parameters.parameter(name + ".continuous", Shape.of(out, sizes.continuous()), first);
        this.tables_lo = new ArrayList<>();
        for (int i = 0; i < sizes.levels().size(); i++) {
            if (sizes.levels().get(i) > 1) {
                tables_lo.add(parameters.parameter(name + ".categorical" + i, Shape.of(sizes.levels().get(i), out),
                        first));
            }
        }
        this.bias_o = parameters.parameter(name + ".bias", Shape.of(out), first);
    }

    Tensor forward(SparseTensor x_ng, Covariates covariates) {
        return plusContinuous(Products.linear(x_ng, weight, bias_o, rows(covariates)), covariates);
    }

    Tensor forward(Tensor x_ni, Covariates covariates) {
        return plusContinuous(Products.linear(x_ni, weight, bias_o, rows(covariates)), covariates);
    }

    /// The product with x alone, without covariates.
    Tensor withoutCovariates(Tensor x_ni) {
        return Products.linear(x_ni, weight, bias_o);
    }

    /// The only categorical covariate's rows, one a level; none where it has but one level.
    Optional<Tensor> table_lo() {
        return tables_lo.stream().findFirst();
    }

    /// Rows that come label by label, the only categorical covariate, with batch normalisation and ReLU behind.
    LabelLayer normalised(Tensor x_ri, BatchNorm norm, StepContext step) {
        return norm.labelLayer(x_ri, weight, tables_lo.getFirst(), bias_o, step);
    }

    private List<Products.Rows> rows(Covariates covariates) {
        List<Products.Rows> rows = new ArrayList<>(tables_lo.size());
        for (Codes code_n : covariates.categorical()) {
            if (code_n.levels() > 1) {
                rows.add(new Products.Rows(tables_lo.get(rows.size()), code_n));
            }
        }
        if (rows.size() != tables_lo.size()) {
            throw new IllegalArgumentException("categorical covariates must be " + tables_lo.size() + " but were "
                    + rows.size());
        }
        return rows;
    }

    private Tensor plusContinuous(Tensor y_no, Covariates covariates) {
        if (continuous_ok == null) {
            return y_no;
        }
        if (covariates.continuous_nk() == null) {
            throw new IllegalArgumentException("continuous covariates must be given but were not");
        }
        return y_no.plus(Products.linear(covariates.continuous_nk(), continuous_ok, null));
    }

    List<TorchTensor> torch(String name) {
        List<TorchTensor.Part> parts = new ArrayList<>();
        int in = weight.shape().axis(sparse ? 0 : 1);
        parts.add(new TorchTensor.Part(weight, sparse, in));
        if (continuous_ok != null) {
            parts.add(new TorchTensor.Part(continuous_ok, false, continuous_ok.shape().axis(1)));
        }
        for (Tensor table_lo : tables_lo) {
            parts.add(new TorchTensor.Part(table_lo, true, table_lo.shape().axis(0)));
        }
        int columns = parts.stream().mapToInt(TorchTensor.Part::columns).sum();
        return List.of(
                new TorchTensor(name + ".weight", Shape.of(bias_o.shape().axis(0), columns), List.copyOf(parts)),
                TorchTensor.same(name + ".bias", bias_o));
    }
}
