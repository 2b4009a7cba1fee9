/// Which cells train a model, which are watched meanwhile, and which judge it in the end.
///
/// A {@link SplitRule} says how cells are split and is a value that can be stored; a {@link Split} is what comes of it,
/// with row numbers and with all that the user should know.
@NullMarked
package io.cellwright.data.split;

import org.jspecify.annotations.NullMarked;
