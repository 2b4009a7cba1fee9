/// Learning rates: what a schedule is, how schedules are put together, and the rate of a run, which is a value.
@NullMarked
package io.cellwright.schedule.lr;

import org.jspecify.annotations.NullMarked;
