"""What all written files share: replaced in one step, and the words that every one of them carries."""

from __future__ import annotations

import os
from pathlib import Path

from iamd.analysis.mapsheet import Layer, MapSheet
from iamd.results import jsonfile

#: Said wherever coasts and borders are drawn.
BORDERS = "Coasts and borders: Natural Earth 4.1 (public domain), de facto lines, no position taken."


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of it.

    Raises:
        ResultsError: the file cannot be written.
    """
    scratch = jsonfile.temporary(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(content)
        os.replace(scratch, path)
    except OSError as error:
        jsonfile.scratch_left(scratch)
        raise jsonfile.cannot_write(path, error) from error


def heading(layer: Layer) -> str:
    """Title and altitude of a layer in one line, the altitude once."""
    title, altitude = layer.title.strip(), layer.altitude.strip()
    if title.casefold() in altitude.casefold():
        return capital(altitude)
    return title if altitude.casefold() in title.casefold() else f"{title}, {altitude}"


def capital(words: str) -> str:
    """The first letter in upper case, the rest as it is."""
    return words[:1].upper() + words[1:]


def facts(sheet: MapSheet) -> list[tuple[str, str]]:
    """What a reader must know of a sheet, as (name, words): printed on pictures, stored in data files."""
    return [
        ("Terrain", sheet.terrain),
        ("Assumptions", sentences(sheet.assumptions)),
        ("Sources", "; ".join(text.rstrip(".; ") for text in sheet.sources) + "."),
        ("Notice", sheet.notice),
    ]


def sentences(texts: tuple[str, ...]) -> str:
    """Sentences in a row, each with its full stop."""
    return " ".join(f"{text.rstrip('. ')}." for text in texts)


def place_name(latitude: float, longitude: float, digits: int = 2) -> str:
    """``50.00° N, 30.00° E``."""
    north = "N" if latitude >= 0 else "S"
    east = "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.{digits}f}° {north}, {abs(longitude):.{digits}f}° {east}"


def distance(metres: float) -> str:
    """A length in metres below 1 km, in kilometres from there, without trailing zeros."""
    value, unit = (metres, "m") if metres < 1000 else (metres / 1000.0, "km")
    text = f"{value:,.1f}" if value < 10 or value % 1 >= 0.05 else f"{value:,.0f}"
    return f"{text.removesuffix('.0')} {unit}"


def square_kilometres(area: float) -> str:
    """An area to three significant figures."""
    if area < 0.5:
        return "none"
    digits = max(len(f"{area:.0f}") - 3, 0)
    return f"{round(area, -digits):,.0f} km²"
