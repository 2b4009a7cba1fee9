/// What files of counts that are not anndata's have in common: a table of cells and genes, and how it is kept.
@NullMarked
package io.cellwright.anndata.table;

import org.jspecify.annotations.NullMarked;
