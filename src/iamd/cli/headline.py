"""The table that ends a run: what happened to the threats, how sure that is, and what it hangs on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from iamd.cli.output import escape, say, table
from iamd.report.words import in_hundred, is_number, join, number, percent, plain
from iamd.results import jsonfile
from iamd.results.schema import REASON_TEXT

Entry = dict[str, Any]

#: What became of the threats: words, and where the number stands (a denominator or a metric).
ROWS: tuple[tuple[str, str], ...] = (
    ("Threats launched", "launched"),
    ("  that the defence could have engaged", "engageable"),
    ("  that it fired at", "engaged"),
    ("  shot down", "kills"),
    ("  got through", "leakers"),
    ("Rounds fired", "interceptors_expended"),
)


LEGEND = (
    "Figures allow: where the average lies in 90 of 100 cases, given how uncertain the published figures are. "
    "Single raids: where one raid ends in 90 of 100."
)


def print_headline(headline: str, summary: Entry, folder: Path) -> None:
    """Print the headline sentence, the table of threats, and what to know beside it."""
    if headline:
        say(f"[bold]{escape(headline)}[/]\n")
    say(_table(summary))
    say(f"[dim]{LEGEND}[/]\n")
    note = str(summary.get("note") or "")
    for line in (note, _no_leak(summary), _endings(summary), *_inputs(folder), _evidence(summary)):
        if line:
            say(escape(line))


def _table(summary: Entry) -> Any:
    rows = table("In one raid", "Average", "Figures allow", "Single raids", right=[1, 2, 3])
    metrics, denominators = summary.get("metrics", {}), summary.get("denominators", {})
    for words, name in ROWS:
        metric = metrics.get(name)
        if metric is None:
            rows.add_row(words, tidy(denominators.get(name)), "", "")
        else:
            ends = [tidy(metric.get(key), 2) for key in ("low", "high", "run_low", "run_high")]
            rows.add_row(words, tidy(metric.get("mean")), *_between(ends))
    leakage = metrics.get("leakage_of_launched", {})
    ends = [percent(leakage.get(key)) for key in ("low", "high", "run_low", "run_high")]
    rows.add_row("Share that got through", percent(leakage.get("mean")), *_between(ends))
    return rows


def _between(ends: list[str]) -> list[str]:
    """Two intervals from their four ends; equal ends are one number."""
    pairs = (ends[:2], ends[2:])
    return [low if low == high else f"{low} to {high}" for low, high in pairs]


def tidy(value: object, digits: int = 3) -> str:
    """A number of threats or rounds: whole ones without decimals."""
    return f"{value:,.0f}" if is_number(value) and float(value).is_integer() else number(value, digits)


def _no_leak(summary: Entry) -> str:
    """The chance that nothing gets through, in natural frequencies."""
    metric = summary.get("metrics", {}).get("p_no_leak", {})
    if not is_number(metric.get("mean")):
        return ""
    words = f"In 100 such raids, nothing gets through in {in_hundred(metric['mean'])}"
    if is_number(metric.get("low")) and is_number(metric.get("high")):
        words += f" ({in_hundred(metric['low'])} to {in_hundred(metric['high'])}, as far as the figures tell)"
    return words + "."


def _endings(summary: Entry) -> str:
    """Where leaks ended: the three most frequent reasons."""
    reasons = {
        name: count for name, count in summary.get("reasons", {}).items() if is_number(count) and count > 0
    }
    total = sum(reasons.values())
    if not total:
        return ""
    top = sorted(reasons, key=lambda name: -reasons[name])[:3]
    shares = [f"{reason_text(name)} ({percent(reasons[name] / total)})" for name in top]
    return f"Where the leaks ended: {join(shares)}."


def reason_text(name: str) -> str:
    """A reason in plain words; an unknown one as it is."""
    known = {reason.name.lower(): text for reason, text in REASON_TEXT.items()}
    return known.get(name, name.replace("_", " "))


def _inputs(folder: Path) -> list[str]:
    """The three inputs that move the answer most and more than the simulation's own error."""
    found = [item for item in _swings(folder) if _is_clear(item)][:3]
    if not found:
        return []
    lines = []
    for item in found:
        ends = f"{plain(item.get('low'))} to {plain(item.get('high'))} {item.get('unit') or ''}".strip()
        answer = f"{number(item['at_low'])} to {number(item['at_high'])}"
        lines.append(
            f"  {item.get('title') or item.get('name')}: {ends} gives {answer}{_graded(item.get('grade'))}"
        )
    return ["Inputs that move the answer most, each from one end of its interval to the other:", *lines]


def _swings(folder: Path) -> list[Entry]:
    """Inputs of ``sensitivity.json``, widest swing first; empty if it was not computed."""
    if not (folder / "sensitivity.json").is_file():
        return []
    found = jsonfile.read(folder / "sensitivity.json")
    inputs = found.get("inputs", []) if isinstance(found, dict) else []
    usable = [item for item in inputs if is_number(item.get("at_low")) and is_number(item.get("at_high"))]
    return sorted(usable, key=lambda item: -abs(float(item["at_high"]) - float(item["at_low"])))


def _is_clear(item: Entry) -> bool:
    """Whether the interval of the swing leaves out zero; true if it has none."""
    low, high = item.get("swing_low"), item.get("swing_high")
    return not (is_number(low) and is_number(high)) or low > 0 or high < 0


def _graded(grade: object) -> str:
    return f" (grade {grade})" if grade else ""


def _evidence(summary: Entry) -> str:
    """How much of the evidence is weak."""
    share = summary.get("grade_share", {})
    if not is_number(share.get("D_or_E")):
        return ""
    weak = percent(share["D_or_E"])
    return (
        f"Evidence: {share.get('inputs', 0)} inputs, of which {weak} are recalled or assumed (grade D or E)."
    )
