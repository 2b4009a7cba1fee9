/// Cells as points, their nearest neighbours, and what is drawn and found from those: one search feeds everything.
///
/// Work is cut into blocks of a fixed size, which the fork-join pool of the caller takes up in any order (the common
/// pool, unless the caller runs in another): the same bits come out at any number of threads.
@NullMarked
package io.cellwright.graph;

import org.jspecify.annotations.NullMarked;
