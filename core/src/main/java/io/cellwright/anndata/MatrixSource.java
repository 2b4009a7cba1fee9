package io.cellwright.anndata;

import java.util.Arrays;
import java.util.Optional;

import io.cellwright.anndata.Summary.Encoding;
import io.cellwright.anndata.hdf5.Hdf5Dataset;
import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.hdf5.Hdf5Group;
import io.cellwright.anndata.hdf5.Hdf5Node;

/// A matrix as it stands in a file: how it is encoded and its shape, but none of its data.
///
/// @param node its group or dataset
/// @param encoding how it is kept
/// @param rows number of cells
/// @param columns number of genes
record MatrixSource(Hdf5Node node, Encoding encoding, long rows, long columns) {
    private static final String REWRITE = "Write the file again with anndata's write_h5ad";

    /// Finds the matrix that is meant.
    static Optional<MatrixSource> find(Hdf5File file, MatrixRef ref) {
        Optional<Hdf5Node> node = file.find(ref.path());
        if (node.isEmpty() && ref instanceof MatrixRef.Raw) {
            // Until anndata 0.6.
            node = file.find("raw.X");
        }
        return node.map(MatrixSource::of);
    }

    private static MatrixSource of(Hdf5Node node) {
        return switch (node) {
            case Hdf5Dataset dataset -> ofDense(dataset);
            case Hdf5Group group -> ofSparse(group);
        };
    }

    private static MatrixSource ofDense(Hdf5Dataset dataset) {
        if (dataset.rank() == 1) {
            return new MatrixSource(dataset, Encoding.DENSE, dataset.length(0), 1);
        }
        if (dataset.rank() != 2) {
            throw dataset.file().bad(dataset.path(), "should be a matrix but has shape " + dataset.shapeText(),
                    REWRITE);
        }
        return new MatrixSource(dataset, Encoding.DENSE, dataset.length(0), dataset.length(1));
    }

    private static MatrixSource ofSparse(Hdf5Group group) {
        String type = group.attributes().text("encoding-type")
                .or(() -> group.attributes().text("h5sparse_format").map(f -> f + "_matrix")).orElse("none");
        Encoding encoding = switch (type) {
            case "csr_matrix" -> Encoding.CSR;
            case "csc_matrix" -> Encoding.CSC;
            default -> throw group.file().bad(group.path(), "has encoding-type " + type
                    + ", where csr_matrix, csc_matrix or array is known", REWRITE);
        };
        long[] shape = group.attributes().integers("shape").or(() -> group.attributes().integers("h5sparse_shape"))
                .orElseThrow(() -> group.file().bad(group.path(), "has no attribute shape", REWRITE));
        if (shape.length != 2 || shape[0] < 0 || shape[1] < 0) {
            throw group.file().bad(group.path(), "has a shape of " + Arrays.toString(shape), REWRITE);
        }
        return new MatrixSource(group, encoding, shape[0], shape[1]);
    }

    /// The dataset that holds the values.
    Hdf5Dataset values() {
        return switch (node) {
            case Hdf5Dataset dataset -> dataset;
            case Hdf5Group group -> part("data");
        };
    }

    /// One of the arrays of a sparse matrix.
    Hdf5Dataset part(String name) {
        return file().find(node.path() + "/" + name).filter(Hdf5Dataset.class::isInstance)
                .map(Hdf5Dataset.class::cast).orElseThrow(() -> file().bad(node.path(), "has no " + name, REWRITE));
    }

    Hdf5File file() {
        return node.file();
    }
}
