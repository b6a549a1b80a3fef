"""``iamd compare``: two scenarios on the same luck, and the difference with its interval."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from iamd.cli.options import Draws, Json, Out, Runs, Seed, Workers, alternatives, overrides
from iamd.cli.output import emit, escape, progress, relative, say, table
from iamd.errors import InputError

First = Annotated[str, typer.Argument(metavar="A", help="A scenario file or name, or a results folder.")]
Second = Annotated[
    str | None,
    typer.Argument(metavar="B", help="Another one; leave it out with --set.", show_default=False),
]
Alternatives = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=V1,V2", help="Without B: compare A with itself, one entry changed."),
]


def compare(
    a: First,
    b: Second = None,
    settings: Alternatives = None,
    runs: Runs = None,
    draws: Draws = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
) -> int:
    """Play two scenarios on the same luck; give the difference and its interval.

    Both get the same chance events and the same draws of uncertain figures, so that a small difference shows with
    few runs.

    Examples: iamd compare turkey-2019 turkey-s500; iamd compare turkey-2019 --set raid.0.count=8,16
    """
    changes = {path: alternatives(value) for path, value in overrides(settings).items()}
    if b is None and not any(len(values) > 1 for values in changes.values()):
        raise InputError(
            "nothing to compare with", given=a, allowed=["a second scenario", "--set PATH=V1,V2"]
        )
    from iamd.study import compare as play

    with progress(not as_json) as advance:
        found = play(
            a, b=b, set=changes, runs=runs, draws=draws, seed=seed, workers=workers, out=out, progress=advance
        )
    if as_json:
        emit({"headline": found.headline, "table": found.table})
    else:
        _print(found)
    return 0


def _print(found: Any) -> None:
    from iamd.report.words import number, span
    from iamd.results.schema import METRICS

    if found.headline:
        say(f"[bold]{escape(found.headline)}[/]\n")
    several = len({row.get("case_b") for row in found.table}) > 1
    names = [*(["B is"] if several else []), "A", "B", "Difference", "Interval (95 %)"]
    rows = table("What", *names, right=range(1 + several, 5 + several))
    for row in found.table:
        if row.get("difference") is None:
            continue
        meaning = METRICS.get(row["metric"], ("", row["metric"]))[1]
        low, high = row.get("low"), row.get("high")
        ends = span(low, high)
        clear = low is not None and high is not None and (low > 0 or high < 0)
        cells = [number(row.get(key), 3) for key in ("a", "b", "difference")]
        if several:
            cells.insert(0, escape(row["case_b"]))
        rows.add_row(escape(meaning), *cells, f"[bold]{ends}[/]" if clear else ends)
    say(rows)
    say(
        "[dim]Bold: the interval does not hold zero. A and B had the same luck, so the difference is theirs.[/]"
    )
    if getattr(found, "path", None):
        say(f"\nThe comparison: [bold]{escape(relative(found.path / 'compare.html'))}[/]", wrap=False)
