"""A small writer of inline SVG: text stays text, colours come from the page's style sheet, bytes are stable."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

#: Mean width of a character over its size, for the system's sans-serif fonts (a little generous).
CHARACTER = 0.56

Points = Iterable[tuple[float, float]]


def coordinate(value: float) -> str:
    """A coordinate to a tenth of a pixel, as short as it goes."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def text_width(words: str, size: float = 12.0) -> float:
    """Rough width of a text in pixels."""
    return CHARACTER * size * len(words)


def shorten(words: str, width: float, size: float = 12.0) -> str:
    """A text cut with an ellipsis to fit a width."""
    room = int(width / (CHARACTER * size))
    return words if len(words) <= room else words[: max(room - 1, 1)].rstrip() + "…"


def wrap(words: str, width: float, size: float, most: int) -> list[str]:
    """A text in at most so many lines of a width; the last is cut where it does not fit."""
    room = max(int(width / (CHARACTER * size)), 4)
    lines = textwrap.wrap(words, room) or [""]
    return (
        lines
        if len(lines) <= most
        else [*lines[: most - 1], shorten(" ".join(lines[most - 1 :]), width, size)]
    )


def path_data(points: Points, *, closed: bool = False) -> str:
    """The ``d`` attribute of a line through points."""
    pairs = [f"{coordinate(x)} {coordinate(y)}" for x, y in points]
    return "M" + "L".join(pairs) + ("Z" if closed else "") if pairs else ""


def nice_step(extent: float, parts: int) -> float:
    """The step of 1, 2 or 5 times a power of ten that cuts an extent into about so many parts."""
    if not extent > 0:
        return 1.0
    rough = extent / max(parts, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return power * next(step for step in (1, 2, 5, 10) if step * power >= rough * 0.999)


def ticks(low: float, high: float, parts: int = 6, *, whole: bool = False) -> list[float]:
    """Round values from ``low`` to ``high``."""
    step = nice_step(high - low, parts)
    step = max(1.0, step) if whole else step
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


class Svg:
    """One chart under construction.

    Args:
        width, height: size of the drawing in pixels; the page scales it.
        label: what the chart shows, in one or two sentences, for those who cannot see it.
        css: class of the chart, for its size on narrow screens.
    """

    def __init__(self, width: float, height: float, label: str, css: str = "wide") -> None:
        self.width = width
        self.height = height
        self.label = label
        self.css = css
        self.parts: list[Markup] = []

    def add(self, name: str, css: str, title: str = "", inside: str = "", **attributes: float | str) -> None:
        """Append an element; numbers are rounded, ``title`` becomes a tooltip."""
        shown = Markup("").join(
            Markup(' {}="{}"').format(
                key.rstrip("_").replace("_", "-"),
                coordinate(value) if isinstance(value, float | int) else value,
            )
            for key, value in attributes.items()
        )
        head = Markup('<{} class="{}"').format(name, css) + shown
        body = (Markup("<title>{}</title>").format(title) if title else Markup("")) + escape(inside)
        self.parts.append(
            head + (Markup(">") + body + Markup("</{}>").format(name) if body else Markup("/>"))
        )

    def raw(self, markup: Markup) -> None:
        """Append markup that is already safe."""
        self.parts.append(markup)

    def line(self, x1: float, y1: float, x2: float, y2: float, css: str, title: str = "") -> None:
        """A straight line."""
        self.add("line", css, title, x1=x1, y1=y1, x2=x2, y2=y2)

    def rect(self, x: float, y: float, width: float, height: float, css: str, title: str = "") -> None:
        """A rectangle; a negative size is none."""
        self.add("rect", css, title, x=x, y=y, width=max(width, 0.0), height=max(height, 0.0))

    def circle(self, x: float, y: float, radius: float, css: str, title: str = "") -> None:
        """A circle."""
        self.add("circle", css, title, cx=x, cy=y, r=radius)

    def path(self, points: Points, css: str, title: str = "", *, closed: bool = False) -> None:
        """A line through points."""
        data = path_data(points, closed=closed)
        if data:
            self.add("path", css, title, d=data)

    def text(
        self, x: float, y: float, words: str, css: str = "", anchor: str = "start", title: str = ""
    ) -> None:
        """A text, with its baseline at ``y``."""
        self.add("text", css or "label", title, words, x=x, y=y, text_anchor=anchor)

    def mark(self, kind: str, x: float, y: float, css: str, title: str = "", size: float = 5.0) -> None:
        """A mark that is told apart by its shape, not only by its colour."""
        if kind == "dot":
            self.circle(x, y, size * 0.9, css, title)
            return
        self.path(
            [(x + dx * size, y + dy * size) for dx, dy in SHAPES[kind]], css, title, closed=kind != "cross"
        )

    def legend(self, entries: Sequence[tuple[str, str, str]], x: float, y: float, width: float) -> float:
        """Draw ``(shape, css, words)`` in rows from ``x``; return the y after the last row."""
        left = x
        for shape, css, words in entries:
            needed = 26 + text_width(words) + 12
            if left > x and left + needed > x + width:
                left, y = x, y + 18
            self._swatch(shape, css, left, y)
            self.text(left + 20, y + 4, words)
            left += needed
        return y + 18

    def _swatch(self, shape: str, css: str, x: float, y: float) -> None:
        if shape == "bar":
            self.rect(x, y - 5, 13, 10, css)
        elif shape == "line":
            self.line(x, y, x + 15, y, css)
        else:
            self.mark(shape, x + 7, y, css)

    def finish(self) -> Markup:
        """The chart as one ``svg`` element."""
        head = Markup('<svg class="chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
            self.css, coordinate(self.width), coordinate(self.height), self.label
        )
        return head + Markup("\n").join(self.parts) + Markup("</svg>")


SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "square": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    "triangle": ((0, -1.1), (1.05, 0.8), (-1.05, 0.8)),
    "diamond": ((0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)),
    "tick": ((-0.18, -1), (0.18, -1), (0.18, 1), (-0.18, 1)),
    "cross": ((-0.8, -0.8), (0.8, 0.8), (0, 0), (-0.8, 0.8), (0.8, -0.8)),
}
