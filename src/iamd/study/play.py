"""``run``: play a scenario many times into a results folder, sum it up, and write the report."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from iamd.analysis.metrics import metric_estimate, write_summary
from iamd.analysis.tables import median_run
from iamd.engine.warm import is_compiled
from iamd.errors import InputError
from iamd.results import ResultsFolder
from iamd.scenario import Scenario
from iamd.study.manifest import details, manifest
from iamd.study.plan import MOST_RUNS, Plan, key_of, make_plan, spans
from iamd.study.player import Player
from iamd.study.records import sample_rows
from iamd.study.result import Result
from iamd.study.threads import Threads

Progress = Callable[[int, int, str], None]

COMPILING = "compiling the simulation (once)"
LOADING = "loading the simulation"
PLAYING = "playing raids"
#: The metric that the stopping rule watches.
WATCHED = "leakage_of_launched"
#: A stopping rule looks first after this many draws (or parts of one), then at the runs that it expects to need.
FIRST_LOOK = 20


def run(
    scenario: str | Path | Scenario,
    *,
    runs: int | None = None,
    until_ci: float | None = None,
    draws: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    set: Sequence[str] | Mapping[str, Any] = (),
    mode: str = "sampled",
    out: str | Path | None = None,
    report: bool = True,
    sensitivity: bool = True,
    progress: Progress | None = None,
) -> Result:
    """Play a scenario many times and write results, summary and report.

    The result does not depend on ``workers``. A folder of the same study is extended or resumed.

    Args:
        scenario: a file, the name of a shipped scenario, or a loaded one.
        runs: number of runs; with ``until_ci`` the most.
        until_ci: stop once half the 95 % Monte Carlo interval of the leakage is no wider than this.
        draws: number of sets of inputs; a fifth of the runs by default.
        seed, workers: the scenario's own seed and one thread per core by default.
        set: overrides, as ``["raid.0.count=20"]`` or a mapping.
        mode: ``sampled``, or ``low``, ``best``, ``high`` for all inputs at one point of their intervals.
        out: folder; ``results/<scenario>`` by default.
        report, sensitivity: whether to write ``report.html``, and to try the strongest inputs one at a time.
        progress: called with (done, total, what).

    Raises InputError for whatever cannot be run, before anything is written.
    """
    if until_ci is not None and not until_ci > 0.0:
        raise InputError("the width of the interval must be above zero", given=until_ci)
    most = MOST_RUNS if until_ci else None
    plan = make_plan(scenario, runs=runs, draws=draws, seed=seed, set=set, mode=mode, most=most)
    folder = ResultsFolder(Path(out) if out is not None else Path("results") / plan.stem)
    session = Session(plan, folder, workers, progress or silent)
    return session.complete(until_ci, report=report, sensitivity=sensitivity)


def silent(done: int, total: int, what: str) -> None:
    """Progress that nobody watches."""


class Session:
    """One call of :func:`run` on one folder."""

    def __init__(self, plan: Plan, folder: ResultsFolder, workers: int | None, progress: Progress) -> None:
        self.plan = plan
        self.folder = folder
        self.progress = progress
        self.threads = Threads(workers)
        self.player = Player(plan, self.threads.abandoned)
        self.began = time.monotonic()
        self.before_s = 0.0

    def complete(
        self, until_ci: float | None = None, *, report: bool = True, sensitivity: bool = True
    ) -> Result:
        """Begin or resume the folder, play, and write what is made from the runs."""
        self.begin()
        if until_ci is None:
            self.play(self.plan.runs)
        else:
            self.play_until(until_ci)
        if not self.threads.interrupted and self.plan.scenario.record.samples:
            self.record_median()
        if not self.threads.interrupted and sensitivity:
            from iamd.study.tornado import write_sensitivity

            write_sensitivity(self)
        return self.close(report)

    def begin(self) -> None:
        """Compile and open the folder; an old folder first, so that one that does not fit is refused at once."""
        what = LOADING if is_compiled() else COMPILING
        self.progress(0, 1, what)
        key = key_of(self.plan)
        old: dict[str, Any] = {}
        if (self.folder.path / "manifest.json").is_file():
            old = ResultsFolder.open(self.folder.path).manifest
        self.before_s = float(old.get("elapsed_s") or 0.0)
        there = max(self.folder.finished_runs(), default=-1) + 1 if old.get("key") == key else 0
        # Until they are made anew.
        kept: dict[str, Any] = {name: old[name] for name in ("magazines", "ledger") if name in old}
        if not old:
            # Nothing is written for a scenario that turns out to be impossible when it is compiled.
            self.player.warm_up()
        self.folder.begin({**manifest(self.plan, max(self.plan.runs, there)), **kept}, key)
        if old:
            self.player.warm_up()
        self.folder.update_manifest(elapsed_s=self.before_s, **details(self.plan))
        self.progress(1, 1, what)

    def play(self, runs: int) -> None:
        """Play every run below ``runs`` that is not finished."""
        finished = self.folder.finished_runs()
        done = sum(number < runs for number in finished)

        def write(span: tuple[int, int]) -> int:
            part = self.player.part(*span)
            self.folder.write_part(*part)
            return len(part.digests)

        def count(number: int) -> None:
            nonlocal done
            done += number
            self.progress(done, runs, PLAYING)

        self.progress(done, runs, PLAYING)
        self.threads.each(write, spans(self.plan, runs, finished), count)

    def play_until(self, half_width: float) -> None:
        """Play until the interval of the watched metric is narrow enough, or all runs are played."""
        step = min(self.plan.inner, self.plan.part_runs)
        goal = min(FIRST_LOOK * step, self.plan.runs)
        while not self.threads.interrupted:
            self.play(goal)
            found = metric_estimate(self.folder, WATCHED)
            width = 0.5 * (found.mc_high - found.mc_low)
            played = max(self.folder.finished_runs()) + 1
            if width <= half_width or played >= self.plan.runs:
                return
            wanted = 1.1 * played * (width / half_width) ** 2
            goal = min(int(min(max(wanted, 1.25 * played), 4.0 * played)), self.plan.runs)
            goal = min(-(-goal // step) * step, self.plan.runs)

    def record_median(self) -> None:
        """Positions of the run nearest the median, which is known only now: it is played once more."""
        run = median_run(self.folder)
        name = f"samples-{run:07d}"
        if run == 0 or name in self.folder.finished_parts():
            return
        record = self.player.run(run, recorded=True).record
        self.folder.write_part(name, {"samples": sample_rows(self.plan.names, record)}, {})

    def close(self, report: bool) -> Result:
        """Summary and report of the runs that are there.

        Raises:
            KeyboardInterrupt: it was interrupted before any run was finished.
        """
        finished = self.folder.finished_runs()
        changes: dict[str, Any] = {"elapsed_s": self.before_s + time.monotonic() - self.began}
        if not self.threads.interrupted:
            changes |= {"runs": len(finished), "draws": len({self.plan.draw_of(each) for each in finished})}
        self.folder.update_manifest(**changes)
        if not finished:
            raise KeyboardInterrupt
        summary = write_summary(self.folder)
        if len(finished) > self.plan.runs:
            note = f"The folder held {len(finished):,} runs already; all of them are in these numbers."
            self.folder.write_json("summary.json", {**summary, "note": note})
        if report:
            from iamd.report import write_report

            write_report(self.folder.path)
        return Result(self.folder.path, interrupted=self.threads.interrupted)
