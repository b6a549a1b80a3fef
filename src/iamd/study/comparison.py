"""``compare``: cases on the same draws and the same chance, and their differences with intervals."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from iamd.analysis.paired import PairedDifference, paired_difference
from iamd.errors import InputError
from iamd.results import ResultsFolder, jsonfile
from iamd.results.schema import METRICS
from iamd.scenario import Scenario
from iamd.study.comparepage import sentence, table_html, write_page
from iamd.study.plan import make_plan, slug
from iamd.study.play import Progress, Session, silent
from iamd.study.result import Result

#: Metrics of the table, in its order.
COMPARED = (
    "leakers", "leakage_of_launched", "leakage_of_engageable", "p_no_leak", "kills", "interceptors_expended",
    "shots_per_kill", "assets_lost_value", "first_detection_s", "warning_s", "cost_defender", "cost_attacker",
)  # fmt: skip
Source = str | Path | Scenario


class Case(NamedTuple):
    """One side of a comparison."""

    name: str
    source: Source
    set: Mapping[str, Any]


class Comparison:
    """What a comparison found.

    Attributes:
        path: folder with ``compare.json``, ``compare.html`` and one results folder for each case.
        cases: names, the first is what the others are compared with.
        results: one for each case.
        table: one row per case (from the second) and metric.
        headline: the difference in threats that get through, in words.
    """

    def __init__(
        self, path: Path, cases: Sequence[str], results: Sequence[Result], table: list[dict[str, Any]]
    ) -> None:
        self.path = path
        self.cases = list(cases)
        self.results = list(results)
        self.table = table
        self.interrupted = any(result.interrupted for result in results)
        self.headline = " ".join(sentence(row) for row in table if row["metric"] == "leakers" and row["runs"])

    def __repr__(self) -> str:
        return f"Comparison({str(self.path)!r}, {' against '.join(self.cases)}): {self.headline}"

    def _repr_html_(self) -> str:
        return f"<p><strong>{html.escape(self.headline)}</strong></p>{table_html(self.table)}"


def compare(
    a: Source,
    b: Source | None = None,
    *,
    set: Mapping[str, Any] | None = None,
    runs: int | None = None,
    draws: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    metrics: Sequence[str] = COMPARED,
    progress: Progress | None = None,
) -> Comparison:
    """Play two or more cases with the same seed, draws and chance, and compare each with the first.

    Args:
        a: a scenario (file, name, loaded), or a results folder.
        b: another one; without it ``set`` must name one entry with several values.
        set: entry of the scenario to value, for both; or to a list of values, each a case of its own.
        runs, draws, seed, workers: as :func:`iamd.study.run`; the defaults are those of ``a``.
        out, metrics: folder (``results/compare-...`` by default), and rows of the table.

    Raises InputError where there is nothing to compare, or results do not share their draws.
    """
    check_metrics(metrics)
    cases = cases_of(a, b, dict(set or {}))
    folder = Path(out) if out is not None else Path("results") / folder_name(cases)
    known = [folder_of(case) for case in cases]
    size = size_of(cases[0], known, runs, draws, seed)
    results: list[Result] = []
    for case, given in zip(cases, known, strict=True):
        if given is not None:
            results.append(Result(given.path))
            continue
        plan = make_plan(case.source, runs=size.runs, inner=size.inner, seed=size.seed, set=case.set)
        session = Session(plan, ResultsFolder(folder / slug(case.name)), workers, named(progress, case.name))
        results.append(session.complete(sensitivity=False))
        if session.threads.interrupted:
            break
    return finish(folder, [case.name for case in cases[: len(results)]], results, metrics)


def check_metrics(metrics: Sequence[str]) -> None:
    """Refuse names that are no metric."""
    for metric in metrics:
        if metric not in METRICS:
            raise InputError("no such metric", given=metric, allowed=METRICS)


def folder_name(cases: Sequence[Case]) -> str:
    """Name of the folder where none is given."""
    return f"compare-{'-'.join(slug(case.name) for case in cases)}"[:90]


def named(progress: Progress | None, name: str) -> Progress:
    """Progress that says which case it is about."""
    told = progress or silent
    return lambda done, total, what: told(done, total, f"{name}: {what}")


class Size(NamedTuple):
    """What all cases share."""

    runs: int
    inner: int  # runs per draw
    seed: int


def size_of(
    first: Case, known: Sequence[ResultsFolder | None], runs: int | None, draws: int | None, seed: int | None
) -> Size:
    """That of a finished result, else as asked, else the first case's own."""
    for folder in known:
        if folder is not None:
            manifest = folder.manifest
            return Size(manifest["runs"], manifest["inner"], manifest["seed"])
    plan = make_plan(first.source, runs=runs, draws=draws, seed=seed, set=first.set)
    return Size(plan.runs, plan.inner, plan.seed)


def finish(folder: Path, names: list[str], results: list[Result], metrics: Sequence[str]) -> Comparison:
    """Differences of every case from the first, written as JSON and as a page."""
    table = [
        row_of(names[0], name, paired_difference(results[0].folder, result.folder, metric))
        for name, result in zip(names[1:], results[1:], strict=True)
        for metric in metrics
    ]
    found = Comparison(folder, names, results, table)
    whole = {
        "headline": found.headline,
        "cases": [
            {"name": n, "path": str(r.path), "result_hash": r.summary["result_hash"]}
            for n, r in zip(names, results, strict=True)
        ],
        "table": table,
    }
    jsonfile.write(folder / "compare.json", whole)
    write_page(found)
    return found


def cases_of(a: Source, b: Source | None, changes: dict[str, Any]) -> list[Case]:
    """The cases, each with a name of its own."""
    many = {path: value for path, value in changes.items() if isinstance(value, list) and len(value) != 1}
    one = {
        path: value[0] if isinstance(value, list) else value
        for path, value in changes.items()
        if path not in many
    }
    if b is not None:
        if many:
            raise InputError("with two scenarios an entry takes one value", given=next(iter(many)))
        names = name_of(a), name_of(b)
        if names[0] == names[1]:
            names = f"{names[0]} A", f"{names[1]} B"
        return [Case(names[0], a, one), Case(names[1], b, one)]
    if len(many) != 1:
        raise InputError(
            "without a second scenario exactly one entry takes several values",
            given=", ".join(many) or "none",
            allowed="--set raid.0.count=8,16",
        )
    path, values = next(iter(many.items()))
    return [Case(f"{path.split('.')[-1]}={value}", a, {**one, path: value}) for value in values]


def name_of(source: Source) -> str:
    """Short name of a scenario or a results folder."""
    if isinstance(source, Scenario):
        return source.title
    return Path(source).name.removesuffix(".yaml").removesuffix(".yml")


def folder_of(case: Case) -> ResultsFolder | None:
    """The results folder that a case names, if it names one."""
    if isinstance(case.source, Scenario) or not (Path(case.source) / "manifest.json").is_file():
        return None
    if case.set:
        raise InputError("the entries of a finished result cannot be changed", given=", ".join(case.set))
    return ResultsFolder.open(case.source)


def row_of(first: str, second: str, found: PairedDifference) -> dict[str, Any]:
    """One row of the table; ``low`` and ``high`` are the 95 % interval of the difference."""
    row: dict[str, Any] = jsonfile.plain(
        {
            "metric": found.metric,
            "unit": found.unit,
            "case_a": first,
            "case_b": second,
            "a": found.first,
            "b": found.second,
            "difference": found.mean,
            "low": found.mc_low,
            "high": found.mc_high,
            "standard_error": found.standard_error,
            "unpaired_error": found.unpaired_error,
            "sd_ratio": 1.0 / found.sd_reduction if found.sd_reduction > 0.0 else math.nan,
            "runs": found.runs,
            "draws": found.draws,
        }
    )
    return row
