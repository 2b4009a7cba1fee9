/// What happens to counts before a model sees them: checks, the choice of genes, normalization.
///
/// Nothing here changes its input, and nothing decides for the user: the caller says which step to take.
@NullMarked
package io.cellwright.data.preprocess;

import org.jspecify.annotations.NullMarked;
