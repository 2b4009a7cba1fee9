package io.cellwright.tensor.safetensors;

import io.cellwright.tensor.Shape;

/// What the header says about one array.
///
/// @param name its name
/// @param dtype how numbers are stored
/// @param shape sizes of its axes; none for a single number
/// @param begin first byte, counted from the start of the data
/// @param end the byte after the last
public record TensorInfo(String name, DType dtype, Shape shape, long begin, long end) {}
