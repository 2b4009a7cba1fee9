/// Any model in the same words: what it is given, what it can answer afterwards, and how that is judged.
@NullMarked
package io.cellwright.task.estimator;

import org.jspecify.annotations.NullMarked;
