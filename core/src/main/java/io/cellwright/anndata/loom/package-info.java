/// Files of loom.
@NullMarked
package io.cellwright.anndata.loom;

import org.jspecify.annotations.NullMarked;
