"""``iamd run`` and ``iamd report``: play a raid many times, and make the report again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from iamd.cli.options import Draws, Json, Mode, Out, Runs, Seed, Set, Workers, overrides
from iamd.cli.output import CommandError, emit, escape, progress, relative, say
from iamd.errors import InputError

ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A scenario file, or a name from `iamd list scenarios`.")
]
UntilOption = Annotated[
    float | None,
    typer.Option(
        "--until-ci",
        metavar="W",
        help="Play until the average leakage is known to plus or minus W (95 %; 0.02 = two percentage points).",
        show_default=False,
    ),
]
ModeOption = Annotated[
    Mode, typer.Option("--mode", help="Draw uncertain figures from their intervals, or fix all at one end.")
]
NoReport = Annotated[bool, typer.Option("--no-report", help="Write the results without report.html.")]
Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="A results folder, for instance results/turkey-2019.")
]


def run(
    scenario: ScenarioArgument,
    runs: Runs = None,
    until_ci: UntilOption = None,
    draws: Draws = None,
    seed: Seed = None,
    workers: Workers = None,
    settings: Set = None,
    mode: ModeOption = Mode.SAMPLED,
    out: Out = None,
    no_report: NoReport = False,
    as_json: Json = False,
) -> int:
    """Play a scenario many times; write results and a report, and print the headline.

    Ctrl-C stops it; what is finished stays readable, and the same command goes on from there.

    Examples: iamd run turkey-2019 --runs 500 --seed 1; iamd run my.yaml --set raid.0.count=12 --out results/twelve
    """
    from iamd.study import run as play

    overrides(settings)
    if until_ci is not None and until_ci <= 0:
        raise InputError("--until-ci needs a width above zero", given=until_ci)
    try:
        with progress(not as_json) as advance:
            result = play(
                scenario=scenario, runs=runs, until_ci=until_ci, draws=draws, seed=seed, workers=workers,
                set=list(settings or ()), mode=str(mode), out=out, report=not no_report, progress=advance,
            )  # fmt: skip
    except KeyboardInterrupt:
        raise _interrupted(out or Path("results") / Path(scenario).stem) from None
    _print_result(result, as_json)
    if result.interrupted:
        raise _interrupted(result.path)
    return 0


def report(folder: Folder, as_json: Json = False) -> int:
    """Make report.html again from a results folder, your own or somebody else's."""
    from iamd.report import write_report

    written = Path(write_report(folder))
    if as_json:
        emit({"report": written})
    else:
        say(f"The report: {escape(relative(written))}", wrap=False)
    return 0


def _print_result(result: Any, as_json: bool) -> None:
    folder = Path(result.path)
    page = folder / "report.html"
    if as_json:
        found = {
            "path": folder,
            "report": page if page.is_file() else None,
            "interrupted": bool(result.interrupted),
        }
        emit({**found, "headline": result.headline, **result.summary})
        return
    from iamd.cli.headline import print_headline

    print_headline(result.headline, result.summary, folder)
    if page.is_file():
        say(f"\nThe report: [bold]{escape(relative(page))}[/] (open it in a browser)", wrap=False)
    else:
        say(f"\nThe results: [bold]{escape(relative(folder))}[/]", wrap=False)


def _interrupted(folder: Path) -> CommandError:
    """What Ctrl-C leaves, if there is a folder already."""
    if not (folder / "manifest.json").is_file():
        return CommandError("interrupted before anything was written", code=130)
    return CommandError(
        f"interrupted; the folder can be read with `iamd report {relative(folder)}`, and the same command resumes it",
        code=130,
    )
