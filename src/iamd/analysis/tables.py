"""Tables and series that a report prints, each by SQL over a results folder.

Every function takes a :class:`iamd.results.ResultsFolder` and returns plain Python rows (dictionaries) or NumPy
arrays; NaN becomes None in rows. Times are seconds after the first threat launch, heights metres above the
ellipsoid.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iamd.errors import ResultsError
from iamd.results import ResultsFolder
from iamd.results.jsonfile import plain
from iamd.results.schema import REASON_TEXT, Reason

Row = dict[str, Any]

REASONS_SQL = """
SELECT reason, count(*) AS leaks, leaks / (SELECT count(*) FROM runs) AS per_raid, leaks / sum(leaks) OVER () AS share
FROM outcomes WHERE outcome = 'leaked' AND target_class <> 'decoy'
GROUP BY reason ORDER BY leaks DESC, reason
"""
CLASSES_SQL = """
WITH total AS (SELECT count(*) AS runs FROM runs)
SELECT target_class,
    count(*) / any_value(runs) AS launched,
    count(*) FILTER (threatening) / any_value(runs) AS threatening,
    count(*) FILTER (engageable) / any_value(runs) AS engageable,
    count(*) FILTER (engaged) / any_value(runs) AS engaged,
    count(*) FILTER (outcome = 'killed') / any_value(runs) AS killed,
    count(*) FILTER (outcome = 'leaked') / any_value(runs) AS leaked,
    count(*) FILTER (outcome = 'failed') / any_value(runs) AS failed,
    sum(shots) / any_value(runs) AS shots
FROM outcomes, total WHERE target_class <> 'decoy' GROUP BY target_class ORDER BY target_class
"""
MEDIAN_SQL = """
SELECT run FROM runs ORDER BY abs(leakers - (SELECT median(leakers) FROM runs)), run LIMIT 1
"""
STOCK_SQL = """
SELECT unit, type, time_s, CASE kind WHEN 'reload' THEN value ELSE -1 END AS change
FROM events WHERE run = ? AND kind IN ('interceptor_launch', 'reload') AND unit <> '' ORDER BY seq
"""
ENGAGEMENT_SQL = """
SELECT time_s, kind, unit, threat, round, type, reason, value FROM events
WHERE run = ? AND unit <> '' AND threat <> '' AND kind IN
    ('assign', 'order', 'interceptor_launch', 'intercept', 'round_lost', 'kill', 'assess') ORDER BY seq
"""
INTERCEPT_SQL = """
SELECT e.type, coalesce(o.target_class, '') AS target_class, e.altitude_m,
    e.round >= 0 AND EXISTS (FROM events k WHERE k.kind = 'kill' AND k.run = e.run AND k.round = e.round) AS killed
FROM events e LEFT JOIN outcomes o ON o.run = e.run AND o.threat = e.threat
WHERE e.kind = 'intercept' AND isfinite(e.altitude_m) ORDER BY e.run, e.seq
"""
NO_SHOT_SQL = """
SELECT unit, reason, time_s AS start_s, lead(time_s) OVER (PARTITION BY unit ORDER BY seq) AS next_s
FROM events WHERE run = ? AND threat = ? AND kind = 'no_shot' ORDER BY unit, seq
"""


def query(folder: ResultsFolder, sql: str, values: Sequence[object] = ()) -> list[Row]:
    """Rows of a SELECT over the views events, outcomes, runs, draws and samples, with None for NULL and NaN."""
    with folder.connect() as connection:
        result = connection.execute(sql, list(values))
        names = [column[0] for column in result.description or []]
        rows = result.fetchall()
    return [dict(zip(names, plain(row), strict=True)) for row in rows]


def leak_reasons(folder: ResultsFolder) -> list[Row]:
    """Where the defence of the leakers ended: reason, text, leaks, per_raid, share; the most frequent first."""
    return [{**row, "text": reason_text(row["reason"])} for row in query(folder, REASONS_SQL)]


def outcomes_by_class(folder: ResultsFolder) -> list[Row]:
    """Per target class, means per raid: launched, threatening, engageable, engaged, killed, leaked, failed, shots."""
    return query(folder, CLASSES_SQL)


def median_run(folder: ResultsFolder) -> int:
    """The run whose number of leakers is nearest the median; of several the lowest number.

    Raises:
        ResultsError: the folder has no finished run.
    """
    rows = query(folder, MEDIAN_SQL)
    if not rows:
        raise ResultsError("the folder has no finished run", where=str(folder.path))
    return int(rows[0]["run"])


def inventory(folder: ResultsFolder, run: int) -> list[Row]:
    """Rounds left over time, one row per unit and type in the manifest's magazines.

    Each row has ``unit``, ``type``, ``ready`` (at the start), and the step series ``time_s`` and ``rounds``: from
    ``time_s[i]`` on there are ``rounds[i]``. Launches and reloads of a type without a magazine are left out.
    """
    stocks: dict[tuple[str, str], Row] = {
        (entry["unit"], entry["type"]): {**entry, "time_s": [0.0], "rounds": [entry["ready"]]}
        for entry in folder.manifest.get("magazines", [])
    }
    for change in query(folder, STOCK_SQL, [run]):
        stock = stocks.get((change["unit"], change["type"]))
        if stock is not None:
            stock["time_s"].append(change["time_s"])
            stock["rounds"].append(stock["rounds"][-1] + int(change["change"]))
    return list(stocks.values())


def timeline(folder: ResultsFolder, run: int) -> list[Row]:
    """Engagements of one run in order of assignment.

    Each assignment of a threat to a unit opens a row: ``unit``, ``threat``, ``assign_s``, ``order_s``, ``assess_s``
    and ``judged_dead`` of the (last) assessment, ``kill_s``, and ``shots``: a list of ``round``, ``type``,
    ``launch_s``, ``intercept_s``, ``miss_m``, ``lost_s``, ``killed``. What has not happened is None. A shot
    without assignment opens a row too.
    """
    rows: list[Row] = []
    open_rows: dict[tuple[str, str], Row] = {}
    of_round: dict[int, tuple[Row, Row]] = {}
    for event in query(folder, ENGAGEMENT_SQL, [run]):
        key = event["unit"], event["threat"]
        if event["kind"] == "assign" or key not in open_rows:
            open_rows[key] = _engagement(*key)
            rows.append(open_rows[key])
        row, shot = of_round.get(event["round"], (open_rows[key], None))
        if event["kind"] == "interceptor_launch":
            shot = _shot(event)
            row["shots"].append(shot)
            if event["round"] >= 0:
                of_round[event["round"]] = row, shot
        _enter(row, shot, event)
    return [row for row in rows if row["shots"] or row["assign_s"] is not None]


def intercept_altitudes(folder: ResultsFolder) -> list[Row]:
    """Heights of intercepts over all runs, one row per interceptor type and target class.

    Each row has ``type``, ``target_class`` and two arrays of equal length: ``altitude_m`` and ``killed``.
    """
    with folder.connect() as connection:
        columns = connection.execute(INTERCEPT_SQL).fetchnumpy()
    types, classes = (_texts(columns[name]) for name in ("type", "target_class"))
    rows: list[Row] = []
    for kind, target in sorted(set(zip(types.tolist(), classes.tolist(), strict=True))):
        chosen = (types == kind) & (classes == target)
        altitude, killed = (np.asarray(columns[name])[chosen] for name in ("altitude_m", "killed"))
        rows.append({"type": kind, "target_class": target, "altitude_m": altitude, "killed": killed})
    return rows


def no_shot_intervals(folder: ResultsFolder, run: int, threat: str) -> list[Row]:
    """Why each unit did not shoot at a threat, and for how long: unit, reason, text, start_s, end_s.

    A reason holds until the unit's next one, the last until the end of the threat.

    Raises:
        ResultsError: the run has no such threat.
    """
    ends = query(folder, "SELECT threat, end_s FROM outcomes WHERE run = ?", [run])
    end = {row["threat"]: row["end_s"] for row in ends}
    if threat not in end:
        raise ResultsError(f"run {run} has no such threat", given=threat, allowed=end, where=str(folder.path))
    rows = []
    for row in query(folder, NO_SHOT_SQL, [run, threat]):
        following = row.pop("next_s")
        last = following if following is not None else end[threat]
        stop = max(last, row["start_s"]) if last is not None else None
        rows.append({**row, "text": reason_text(row["reason"]), "end_s": stop})
    return rows


def reason_text(name: str) -> str:
    """Plain words for a reason as it stands in the tables."""
    return REASON_TEXT[Reason[name.upper()]]


def _texts(column: Any) -> NDArray[Any]:
    return np.asarray(np.ma.filled(column, ""), dtype=object)


def _engagement(unit: str, threat: str) -> Row:
    times: Row = dict.fromkeys(("assign_s", "order_s", "assess_s", "judged_dead", "kill_s"))
    return {"unit": unit, "threat": threat, **times, "shots": []}


def _shot(event: Row) -> Row:
    later: Row = dict.fromkeys(("intercept_s", "miss_m", "lost_s"))
    return {
        "round": event["round"],
        "type": event["type"],
        "launch_s": event["time_s"],
        **later,
        "killed": False,
    }


def _enter(row: Row, shot: Row | None, event: Row) -> None:
    """Enter one event into its engagement and, if it belongs to a round, into its shot."""
    kind, time_s = event["kind"], event["time_s"]
    if kind in ("assign", "order", "assess", "kill"):
        row[f"{kind}_s"] = time_s
    if kind == "assess":
        row["judged_dead"] = bool(event["value"])
    if shot is None:
        return
    if kind == "intercept":
        shot |= {"intercept_s": time_s, "miss_m": event["value"]}
    elif kind == "round_lost":
        shot["lost_s"] = time_s
    elif kind == "kill":
        shot["killed"] = True
