package io.cellwright.cli;

import java.util.List;

/// Lines to be drawn, by {@link LinePlot} in a terminal or by {@link LineFigure} into a file.
///
/// @param lines values at places that lie evenly on the axis across, from its beginning; each stays until the next
/// @param across what the places count
/// @param up what the values count
record LineChart(List<double[]> lines, Axis across, Axis up) {}
