/// Models in folders: checksums, a manifest, weights; what all kinds of models have in common. Not exported.
@NullMarked
package io.cellwright.task.folder;

import org.jspecify.annotations.NullMarked;
