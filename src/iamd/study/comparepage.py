"""How a comparison reads: a sentence, a table, a page in the style of the report."""

from __future__ import annotations

import html
import os
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from iamd.report.words import count, is_number, number, percent, span
from iamd.results import jsonfile
from iamd.results.schema import METRICS

if TYPE_CHECKING:
    from iamd.study.comparison import Comparison

HEADS = ("What", "Case", "Value", "Against", "Value", "Difference", "95 % interval", "Spread, of unpaired")


def sentence(row: Mapping[str, Any]) -> str:
    """The difference in threats that get through, with its interval."""
    a, b, low, high = (row[key] for key in ("a", "b", "low", "high"))
    ends = span(low, high)
    start = f"{row['case_b']}: {number(b)} threats get through on average, against {number(a)} with {row['case_a']}"
    if not is_number(low) or not is_number(high):
        return f"{start}."
    if low <= 0.0 <= high:
        return f"{start}; over {count(row['runs'], 'raid')} no difference can be told from chance ({ends})."
    more, sign = ("more", 1.0) if row["difference"] > 0 else ("fewer", -1.0)
    near, far = sorted((sign * low, sign * high))
    ends = span(near, far)
    return f"{start}: {number(abs(row['difference']))} {more} ({ends})."


def table_html(table: Sequence[Mapping[str, Any]]) -> str:
    """The table as HTML."""
    rows = []
    for row in table:
        if row["difference"] is None:
            continue
        form = percent if METRICS[row["metric"]][0] in ("fraction", "probability") else number
        cells = (
            METRICS[row["metric"]][1], row["case_b"], form(row["b"]), row["case_a"], form(row["a"]),
            number(row["difference"]), span(row["low"], row["high"]), percent(row["sd_ratio"]),
        )  # fmt: skip
        rows.append("<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in cells) + "</tr>")
    head = "".join(f'<th scope="col">{name}</th>' for name in HEADS)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def page_text(found: Comparison) -> str:
    """The page."""
    style = (files("iamd.report") / "templates" / "style.css").read_text(encoding="utf-8")
    title = html.escape(" against ".join(found.cases))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title><style>{style}</style></head><body><header><h1>{title}</h1></header><main>"
        f'<p class="second">{html.escape(found.headline)}</p><div class="scroll">{table_html(found.table)}</div>'
        '<p class="note">All cases had the same draws of the uncertain figures and the same chance events, run by run, '
        "so the difference is theirs. The last column is the error of the difference over what it would be for "
        f"independent runs.</p>{links(found)}</main></body></html>\n"
    )


def links(found: Comparison) -> str:
    """Links to the reports of the cases."""
    items = []
    for name, result in zip(found.cases, found.results, strict=True):
        if result.report:
            where = html.escape(os.path.relpath(result.report, found.path))
            items.append(f'<li><a href="{where}">{html.escape(name)}</a></li>')
    return f"<p>Reports of the cases:</p><ul>{''.join(items)}</ul>" if items else ""


def write_page(found: Comparison) -> None:
    """Write ``compare.html`` beside ``compare.json``."""
    jsonfile.write_text(found.path / "compare.html", page_text(found))
