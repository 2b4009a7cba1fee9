/// What Cell Ranger writes: `.h5` files of versions 2 and 3, and folders with a `.mtx` file.
@NullMarked
package io.cellwright.anndata.tenx;

import org.jspecify.annotations.NullMarked;
