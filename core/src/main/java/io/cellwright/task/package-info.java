/// What a user wants done with cells, and the plain baselines that every model has to beat.
@NullMarked
package io.cellwright.task;

import org.jspecify.annotations.NullMarked;
