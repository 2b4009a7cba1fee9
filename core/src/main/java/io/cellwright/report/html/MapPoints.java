package io.cellwright.report.html;

import java.util.stream.DoubleStream;

import io.cellwright.report.html.CellMap.Colouring;
import io.cellwright.report.html.CellMap.Groups;
import io.cellwright.report.html.CellMap.Values;

/// The cells of a map that are drawn, their places and codes as numbers from 0 to 65535. Of a map with more cells than
/// can be drawn, evenly spaced ones are taken: no random choice, so the picture stays the same.
///
/// @param map the map
/// @param drawn how many cells are drawn
record MapPoints(CellMap map, int drawn) {
    static final int FULL = 65535;
    /// The code of a cell without group or number; no group has it.
    static final int NONE = 65535;
    private static final double HIGHEST_VALUE = 65534;

    static MapPoints of(CellMap map, int most) {
        return new MapPoints(map, Math.min(map.cells(), most));
    }

    /// Row of a drawn cell.
    int cell(int i) {
        return (int) ((long) i * map.cells() / drawn);
    }

    int[] x() {
        return scaled(map.x_n(), false);
    }

    /// Downwards, as pictures are.
    int[] y() {
        return scaled(map.y_n(), true);
    }

    private int[] scaled(double[] values, boolean turned) {
        double low = DoubleStream.of(values).min().orElse(0);
        double high = DoubleStream.of(values).max().orElse(0);
        int[] scaled = new int[drawn];
        for (int i = 0; i < drawn; i++) {
            double share = high == low ? 0.5 : (values[cell(i)] - low) / (high - low);
            scaled[i] = (int) Math.round(FULL * (turned ? 1 - share : share));
        }
        return scaled;
    }

    int[] codes(Colouring colouring) {
        return switch (colouring) {
            case Groups groups -> {
                int[] codes = new int[drawn];
                for (int i = 0; i < drawn; i++) {
                    int code = groups.code_n()[cell(i)];
                    codes[i] = code < 0 ? NONE : code;
                }
                yield codes;
            }
            case Values values -> {
                double low = low(values);
                double high = high(values);
                int[] codes = new int[drawn];
                for (int i = 0; i < drawn; i++) {
                    double value = values.value_n()[cell(i)];
                    codes[i] = Double.isNaN(value) ? NONE
                            : high == low ? 0 : (int) Math.round(HIGHEST_VALUE * (value - low) / (high - low));
                }
                yield codes;
            }
        };
    }

    /// The least number, 0 where there is none.
    static double low(Values values) {
        return DoubleStream.of(values.value_n()).filter(v -> !Double.isNaN(v)).min().orElse(0);
    }

    /// The greatest number, 0 where there is none.
    static double high(Values values) {
        return DoubleStream.of(values.value_n()).filter(v -> !Double.isNaN(v)).max().orElse(0);
    }
}
