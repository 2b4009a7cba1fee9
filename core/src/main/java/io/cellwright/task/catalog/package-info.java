/// All models by their names, each as an {@link io.cellwright.task.estimator.Estimator}.
@NullMarked
package io.cellwright.task.catalog;

import org.jspecify.annotations.NullMarked;
