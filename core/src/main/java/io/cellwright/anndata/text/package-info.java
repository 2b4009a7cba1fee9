/// Counts as text: Matrix Market and tables with delimiters, plain or compressed with gzip.
@NullMarked
package io.cellwright.anndata.text;

import org.jspecify.annotations.NullMarked;
