/// Several models on the same cells, splits and seeds: mean and spread of their scores, whether they differ, what they
/// cost.
@NullMarked
package io.cellwright.task.compare;

import org.jspecify.annotations.NullMarked;
