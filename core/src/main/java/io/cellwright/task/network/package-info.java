/// Networks of prepared cells: what is asked for, trained, judged, saved.
@NullMarked
package io.cellwright.task.network;

import org.jspecify.annotations.NullMarked;
