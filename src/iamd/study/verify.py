"""``run_study`` and ``verify_study``: work a study out, play its cases, hold the results against its oracles.

What plays a case is imported when there is one: a study of formulae needs no engine.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iamd.errors import InputError
from iamd.results import jsonfile
from iamd.study.oracles import Row, rows_of
from iamd.study.shelf import SHIPPED, CaseSpec, StudySpec, document, scenario_of, study
from iamd.study.studypage import write_page
from iamd.study.worksheet import Where, Worksheet, document_of, work_out

if TYPE_CHECKING:
    from iamd.study.play import Progress
    from iamd.study.result import Result


class StudyResult:
    """What a study found.

    Attributes:
        path: folder with ``study.json``, ``study.html`` and a results folder for each case.
        headline: its answer, and how many of the expected numbers came out.
        summary: title, question, answer, cases, steps worked out, and oracles.
        sheet: the steps that were worked out.
        rows: one for each expected number, as :func:`verify_study` gives them.
        results: one for each case.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        spec: StudySpec,
        results: list[Result],
        rows: list[Row],
        sheet: Worksheet,
        answer: str,
    ) -> None:
        self.path = path
        self.spec = spec
        self.sheet = sheet
        self.results = results
        self.rows = rows
        self.interrupted = any(result.interrupted for result in results)
        self.headline = f"{answer} {_verdict(rows)}"
        cases = [
            {
                "name": case.name,
                "path": str(result.path),
                "runs": result.summary["runs"],
                "headline": result.headline,
            }
            for case, result in zip(spec.cases, results, strict=False)
        ]
        words = {"study": name, "title": spec.title, "question": spec.question, "answer": answer}
        steps = [document_of(working) for working in sheet.workings]
        self.summary: dict[str, Any] = {
            **words,
            "what": spec.what,
            "cases": cases,
            "steps": steps,
            "oracles": rows,
        }

    def __repr__(self) -> str:
        return f"StudyResult({str(self.path)!r}): {self.headline}"


def _verdict(rows: list[Row]) -> str:
    """How many of the numbers that decide came out."""
    tested = [row for row in rows if row["ok"] is not None]
    if not tested:
        return "Interrupted: nothing to compare yet."
    met = sum(row["ok"] for row in tested)
    shown = len(rows) - len(tested)
    more = f" {shown} more {'is' if shown == 1 else 'are'} shown and not tested." if shown else ""
    return f"{met} of {len(tested)} expected numbers come out.{more}"


def run_study(
    name: str,
    full: bool = False,
    out: str | Path | None = None,
    progress: Progress | None = None,
    *,
    workers: int | None = None,
    report: bool = True,
) -> StudyResult:
    """Work out the steps of a study, play all its cases, keep their results, and compare with what is expected.

    Args:
        full: the long version, with more runs.
        out: folder; ``results/study-NAME`` by default.

    Raises:
        InputError: there is no such study, or its file asks for what does not exist.
    """
    spec, where = study(name), document(name).where
    folder = Path(out) if out is not None else Path("results") / f"study-{name}"
    refuse_foreign(folder)
    sheet = work_out(spec, where, SHIPPED / name)
    answer = sheet.answer(spec.answer, where(("answer",))) if spec.steps else spec.answer
    results: list[Result] = []
    for case in spec.cases:
        results.append(play_case(name, case, full, folder / case.name, progress, workers, report))
        if results[-1].interrupted:
            break
    folders = {case.name: result.folder for case, result in zip(spec.cases, results, strict=False)}
    complete = len(folders) == len(spec.cases) and not any(result.interrupted for result in results)
    rows = held(spec, folders, sheet, where) if complete else []
    found = StudyResult(folder, name, spec, results, rows, sheet, answer)
    jsonfile.write(folder / "study.json", found.summary)
    write_page(found)
    return found


def held(spec: StudySpec, folders: dict[str, Any], sheet: Worksheet, where: Where) -> list[Row]:
    """All oracles of a study, row by row."""
    return [
        row
        for number, oracle in enumerate(spec.oracles)
        for row in rows_of(spec, oracle, folders, sheet, where(("oracles", number, "how")))
    ]


def verify_study(name: str, full: bool = False, *, workers: int | None = None) -> list[Row]:
    """Work out and play a study and throw the results away; one row for each expected number.

    Each row has ``oracle``, ``expected``, ``got``, ``tolerance``, ``ok`` and ``source``; ``ok`` is None where a number
    is shown and decides nothing.

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
    from iamd.results import ResultsFolder
    from iamd.study.comparison import named
    from iamd.study.plan import make_plan
    from iamd.study.play import Session

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
