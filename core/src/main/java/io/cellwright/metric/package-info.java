/// How good labels, probabilities, clusters and embeddings are: pure functions of arrays, all in double.
///
/// Names and definitions are scikit-learn's (and torchmetrics' for calibration). Every function gives the same bits
/// whatever the number of threads.
@NullMarked
package io.cellwright.metric;

import org.jspecify.annotations.NullMarked;
