"""What is printed, and where: results on standard output, everything else on standard error.

Rich is imported on first use, because ``iamd --help`` and errors must be quick.
"""

from __future__ import annotations

import functools
import json
import math
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

Progress = Callable[[int, int, str], None]

#: Lines longer than this are hard to follow, whatever the window is.
WIDEST = 132
#: Width where nobody says how wide the reader's window is: a file, or a pipe without a terminal.
UNKNOWN = 100


class CommandError(Exception):
    """The command cannot go on, or has nothing good to say: print ``message`` and exit with ``code``."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def say(thing: RenderableType, *, wrap: bool = True) -> None:
    """Print text (with Rich's markup) or a table on standard output; ``wrap=False`` keeps an address in one line."""
    _console().print(thing, soft_wrap=not wrap)


def emit(value: object) -> None:
    """Print one JSON document on standard output; NaN and infinities become null."""
    wide = (sys.stdout.encoding or "").lower().startswith("utf")
    text = json.dumps(plain(value), indent=2, ensure_ascii=not wide, allow_nan=False)
    try:
        print(text, flush=True)
    except BrokenPipeError:
        hush()


def note(text: str) -> None:
    """Print one line on standard error."""
    try:
        print(text, file=sys.stderr, flush=True)
    except BrokenPipeError:
        return


def hush() -> None:
    """Nobody reads standard output any more: let the rest of it vanish, so that the command can end in peace."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


def plain(value: object) -> Any:
    """``value`` as JSON can hold it: NumPy numbers as Python's, paths as text, NaN and infinity as None."""
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, Iterable):
        return [plain(entry) for entry in value]
    return str(value)


def escape(text: object) -> str:
    """``text`` with square brackets kept as they are."""
    from rich.markup import escape as escaped

    return escaped(str(text))


def table(*columns: str, title: str | None = None, right: Iterable[int] = ()) -> Table:
    """An empty table in the one style of this program; ``right`` names the columns of numbers."""
    from rich import box
    from rich.table import Table

    made = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
    )
    numbers = set(right)
    for index, column in enumerate(columns):
        # A name is what the reader types next: it stays in one piece.
        made.add_column(
            column, justify="right" if index in numbers else "left", overflow="fold", no_wrap=column == "Name"
        )
    return made


@contextmanager
def progress(wanted: bool) -> Iterator[Progress | None]:
    """A callback ``(done, total, what)`` that shows progress on standard error, or None if it is not wanted.

    On a terminal it is a bar; elsewhere it is one line for every tenth.
    """
    if not wanted:
        yield None
    elif sys.stderr.isatty():
        with _bar() as advance:
            yield advance
    else:
        yield _lines()


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    shown = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*shown, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def advance(done: int, total: int, what: str) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(escape(what), total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield advance


def _lines() -> Progress:
    last: dict[str, int] = {}

    def advance(done: int, total: int, what: str) -> None:
        tenths = 10 * done // max(total, 1)
        if tenths > last.get(what, 0):
            last[what] = tenths
            note(f"{what}: {10 * tenths} % ({done:,} of {total:,})")

    return advance


def _console() -> Console:
    return _make_console(sys.stdout)


@functools.lru_cache(maxsize=1)
def _make_console(stream: object) -> Console:
    from rich.console import Console

    class Quiet(Console):
        def on_broken_pipe(self) -> None:
            hush()

    console = Quiet(file=sys.stdout, highlight=False, emoji=False)
    console.width = min(console.width, WIDEST) if _width_known() else UNKNOWN
    return console


def _width_known() -> bool:
    return "COLUMNS" in os.environ or any(
        stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr) if stream
    )


def relative(path: Path) -> str:
    """``path`` as short as it can be written from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
