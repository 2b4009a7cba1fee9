package io.cellwright.task.network;

import io.cellwright.model.CellNetwork;
import io.cellwright.model.Models;
import io.cellwright.model.NetworkSettings;
import io.cellwright.tensor.Parameters;

/// Makes a network once it is known how many genes, batches and classes there are.
@FunctionalInterface
public interface NetworkFactory {
    /// Declares the network on the slab, which is laid afterwards.
    CellNetwork create(NetworkSettings settings, Parameters parameters);

    /// A bundled network by its name or alias.
    ///
    /// @throws IllegalArgumentException if there is none; the message lists what there is
    static NetworkFactory bundled(String name) {
        String known = Models.name(name);
        return (settings, parameters) -> Models.create(known, settings, parameters);
    }
}
