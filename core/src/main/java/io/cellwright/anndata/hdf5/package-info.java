/// The part of HDF5 that AnnData files are made of. Groups, attributes, types and chunk indexes are read through jHDF;
/// data are read and decoded here, because a chunk has to be decoded fast, without a memory map of its own, and with
/// its own filter mask.
///
/// Nothing in here is part of the public interface.
@NullMarked
package io.cellwright.anndata.hdf5;

import org.jspecify.annotations.NullMarked;
