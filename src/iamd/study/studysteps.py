"""The steps of a study on its page: bars, a table of what was worked out, and each formula with its numbers."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from iamd.library.units import split_quantity
from iamd.report.words import plain
from iamd.study.steps import Calculation, Chart, Coverage, Derived, Siting, Value

if TYPE_CHECKING:
    from iamd.analysis.calc import Worked
    from iamd.study.shelf import StudySpec
    from iamd.study.worksheet import Working, Worksheet

#: Units in which a large number is read more easily.
LARGE = {"m": ("km", 10_000.0, 1e3), "m²": ("km²", 1e6, 1e6)}


# --- bars -----------------------------------------------------------------------------------------------------------


def charts(spec: StudySpec, sheet: Worksheet) -> str:
    """Bars, each with its name and its number, so that the chart can be read without seeing it."""
    return "".join(chart(each, sheet) for each in spec.charts)


def chart(spec: Chart, sheet: Worksheet) -> str:
    """One set of bars."""
    bars = [bar for quantity in spec.bars for bar in bars_of(quantity, spec.unit, sheet)]
    most = max((value for _, value in bars), default=0.0) or 1.0
    rows = "".join(
        f'<tr><th scope="row">{html.escape(words)}</th>'
        f'<td class="bar"><div style="width:{100 * value / most:.1f}%;background:var(--held)"></div></td>'
        f'<td class="n">{plain(float(f"{value:.3g}"))} {html.escape(spec.unit)}</td></tr>'
        for words, value in bars
    )
    caption = f"<caption>{html.escape(spec.title)}</caption>"
    return f'<div class="scroll"><table class="bars">{caption}<tbody>{rows}</tbody></table></div>'


def bars_of(quantity: str, unit: str, sheet: Worksheet) -> Iterator[tuple[str, float]]:
    """Name and length of the bars of one quantity."""
    name, _, key = quantity.partition(".")
    values = sheet.number(name, key or "value", unit)
    working = next(each for each in sheet.workings if each.step.name == name)
    for label, value in zip(labelled(working, len(values)), values, strict=True):
        words = [] if label and isinstance(working.step, Calculation) else [title_of(working, key)]
        yield ", ".join([*words, *([label] if label else [])]), value


def title_of(working: Working, key: str) -> str:
    """What a result is called: the words of the step, or of the key where a step has several."""
    return KEY_WORDS.get(key, working.step.title)


def labelled(working: Working, count: int) -> Sequence[str]:
    """What varies, or nothing."""
    return working.labels if len(working.labels) == count else [""] * count


# --- the table ------------------------------------------------------------------------------------------------------

#: Results of a siting and of coverage in words.
KEY_WORDS = {
    "detection_area": "seen",
    "engagement_area": "can be engaged",
    "detection_ring": "circle of the longest displayed range",
    "engagement_ring": "circle of the longest missile",
    "best_share": "seen by the best choice",
    "best_sites": "best choice",
    "greedy_share": "seen when the best site is taken, then the next best",
    "enumerated_share": "seen by the best of all choices tried one by one",
    "worst_share": "seen by the worst choice",
    "single_share": "seen by the best single site",
    "all_share": "seen by all sites together",
    "choices": "choices there are",
    "gap": "best choice less the best of all tried",
}


def steps_table(spec: StudySpec, sheet: Worksheet) -> str:
    """Everything that was worked out; nothing for a study that only plays."""
    if not sheet.workings:
        return ""
    head = "".join(f'<th scope="col">{words}</th>' for words in ("What", "From", "Result"))
    rows = "".join(
        f'<tr><th scope="row">{html.escape(working.step.title)}</th><td>{html.escape(origin(spec, working))}</td>'
        f'<td style="white-space:nowrap">{"<br>".join(html.escape(line) for line in lines(working))}</td></tr>'
        for working in sheet.workings
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<h2>What was worked out</h2><div class="scroll">{table}</div>'


def origin(spec: StudySpec, working: Working) -> str:
    """Where a result comes from, in words."""
    step = working.step
    match step:
        case Value():
            return f"{step.kind}: {spec.sources[step.source]}"
        case Calculation():
            inputs = ", ".join(_input(key.replace("_", "-"), value) for key, value in step.inputs.items())
            return f"iamd calc {step.formula}: {inputs}"
        case Derived():
            return step.expression
        case Coverage():
            return f"iamd coverage {step.scenario}" + (f", target {step.target}" if step.target else "")
        case Siting():
            return f"{len(step.sites)} sites, {step.choose} to be chosen; ground: {step.ground}"
    raise TypeError(step)


def _input(name: str, value: object) -> str:
    """An input as the study's file has it: numbers to five figures, a bare number of decibels with its unit."""
    bare = [isinstance(each, int | float) for each in (value if isinstance(value, list) else [value])]
    if name.endswith("-db") and all(bare):
        return f"{name.removesuffix('-db')} {_listed(value)} dB"
    return f"{name} {_listed(value)}"


def _listed(value: object) -> str:
    return " / ".join(
        plain(float(f"{each:.5g}")) if isinstance(each, float) else str(each)
        for each in (value if isinstance(value, list) else [value])
    )


def lines(working: Working) -> list[str]:
    """The results of a step, a line for each value."""
    if isinstance(working.step, Value):
        return [written(working.step.value)]
    found = []
    for key, result in working.results.items():
        if isinstance(working.step, Calculation) and key != main_key(working):
            continue
        values = result if isinstance(result, list) else [result] if np.ndim(result) == 0 else list(result)
        name = KEY_WORDS.get(key, "")
        for label, value in zip(labelled(working, len(values)), values, strict=True):
            words = ", ".join(part for part in (name, label) if part)
            text = f"{shown(value)} dB" if key.endswith("_db") else shown(value)
            found.append(f"{words}: {text}" if words else text)
    return found


def written(value: str | float) -> str:
    """A value as its file has it, with its thousands apart."""
    number, unit = split_quantity(value)
    return f"{plain(number)} {unit}".strip()


def main_key(working: Working) -> str:
    """The first result of a formula, which is what it is asked for."""
    return next(iter(working.results))


def shown(value: Any) -> str:
    """A quantity in the unit in which it is read."""
    if isinstance(value, str):
        return value
    amount, unit = float(value.magnitude), f"{value.units:~P}"
    if unit in LARGE and abs(amount) >= LARGE[unit][1]:
        larger, _, factor = LARGE[unit]
        amount, unit = amount / factor, larger
    return f"{plain(float(f'{amount:.4g}'))} {unit}".strip()


# --- the formulae ---------------------------------------------------------------------------------------------------


def formulae(sheet: Worksheet) -> str:
    """Each formula once with equation and source, and every working under it."""
    groups: dict[str, list[Working]] = {}
    for working in sheet.workings:
        for worked in working.worked[:1]:
            groups.setdefault(worked.form.equation, []).append(working)
    if not groups:
        return ""
    return "<h2>The formulae</h2>" + "".join(formula(group) for group in groups.values())


def formula(group: list[Working]) -> str:
    """One equation: its words, source and limits, and the numbers put in."""
    first = group[0].worked[0]
    steps = "".join(numbers(working) for working in group)
    return (
        f"<h3>{html.escape(first.formula.title)}</h3><pre>{html.escape(first.form.equation)}</pre>"
        f"<dl><dt>Source</dt><dd>{html.escape(first.form.source)}</dd>"
        f"<dt>Holds for</dt><dd>{html.escape(first.form.validity)}</dd></dl>"
        f"<details><summary>With the numbers put in</summary>{steps}</details>{tables(group)}"
    )


def numbers(working: Working) -> str:
    """The equation with its numbers, for each value of what varies."""
    text = "\n".join("\n".join(worked.answer.steps) for worked in working.worked)
    return f"<p>{html.escape(working.step.title)}</p><pre>{html.escape(text)}</pre>"


def tables(group: list[Working]) -> str:
    """Lists that a formula gives, and what is to be known about them."""
    return "".join(listing(worked) for working in group for worked in working.worked if worked.answer.table)


def listing(worked: Worked) -> str:
    """One list of a formula."""
    assert worked.answer.table is not None, "only formulae with a list come here"
    heads, rows = worked.answer.table
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    notes = "".join(f"<p>{html.escape(note)}</p>" for note in worked.answer.notes)
    return (
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{notes}'
    )
