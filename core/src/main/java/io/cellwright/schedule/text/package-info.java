/// Schedules from text: one grammar for Java, configuration files and the command line.
@NullMarked
package io.cellwright.schedule.text;

import org.jspecify.annotations.NullMarked;
