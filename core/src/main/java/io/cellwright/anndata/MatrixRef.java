package io.cellwright.anndata;

/// Which matrix of a file is meant.
public sealed interface MatrixRef {
    /// Where it stands in the file, such as `layers/counts`.
    String path();

    /// The main matrix, `X`.
    record X() implements MatrixRef {
        @Override
        public String path() {
            return "X";
        }
    }

    /// A layer by its name: another matrix over the same cells and genes.
    record Layer(String name) implements MatrixRef {
        @Override
        public String path() {
            return "layers/" + name;
        }
    }

    /// `raw/X`: the same cells over the genes of `raw/var`, which often are more.
    record Raw() implements MatrixRef {
        @Override
        public String path() {
            return "raw/X";
        }
    }
}
