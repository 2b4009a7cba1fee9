package io.cellwright.report.html;

import java.util.List;

/// The frame of a plot: axes with their marks, grid and names, into which lines and points are drawn.
record Plot(Axis x, Axis y, double width, double height) {
    static final double LEFT = 58;
    static final double RIGHT = 14;
    static final double TOP = 12;
    static final double BOTTOM = 44;

    /// Begins the picture with what it says to those who do not see it.
    void begin(Markup out, String id, String title, String description) {
        out.open("svg", "class", "plot", "role", "img", "viewBox",
                "0 0 " + Numbers.at(width) + " " + Numbers.at(height),
                "aria-labelledby", id + "-title " + id + "-desc");
        out.text("title", title, "id", id + "-title").text("desc", description, "id", id + "-desc");
    }

    /// Draws both axes; that of y may have no name.
    void axes(Markup out, String xName, String yName) {
        for (double mark : y.marks()) {
            line(out, "grid", x.from(), y.at(mark), x.to(), y.at(mark));
            label(out, "end", x.from() - 6, y.at(mark) + 4, y.label(mark));
        }
        for (double mark : x.marks()) {
            line(out, "grid", x.at(mark), y.from(), x.at(mark), y.from() + 4);
            label(out, "middle", x.at(mark), y.from() + 17, x.label(mark));
        }
        line(out, "axis", x.from(), y.from(), x.to(), y.from());
        label(out, "middle", (x.from() + x.to()) / 2, height - 8, xName);
        if (yName.isEmpty()) {
            return;
        }
        String turned = "rotate(-90 12 " + Numbers.at((y.from() + y.to()) / 2) + ")";
        out.text("text", yName, "text-anchor", "middle", "x", "12", "y", Numbers.at((y.from() + y.to()) / 2),
                "transform", turned);
    }

    static void line(Markup out, String kind, double x1, double y1, double x2, double y2) {
        out.open("line", "class", kind, "x1", Numbers.at(x1), "y1", Numbers.at(y1), "x2", Numbers.at(x2), "y2",
                Numbers.at(y2));
    }

    static void label(Markup out, String anchor, double x, double y, String text) {
        out.text("text", text, "text-anchor", anchor, "x", Numbers.at(x), "y", Numbers.at(y));
    }

    /// A line through places, with gaps where a number is missing.
    void through(Markup out, String kind, List<double[]> points) {
        StringBuilder path = new StringBuilder();
        boolean gap = true;
        for (double[] point : points) {
            boolean there = Double.isFinite(point[0]) && Double.isFinite(point[1]);
            if (there) {
                path.append(gap ? 'M' : 'L').append(Numbers.at(x.at(point[0]))).append(',')
                        .append(Numbers.at(y.at(point[1])));
            }
            gap = !there;
        }
        out.open("path", "class", kind, "d", path.toString());
    }
}
