/// What is learnt of training cells so that any other cells can be made ready in the same way: a total, genes, means
/// and deviations.
///
/// A {@link PreparationConfig} says what is done and is a value; a {@link Preparation} is what comes of it on training
/// cells, and is stored with the model; {@link PreparedCells} are cells that went through it, sparse until a minibatch
/// is cut from them.
@NullMarked
package io.cellwright.data.prepare;

import org.jspecify.annotations.NullMarked;
