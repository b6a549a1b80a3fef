"""``iamd calc``: one published formula, the values put into it, the result, the source.

The options of a formula come from its table, so they are read here and not by Typer: both ``--range 300km`` and
``--range=300km``, units with or without a space, and numbers below zero.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import typer

from iamd.cli.output import emit, escape, say, table
from iamd.errors import InputError

if TYPE_CHECKING:
    from iamd.analysis.calc import Form, Formula, Worked
    from iamd.analysis.calc.formula import Input, Output

#: How Typer has to take the command: everything after the verb is ours.
SETTINGS: dict[str, Any] = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
USAGE = "Usage: iamd calc [NAME] [--INPUT VALUE]... [--json] [--help]"
_BELOW_ZERO = re.compile(r"^-(\d|\.\d)")
_NUMBER = re.compile(r"^[+-]?(\d|\.\d)")
_KILO = 1000.0


def calc(context: typer.Context) -> int:
    """One published formula: the values put into it, the result, the equation, the source.

    `iamd calc` lists the formulae, `iamd calc NAME --help` says what one needs.
    """
    names, given, flags = _arguments(list(context.args))
    if len(names) > 1:
        raise InputError("one formula at a time; an input is written --name value", given=" ".join(names))
    if not names and given:
        raise InputError(
            "which formula? `iamd calc` lists them", given=" ".join(f"--{name}" for name in given)
        )
    if not names:
        _list(as_json="json" in flags, with_usage="help" in flags)
        return 0
    from iamd.analysis.calc import formula, work

    found = formula(names[0])
    if "help" in flags:
        _help(found)
        return 0
    worked = work(found, given)
    if "json" in flags:
        emit(worked.document())
    else:
        _print(worked)
    return 0


# --- reading the arguments ---------------------------------------------------------------------------------------


def _arguments(tokens: list[str]) -> tuple[list[str], dict[str, str | list[str]], set[str]]:
    """Names, inputs and flags of a command line."""
    names: list[str] = []
    given: dict[str, str | list[str]] = {}
    flags: set[str] = set()
    while tokens:
        token = tokens.pop(0)
        if token in ("--json", "--help", "-h"):
            flags.add("help" if token == "-h" else token[2:])
        elif token.startswith("-") and not _BELOW_ZERO.match(token):
            _option(token, tokens, given)
        else:
            names.append(token)
    return names, given, flags


def _option(token: str, tokens: list[str], given: dict[str, str | list[str]]) -> None:
    """Read one input with its value and put it into ``given``."""
    if not token.startswith("--") or len(token) < 3:
        raise InputError("an input is written with two dashes", given=token, allowed="--name value")
    name, equals, value = token[2:].partition("=")
    pieces = [value] if equals else []
    while not equals and tokens and (not tokens[0].startswith("-") or _BELOW_ZERO.match(tokens[0])):
        pieces.append(tokens.pop(0))
    if not "".join(pieces).strip():
        raise InputError("needs a value", where=f"--{name}")
    if name in given:
        raise InputError("is given twice", where=f"--{name}")
    given[name] = _values(pieces)


def _values(pieces: list[str]) -> str | list[str]:
    """Values of one input: a unit after a space belongs to the number before it."""
    joined: list[str] = []
    for piece in pieces:
        if joined and not _NUMBER.match(piece):
            joined[-1] += f" {piece}"
        else:
            joined.append(piece)
    return joined[0] if len(joined) == 1 else joined


# --- lists and help ----------------------------------------------------------------------------------------------


def _list(*, as_json: bool, with_usage: bool) -> None:
    """All formulae."""
    from iamd.analysis.calc import FORMULAS

    if as_json:
        emit([_described(each) for each in FORMULAS.values()])
        return
    if with_usage:
        say(f" {escape(USAGE)}\n")
        say("One published formula: the values put into it, the result, the equation, the source.\n")
    rows = table("Name", "What it answers")
    for each in FORMULAS.values():
        rows.add_row(f"[bold]{each.name}[/]", escape(each.title))
    say(rows)
    say("\n[bold]iamd calc NAME --help[/] says what a formula needs. For example:")
    say(f"  {escape(FORMULAS['horizon'].example)}")


def _described(found: Formula) -> dict[str, Any]:
    """A formula as JSON-ready data."""
    return {
        "name": found.name,
        "title": found.title,
        "example": found.example,
        "forms": [
            {
                "title": form.title,
                "inputs": [
                    {"name": each.name, "key": each.json_key, "help": each.help, "required": each.required}
                    | ({} if each.required else {"default": each.default})
                    for each in form.inputs
                ],
                "result": [{"key": each.key, "words": each.words} for each in form.outputs],
                "equation": form.equation,
                "source": form.source,
                "validity": form.validity,
            }
            for form in found.forms
        ],
    }


def _help(found: Formula) -> None:
    """What a formula needs."""
    say(f" Usage: iamd calc {found.name} --INPUT VALUE ... {escape('[--json]')}\n")
    say(f"[bold]{escape(found.title)}[/]")
    for form in found.forms:
        say(f"\n[bold]{escape(form.title[:1].upper() + form.title[1:])}[/]" if form.title else "")
        say(_inputs_table(form))
        say(f"  {escape(form.equation)}")
        say(f"  Source: {escape(form.source)}")
        say(f"  Holds for: {escape(form.validity)}")
    say(f"\nFor example: {escape(found.example)}", wrap=True)
    say(
        "A bare number is in the unit shown: SI, but degrees for angles. Other units are written out: 300km, '10 kft', "
        "3GHz, 50kW, 10%, -20dBsm."
    )


def _inputs_table(form: Form) -> Any:
    rows = table("Input", "What it is", "Unit", "Default")
    for each in form.inputs:
        rows.add_row(f"[bold]--{each.name}[/]", escape(each.help), _unit(each), _default(each))
    return rows


def _unit(item: Input) -> str:
    from iamd.analysis.calc.formula import KINDS

    unit = KINDS[item.kind].unit
    return escape(", ".join(item.choices) or unit) + (" ..." if item.many else "")


def _default(item: Input) -> str:
    from iamd.analysis.calc.formula import number

    if item.required:
        return "needed"
    if item.default is None:
        return ""
    return escape(number(item.default, 4) if isinstance(item.default, float | int) else item.default)


# --- a result ----------------------------------------------------------------------------------------------------


def _print(worked: Worked) -> None:
    """Equation, the same with its numbers, result, source."""
    form, answer = worked.form, worked.answer
    say(f"[bold]{escape(worked.formula.title)}[/]" + (f" ({escape(form.title)})" if form.title else ""))
    say(f"\n  {escape(form.equation)}\n")
    for step in answer.steps:
        say(f"  {escape(step)}")
    say("")
    if answer.table is None:
        rows = table("Result", "", "")
        for output in form.outputs:
            if output.key in answer.result:
                value = answer.result[output.key]
                rows.add_row(escape(output.words), f"[bold]{escape(readable(output, value))}[/]", output.key)
        rows.show_header = False
        say(rows)
    else:
        head, lines = answer.table
        rows = table(*head)
        for line in lines:
            rows.add_row(*(escape(cell) for cell in line))
        say(rows)
    for remark in answer.notes:
        say(f"\n{escape(remark)}")
    say(f"\nSource: {escape(form.source)}.")
    say(f"Holds for: {escape(form.validity)}")


def readable(output: Output, value: Any) -> str:
    """A result in the units in which people talk."""
    if value is None:
        return "none"
    if isinstance(value, list | tuple):
        return ", ".join(readable(output, each) for each in value)
    if isinstance(value, str):
        return value
    from iamd.analysis.calc.formula import number

    key = output.key
    if output.kind == "probability" or key.startswith("p_") or key == "pd":
        return f"{number(100.0 * value)} %"
    for ending, shown in _READABLE.items():
        if key.endswith(ending):
            return shown(float(value))
    return number(value)


def _scaled(value: float, unit: str) -> str:
    from iamd.analysis.calc.formula import number

    return f"{number(value)} {unit}"


def _length(value: float) -> str:
    from iamd.analysis.calc.formula import metres

    return metres(value)


def _speed(value: float) -> str:
    return _scaled(value / _KILO, "km/s") if abs(value) >= _KILO else _scaled(value, "m/s")


def _time(value: float) -> str:
    text = _scaled(value, "s")
    if value >= 120.0 and math.isfinite(value):
        minutes, seconds = divmod(round(value), 60)
        text += f" ({minutes} min {seconds} s)"
    return text


def _power(value: float) -> str:
    from iamd.analysis.calc.formula import watts

    return watts(value)


def _pressure(value: float) -> str:
    return _scaled(value / 100.0, "hPa") if abs(value) >= 100.0 else _scaled(value, "Pa")


#: Endings of keys, the longer ones first, and how their values are shown.
_READABLE: dict[str, Callable[[float], str]] = {
    "_db_per_km": lambda value: _scaled(value, "dB/km"),
    "_db": lambda value: _scaled(value, "dB"),
    "_mps": _speed,
    "_kgm3": lambda value: _scaled(value, "kg/m³"),
    "_deg": lambda value: _scaled(value, "°"),
    "_pa": _pressure,
    "_sr": lambda value: _scaled(value, "sr"),
    "_m": _length,
    "_s": _time,
    "_w": _power,
    "_k": lambda value: _scaled(value, "K"),
    "leakage": lambda value: _scaled(100.0 * value, "%"),
}
