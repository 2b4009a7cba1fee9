/// Reads and writes the files of anndata: `.h5ad`.
@NullMarked
package io.cellwright.anndata;

import org.jspecify.annotations.NullMarked;
