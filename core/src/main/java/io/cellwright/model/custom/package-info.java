/// Networks of one's own, made of functions.
@NullMarked
package io.cellwright.model.custom;

import org.jspecify.annotations.NullMarked;
