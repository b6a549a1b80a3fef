"""A card in plain text: what it is, every figure with its spread and grade, rival claims, limits, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iamd.cli.output import escape, say, table
from iamd.library.show import number_text

if TYPE_CHECKING:
    from rich.console import RenderableType

Described = dict[str, Any]

SINGULAR = {
    "systems": "defence system",
    "radars": "radar",
    "interceptors": "interceptor",
    "launchers": "launcher",
    "guns": "gun",
    "threats": "threat",
    "aircraft": "aircraft",
    "doctrines": "firing doctrine",
    "networks": "network",
    "sensors": "sensor without a transmitter",
    "priors": "class prior",
}
GRADE_LEGEND = (
    "Grades: A read in two or more independent sources, B read in one, C seen in a compilation, D recalled (to be "
    "confirmed), E assumed. They say how well we know that it was published, not that it is true."
)


class Sources:
    """Sources in the order in which the card first names them, numbered from 1."""

    def __init__(self) -> None:
        self.entries: list[Described] = []

    def numbers(self, sources: list[Described]) -> str:
        """``"1, 4"`` for the sources of a figure."""
        return ", ".join(str(self._number(source)) for source in sources)

    def _number(self, source: Described) -> int:
        if source not in self.entries:
            self.entries.append(source)
        return self.entries.index(source) + 1


def print_card(card: Described) -> None:
    """Print a card as :func:`iamd.library.show.describe` gives it."""
    sources = Sources()
    _heading(card)
    figures = dict(card["figures"])
    advertised = {key: figures.pop(key) for key in list(figures) if _is_advertised(card, figures[key])}
    assumed = {key: figures.pop(key) for key in list(figures) if figures[key]["kind"] == "assumption"}
    _figures("Published figures", figures, sources)
    _figures("Advertised for the system as a whole", advertised, sources)
    _figures("Assumed, because nobody publishes it", assumed, sources, prior=True)
    _parts(card)
    _consistency(card)
    _evidence(card)
    say(f"\n[bold]Limits[/]  {escape(card['limits'])}")
    _bibliography(sources)


def _is_advertised(card: Described, figure: Described) -> bool:
    return card["kind"] == "systems" and figure["prior"] is None and "advertised" in str(figure["meaning"])


def _heading(card: Described) -> None:
    say(f"[bold]{escape(card['name'])}[/]  {escape(card['title'])}")
    words = [SINGULAR[card["kind"]], *_nature(card.get("nature", {}))]
    if card.get("ideal"):
        words.append("ideal: made to test the program, not a real system")
    say("[dim]" + escape("; ".join(words)) + "[/]")
    if card["aliases"]:
        say("[dim]also called " + escape(", ".join(card["aliases"])) + "[/]")
    if not card["usable"]:
        say(f"[yellow]Not usable in a run, because:[/] {escape(card['because'])}")


NATURE_WORDS = {
    "sensor_only": "sees, does not shoot",
    "exoatmospheric": "works above the atmosphere",
    "rotating": "its antenna turns",
    "through_cloud": "sees through cloud",
    "gives_range": "measures range",
}
#: Words that say nothing new where they hold, and much where they do not.
EXCEPTIONS = {"day": "not by day", "night": "not by night"}
SCANNING = {"array": "steers its beam", "staring": "lights its sector at once"}
KIND_WORDS = {
    "passive-df": "hears transmitters",
    "acoustic": "hears engines",
    "eo-ir": "sees light or heat",
}


def _nature(nature: Described) -> list[str]:
    """The fields of a card that are words, as a reader says them."""
    words = []
    for key, value in nature.items():
        if key == "band":
            words.append(f"{str(value).capitalize() if len(value) == 2 else str(value).upper()} band")
        elif key == "role":
            words.append("search and engagement in one" if value == "multifunction" else f"for {value}")
        elif key == "guidance":
            words.append(f"guidance: {value}")
        elif key == "origin":
            words.append(f"from {value}")
        elif key == "target_class":
            words.append(f"class: {value}")
        elif key == "kind":
            words.append(KIND_WORDS.get(str(value), str(value)))
        elif key == "needs":
            words.append(f"needs the {value} of its target")
        elif key == "scanning":
            words += [SCANNING[value]] if value in SCANNING else []
        elif key == "polarisation":
            words.append(f"{value} polarisation")
        elif key == "swerling":
            words.append(f"echo: Swerling case {value}")
        elif key in EXCEPTIONS:
            words += [] if value else [EXCEPTIONS[key]]
        elif value is True:
            words.append(NATURE_WORDS.get(key, key))
        elif value is False and key == "shares":
            words.append("every unit on its own")
    return words


def _figures(title: str, figures: dict[str, Described], sources: Sources, *, prior: bool = False) -> None:
    if not figures:
        return
    columns = ("Figure", "Value", "Spread") if prior else ("Figure", "Value", "Spread", "Evidence")
    rows = table(*columns, "Sources", title=title, right=[1])
    rows.columns[-1].max_width = 11
    for column in rows.columns[1:-1]:
        column.no_wrap = True
    for key, figure in figures.items():
        evidence = [] if prior else [_evidence_text(figure)]
        rows.add_row(
            _name(key, figure),
            quantity(figure),
            spread(figure),
            *evidence,
            sources.numbers(figure["sources"]),
        )
        for claim in figure["claims"]:
            rows.add_row(
                _two_lines("  [italic]also claimed[/]", _condition(claim)),
                quantity(claim),
                spread(claim),
                _evidence_text(claim),
                sources.numbers(claim["sources"]),
            )
    say("")
    say(rows)


def _name(key: str, figure: Described) -> RenderableType:
    """What the figure means, its key in the file, and below that what it holds for."""
    meaning = (
        figure["meaning"]
        .removeprefix("anchor: ")
        .replace("`target_rcs`", figure["target_rcs"] or "some size")
    )
    return _two_lines(f"{escape(meaning)} [dim]({escape(key)})[/]", _condition(figure))


def _two_lines(words: str, below: str) -> RenderableType:
    """``words``, and ``below`` them, indented, what belongs to them."""
    from rich.console import Group
    from rich.padding import Padding

    return Group(words, Padding(f"[dim]{escape(below)}[/]", (0, 0, 0, 2))) if below else words


def quantity(figure: Described) -> str:
    """Value and unit."""
    return f"{number_text(figure['value'])} {unit_text(figure['unit'])}".strip()


def _evidence_text(figure: Described) -> str:
    """``B, stated``; the weak grades stand out."""
    words = ", ".join(filter(None, (figure["grade"], figure.get("kind"))))
    return f"[yellow]{words}[/]" if figure["grade"] in ("D", "E") else words


def spread(figure: Described) -> str:
    """``240 to 400``, or nothing where only one value is published."""
    low, high = figure["low"], figure["high"]
    return f"{number_text(low)} to {number_text(high)}" if None not in (low, high) and low < high else ""


def unit_text(unit: str) -> str:
    """A unit as a reader writes it; a count or a share of one has none."""
    return "" if unit in ("count", "prob", "fraction") else unit.replace("**", "").replace("m2", "m²")


def _condition(figure: Described) -> str:
    words = [figure["condition"]] if figure["condition"] else []
    if (
        figure.get("target_rcs")
        and "meaning" not in figure
        and figure["target_rcs"] not in figure["condition"]
    ):
        words.append(f"target of {figure['target_rcs']}")
    if figure.get("prior"):
        words.append(f"prior {figure['prior']}")
    if figure.get("derivation"):
        words.append(f"derived: {figure['derivation']}")
    if figure.get("claim_chain", "published") != "published":
        words.append(CHAINS.get(figure["claim_chain"], figure["claim_chain"]))
    return "; ".join(words)


KEY_WORDS = {
    "range_max": "range",
    "range_max_ballistic": "range, ballistic targets",
    "altitude_max": "ceiling",
    "speed_max": "top speed",
    "sspk_aircraft": "kill probability, aircraft",
    "sspk_ballistic": "kill probability, ballistic",
    "sspk_drone": "kill probability of a burst, drones",
    "scan_period": "scan",
    "azimuth_sector": "sector",
    "tubes": "rounds ready",
    "reload_time": "reload",
}

CHAINS = {
    "vendor_or_state_claim": "claim of maker or state",
    "belligerent_or_official_claim": "claim of a party at war or of an official",
    "contested_political_claim": "contested political claim",
}


def _parts(card: Described) -> None:
    if not card["parts"] and not card.get("named_parts"):
        return
    rows = table("Part", "Number", "What it is", "Key figures", title="Parts of one fire unit")
    for part in card["parts"]:
        number = number_text(part["count"]) if part["count"] is not None else ""
        what = escape("; ".join([SINGULAR[part["kind"]], *_nature(part["nature"])]))
        if not part["usable"]:
            what += " [yellow](not usable)[/]"
        rows.add_row(f"[bold]{escape(part['name'])}[/]", number, what, escape(_key_figures(part["figures"])))
    for name in card.get("named_parts", ()):
        rows.add_row(escape(name), "", "named only, without figures", "")
    say("")
    say(rows)


def _key_figures(figures: dict[str, Described]) -> str:
    texts = []
    for key, figure in figures.items():
        between = f" ({spread(figure)})" if spread(figure) else ""
        words = KEY_WORDS.get(key, key.replace("_", " "))
        texts.append(f"{words}: {quantity(figure)}{between}, grade {figure['grade']}")
    return "\n".join(texts)


def _consistency(card: Described) -> None:
    anchors = card.get("consistency")
    if not anchors:
        return
    anchor = card["figures"]["detection_range"]
    rows = table(
        "Stated range", "Against", "Off the law by", title="Do the stated ranges fit one radar?", right=[2]
    )
    for entry in anchors:
        rows.add_row(escape(entry["range"]), escape(entry["target_rcs"]), f"{entry['decibels']:+.1f} dB")
    say("")
    say(rows)
    against = f"{number_text(anchor['value'])} {anchor['unit']} against {anchor['target_rcs']}"
    say(
        "[dim]Range grows with the fourth root of the target's radar cross-section. Starting from "
        f"{escape(against)}, 0 dB fits; plus means that more is claimed than the same radar would give. "
        "A check, not a proof: one brochure probably made them all.[/]"
    )


def _evidence(card: Described) -> None:
    evidence = card.get("evidence")
    if evidence is None or not evidence["figures"]:
        if card.get("used_by"):
            say(f"\n[bold]Used by[/]  {escape(', '.join(card['used_by']))}")
        return
    whose = "figures (its own and those of its parts)" if card["parts"] else "figures"
    grades = ", ".join(f"{grade} {count}" for grade, count in evidence["grades"].items() if count)
    say(
        f"\n[bold]Evidence[/]  {evidence['assumed']} of {evidence['figures']} {whose} are class priors or assumptions; "
        f"{card['share_de']:.0%} are recalled or assumed (grade D or E). By grade: {grades}."
    )


def _bibliography(sources: Sources) -> None:
    if not sources.entries:
        return
    from rich.table import Table

    say("\n[bold]Sources[/]")
    for number, source in enumerate(sources.entries, start=1):
        year = f", {source['year']}" if source["year"] else ""
        entry = Table.grid(padding=(0, 2))
        entry.add_row(f"{number:>4}", escape(f"{source['title']}. {source['publisher']}{year}."))
        say(entry)
        if source["url"]:
            say(f"      {escape(source['url'])}", wrap=False)
    say(f"\n[dim]{escape(GRADE_LEGEND)}[/]")
