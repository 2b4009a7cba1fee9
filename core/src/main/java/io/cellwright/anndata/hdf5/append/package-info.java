/// Writes HDF5: whole new files, and additions to a file at its end.
///
/// An addition never touches what is there. New objects go behind the end; a group that changes gets a new object
/// header there too, with its old attributes byte for byte and the addresses of its old members; and so on up to the
/// top group. Only when all that is on disk is the superblock, 48 to 100 bytes at the front, overwritten with the new
/// top group and end. Until then a reader sees the old file, whole; afterwards the new one.
@NullMarked
package io.cellwright.anndata.hdf5.append;

import org.jspecify.annotations.NullMarked;
