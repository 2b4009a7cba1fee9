package io.cellwright.report.html;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cellwright.report.html.CellMap.Colouring;
import io.cellwright.report.html.CellMap.Groups;
import io.cellwright.report.html.CellMap.Values;

/// A map of cells: the data from which the page's script draws it and lets it be explored, and a still picture of fewer
/// cells for print and where scripts are off.
final class MapFigure {
    /// Most cells in the data.
    static final int MOST = 50_000;
    /// Most cells in the still picture.
    static final int MOST_STILL = 3_000;
    private static final double EDGE = 10;
    private static final Gson JSON = new Gson();

    private MapFigure() {}

    static void write(Markup out, CellMap map) {
        MapPoints points = MapPoints.of(map, MOST);
        out.open("figure", "id", "map-figure", "class", "map");
        out.open("div", "class", "controls", "hidden", "hidden");
        out.text("label", "Colour by ", "for", "colouring").open("select", "id", "colouring");
        for (int c = 0; c < map.colourings().size(); c++) {
            out.text("option", map.colourings().get(c).name(), "value", Integer.toString(c));
        }
        out.close("select");
        out.open("label").open("input", "type", "checkbox", "id", "names", "checked", "checked")
                .text(" Names on the map").close("label");
        out.text("button", "Show all", "type", "button", "id", "show-all").close("div").newLine();
        out.open("div", "class", "stage");
        out.text("canvas", "", "hidden", "hidden", "role", "img", "aria-label", description(map));
        out.text("p", "", "class", "tip", "hidden", "hidden");
        still(out, map);
        out.close("div").newLine();
        out.text("p", "", "class", "status", "role", "status");
        out.text("ul", "", "class", "legend live", "hidden", "hidden", "aria-label", "Groups; press one to hide it");
        legend(out, map.colourings().getFirst());
        out.text("figcaption", caption(map, points)).close("figure").newLine();
        tables(out, map.colourings());
        out.raw("script", data(points), "type", "application/json", "id", "map-data").newLine();
    }

    private static String caption(CellMap map, MapPoints points) {
        String drawn = points.drawn() == map.cells() ? "" : " Of " + Numbers.grouped(map.cells()) + " cells, "
                + Numbers.grouped(points.drawn()) + " evenly spaced ones are drawn.";
        return map.name() + ". Each dot is a cell; cells that lie close together are alike. Distances across the "
                + "map and its axes mean nothing." + drawn;
    }

    private static String description(CellMap map) {
        return map.name() + " of " + Numbers.grouped(map.cells()) + " cells, coloured by "
                + map.colourings().getFirst().name() + ". The sizes of all groups are in the tables below.";
    }

    private static void still(Markup out, CellMap map) {
        MapPoints points = MapPoints.of(map, MOST_STILL);
        out.open("svg", "class", "still", "role", "img", "viewBox", "0 0 660 500", "aria-labelledby",
                "still-title still-desc");
        out.text("title", map.name() + " by " + map.colourings().getFirst().name(), "id", "still-title");
        out.text("desc", description(map), "id", "still-desc");
        Colouring colouring = map.colourings().getFirst();
        int[] codes = points.codes(colouring);
        switch (colouring) {
            case Groups groups -> {
                path(out, points, codes, MapPoints.NONE, "none mark disc", Mark.DISC);
                for (int g = 0; g < groups.levels().size(); g++) {
                    path(out, points, codes, g, Mark.classes(g), Mark.of(g));
                }
                out.open("g", "class", "names", "transform", "translate(10 10)");
                NamePlaces.of(points, groups).forEach(name -> Plot.label(out, "middle", name.x(), name.y() + 4,
                        name.text()));
                out.close("g");
            }
            case Values values -> {
                int[] levels = new int[codes.length];
                for (int i = 0; i < codes.length; i++) {
                    levels[i] = codes[i] == MapPoints.NONE ? codes[i] : codes[i] * Palette.RAMP_LEVELS / MapPoints.FULL;
                }
                path(out, points, levels, MapPoints.NONE, "none mark disc", Mark.DISC);
                for (int level = 0; level < Palette.RAMP_LEVELS; level++) {
                    path(out, points, levels, level, "r" + level + " mark disc", Mark.DISC);
                }
            }
        }
        out.close("svg");
    }

    private static void path(Markup out, MapPoints points, int[] codes, int code, String classes, Mark mark) {
        int[] x = points.x();
        int[] y = points.y();
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] == code) {
                path.append('M').append(Numbers.at(EDGE + NamePlaces.WIDTH * x[i] / MapPoints.FULL)).append(',')
                        .append(Numbers.at(EDGE + NamePlaces.HEIGHT * y[i] / MapPoints.FULL)).append(mark.path);
            }
        }
        if (!path.isEmpty()) {
            out.open("path", "class", classes, "d", path.toString());
        }
    }

    private static void legend(Markup out, Colouring colouring) {
        if (colouring instanceof Groups groups) {
            out.open("ul", "class", "legend fixed");
            for (int g = 0; g < groups.levels().size(); g++) {
                out.open("li");
                Mark.swatch(out, g);
                out.text(" " + groups.levels().get(g)).close("li");
            }
            out.close("ul");
        }
    }

    private static void tables(Markup out, List<Colouring> colourings) {
        for (Colouring colouring : colourings) {
            if (colouring instanceof Groups groups) {
                int[] counts = groups.counts();
                Table.openFolded(out, "Cells by " + groups.name(), "Cells by " + groups.name(),
                        List.of(groups.name(), "cells"));
                for (int g = 0; g < counts.length; g++) {
                    out.open("tr").text("th", groups.levels().get(g), "scope", "row")
                            .text("td", Numbers.grouped(counts[g])).close("tr");
                }
                Table.closeFolded(out);
            }
        }
    }

    /// What the script reads. Gson writes `<`, `>` and `&` as escapes, so that no name can end the element.
    private static String data(MapPoints points) {
        JsonObject json = new JsonObject();
        json.addProperty("cells", points.map().cells());
        json.addProperty("drawn", points.drawn());
        json.addProperty("colours", Palette.colours());
        json.addProperty("x", packed(points.x()));
        json.addProperty("y", packed(points.y()));
        JsonArray colourings = new JsonArray();
        for (Colouring colouring : points.map().colourings()) {
            JsonObject one = new JsonObject();
            one.addProperty("name", colouring.name());
            one.addProperty("codes", packed(points.codes(colouring)));
            switch (colouring) {
                case Groups groups -> {
                    one.add("levels", JSON.toJsonTree(groups.levels()));
                    one.add("counts", JSON.toJsonTree(groups.counts()));
                    JsonArray names = new JsonArray();
                    NamePlaces.of(points, groups).forEach(name -> names.add(place(name)));
                    one.add("names", names);
                }
                case Values values -> {
                    one.addProperty("low", MapPoints.low(values));
                    one.addProperty("high", MapPoints.high(values));
                }
            }
            colourings.add(one);
        }
        json.add("colourings", colourings);
        return JSON.toJson(json);
    }

    private static JsonArray place(NamePlaces.Name name) {
        JsonArray place = new JsonArray();
        place.add(name.group());
        place.add(Math.round(name.x()));
        place.add(Math.round(name.y()));
        place.add(name.text());
        return place;
    }

    private static String packed(int[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int number : numbers) {
            bytes.putShort((short) number);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
