/// Single-cell deep learning: from a file of counts to an embedding, labels and a model.
module io.cellwright {
    requires jdk.incubator.vector;
    requires static transitive org.jspecify;
    requires com.google.gson;
    requires io.jhdf;
    requires aircompressor.v3;

    exports io.cellwright.data;
    exports io.cellwright.tensor;
    exports io.cellwright.nn;
    exports io.cellwright.model;
    exports io.cellwright.model.scvi;
    exports io.cellwright.model.scanvi;
}
