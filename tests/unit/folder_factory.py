"""A plausible results folder without the engine: three units, 24 threats of three classes, invented figures.

``make_folder(path, runs=40, draws=8, seed=1)`` writes manifest, events with positions, outcomes, runs, draws,
samples of runs 0 and 1, and digests. Nothing in it is a statement about any system.
"""

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from iamd.results import ResultsFolder, run_digest, tables
from iamd.results.schema import EventKind, Outcome, Reason, SampleObject

UNITS: list[dict[str, Any]] = [
    {"name": "north battery", "system": "Example-L", "latitude": 40.3, "longitude": 33.0},
    {"name": "east battery", "system": "Example-M", "latitude": 40.0, "longitude": 33.4},
    {"name": "depot guns", "system": "Example-S", "latitude": 40.0, "longitude": 33.0},
]
TYPES = ["L-round", "M-round", "S-burst"]
ASSETS: list[dict[str, Any]] = [
    {"name": "depot", "latitude": 40.0, "longitude": 33.0, "radius_m": 2000.0, "value": 10.0},
    {"name": "airfield", "latitude": 40.1, "longitude": 33.2, "radius_m": 3000.0, "value": 5.0},
]
MAGAZINES: list[dict[str, Any]] = [
    {"unit": unit["name"], "type": TYPES[i], "ready": (12, 16, 28)[i]} for i, unit in enumerate(UNITS)
]
PRICES = (4.0e6, 1.0e6, 2.0e4)  # USD a round, invented


@dataclass(frozen=True)
class ThreatClass:
    """What the factory needs of a class: flight time (s), range (m), peak height (m), units that can shoot it."""

    name: str
    type: str
    count: int
    flight_s: float
    range_m: float
    height_m: float
    seen: float  # fraction of the flight at which it is first detected
    units: tuple[int, ...]


CLASSES = (
    ThreatClass("ballistic", "Example-SRBM", 6, 280.0, 300e3, 80e3, 0.45, (0,)),
    ThreatClass("cruise", "Example-LACM", 8, 600.0, 150e3, 60.0, 0.75, (1, 0)),
    ThreatClass("drone", "Example-OWA", 10, 1200.0, 60e3, 150.0, 0.70, (2, 1)),
)
THREATS: list[dict[str, Any]] = [
    {
        "name": f"{kind.name}-{number:02d}",
        "type": kind.type,
        "target_class": kind.name,
        "group": kind.name,
        "asset": ASSETS[number % 2]["name"],
    }
    for kind in CLASSES
    for number in range(1, kind.count + 1)
]
CLASS_OF = [kind for kind in CLASSES for _ in range(kind.count)]

# name, title, value, low, high, unit, grade
INPUTS: list[tuple[str, str, float, float, float, str, str]] = [
    ("example-l.sspk", "Single-shot kill probability, L-round", 0.75, 0.5, 0.9, "", "E"),
    ("example-m.sspk", "Single-shot kill probability, M-round", 0.80, 0.6, 0.9, "", "D"),
    ("example-s.sspk", "Kill probability of a burst", 0.55, 0.3, 0.7, "", "E"),
    ("example-l.radar.offset", "Radar range, north battery", 0.0, -3.0, 3.0, "dB", "C"),
    ("example-lacm.altitude", "Cruise altitude", 60.0, 30.0, 100.0, "m", "B"),
    ("assessment.delay", "Time to assess a shot", 5.0, 3.0, 9.0, "s", "E"),
]
EVENT_COLUMNS = (
    *("time_s", "kind", "unit", "threat", "round", "type"),
    *("reason", "value", "latitude", "longitude", "altitude_m"),
)


def make_folder(
    path: Path, runs: int = 40, draws: int = 8, seed: int = 1, part_runs: int = 16
) -> ResultsFolder:
    """Write a synthetic results folder; run r belongs to draw r // (runs / draws)."""
    folder = ResultsFolder(path)
    folder.begin(manifest(runs, draws, seed), key=f"synthetic-{seed}-{draws}")
    values = draw_inputs(draws, seed)
    folder.write_part(
        "draws", {"draws": tables.draws_table(range(draws), [i[0] for i in INPUTS], values)}, {}
    )
    inner = max(1, runs // draws)
    for first in range(0, runs, part_runs):
        numbers = range(first, min(first + part_runs, runs))
        done = [fly_run(run, min(run // inner, draws - 1), values, seed) for run in numbers]
        write_part(folder, f"{first:06d}", done)
    return folder


def draw_inputs(draws: int, seed: int) -> np.ndarray:
    """Values drawn, shape (draws, inputs): triangular over the interval of each input."""
    spans = [(low, value, high) for _, _, value, low, high, _, _ in INPUTS]
    streams = [np.random.default_rng([seed, 1, draw]) for draw in range(draws)]
    return np.array([[rng.triangular(*span) for span in spans] for rng in streams])


@dataclass
class Raid:
    """One run while it is being made up."""

    run: int
    draw: int
    inputs: dict[str, float]
    rng: np.random.Generator
    magazine: list[int]
    events: list[tuple[float, ...]] = field(default_factory=list)
    outcomes: list[dict[str, Any]] = field(default_factory=list)
    rounds: list[tuple[int, int, int, float, float]] = field(
        default_factory=list
    )  # unit, threat, round, start, end

    def log(self, time_s: float, kind: EventKind, **cells: float) -> None:
        """Append an event; a threat's events carry its position."""
        row = {"unit": -1, "threat": -1, "round": -1, "type": -1, "reason": 0, "value": 0.0, **cells}
        where = position(int(row["threat"]), time_s) if row["threat"] >= 0 else (math.nan,) * 3
        self.events.append((time_s, kind, *row.values(), *where))


def start_s(threat: int) -> float:
    """Time of launch of a threat, s; the first at 0."""
    return 12.0 * (threat - next(i for i, kind in enumerate(CLASS_OF) if kind is CLASS_OF[threat]))


def position(threat: int, time_s: float | np.ndarray) -> tuple[Any, Any, Any]:
    """Latitude, longitude (degrees) and height (m) of a threat on a straight line to its asset."""
    kind = CLASS_OF[threat]
    asset = next(entry for entry in ASSETS if entry["name"] == THREATS[threat]["asset"])
    part = np.clip((time_s - start_s(threat)) / kind.flight_s, 0.0, 1.0)
    bearing = math.radians(20.0 + 3.0 * threat)
    away = (1.0 - part) * kind.range_m / 111e3
    latitude = asset["latitude"] + away * math.cos(bearing)
    longitude = asset["longitude"] + away * math.sin(bearing) / math.cos(math.radians(40.0))
    arc = 4.0 * part * (1.0 - part) if kind.name == "ballistic" else np.minimum(1.0, 10.0 * (1.0 - part))
    return latitude, longitude, kind.height_m * arc


def fly_run(run: int, draw: int, values: np.ndarray, seed: int) -> Raid:
    """Make up one run."""
    inputs = dict(zip([entry[0] for entry in INPUTS], values[draw], strict=True))
    ready = [entry["ready"] for entry in MAGAZINES]
    raid = Raid(run, draw, inputs, np.random.default_rng([seed, 2, run]), ready)
    for threat in sorted(range(len(THREATS)), key=lambda i: start_s(i) + CLASS_OF[i].flight_s):
        fly_threat(raid, threat)
    raid.log(650.0, EventKind.RELOAD, unit=2, type=2, value=4.0)
    raid.events.sort(key=lambda event: event[0])
    return raid


def fly_threat(raid: Raid, threat: int) -> None:
    """One threat from launch to its end, with every unit's reason for not shooting."""
    kind, begin = CLASS_OF[threat], start_s(threat)
    arrival = begin + kind.flight_s
    raid.log(begin, EventKind.THREAT_LAUNCH, threat=threat, value=arrival)
    if kind.name == "ballistic":
        raid.log(begin + 60.0, EventKind.BURNOUT, threat=threat, value=position(threat, begin + 60.0)[2])
    seen = begin + kind.flight_s * (kind.seen - 0.02 * raid.inputs["example-l.radar.offset"])
    seen += raid.rng.exponential(0.05) * kind.flight_s
    for unit in range(len(UNITS)):
        gate = Reason.HORIZON if unit in kind.units else Reason.ENVELOPE
        raid.log(begin, EventKind.NO_SHOT, unit=unit, threat=threat, reason=gate)
    outcome: dict[str, Any] = {
        "threat": threat,
        "launch_s": begin,
        "end_s": arrival,
        "shots": 0,
        "first_shot_s": math.nan,
    }
    outcome |= {
        "first_detection_s": math.nan,
        "first_track_s": math.nan,
        "reason": Reason.HORIZON,
        "engaged": False,
    }
    outcome |= {"outcome": Outcome.LEAKED, "threatening": raid.rng.random() < 0.9, "engageable": True}
    if raid.rng.random() < 0.03:
        outcome |= {"outcome": Outcome.FAILED, "end_s": begin + 0.3 * kind.flight_s, "reason": Reason.NONE}
        raid.log(outcome["end_s"], EventKind.THREAT_FAILURE, threat=threat)
    elif seen < arrival:
        defend(raid, threat, seen, arrival, outcome)
    else:
        outcome["engageable"] = False
    if outcome["outcome"] == Outcome.LEAKED:
        miss = abs(raid.rng.normal(0.0, 50.0))
        raid.log(arrival, EventKind.LEAK, threat=threat, reason=outcome["reason"], value=miss)
    raid.outcomes.append(outcome)


def defend(raid: Raid, threat: int, seen: float, arrival: float, outcome: dict[str, Any]) -> None:
    """Detection, track, identification, and one engagement after another until a kill or no time is left."""
    kind = CLASS_OF[threat]
    unit, confirmed, known = kind.units[0], seen + 6.0, seen + 14.0
    outcome |= {"first_detection_s": seen, "first_track_s": confirmed}
    for time_s, event in (
        (seen, EventKind.FIRST_DETECTION),
        (seen + 1.0, EventKind.TRACK_START),
        (confirmed, EventKind.TRACK_CONFIRM),
    ):
        raid.log(time_s, event, unit=unit, threat=threat, value=20e3)
    raid.log(confirmed + 0.5, EventKind.MESSAGE, unit=unit, threat=threat, value=0.5)
    raid.log(known, EventKind.IDENTIFY, unit=unit, threat=threat, value=known - confirmed)
    raid.log(
        seen, EventKind.NO_SHOT, unit=unit, threat=threat, reason=Reason.TRACK, value=seen - start_s(threat)
    )
    raid.log(confirmed, EventKind.NO_SHOT, unit=unit, threat=threat, reason=Reason.IDENTITY, value=6.0)
    now, furthest = known, Reason.IDENTITY
    for unit in kind.units:
        while now + 30.0 < arrival:
            if raid.magazine[unit] == 0:
                furthest = max(furthest, Reason.MAGAZINE)
                raid.log(now, EventKind.NO_SHOT, unit=unit, threat=threat, reason=Reason.MAGAZINE, value=8.0)
                break
            now, killed = engage(raid, unit, threat, now, arrival, outcome)
            furthest = Reason.ENGAGED_MISSED
            if killed:
                outcome |= {"outcome": Outcome.KILLED, "end_s": killed, "reason": Reason.NONE}
                return
        else:
            furthest = max(furthest, Reason.TIME)
    outcome["reason"] = furthest


def engage(
    raid: Raid, unit: int, threat: int, now: float, arrival: float, outcome: dict[str, Any]
) -> tuple[float, float]:
    """A salvo of up to two rounds; returns when the unit may go on and the time of the kill, or 0."""
    sspk = raid.inputs[INPUTS[unit][0]]
    who = {"unit": unit, "threat": threat}
    raid.log(now, EventKind.ASSIGN, **who, value=arrival - now)
    raid.log(now, EventKind.NO_SHOT, **who, reason=Reason.ENGAGED, value=8.0)
    raid.log(now + 2.0, EventKind.ORDER, **who, value=2.0)
    meeting = now + 3.0 + 0.5 * (arrival - now - 3.0) * raid.rng.uniform(0.6, 1.0)
    killed = 0.0
    for shot in range(min(2, raid.magazine[unit])):
        raid.magazine[unit] -= 1
        number, fired, met = len(raid.rounds), now + 3.0 + 2.0 * shot, meeting + 1.0 * shot
        raid.rounds.append((unit, threat, number, fired, met))
        outcome["shots"] += 1
        outcome["first_shot_s"] = fired if math.isnan(outcome["first_shot_s"]) else outcome["first_shot_s"]
        outcome["engaged"] = True
        raid.log(fired, EventKind.INTERCEPTOR_LAUNCH, **who, round=number, type=unit, value=met)
        raid.log(met, EventKind.INTERCEPT, **who, round=number, type=unit, value=raid.rng.exponential(4.0))
        if not killed and raid.rng.random() < sspk:
            killed = met
            raid.log(met, EventKind.KILL, **who, round=number, type=unit, value=position(threat, met)[2])
    looked = meeting + 1.0 + raid.inputs["assessment.delay"]
    raid.log(looked, EventKind.ASSESS, **who, value=float(killed > 0.0))
    return looked + 2.0, killed


def write_part(folder: ResultsFolder, name: str, raids: list[Raid]) -> None:
    """Write a batch of runs through the builders that the study uses."""
    names = [unit["name"] for unit in UNITS], [threat["name"] for threat in THREATS], TYPES
    columns = [event_columns(raid) for raid in raids]
    arrays = {key: np.concatenate([entry[key] for entry in columns]) for key in columns[0]}
    numbers = np.repeat([raid.run for raid in raids], [len(raid.events) for raid in raids])
    outcomes = [row for raid in raids for row in raid.outcomes]
    per_threat = [[threat[key] for threat in THREATS] for key in ("name", "type", "target_class", "asset")]
    runs = [run_row(raid) for raid in raids]
    part = {
        "events": tables.events_table(numbers, arrays, *names),
        "outcomes": tables.outcomes_table(
            np.repeat([raid.run for raid in raids], len(THREATS)), stack(outcomes), *per_threat
        ),
        "runs": tables.runs_table([raid.run for raid in raids], stack(runs)),
    }
    sampled = [raid for raid in raids if raid.run < 2]
    if sampled:
        samples = [sample_columns(raid) for raid in sampled]
        lengths = [len(entry["time_s"]) for entry in samples]
        joined = {key: np.concatenate([entry[key] for entry in samples]) for key in samples[0]}
        part["samples"] = tables.samples_table(np.repeat([r.run for r in sampled], lengths), joined, *names)
    digests = {raid.run: run_digest(entry).hex() for raid, entry in zip(raids, columns, strict=True)}
    folder.write_part(name, part, digests)


def stack(rows: list[dict[str, Any]]) -> dict[str, np.ndarray]:
    """Rows to columns."""
    return {key: np.array([row[key] for row in rows]) for key in rows[0]}


def event_columns(raid: Raid) -> dict[str, np.ndarray]:
    """The events of a run as code columns."""
    columns = dict(zip(EVENT_COLUMNS, np.array(raid.events, dtype=float).T, strict=True))
    integers = ("kind", "unit", "threat", "round", "type", "reason")
    columns |= {name: columns[name].astype(np.int64) for name in integers}
    return {"seq": np.arange(len(raid.events)), **columns}


def run_row(raid: Raid) -> dict[str, Any]:
    """The row of RUNS of one run."""
    rows = raid.outcomes
    leaked = [row for row in rows if row["outcome"] == Outcome.LEAKED]
    hit = {THREATS[row["threat"]]["asset"] for row in leaked if row["threatening"]}
    seen = [row["first_detection_s"] for row in rows if not math.isnan(row["first_detection_s"])]
    warning = [
        row["launch_s"] + CLASS_OF[row["threat"]].flight_s - row["first_detection_s"]
        for row in rows
        if not math.isnan(row["first_detection_s"])
    ]
    return {
        "draw": raid.draw,
        "launched": len(rows),
        **{key: sum(bool(row[key]) for row in rows) for key in ("threatening", "engageable", "engaged")},
        "kills": sum(row["outcome"] == Outcome.KILLED for row in rows),
        "leakers": len(leaked),
        "leakers_engageable": sum(bool(row["engageable"]) for row in leaked),
        "failed": sum(row["outcome"] == Outcome.FAILED for row in rows),
        "interceptors_expended": len(raid.rounds),
        "assets_lost_value": sum(asset["value"] for asset in ASSETS if asset["name"] in hit),
        "first_detection_s": min(seen, default=math.nan),
        "warning_s": float(np.mean(warning)) if warning else math.nan,
        "cost_defender": sum(PRICES[shot[0]] for shot in raid.rounds),
        "cost_attacker": math.nan,
        "fratricides": 0,
    }


def sample_columns(raid: Raid) -> dict[str, np.ndarray]:
    """Positions every second: threats, their tracks from confirmation on, and rounds on straight lines."""
    blocks = []
    for row in raid.outcomes:
        threat, first, end = row["threat"], row["first_track_s"], row["end_s"]
        spans = [(SampleObject.THREAT, threat, row["launch_s"], -1)]
        if not math.isnan(first):
            spans.append((SampleObject.TRACK, threat, first, CLASS_OF[threat].units[0]))
        for kind, name, begin, unit in spans:
            times = np.arange(math.ceil(begin), end)
            where = position(threat, times)
            blocks.append(block(times, kind, name, threat, unit, where))
    for unit, threat, number, fired, met in raid.rounds:
        times = np.arange(math.ceil(fired), met)
        part = (times - fired) / (met - fired)
        goal, site = position(threat, met), (UNITS[unit]["latitude"], UNITS[unit]["longitude"], 0.0)
        where = tuple(a + part * (b - a) for a, b in zip(site, goal, strict=True))
        blocks.append(block(times, SampleObject.INTERCEPTOR, unit, number, unit, where))
    return {key: np.concatenate([entry[key] for entry in blocks]) for key in blocks[0]}


def block(
    times: np.ndarray, kind: int, name: int, index: int, unit: int, where: Any
) -> dict[str, np.ndarray]:
    """Samples of one object."""
    codes = {"object": kind, "name": name, "index": index, "unit": unit}
    columns = {key: np.full(len(times), int(code)) for key, code in codes.items()}
    places = dict(zip(("latitude", "longitude", "altitude_m"), where, strict=True))
    return {"time_s": times.astype(float), **columns, **places}


def manifest(runs: int, draws: int, seed: int) -> dict[str, Any]:
    """A manifest with every entry that the study writes; the sources are invented and say so."""
    source = {
        "title": "Invented test data",
        "publisher": "iamd tests",
        "year": 2026,
        "url": "https://example.org/x",
    }
    keys = ("name", "title", "value", "low", "high", "unit", "grade")
    inputs: list[dict[str, Any]] = [dict(zip(keys, entry, strict=True)) for entry in INPUTS]
    for entry in inputs:
        entry["card"], entry["figure"] = entry["name"].split(".", 1)
        entry |= {"kind": "assumption", "condition": "", "prior": entry["grade"] == "E", "sources": [source]}
        entry["sampled"] = {"p05": entry["low"], "p95": entry["high"], "shape": "triangular"}
    units = [
        {**unit, "network": "fictional net", "doctrine": "shoot-look-shoot, salvo of 2"} for unit in UNITS
    ]
    scenario: dict[str, Any] = {
        "name": "synthetic",
        "title": "A synthetic raid",
        "hash": "0" * 64,
        "text": "name: synthetic\n",
    }
    scenario |= {"question": "How much gets through?", "terrain": "smooth"}
    scenario |= {"laydown": {"kind": "fictional", "date": "2026-01-01", "source": "invented"}}
    stages = ("raid", "fly", "sense", "track", "network", "decide", "engage", "assess")
    models = [
        {"stage": s, "model": "invented", "source": source["title"], "validity": "tests only"} for s in stages
    ]
    what = {"iamd_version": "0.1.0", "scenario": scenario, "seed": seed, "runs": runs, "draws": draws}
    where = {"created": "2026-01-01T00:00:00Z", "python": "3.11", "platform": "linux", "elapsed_s": 1.5}
    names = {"units": units, "threats": THREATS, "types": TYPES, "assets": ASSETS}
    ledger = {"models": models, "not_modelled": ["everything"], "notes": ["Invented for tests."]}
    return what | where | {"names": names, "magazines": MAGAZINES, "inputs": inputs, "ledger": ledger}
