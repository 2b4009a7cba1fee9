package io.cellwright.anndata;

import java.util.Arrays;
import java.util.Optional;

import io.cellwright.anndata.Summary.Encoding;
import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.Group;
import io.cellwright.anndata.store.Node;
import io.cellwright.anndata.store.Store;

/// A matrix as it stands in a file: how it is encoded and its shape, but none of its data.
///
/// @param node its group or dataset
/// @param encoding how it is kept
/// @param rows number of cells
/// @param columns number of genes
record MatrixSource(Node node, Encoding encoding, long rows, long columns) {

    /// Finds the matrix that is meant.
    static Optional<MatrixSource> find(Store store, MatrixRef ref) {
        Optional<Node> node = store.find(ref.path());
        if (node.isEmpty() && ref instanceof MatrixRef.Raw) {
            // Until anndata 0.6.
            node = store.find("raw.X");
        }
        // A matrix that is None may stand in the file as such.
        return node.filter(n -> !n.attributes().text("encoding-type").equals(Optional.of("null")))
                .map(MatrixSource::of);
    }

    /// How a matrix is kept that stands somewhere.
    static MatrixSource of(Node node) {
        return switch (node) {
            case Dataset dataset -> ofDense(dataset);
            case Group group -> ofSparse(group);
        };
    }

    private static MatrixSource ofDense(Dataset dataset) {
        if (dataset.rank() == 1) {
            return new MatrixSource(dataset, Encoding.DENSE, dataset.length(0), 1);
        }
        if (dataset.rank() != 2) {
            throw dataset.store().bad(dataset.path(), "should be a matrix but has shape " + dataset.shapeText());
        }
        return new MatrixSource(dataset, Encoding.DENSE, dataset.length(0), dataset.length(1));
    }

    private static MatrixSource ofSparse(Group group) {
        String type = group.attributes().text("encoding-type")
                .or(() -> group.attributes().text("h5sparse_format").map(f -> f + "_matrix")).orElse("none");
        Encoding encoding = switch (type) {
            case "csr_matrix" -> Encoding.CSR;
            case "csc_matrix" -> Encoding.CSC;
            default -> throw group.store().bad(group.path(), "has encoding-type " + type
                    + ", where csr_matrix, csc_matrix or array is known");
        };
        long[] shape = group.attributes().integers("shape").or(() -> group.attributes().integers("h5sparse_shape"))
                .orElseThrow(() -> group.store().bad(group.path(), "has no attribute shape"));
        if (shape.length != 2 || shape[0] < 0 || shape[1] < 0) {
            throw group.store().bad(group.path(), "has a shape of " + Arrays.toString(shape));
        }
        return new MatrixSource(group, encoding, shape[0], shape[1]);
    }

    /// The dataset that holds the values.
    Dataset values() {
        return switch (node) {
            case Dataset dataset -> dataset;
            case Group group -> part("data");
        };
    }

    /// One of the arrays of a sparse matrix.
    Dataset part(String name) {
        return store().find(node.path() + "/" + name).filter(Dataset.class::isInstance)
                .map(Dataset.class::cast).orElseThrow(() -> store().bad(node.path(), "has no " + name));
    }

    Store store() {
        return node.store();
    }
}
