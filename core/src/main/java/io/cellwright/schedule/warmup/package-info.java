/// Rates that warm up: celldetection's `WarmUp`, and the schedules of transformers that begin with a warm-up.
@NullMarked
package io.cellwright.schedule.warmup;

import org.jspecify.annotations.NullMarked;
