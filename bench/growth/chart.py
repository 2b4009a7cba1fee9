"""Draws curves on two logarithmic axes as SVG, light or dark as the reader's system is."""

import math
from dataclasses import dataclass
from html import escape

WIDTH = 960
HEIGHT = 380
LEFT = 64
GAP = 86
RIGHT = 128
TOP = 78
BOTTOM = 58
LETTER = 6.7
# Names of curves stand beside their last points, at least so far apart.
APART = 15

STYLE = """
svg{--page:#ffffff;--ink:#1b1f24;--quiet:#57606a;--line:#d0d7de;--c0:#0b4f8a;--c1:#b35900;--c2:#57606a}
@media screen and (prefers-color-scheme: dark){
svg{--page:#12161b;--ink:#e6edf3;--quiet:#9aa5b1;--line:#343c46;--c0:#79b8ff;--c1:#ffb86b;--c2:#9aa5b1}}
text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif;fill:var(--ink)}
.page{fill:var(--page)}.quiet{fill:var(--quiet);font-size:12px}.head{font-weight:600}
.grid{stroke:var(--line);stroke-width:1}.span{stroke:var(--quiet);stroke-width:1.5}.curve{fill:none;stroke-width:2}.point{stroke:var(--page);stroke-width:1.5}
"""


@dataclass(frozen=True)
class Curve:
    """Points (x, y) with y above 0, in the order of x."""
    name: str
    points: list


@dataclass(frozen=True)
class Panel:
    """What stands above it, its curves, and upright lines (x, low, high)."""
    title: str
    curves: list
    spans: list = ()


def number(value):
    """As people write it: 0.5, 20, 3,000, 1 M."""
    if value >= 1e6:
        return f"{value / 1e6:g} M"
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def marks(low, high):
    """Round numbers between the two: of each power of ten as many as there is room for."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for digits in ((1, 1.5, 2, 3, 4, 5, 7), (1, 2, 5), (1, 3), (1,)):
        found = [d * 10.0 ** p for p in powers for d in digits if low * 0.999 <= d * 10.0 ** p <= high * 1.001]
        if len(found) <= 7:
            break
    return found


class Scale:
    """From a logarithm to a place."""

    def __init__(self, low, high, start, end):
        self.low, self.high = low, high
        self.start, self.end = start, end

    def at(self, value):
        span = math.log(self.high / self.low) or 1
        return self.start + (self.end - self.start) * math.log(value / self.low) / span


def text(words, x, y, kind="", anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def line(x1, y1, x2, y2):
    return f'<line class="grid" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def shown(values, scale):
    """Those values whose numbers do not run into each other, the last one always."""
    kept = []
    for value in sorted(values, reverse=True):
        room = LETTER * (len(number(value)) + 1.5)
        if not kept or scale.at(kept[-1]) - scale.at(value) >= room:
            kept.append(value)
    return kept


def apart(places):
    """The same places from top to bottom, moved down where they are too near the one above."""
    moved = []
    for place in sorted(places):
        moved.append(place if not moved else max(place, moved[-1] + APART))
    return moved


def panel(what, factor, left, right):
    xs = sorted({x for curve in what.curves for x, _ in curve.points})
    ys = [y for curve in what.curves for _, y in curve.points] + [y for span in what.spans for y in span[1:]]
    bottom = HEIGHT - BOTTOM
    x_of = Scale(xs[0], xs[-1], left + 8, right - 8)
    y_of = Scale(min(ys) / 1.35, max(ys) * 1.35, bottom, TOP)
    yield text(what.title, left, TOP - 14, "head")
    for mark in marks(y_of.low, y_of.high):
        if bottom - y_of.at(mark) < 6:
            continue
        yield line(left, y_of.at(mark), right, y_of.at(mark))
        yield text(number(mark), left - 8, y_of.at(mark) + 4, "quiet", "end")
    yield line(left, bottom, right, bottom)
    for x in xs:
        yield line(x_of.at(x), bottom, x_of.at(x), bottom + 5)
    for x in shown(xs, x_of):
        yield text(number(x), x_of.at(x), bottom + 20, "quiet", "middle")
    yield text(factor, (left + right) / 2, bottom + 42, "", "middle")
    for x, low, high in what.spans:
        yield (f'<line class="span" x1="{x_of.at(x):.1f}" y1="{y_of.at(low):.1f}" x2="{x_of.at(x):.1f}" '
               f'y2="{y_of.at(high):.1f}"/>')
    for c, curve in enumerate(what.curves):
        places = [(x_of.at(x), y_of.at(y)) for x, y in curve.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline class="curve" style="stroke:var(--c{c})" points="{path}"/>'
        for x, y in places:
            yield f'<circle class="point" style="fill:var(--c{c})" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    last = sorted((y_of.at(curve.points[-1][1]), c) for c, curve in enumerate(what.curves))
    for y, (_, c) in zip(apart([place for place, _ in last]), last):
        yield f'<g style="fill:var(--c{c})">' + text(what.curves[c].name, right + 6, y + 4, "name") + "</g>"


def draw(title, note, factor, left, right):
    """Both panels side by side, over the same factor.

    :param title: what is shown
    :param note: a second line, what is kept as it is
    :param factor: what the horizontal axes count
    """
    inner = (WIDTH - LEFT - GAP - RIGHT) / 2
    second = LEFT + inner + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(title)}</title>', f'<desc id="desc">{escape(note)}</desc>',
        f"<style>{STYLE}.name{{fill:inherit;font-size:12px}}</style>",
        '<rect class="page" width="100%" height="100%"/>',
        text(title, 16, 24, "head"), text(note, 16, 43, "quiet"),
        *panel(left, factor, LEFT, LEFT + inner),
        *panel(right, factor, second, second + inner),
        "</svg>"]
    return "\n".join(parts) + "\n"
