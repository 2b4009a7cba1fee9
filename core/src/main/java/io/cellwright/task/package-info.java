/// What a user wants done with cells: models of counts, how they are set up, trained, saved and applied.
@NullMarked
package io.cellwright.task;

import org.jspecify.annotations.NullMarked;
