"""From what runs leave behind to the rows of the result tables: whole batches at a time, no loop over rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from iamd.engine.codes import ThreatStatus
from iamd.engine.execute import RunRecord, finished
from iamd.physics.geodesy import ECCENTRICITY2, SECOND_ECCENTRICITY2, SEMI_MAJOR_AXIS, SEMI_MINOR_AXIS
from iamd.results import run_digest, tables
from iamd.results.schema import EventKind, Outcome, Reason
from iamd.study.names import Names, prices

Floats = NDArray[np.float64]


class Played(NamedTuple):
    """One finished run, and what its draw fixed."""

    draw: int
    values: Mapping[str, float]
    flights: Any
    end_s: float  # time at which the simulation stops
    record: RunRecord


class Batch(NamedTuple):
    """Runs of a batch side by side: index [run, row]."""

    threats: Any
    flights: Any  # of each threat
    assets: Any
    radius: Floats  # of the asset that each threat is aimed at
    outcome: NDArray[Any]  # codes of Outcome
    shots: NDArray[Any]
    first_shot: Floats  # NaN if none
    rounds: NDArray[Any]  # fired, by type
    reason: NDArray[Any]  # codes of Reason
    end: Floats
    lost_value: Floats  # by run


def part_tables(names: Names, runs: Sequence[Played]) -> tuple[dict[str, pa.Table], dict[int, str]]:
    """Tables and digests of the runs of one part (all but ``draws`` and ``samples``)."""
    events = [event_columns(played.record) for played in runs]
    numbers = np.array([played.record.run for played in runs])
    digests = {int(run): run_digest(columns).hex() for run, columns in zip(numbers, events, strict=True)}
    joined = {name: np.concatenate([columns[name] for columns in events]) for name in events[0]}
    joined |= places(joined)
    run_of_event = np.repeat(numbers, [len(columns["seq"]) for columns in events])
    batch = side_by_side(names, runs, joined, np.searchsorted(numbers, run_of_event))
    made = {
        "events": tables.events_table(run_of_event, joined, names.units, names.threats, names.types),
        "outcomes": outcome_rows(names, numbers, batch),
        "runs": tables.runs_table(numbers, run_columns(names, runs, batch)),
    }
    return made, digests


def event_columns(record: RunRecord) -> dict[str, NDArray[Any]]:
    """The log of one run under the names of the results."""
    log = record.events
    columns = {name: np.ascontiguousarray(log[name]) for name in ("time_s", "kind", "unit", "threat", "type")}
    columns |= {name: np.ascontiguousarray(log[name]) for name in ("reason", "value", "x", "y", "z")}
    columns["threat"] = np.maximum(columns["threat"], -1)
    return {"seq": np.arange(len(log)), "round": np.ascontiguousarray(log["ordinal"]), **columns}


def places(columns: Mapping[str, NDArray[Any]]) -> dict[str, Floats]:
    """Latitude, longitude [deg] and height [m]; NaN where the engine gives no place (0, 0, 0)."""
    x, y, z = (np.asarray(columns[axis], dtype=np.float64) for axis in "xyz")
    nowhere = (x == 0.0) & (y == 0.0) & (z == 0.0)
    found = geodetic(np.where(nowhere, np.nan, x), np.where(nowhere, np.nan, y), z)
    return dict(zip(("latitude", "longitude", "altitude_m"), found, strict=True))


def geodetic(x: Floats, y: Floats, z: Floats) -> tuple[Floats, Floats, Floats]:
    """Latitude, longitude [deg] and height [m] of earth-centred positions.

    B. R. Bowring, *Survey Review* 23 (1976) 323 and 28 (1985) 202, two passes, as the kernel
    :func:`iamd.physics.geodesy.ecef_to_geodetic`, for whole columns.
    """
    across = np.hypot(x, y)
    up = z * SEMI_MINOR_AXIS * (1.0 + SECOND_ECCENTRICITY2 * SEMI_MINOR_AXIS / np.hypot(across, z))
    out = across * SEMI_MAJOR_AXIS
    for _ in range(2):
        scale = np.hypot(up, out)
        tall = z + SECOND_ECCENTRICITY2 * SEMI_MINOR_AXIS * (up / scale) ** 3
        wide = across - ECCENTRICITY2 * SEMI_MAJOR_AXIS * (out / scale) ** 3
        up, out = tall * SEMI_MINOR_AXIS, wide * SEMI_MAJOR_AXIS
    scale = np.hypot(tall, wide)
    sine, cosine = tall / scale, wide / scale
    height = across * cosine + z * sine - SEMI_MAJOR_AXIS * np.sqrt(1.0 - ECCENTRICITY2 * sine * sine)
    return np.degrees(np.arctan2(tall, wide)), np.degrees(np.arctan2(y, x)), height


def side_by_side(
    names: Names, runs: Sequence[Played], events: Mapping[str, NDArray[Any]], row: NDArray[Any]
) -> Batch:
    """Truth at the end of each run, one row a run; ``row`` is the row of each event."""
    threats = np.stack([played.record.threats for played in runs])
    assets = np.stack([played.record.assets for played in runs])
    here = np.arange(len(runs))[:, None]
    flights = np.stack([played.flights for played in runs])[here, threats["flight"]]
    shape = threats.shape
    launches = events["kind"] == EventKind.INTERCEPTOR_LAUNCH
    aimed = launches & (events["threat"] >= 0)
    cell = row[aimed] * shape[1] + events["threat"][aimed]
    first = np.full(threats.size, np.inf)
    np.minimum.at(first, cell, events["time_s"][aimed])
    kinds = max(len(names.types), 1)
    fired = np.bincount(row[launches] * kinds + events["type"][launches], minlength=len(runs) * kinds)
    flying = threats["status"] == ThreatStatus.FLYING
    stop = np.array([played.end_s for played in runs])[:, None]
    return Batch(
        threats, flights, assets, assets["radius_m"][here, flights["asset"]], finished(threats),
        np.bincount(cell, minlength=threats.size).reshape(shape), finite(first).reshape(shape),
        fired.reshape(len(runs), kinds), leak_reasons(threats, events, row), np.where(flying, stop, threats["end_s"]),
        ((assets["hits"] >= assets["hits_to_lose"]) * assets["value"]).sum(axis=1),
    )  # fmt: skip


def leak_reasons(threats: Any, events: Mapping[str, NDArray[Any]], row: NDArray[Any]) -> NDArray[Any]:
    """Where the defence of each threat ended; for one still flying at the end, the furthest reason logged so far."""
    reason: NDArray[Any] = np.maximum(threats["reason"], 0)
    flying = threats["status"] == ThreatStatus.FLYING
    if not flying.any():
        return reason
    held = (events["kind"] == EventKind.NO_SHOT) & (events["threat"] >= 0)
    furthest = np.zeros(threats.size, dtype=np.int64)
    np.maximum.at(
        furthest,
        row[held] * threats.shape[1] + events["threat"][held],
        events["reason"][held].astype(np.int64),
    )
    furthest[furthest == Reason.ENGAGED] = Reason.ENGAGED_MISSED
    result: NDArray[Any] = np.where(flying, furthest.reshape(threats.shape), reason)
    return result


def finite(column: Floats) -> Floats:
    """NaN in place of infinity, the engine's sign for never."""
    return np.where(np.isfinite(column), column, np.nan)


def is_threatening(batch: Batch) -> NDArray[Any]:
    """Unopposed it would work and fall inside the radius of the asset that it is aimed at."""
    miss = np.hypot(batch.threats["east_m"], batch.threats["north_m"])
    threatening: NDArray[Any] = np.isinf(batch.threats["fail_s"]) & (miss <= batch.radius)
    return threatening


def outcome_rows(names: Names, numbers: NDArray[Any], batch: Batch) -> pa.Table:
    """One row per run and launched threat, decoys included."""
    launched = batch.outcome != Outcome.PENDING
    run, threat = np.nonzero(launched)
    times = ("first_detection_s", "first_track_s")
    columns = {
        "threat": threat,
        "outcome": batch.outcome[launched],
        "threatening": is_threatening(batch)[launched],
        "engageable": batch.flights["engageable"][launched] > 0,
        "engaged": batch.shots[launched] > 0,
        "shots": batch.shots[launched],
        "launch_s": batch.threats["launch_s"][launched],
        "end_s": batch.end[launched],
        **{name: finite(batch.threats[name][launched]) for name in times},
        "first_shot_s": batch.first_shot[launched],
        "reason": np.where(batch.outcome == Outcome.LEAKED, batch.reason, int(Reason.NONE))[launched],
    }
    return tables.outcomes_table(
        numbers[run], columns, names.threats, names.threat_types, names.classes, names.targets
    )


def run_columns(names: Names, runs: Sequence[Played], batch: Batch) -> dict[str, NDArray[Any]]:
    """Counts and sums of each run, decoys left out."""
    launched = (batch.outcome != Outcome.PENDING) & names.counted
    engageable = batch.flights["engageable"] > 0
    leaked = launched & (batch.outcome == Outcome.LEAKED)
    detected = np.where(launched, finite(batch.threats["first_detection_s"]), np.nan)
    arrival = batch.threats["launch_s"] + batch.flights["end_s"]
    sets = {
        "launched": launched,
        "threatening": launched & is_threatening(batch),
        "engageable": launched & engageable,
        "engaged": launched & (batch.shots > 0),
        "kills": launched & (batch.outcome == Outcome.KILLED),
        "leakers": leaked,
        "leakers_engageable": leaked & engageable,
        "failed": launched & (batch.outcome == Outcome.FAILED),
    }
    return {
        "draw": np.array([played.draw for played in runs]),
        **{name: members.sum(axis=1) for name, members in sets.items()},
        "interceptors_expended": batch.rounds.sum(axis=1),
        "assets_lost_value": batch.lost_value,
        "first_detection_s": finite(np.where(np.isnan(detected), np.inf, detected).min(axis=1)),
        "warning_s": mean_of_known(arrival - detected),
        "cost_defender": cost(
            batch.rounds,
            [prices(names.round_prices, played.values) for played in runs],
            all_or_none=True,
        ),
        "cost_attacker": cost(launched, [prices(names.threat_prices, played.values) for played in runs]),
        "fratricides": np.zeros(len(runs), dtype=np.int64),
    }


def mean_of_known(values: Floats) -> Floats:
    """Mean of each row over what is not NaN; NaN where nothing is."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    mean: Floats = np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0)
    return mean


def cost(used: NDArray[Any], price: list[Floats], *, all_or_none: bool = False) -> Floats:
    """Price of what each run used; NaN if something without a published price was used.

    Args:
        used: how many of each type, by run.
        price: of each type, by run; NaN if none is published.
        all_or_none: NaN for every run if any type has no price. A choice of the defence such as which round to fire
            would otherwise leave only the runs that happened to fire the priced ones, and call their mean the cost.
    """
    rows = np.stack(price) if price[0].size else np.zeros(used.shape)
    if all_or_none and np.isnan(rows).any():
        return np.full(len(used), np.nan)
    result: Floats = np.where(used > 0, used * rows, 0.0).sum(axis=1)
    return result


def sample_rows(names: Names, record: RunRecord) -> pa.Table:
    """Positions over time of one recorded run."""
    samples = record.samples
    columns: dict[str, NDArray[Any]] = {
        name: np.ascontiguousarray(samples[name]) for name in ("time_s", "object", "index", "unit")
    }
    is_threat = columns["object"] == 0
    columns["name"] = np.where(is_threat, columns["index"], samples["type"])
    columns |= places({axis: samples[axis] for axis in "xyz"})
    return tables.samples_table(record.run, columns, names.units, names.threats, names.types)
