"""What is said on and about a survey: assumptions, sources, models, and what is left out."""

from __future__ import annotations

from typing import NamedTuple

from iamd.analysis.coverage.ground import COARSE_ALTITUDE
from iamd.analysis.coverage.request import Request
from iamd.analysis.coverage.rings import DETECTION, Key, target_names
from iamd.analysis.coverage.scene import HALF_BOX, Radar, radars_of, too_slow
from iamd.analysis.coverage.survey import Survey
from iamd.analysis.surveyfile import LedgerRow
from iamd.library.loader import library
from iamd.scenario.resolve import RCS_FIGURES
from iamd.scenario.sensing import echo_of

_ASPECT_WORDS = {
    "nose": "flies straight at each radar (echo of its nose)",
    "side": "shows each radar its side; the Doppler filter is taken to pass it all the same",
    "tail": "flies straight away from each radar (echo of its tail)",
    "mean": "flies in all directions alike (mean echo of all aspects)",
}
#: With fewer draws than this the 5 and 95 % points are little more than the extremes.
FEW_DRAWS = 20
#: Sources on a picture; the page has all.
_FEW = 5
#: Longest address that is printed on a picture.
_LONGEST_ADDRESS = 60


def altitude_text(request: Request, altitude: float) -> str:
    """``300 m above ground``."""
    return f"{height_text(altitude)} {request.above_text}"


def height_text(metres: float) -> str:
    """``300 m``, ``3,000 m``, ``10 km``."""
    return f"{metres / 1e3:,.4g} km" if metres >= 9_999.5 else f"{metres:,.4g} m"


def share(part: float) -> str:
    """A part of one as a reader writes it: ``50 %``."""
    return f"{100 * part:.3g} %"


def who(found: Survey, key: Key) -> str:
    """The unit's name, or the units together."""
    rows = {
        radar.unit
        for radar in found.scene.radars
        if (radar.searches if key.kind == DETECTION else radar.engages)
    }
    names = [unit.spec.name for row, unit in enumerate(found.resolved.units) if row in rows]
    if len(names) > 3:
        return f"{len(names)} units together"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def target_words(found: Survey, key: Key) -> str:
    """The target, its cross-section by band at best values, and whose radars look."""
    target = found.target(key)
    ahead = echo_of(target, found.values).ahead
    radars = _radars(found, key)
    bands = dict.fromkeys(radar.ref.card.band for radar in radars)
    sizes = {f"{ahead[band]:.2g} m²" for band in bands}
    if len(sizes) == 1:
        size = f"radar cross-section {sizes.pop()} from ahead"
    else:
        size = "radar cross-section from ahead " + ", ".join(
            f"{ahead[band]:.2g} m² in {band.upper()} band" for band in bands
        )
    names = " and ".join(dict.fromkeys(radar.ref.card.name for radar in radars))
    return f"{names}; {target.card.title.rstrip('.')}: {size}"


def _radars(found: Survey, key: Key) -> list[Radar]:
    return [
        radar for radar in found.scene.radars if (radar.searches if key.kind == DETECTION else radar.engages)
    ]


def assumptions(found: Survey, key: Key | None) -> tuple[str, ...]:
    """One sentence each; printed on every product."""
    request = found.request
    told = []
    if key is not None:
        told.append(
            f"Seen means detected in one look with a probability of {share(request.detection)} or more"
            f" (Swerling case {found.target(key).card.swerling})"
        )
        told.append(f"The target {_ASPECT_WORDS[request.aspect]}")
        if key.kind != DETECTION:
            told.append(
                "Within reach means seen by an engagement radar of the unit, and inside the published envelope of a"
                " round"
            )
            told += [text.rstrip(".") for text in channel_texts(found)]
    k = found.scene.k
    told.append(f"Refraction bends rays as on an earth {k:.3g} times as large")
    told += [text.rstrip(".") for text in found.ground.notes]
    told += [text.rstrip(".") for text in _way(found)] if key is not None else []
    values = (
        "each draw takes all inputs from their intervals"
        if found.ensemble
        else "maps show the best value of every input"
    )
    told.append(values[:1].upper() + values[1:])
    return tuple(told)


class _Way(NamedTuple):
    """What is counted on the way of a wave to and from the radars of a survey."""

    gas: bool
    clutter: bool
    lobes: bool
    duct: bool
    #: Shade of the earth: everywhere, and for low targets over coarse hills.
    shade: bool
    low_shade: bool
    rain: bool


def _counted(found: Survey) -> _Way | None:
    """What is counted; None if all radars are ideal, since then nothing is."""
    if all(radar.ref.card.ideal for radar in found.scene.radars):
        return None
    scenario = found.resolved.scenario
    way = scenario.propagation
    duct = way.duct and way.surface == "sea"
    lobes = way.lobing or duct
    shade = way.diffraction and not lobes
    smooth = not found.ground.hills
    return _Way(
        way.gas, way.clutter, lobes, duct, shade and smooth, shade and found.ground.coarse,
        scenario.weather.rain > 0.0,
    )  # fmt: skip


def _way(found: Survey) -> list[str]:
    """What is counted on the way of a wave, in words."""
    way = _counted(found)
    told = []
    if way is None:
        told.append("Ideal sensors: nothing is lost on the way, and nothing but the target sends an echo")
    else:
        low = f"shading near the horizon for targets below {height_text(COARSE_ALTITUDE)}"
        parts = [
            ("gas in the air", way.gas),
            ("clutter", way.clutter),
            ("shading near the horizon", way.shade),
            ("reflection by the ground", way.lobes),
        ]
        counted = [name for name, on in parts if on]
        counted += [name for name, on in ((low, way.low_shade), ("an evaporation duct", way.duct)) if on]
        if way.rain:
            counted.append(f"rain of {found.resolved.scenario.weather.rain * 3.6e6:.2g} mm/h")
        # Lobes hold the shade, and over coarse hills it is named with its altitudes.
        held = {"shading near the horizon"} if way.lobes or way.low_shade else set()
        left = [name for name, on in parts if not on and name not in held]
        told += [f"Counted: {', '.join(counted)}"] if counted else []
        told += [f"Not counted: {', '.join(left)}"] if left else []
    jammers = len(found.resolved.scenario.jammers)
    if jammers:
        several = f"{jammers} stand-off jammers are on; hills do not hide them"
        told.append("A stand-off jammer is on; hills do not hide it" if jammers == 1 else several)
    return told


def channel_texts(found: Survey) -> list[str]:
    """How many targets at once, beside the map: channels do not change the area."""
    texts = []
    for name, channels in channels_by_unit(found):
        if channels is not None:
            texts.append(f"{name} engages {channels} targets at once, wherever they are.")
    return texts


def channels_by_unit(found: Survey) -> list[tuple[str, int | None]]:
    """Target channels of each unit with engagement radars; None for any number."""
    rows: dict[str, int | None] = {}
    for radar in found.scene.radars:
        if not radar.engages:
            continue
        unit = found.resolved.units[radar.unit]
        name = unit.refs.get("target_channels") or radar.ref.refs.get("target_channels")
        number = unit.spec.channels or (round(found.values[name]) if name else None)
        before = rows.get(unit.spec.name, 0)
        rows[unit.spec.name] = None if number is None or before is None else before + number
    return list(rows.items())


def sources(found: Survey, every: bool = False) -> tuple[str, ...]:
    """Where radars, echoes and rounds are published, one line each; the first few, or all."""
    wanted: list[str] = []
    for radar in found.scene.radars:
        wanted += [radar.ref.refs[name] for name in ("detection_range", "instrumented_range")]
    for target in found.resolved.targets:
        wanted += [source for name, source in target.refs.items() if name in RCS_FIGURES]
    for unit in found.resolved.units:
        for magazine in unit.magazines:
            wanted += [magazine.refs[name] for name in ("range_max", "altitude_max", "altitude_min")]
    keys: dict[str, None] = {}
    for name in dict.fromkeys(wanted):
        keys |= dict.fromkeys(found.resolved.inputs[name].figure.sources[: None if every else 1])
    lines = [_source(key, every) for key in keys]
    general = ["M. I. Skolnik, Introduction to Radar Systems, 3rd ed., 2001"]
    kept = lines if every else lines[:_FEW]
    if len(kept) < len(lines):
        general.append(f"and {len(lines) - len(kept)} more, on the page of this survey")
    files = [f"Elevation: {name}, SHA-256 {digest}" for name, digest in found.ground.sources] if every else []
    laydown = found.resolved.scenario.laydown.source
    return (*([laydown] if laydown else []), *kept, *general, *files)


def _source(key: str, every: bool) -> str:
    """A source in one line; long addresses stand on the page only."""
    entry = library().sources[key]
    address = entry.url if every or len(str(entry.url or "")) <= _LONGEST_ADDRESS else ""
    return ", ".join(str(part) for part in (entry.publisher, entry.title, entry.year, address) if part)


def notice(found: Survey) -> str:
    """The standing line on scope and kind of laydown."""
    laydown = found.resolved.scenario.laydown
    if not found.ensemble:
        return f"Fictional laydown. {weak_text(found)}: a statement about these figures, not about a fielded system."
    return (
        f"{laydown.kind.capitalize()} laydown of {laydown.date}. Sites are known to 0.1 degrees only: each is a box of"
        f" {2 * HALF_BOX:g} degrees, and what is shown is the share of {found.request.draws} draws of sites and"
        f" figures. {weak_text(found)}."
    )  # fmt: skip


def weak_text(found: Survey) -> str:
    """How much of what goes in is published, in one breath."""
    return f"No classified data; {share(round(found.resolved.weak_share, 2))} of the inputs are recalled or assumed"


def few_draws(found: Survey) -> list[str]:
    """A warning where an interval rests on a handful of draws."""
    draws = found.request.draws
    if not draws or draws >= FEW_DRAWS:
        return []
    return [
        f"Intervals rest on {draws} draws only and are too narrow; ask for {FEW_DRAWS} or more with --draws."
    ]


def slow_warnings(found: Survey) -> list[str]:
    """Targets that a radar's filter takes for clutter."""
    told = []
    for target, name in zip(found.resolved.targets, target_names(found.resolved), strict=True):
        for radar in radars_of(found.resolved):
            if too_slow(target, radar, found.values):
                told.append(
                    f"{radar.ref.card.name} never sees {name}: at its best-known speed the Doppler filter"
                    " takes it for clutter."
                )  # fmt: skip
    return list(dict.fromkeys(told))


_ALWAYS = (
    LedgerRow(
        part="horizon",
        model="effective earth: straight rays over an earth k times as large",
        source="Skolnik 2001, section 8.5; Doerry, SAND2012-10690",
        holds_for="standard refraction in the lowest kilometres; k is an input with an interval",
    ),
    LedgerRow(
        part="echo",
        model="radar equation anchored on the published range, with the losses below",
        source="Skolnik 2001, sections 1.2 and 2; Barton 2013",
        holds_for="one look; no gain from several looks, no loss of a busy radar",
    ),
    LedgerRow(
        part="detection",
        model="Swerling cases 0 to 4",
        source="Swerling 1960; Marcum 1960",
        holds_for="the case of the target's card",
    ),
    LedgerRow(
        part="cross-section",
        model="published numbers from nose, side and tail; smooth between",
        source="cards of the library",
        holds_for="the least-known input: often a factor of ten",
    ),
)
_AIR = LedgerRow(
    part="air",
    model="loss in oxygen, water vapour and rain",
    source="ITU-R P.676, P.838",
    holds_for="1 to 350 GHz; below it is small",
)
_CLUTTER = LedgerRow(
    part="clutter",
    model="echoes of ground, sea and rain that the filter leaves, taken as noise",
    source="Billingsley 2002; Gregers-Hansen and Mital 2012 (NRL); Barton 2013",
    holds_for="mean reflectivity; no single bright hill",
)
_SHADE = LedgerRow(
    part="shade of the earth",
    model="loss near the horizon of a smooth sphere",
    source="ITU-R P.526",
    holds_for="smooth earth; not counted over hills",
)
_LOBES = LedgerRow(
    part="reflection",
    model="two rays over a rough surface",
    source="Blake 1980; Skolnik 2001, section 8.2",
    holds_for="flat land or sea",
)
_REACH = LedgerRow(
    part="reach",
    model="published range and altitude of the round for the class of target",
    source="cards of the library",
    holds_for="no flight time: whether there is time to fire is for iamd run",
)


def ledger(found: Survey) -> list[LedgerRow]:
    """Models that the survey rests on."""
    way = _counted(found)
    hills = LedgerRow(
        part="hills",
        model=f"lowest visible height, {'by straight rays' if found.request.exact else 'one sweep outwards'}",
        source="Franklin, Ray and Mehta 1994; Wang, Robinson and White 2000",
        holds_for="the cells of the elevation model; no bending over edges",
    )
    chosen = [
        (_AIR, way is not None and (way.gas or way.rain)),
        (_CLUTTER, way is not None and way.clutter),
        (_SHADE, way is not None and (way.shade or way.low_shade)),
        (_LOBES, way is not None and way.lobes),
        (hills, bool(found.ground.hills)),
        (_REACH, any(key.kind != DETECTION for key in found.keys)),
    ]
    return [*_ALWAYS, *(row for row, wanted in chosen if wanted)]


NOT_MODELLED: tuple[str, ...] = (
    "Time: whether a unit notices, decides and fires before the target has passed (iamd run plays that)",
    "Many targets at once: channels and magazines are stated, and do not change the area",
    "Engagement on tracks of other units: each unit needs an engagement radar of its own that sees the target",
    "Looks added up over time, and crews",
    "Optical, acoustic and passive sensors",
    "Woods and buildings, unless the elevation files hold them; ducts over land; bending of waves over hilltops",
    "Targets that turn: the filter of a radar loses one that crosses at right angles for a while",
)
