"""``iamd list`` and ``iamd show``: what there is, and what is known about one thing."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from iamd.cli.options import Json
from iamd.cli.output import emit, escape, say, table
from iamd.errors import InputError, LibraryError


class Kind(StrEnum):
    """What can be listed."""

    SYSTEMS = "systems"
    THREATS = "threats"
    SCENARIOS = "scenarios"
    STUDIES = "studies"
    RADARS = "radars"
    INTERCEPTORS = "interceptors"
    LAUNCHERS = "launchers"
    GUNS = "guns"
    AIRCRAFT = "aircraft"
    SENSORS = "sensors"
    DOCTRINES = "doctrines"
    NETWORKS = "networks"
    PRIORS = "priors"


MEANING: dict[Kind, str] = {
    Kind.SCENARIOS: "raids that you can play now",
    Kind.STUDIES: "questions whose answers are held against published or calculated values",
    Kind.SYSTEMS: "defence systems: what sees, what shoots, with how many rounds",
    Kind.THREATS: "what attacks: missiles, drones, aircraft",
    Kind.RADARS: "radars of the systems",
    Kind.INTERCEPTORS: "missiles that the systems fire",
    Kind.LAUNCHERS: "launcher vehicles",
    Kind.GUNS: "guns",
    Kind.AIRCRAFT: "aircraft, as targets or as carriers of a radar",
    Kind.SENSORS: "sensors that are not radars: listening posts, microphones, cameras",
    Kind.DOCTRINES: "rules by which a unit fires",
    Kind.NETWORKS: "how units share what they see",
    Kind.PRIORS: "assumptions that stand in where nobody publishes a figure",
}

KindArgument = Annotated[
    str | None, typer.Argument(metavar="KIND", help=f"One of: {', '.join(Kind)}.", show_default=False)
]
NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="A name from `iamd list`, in any case, or an alias.")
]


def list_(kind: KindArgument = None, as_json: Json = False) -> int:
    """What there is: systems, threats, scenarios, studies, and the parts they are made of.

    Without a kind: how many there are of each, and the scenarios.
    """
    if kind is None:
        counts = [{"name": str(each), "title": MEANING[each], "count": len(items(each))} for each in Kind]
        if as_json:
            emit(counts)
        else:
            _overview(counts)
        return 0
    if kind not in list(Kind):
        raise InputError(
            "there is nothing of this kind to list", given=kind, allowed=[str(each) for each in Kind]
        )
    found = items(Kind(kind))
    if as_json:
        emit(found)
    else:
        print_items(Kind(kind), found)
    return 0


def show(name: NameArgument, as_json: Json = False) -> int:
    """The card of a system, threat, radar, missile or gun: figures, spread, grades, sources, rival claims.

    Scenarios and class priors can be shown too.
    """
    found = _described(name)
    if as_json:
        emit(found)
    elif found["kind"] == "scenario":
        from iamd.cli.scenario import print_scenario

        print_scenario(found)
    else:
        from iamd.cli.card import print_card

        print_card(found)
    return 0


def _described(name: str) -> dict[str, Any]:
    """A card, a prior or a shipped scenario as JSON-ready data."""
    from iamd.library import library
    from iamd.library.show import describe

    held = library()
    if name.casefold() in held.index or name in held.priors:
        return describe(held, name)
    from iamd.scenario import shipped

    known = {each[0]: each for each in shipped()}
    if name in known:
        from iamd.cli.scenario import describe_scenario

        return describe_scenario(known[name][2], name=name)
    names = {word: entry.name for word, entry in held.index.items()}
    names |= {word.casefold(): word for word in (*held.priors, *known)}
    message = "nothing in the library and no shipped scenario has this name"
    raise LibraryError(message, given=name, allowed=_near(name, names))


def items(kind: Kind) -> list[dict[str, Any]]:
    """The things of one kind, each with at least ``name`` and ``title``."""
    if kind is Kind.SCENARIOS:
        from iamd.scenario import shipped

        return [{"name": name, "title": title, "path": str(path)} for name, title, path in shipped()]
    if kind is Kind.STUDIES:
        from iamd.study import studies

        return [{"name": name, "title": title, "answer": answer} for name, title, answer in studies()]
    if kind is Kind.PRIORS:
        return _priors()
    return _cards(kind)


def _cards(kind: Kind) -> list[dict[str, Any]]:
    from iamd.library import library

    held = library()
    kinds = ("threats", "aircraft") if kind is Kind.THREATS else (str(kind),)
    found = []
    for entry in held.entries(*kinds):
        unusable = None if entry.usable else held.card(entry.name).usable
        because = unusable.because if unusable else None
        found.append(
            {
                "name": entry.name,
                "title": entry.title,
                "kind": entry.kind,
                "usable": entry.usable,
                "because": because,
            }
        )
    return sorted(found, key=lambda item: str(item["name"]).casefold())


def _priors() -> list[dict[str, Any]]:
    from iamd.library import library

    found = []
    for name, prior in sorted(library().priors.items()):
        figure = prior.figure
        title = f"assumed for {prior.applies_to}" if prior.applies_to else "class prior"
        numbers = {"value": figure.value, "low": figure.low, "high": figure.high, "unit": figure.unit}
        found.append({"name": name, "title": title, **numbers})
    return found


def _near(name: str, names: dict[str, str]) -> list[str]:
    """The names most like ``name`` (case-folded word to name), best first; all of them would be a page."""
    import difflib

    asked = name.casefold()
    close = [word for word in names if len(asked) > 1 and asked in word]
    close += difflib.get_close_matches(asked, names, n=6, cutoff=0.7)
    found = list(dict.fromkeys(names[word] for word in close))[:6]
    return found or [
        "a name from `iamd list systems`, `iamd list radars`, `iamd list threats` or another kind"
    ]


def _overview(counts: list[dict[str, Any]]) -> None:
    rows = table("Kind", "How many", "What it is", right=[1])
    for row in counts:
        rows.add_row(row["name"], str(row["count"]), row["title"])
    say(rows)
    say("")
    print_items(Kind.SCENARIOS, items(Kind.SCENARIOS))
    say("\nMore: [bold]iamd list systems[/], [bold]iamd show NAME[/], [bold]iamd run SCENARIO[/]")


def print_items(kind: Kind, found: list[dict[str, Any]]) -> None:
    """Print a list as a table."""
    if not found:
        say(f"There are no {kind} yet.")
        return
    rows = table(*_columns(kind), title=f"{MEANING[kind][0].upper()}{MEANING[kind][1:]}")
    for item in found:
        rows.add_row(*(_cells(kind, item)))
    say(rows)
    if any(item.get("usable") is False for item in found):
        say(
            "[dim]Not usable in a run: the published figures do not suffice. `iamd show NAME` says what is known.[/]"
        )


def _columns(kind: Kind) -> tuple[str, ...]:
    if kind is Kind.STUDIES:
        return "Name", "Question", "Answer"
    if kind is Kind.PRIORS:
        return "Name", "For", "Value", "From", "To", "Unit"
    return "Name", "Title"


def _cells(kind: Kind, item: dict[str, Any]) -> list[str]:
    name = f"[bold]{escape(item['name'])}[/]"
    if kind is Kind.STUDIES:
        return [name, escape(item["title"]), escape(item["answer"])]
    if kind is Kind.PRIORS:
        from iamd.library.show import number_text

        numbers = [number_text(item[key]) for key in ("value", "low", "high")]
        return [name, escape(item["title"].removeprefix("assumed for ")), *numbers, item["unit"]]
    title = escape(item["title"])
    if item.get("usable") is False:
        title += f"\n[yellow]not usable:[/] {escape(item['because'] or '')}"
    return [name, title]
