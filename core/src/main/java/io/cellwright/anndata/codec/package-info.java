/// Takes compression off chunks, and puts it on. Every decoder is told how many bytes must come out, and refuses more
/// or less.
///
/// Nothing in here is part of the public interface.
@NullMarked
package io.cellwright.anndata.codec;

import org.jspecify.annotations.NullMarked;
