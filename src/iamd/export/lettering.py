"""Text on pictures: measured, broken into lines and set before anything is drawn, so that nothing overlaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from iamd.errors import InputError
from iamd.export.files import write_bytes
from iamd.results import jsonfile

INK, SOFT, ACCENT = "#1c1f23", "#545b64", "#0b5394"
#: Pixels to the inch of a PNG.
DPI = 144
#: Height of a line over the size of its letters.
LEADING = 1.28
#: Letters come from matplotlib itself, so that a picture is the same on every machine.
_STYLE: Any = {
    "font.family": ["DejaVu Sans"],
    "text.usetex": False,
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "path.simplify": True,
    "svg.fonttype": "none",
    "svg.hashsalt": "iamd",
    "svg.image_inline": True,
    "hatch.linewidth": 0.7,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "axes.linewidth": 0.8,
}


@contextmanager
def style() -> Iterator[None]:
    """The settings under which a picture is made, whatever the user's own are."""
    import matplotlib

    with matplotlib.rc_context(_STYLE):
        yield


@cache
def width(words: str, size: float, bold: bool = False) -> float:
    """Width of a text [inches], letters of ``size`` points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal", size=size)
    wide, _, _ = text_to_path.get_text_width_height_descent(words, font, False)
    return float(wide) / 72.0


def wrap(words: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """A text as lines that fit ``room`` inches; a word that is wider is broken."""
    lines: list[str] = []
    line = ""
    for word in words.split():
        candidate = f"{line} {word}".strip()
        if width(candidate, size, bold) <= room:
            line = candidate
            continue
        if line:
            lines.append(line)
        while width(word, size, bold) > room and len(word) > 1:
            fits = max(n for n in range(1, len(word) + 1) if n == 1 or width(word[:n], size, bold) <= room)
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    return [*lines, line] if line else lines


class Page:
    """A figure with places counted in inches from its upper left corner.

    Args:
        wide, high: size [inches].
    """

    def __init__(self, wide: float, high: float) -> None:
        from matplotlib.figure import Figure

        self.wide, self.high = wide, high
        self.figure: Any = Figure(figsize=(wide, high), dpi=72, facecolor="white")

    def axes(self, left: float, top: float, wide: float, high: float) -> Any:
        """Axes in a box."""
        return self.figure.add_axes(
            (left / self.wide, 1.0 - (top + high) / self.high, wide / self.wide, high / self.high)
        )

    def text(
        self, left: float, top: float, lines: list[str], size: float, *, colour: str = INK, bold: bool = False
    ) -> float:
        """Set lines of text; return where the next may begin [inches]."""
        step = size * LEADING / 72.0
        for number, line in enumerate(lines):
            self.figure.text(
                left / self.wide,
                1.0 - (top + step * number + 0.82 * size / 72.0) / self.high,
                line,
                fontsize=size,
                color=colour,
                fontweight="bold" if bold else "normal",
                va="baseline",
                ha="left",
            )
        return top + step * len(lines)

    def rectangle(self, left: float, top: float, wide: float, high: float, **settings: Any) -> None:
        """A box of the page."""
        from matplotlib.patches import Rectangle

        self.figure.add_artist(
            Rectangle(
                (left / self.wide, 1.0 - (top + high) / self.high),
                wide / self.wide,
                high / self.high,
                transform=self.figure.transFigure,
                **settings,
            )
        )

    def save(self, path: Path, about: Mapping[str, str]) -> None:
        """Write the picture as PNG or SVG, by the ending of its name.

        Args:
            path: ends in ``.png`` or ``.svg``.
            about: ``Title``, ``Description`` and ``Source``, stored in the file.

        Raises:
            InputError: another ending.
            ResultsError: the file cannot be written.
        """
        if path.suffix == ".png":
            write_bytes(path, self.png(about))
        elif path.suffix == ".svg":
            jsonfile.write_text(path, self.svg(about))
        else:
            raise InputError(
                "a picture is written as .png or .svg", given=path.name, allowed=[".png", ".svg"]
            )

    def svg(self, about: Mapping[str, str]) -> str:
        """The picture as SVG text without a date, so that the same sheet gives the same bytes."""
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        stream = BytesIO()
        details = {**about, "Date": None, "Creator": "iamd"}
        canvas: Any = FigureCanvasSVG(self.figure)
        canvas.print_svg(stream, metadata=details)
        return stream.getvalue().decode("utf-8")

    def png(self, about: Mapping[str, str]) -> bytes:
        """The picture as PNG with at most 256 colours, which a map needs and which keep it small."""
        import numpy as np
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from PIL import Image

        self.figure.set_dpi(DPI)
        canvas: Any = FigureCanvasAgg(self.figure)
        canvas.draw()
        return png_bytes(Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3].copy()), about)


def png_bytes(image: Any, about: Mapping[str, str]) -> bytes:
    """An image in RGB or RGBA as an indexed PNG with its title, description and source."""
    from PIL import Image, PngImagePlugin

    kept = PngImagePlugin.PngInfo()
    for name, words in about.items():
        kept.add_itxt(name, words)
    kept.add_text("Software", "iamd")
    method = Image.Quantize.FASTOCTREE if image.mode == "RGBA" else Image.Quantize.MAXCOVERAGE
    indexed = image.quantize(256, method=method, dither=Image.Dither.NONE)
    stream = BytesIO()
    indexed.save(stream, "PNG", optimize=True, pnginfo=kept, dpi=(DPI, DPI))
    return stream.getvalue()
