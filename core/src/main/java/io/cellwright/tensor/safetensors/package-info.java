/// Named arrays in the safetensors format: eight bytes with the length of the header (little-endian), the header in
/// JSON, and the numbers, little-endian and row-major. Opening such a file runs no code.
@NullMarked
package io.cellwright.tensor.safetensors;

import org.jspecify.annotations.NullMarked;
