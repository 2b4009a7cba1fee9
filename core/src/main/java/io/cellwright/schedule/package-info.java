/// How far a run is, and numbers that depend on it. Here are progress, spans and schedules of any number;
/// {@link io.cellwright.schedule.lr} holds learning rates at work, {@link io.cellwright.schedule.formula} and
/// {@link io.cellwright.schedule.warmup} what they can follow, {@link io.cellwright.schedule.text} how all that is
/// written.
@NullMarked
package io.cellwright.schedule;

import org.jspecify.annotations.NullMarked;
