/// The plain models that every other one has to beat.
@NullMarked
package io.cellwright.task.baseline;

import org.jspecify.annotations.NullMarked;
