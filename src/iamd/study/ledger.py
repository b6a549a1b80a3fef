"""The assumption ledger of a run: models by stage, what is not modelled, and notes on this scenario."""

from __future__ import annotations

from typing import Any, NamedTuple

from iamd.engine.world import World
from iamd.scenario import ResolvedScenario
from iamd.scenario.passive import passive_cards
from iamd.scenario.resolve import RCS_FIGURES, UnitRef
from iamd.scenario.spec import Scenario

#: A fitted ballistic coefficient at this edge of the search [kg/m2] means that the published figures clash.
LEAST_DRAG = 0.95 * 200_000.0
#: A sector as wide as this sees all round [rad].
ALL_ROUND = 6.28
#: Why a passive sensor finds nothing of a target.
_WHY_NOT = {
    "passive-df": "its card has no radar that is on, or one at other frequencies",
    "acoustic": "its card has no sound level, or the wind is too strong",
    "eo-ir": "it is too dark or too light for the camera, or the target too small in this air",
}


class Model(NamedTuple):
    """One stage of the loop: what it computes, after whom, where it holds, and the page with the equations."""

    stage: str
    model: str
    source: str
    validity: str
    page: str


MODELS: tuple[Model, ...] = (
    Model(
        "raid",
        "Threats start at declared times or as a Poisson stream; a drawn share fails by itself; the miss of the "
        "aim point is circular normal with the card's circular error probable",
        "declared in the scenario",
        "counts, axes and times only; no routes, no reaction to the defence",
        "methods/randomness",
    ),
    Model(
        "fly",
        "Ballistic flight: boost, gravity with J2, drag by ballistic coefficient in the US Standard Atmosphere 1976. "
        "Cruise missiles, drones and aircraft: constant speed and height on a geodesic, with a dive at the end",
        "Bate, Mueller and White 1971; US Standard Atmosphere 1976; WGS-84 (NIMA TR8350.2)",
        "100 km to 3,000 km; one stage, no manoeuvre, no gliding; over an elevation model low flyers follow the ground",
        "methods/ballistic-flight, methods/level-flight",
    ),
    Model(
        "sense",
        "Radar equation anchored on the published range; cross-section by band and aspect; Swerling case of the "
        "target; horizon of the effective earth or sight lines over an elevation model; gas, rain, diffraction, "
        "clutter after the filter, noise jamming, scan loss and time budget of arrays. Direction finders, microphones "
        "and cameras: the published range, scaled to the target, the light and the weather; inside it one probability",
        "Skolnik 2001; Barton 2013; Swerling 1960; ITU-R P.526, P.676 and P.838; Billingsley 2002",
        "one look at a time; noise-like clutter; what the scenario switches off or leaves out is named below",
        "methods/sensing, methods/radar, methods/propagation, methods/clutter, methods/jamming, methods/terrain, "
        "methods/passive-sensors",
    ),
    Model(
        "track",
        "Kalman filter with nearly constant velocity (gravity for high tracks), global nearest neighbour, M of N",
        "Bar-Shalom, Li and Kirubarajan 2001; Blackman and Popoli 1999; Jonker and Volgenant 1987",
        "targets that fly straight or ballistically; hard turns are followed with delay",
        "methods/tracking-filter, methods/association",
    ),
    Model(
        "network",
        "Reports of confirmed tracks at an interval, with delay and loss; a report that matches no own track becomes "
        "a remote track",
        "engineering model",
        "no limit on capacity, no relay, no fusion of estimates, no false identity",
        "architecture",
    ),
    Model(
        "decide",
        "Rank by predicted time to impact; the most urgent track first to the unit's shortest round that reaches it; "
        "shoot-look-shoot, salvo, reserve, fire channels, magazines",
        "Washburn and Kress 2009, chapter 4",
        "greedy, unit by unit; no optimal assignment over all units",
        "architecture",
    ),
    Model(
        "engage",
        "Point-mass interceptors fitted to published speed and range, proportional navigation, load limit; inside the "
        "gate the single-shot kill probability decides, with one shared failure per type and raid",
        "Zarchan 2012, chapters 2 and 8; Fleeman 2006, chapters 2 and 5",
        "inside the published envelope; kill probability does not depend on geometry",
        "architecture",
    ),
    Model(
        "assess",
        "A salvo is judged after a delay, with both errors; arrivals count as hits inside the asset's radius",
        "Washburn and Kress 2009, chapter 4",
        "a hit is a count: no damage, no casualties",
        "architecture",
    ),
)

NOT_MODELLED: tuple[str, ...] = (
    "Deception and anti-radiation weapons; noise jamming is only what the scenario declares.",
    "Telling warheads from decoys and debris: every declared object is engaged as what it looks like.",
    "Crews: training, fatigue, mistakes; identification is a delay without error.",
    "Maintenance, spares and supply; a unit is ready or not when the raid begins.",
    "Friendly and civil aircraft, identification friend or foe, fratricide.",
    "Warhead effects, damage and casualties; debris of intercepts that falls on what is defended.",
    "Manoeuvring re-entry vehicles, glide vehicles, climb limits of low flyers, and threats that react.",
    "Orbits of airborne radars: an early-warning aircraft stands still at its place.",
)


def ledger(resolved: ResolvedScenario, best: World) -> dict[str, Any]:
    """Models, what is left out, and notes.

    Args:
        best: the world with every input at its best value, which shows what the fits made of the figures.
    """
    models = [
        {"stage": m.stage, "model": m.model, "source": f"{m.source} (docs: {m.page})", "validity": m.validity}
        for m in MODELS
    ]
    left_out = [*surroundings_left_out(resolved.scenario), *NOT_MODELLED]
    return {"models": models, "not_modelled": left_out, "notes": notes(resolved, best)}


def surroundings_left_out(scenario: Scenario) -> list[str]:
    """What of ground, weather and propagation this scenario does without."""
    way, found = scenario.propagation, []
    hills = scenario.terrain not in ("smooth", "relief")
    if scenario.terrain == "smooth":
        found.append(
            "Terrain: the earth is smooth, so radars see further at low height than they would over hills."
        )
    elif scenario.terrain == "relief":
        found.append("Hills smaller than 9 km: coarse relief hides nothing below 1 km.")
    if scenario.weather.rain == 0.0:
        found.append("Rain: the weather is dry.")
    if not scenario.jammers and not any(entry.jammer for entry in scenario.raid):
        found.append("Jamming: none is declared.")
    off = [
        words
        for on, words in (
            (way.lobing or way.duct, "lobes of reflection"), (way.gas, "loss in air"), (way.clutter, "clutter"),
            (way.diffraction and not hills, "diffraction near the horizon"), (way.duct, "ducts over the sea"),
        )
        if not on
    ]  # fmt: skip
    if off:
        found.append(f"On the way of the wave: {', '.join(off)}.")
    return found


def notes(resolved: ResolvedScenario, best: World) -> list[str]:
    """What a reader must know about this scenario in particular."""
    found = [note for unit in resolved.units for note in unit_notes(unit)]
    names = list(resolved.types)
    for name, row in zip(names, best.round_types, strict=False):
        if row.ballistic_coefficient > LEAST_DRAG:
            found.append(
                f"{name}: its published speed, range and burn time cannot all be true in the flight model; "
                "the round with the least drag is used, which reaches less far."
            )
    found += raid_notes(resolved) + passive_notes(resolved, best)
    unpriced = [
        name for name, kind in resolved.types.items() if not {"price", "burst_price"} & kind.refs.keys()
    ]
    if unpriced:
        found.append(
            f"No price is published for {', '.join(unpriced)}; so the cost of the defence is not given."
        )
    for name, value in resolved.scenario.figures.items():
        found.append(f"The scenario sets {name} to {value}: an assumption in place of the library's figure.")
    return found


def unit_notes(unit: UnitRef) -> list[str]:
    """Assumptions about one unit that nobody sees in its figures."""
    found = []
    name, spec = unit.spec.name, unit.spec
    sector = [s for s in unit.sensors if s.card.role != "search"]
    if spec.facing is None and sector and not unit.system.aircraft:
        found.append(f"{name}: its radars face the middle of the raid's axes, because no facing is given.")
    if unit.magazines and "reload_rounds" not in unit.refs and unit.system.rounds:
        found.append(f"{name}: no reload during the raid; spare rounds on site are not published.")
    if spec.magazine is not None:
        found.append(f"{name}: the scenario sets its load of rounds.")
    if spec.channels is not None:
        found.append(f"{name}: the scenario sets its fire channels to {spec.channels}.")
    return found


def passive_notes(resolved: ResolvedScenario, best: World) -> list[str]:
    """How far each kind of passive sensor finds what attacks, and what it does not find at all."""
    found = []
    names = [item.card.name for item in resolved.raid]
    for place, (name, ref) in enumerate(passive_cards(resolved).items()):
        reaches = dict(
            zip(names, (float(flight.passive_reach[place]) for flight in best.flights), strict=True)
        )
        seen = ", ".join(
            f"{target} to {reach / 1000:.1f} km" for target, reach in reaches.items() if reach > 0.0
        )
        missed = ", ".join(target for target, reach in reaches.items() if reach <= 0.0)
        if seen:
            found.append(f"{name}: finds {seen}, at best values and where nothing is in the way.")
        if missed:
            found.append(f"{name}: does not find {missed}; {_WHY_NOT[ref.card.kind]}.")
        if ref.card.kind == "passive-df" and seen:
            found.append(
                f"{name}: the radars of the attackers are on and their transponders off; a figure such as "
                "`F-35A.emitter_erp: 0 W` in the scenario makes one silent."
            )
        if not ref.card.gives_range:
            found.append(
                f"{name}: measures no range. Each of its plots has a guess of it, drawn anew, so a track narrows it "
                "down sooner than a real one would."
            )
    return found


def raid_notes(resolved: ResolvedScenario) -> list[str]:
    """Assumptions about readiness, reliability, decoys and cross-sections."""
    found = [
        "Readiness of units (on air, alerted) and reliability of threats are engineering assumptions (grade E) "
        "unless their card says otherwise."
    ]
    decoys = sum(item.entry.count for item in resolved.raid if item.entry.decoy)
    if decoys:
        found.append(
            f"{decoys} of the objects are decoys: they draw fire and are in no count of threats and in no cost."
        )
    for item in {item.card.name: item for item in resolved.raid}.values():
        lent = sorted(
            figure.removeprefix("rcs_")
            for figure, name in item.refs.items()
            if figure in RCS_FIGURES and not name.endswith((f".{figure}", ".rcs"))
        )
        if lent:
            found.append(
                f"{item.card.name}: no cross-section is published in band {', '.join(lent)}; "
                "the nearest published band stands in."
            )
    return found
