/// Labels for all cells from those of some: the model chosen by cross-validation, the confidence calibrated, and
/// "unknown" for cells that are of no labelled type.
@NullMarked
package io.cellwright.task.annotate;

import org.jspecify.annotations.NullMarked;
