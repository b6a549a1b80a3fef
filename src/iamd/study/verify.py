"""``run_study`` and ``verify_study``: play the cases of a study and hold the results against its oracles."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from iamd.errors import InputError
from iamd.results import ResultsFolder, jsonfile
from iamd.study.comparison import named
from iamd.study.oracles import Row, rows_of
from iamd.study.plan import make_plan
from iamd.study.play import Progress, Session
from iamd.study.result import Result
from iamd.study.shelf import CaseSpec, StudySpec, scenario_of, study
from iamd.study.studypage import write_page


class StudyResult:
    """What a study found.

    Attributes:
        path: folder with ``study.json``, ``study.html`` and a results folder for each case.
        headline: its answer, and how many of the expected numbers came out.
        summary: title, question, cases and oracles.
        rows: one for each expected number, as :func:`verify_study` gives them.
        results: one for each case.
    """

    def __init__(
        self, path: Path, name: str, spec: StudySpec, results: list[Result], rows: list[Row]
    ) -> None:
        self.path = path
        self.results = results
        self.rows = rows
        self.interrupted = any(result.interrupted for result in results)
        met = sum(row["ok"] for row in rows)
        verdict = (
            f"{met} of {len(rows)} expected numbers come out."
            if rows
            else "Interrupted: nothing to compare yet."
        )
        self.headline = f"{spec.answer} {verdict}"
        cases = [
            {
                "name": case.name,
                "path": str(result.path),
                "runs": result.summary["runs"],
                "headline": result.headline,
            }
            for case, result in zip(spec.cases, results, strict=False)
        ]
        words = {"study": name, "title": spec.title, "question": spec.question, "answer": spec.answer}
        self.summary: dict[str, Any] = {**words, "what": spec.what, "cases": cases, "oracles": rows}

    def __repr__(self) -> str:
        return f"StudyResult({str(self.path)!r}): {self.headline}"


def run_study(
    name: str,
    full: bool = False,
    out: str | Path | None = None,
    progress: Progress | None = None,
    *,
    workers: int | None = None,
    report: bool = True,
) -> StudyResult:
    """Play all cases of a study, keep their results, and compare with what is expected.

    Args:
        full: the long version, with more runs.
        out: folder; ``results/study-NAME`` by default.

    Raises:
        InputError: there is no such study.
    """
    spec = study(name)
    folder = Path(out) if out is not None else Path("results") / f"study-{name}"
    refuse_foreign(folder)
    results: list[Result] = []
    for case in spec.cases:
        results.append(play_case(name, case, full, folder / case.name, progress, workers, report))
        if results[-1].interrupted:
            break
    folders = {case.name: result.folder for case, result in zip(spec.cases, results, strict=False)}
    complete = len(folders) == len(spec.cases) and not any(result.interrupted for result in results)
    rows = [row for oracle in spec.oracles for row in rows_of(spec, oracle, folders)] if complete else []
    found = StudyResult(folder, name, spec, results, rows)
    jsonfile.write(folder / "study.json", found.summary)
    write_page(found)
    return found


def verify_study(name: str, full: bool = False, *, workers: int | None = None) -> list[Row]:
    """Play a study and throw the results away; one row for each expected number.

    Each row has ``oracle``, ``expected``, ``got``, ``tolerance``, ``ok`` and ``source``.

    Raises:
        InputError: there is no such study.
        KeyboardInterrupt: it was interrupted.
    """
    with tempfile.TemporaryDirectory(prefix="iamd-study-") as folder:
        found = run_study(name, full, Path(folder), workers=workers, report=False)
    if found.interrupted:
        raise KeyboardInterrupt
    return found.rows


def play_case(
    name: str,
    case: CaseSpec,
    full: bool,
    place: Path,
    progress: Progress | None,
    workers: int | None,
    report: bool,
) -> Result:
    """The results of one case."""
    runs = case.full_runs if full else case.runs
    plan = make_plan(scenario_of(name, case), runs=runs, set=case.set)
    return Session(plan, ResultsFolder(place), workers, named(progress, case.name)).complete(
        report=report, sensitivity=False
    )


def refuse_foreign(folder: Path) -> None:
    """A results folder of a run is no place for a study."""
    if (folder / "manifest.json").exists():
        raise InputError(
            "the folder holds the results of a run; choose another with --out", where=str(folder)
        )
