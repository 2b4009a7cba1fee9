/// What the readers of AnnData need of a file, whatever it is kept in: groups, datasets, attributes, and the errors that
/// name them. `anndata.hdf5` and `anndata.zarr` have them.
///
/// Nothing in here is part of the public interface.
@NullMarked
package io.cellwright.anndata.store;

import org.jspecify.annotations.NullMarked;
