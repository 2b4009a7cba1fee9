package io.cellwright.task.network;

import io.cellwright.model.CellNetwork;
import io.cellwright.model.NetworkSettings;
import io.cellwright.tensor.Parameters;

/// Makes a network once it is known how many genes, batches and classes there are.
@FunctionalInterface
public interface NetworkFactory {
    /// Declares the network on the slab, which is laid afterwards.
    CellNetwork create(NetworkSettings settings, Parameters parameters);

    /// How the network is fitted where nothing else is said: by minibatches, as scDLKit does.
    default Fitting fitting() {
        return FitOptions.DEFAULT;
    }

    /// A bundled network by its name or alias.
    ///
    /// @throws IllegalArgumentException if there is none; the message lists what there is
    static NetworkFactory bundled(String name) {
        return new BundledNetwork(name);
    }
}
