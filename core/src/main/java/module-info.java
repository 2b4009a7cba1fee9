/// Single-cell deep learning: from a file of counts to an embedding, labels and a model.
module io.cellwright {
    requires jdk.incubator.vector;
    requires static transitive org.jspecify;
    requires com.google.gson;
    requires io.jhdf;
    requires aircompressor.v3;
    requires networkanalysis;

    exports io.cellwright.anndata;
    exports io.cellwright.data;
    exports io.cellwright.tensor;
    exports io.cellwright.tensor.safetensors;
    exports io.cellwright.optim;
    exports io.cellwright.schedule;
    exports io.cellwright.schedule.formula;
    exports io.cellwright.schedule.lr;
    exports io.cellwright.schedule.text;
    exports io.cellwright.schedule.warmup;
    exports io.cellwright.train;
    exports io.cellwright.checkpoint;
    exports io.cellwright.plan;
    exports io.cellwright.task;
    exports io.cellwright.task.annotate;
    exports io.cellwright.task.baseline;
    exports io.cellwright.task.catalog;
    exports io.cellwright.task.compare;
    exports io.cellwright.task.estimator;
    exports io.cellwright.task.network;
    exports io.cellwright.nn;
    exports io.cellwright.model;
    exports io.cellwright.model.scvi;
    exports io.cellwright.model.scanvi;
    exports io.cellwright.model.autoencoder;
    exports io.cellwright.model.classifier;
    exports io.cellwright.model.custom;
    exports io.cellwright.model.logistic;
    exports io.cellwright.model.pca;
    exports io.cellwright.model.transformer;
    exports io.cellwright.data.prepare;
    exports io.cellwright.data.preprocess;
    exports io.cellwright.graph;
    exports io.cellwright.data.split;
    exports io.cellwright.metric;
    exports io.cellwright.metric.integration;
    exports io.cellwright.metric.regression;
    exports io.cellwright.report;
    exports io.cellwright.report.html;
}
