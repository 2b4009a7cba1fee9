/// How close numbers are to the true ones: errors and correlations, and those of reconstructed expression by gene and
/// by cell. Names and definitions are scikit-learn's and scipy's.
@NullMarked
package io.cellwright.metric.regression;

import org.jspecify.annotations.NullMarked;
