/// Rates that are formulas of progress, under torch's names.
@NullMarked
package io.cellwright.schedule.formula;

import org.jspecify.annotations.NullMarked;
