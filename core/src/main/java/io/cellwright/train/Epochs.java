package io.cellwright.train;

import java.util.List;

/// The minibatches of each epoch.
///
/// @param <B> what names a minibatch
@FunctionalInterface
public interface Epochs<B> {
    /// Minibatches of epoch `epoch`, always the same for the same number.
    List<B> of(int epoch);
}
