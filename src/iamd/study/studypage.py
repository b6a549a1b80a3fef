"""A study as a page, in the style of the report."""

from __future__ import annotations

import html
import os
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from iamd.report.words import plain
from iamd.results import jsonfile
from iamd.study.studysteps import charts, formulae, steps_table

if TYPE_CHECKING:
    from iamd.study.oracles import Row
    from iamd.study.verify import StudyResult

HEADS = ("What", "Expected value", "Kind", "Found", "May differ by", "", "How", "Source")
KIND_WORDS = {
    "published": "published: read in the source",
    "calculated": "calculated from the source's formula",
    "recalled": "recalled: remembered from the source, page not checked; shown, decides nothing",
}


def page_text(found: StudyResult) -> str:
    """The page."""
    style = (files("iamd.report") / "templates" / "style.css").read_text(encoding="utf-8")
    words = {key: html.escape(str(found.summary[key])) for key in ("title", "question", "answer", "what")}
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{words['title']}</title><style>{style}</style></head><body><header><h1>{words['title']}</h1>"
        f'<p>{words["question"]}</p></header><main><p class="second">{words["answer"]}</p>'
        f"<p>{words['what']}</p>{charts(found.spec, found.sheet)}{steps_table(found.spec, found.sheet)}"
        f"<h2>Do the expected values come out?</h2>"
        f'<div class="scroll">{table(found)}</div>{kinds(found.rows)}{cases(found)}{formulae(found.sheet)}'
        "</main></body></html>\n"
    )


def table(found: StudyResult) -> str:
    """Expected and found."""
    head = "".join(f'<th scope="col">{name}</th>' for name in HEADS)
    rows = []
    for row in found.rows:
        cells = [
            html.escape(row["oracle"]),
            number(row["expected"]),
            html.escape(row["kind"]),
            number(row["got"]),
            tolerance(row),
            verdict(row),
            html.escape(row["how"]),
            html.escape(row["source"]),
        ]
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def number(value: Any) -> str:
    """A number to four figures; a range as it is written; nothing for nothing."""
    if value is None:
        return ""
    return html.escape(value) if isinstance(value, str) else plain(float(f"{value:.4g}"))


def tolerance(row: Row) -> str:
    """How far a number may differ; in words where that is a matter of the last digits only."""
    width, expected = row["tolerance"], row["expected"]
    if width is not None and not isinstance(expected, str) and 0.0 < width <= 1e-5 * abs(expected):
        return "the last digits"
    return number(width)


def verdict(row: Row) -> str:
    """Met or not; for a number that is only shown whether it agrees."""
    if row["ok"] is None:
        return "shown: agrees" if row["agrees"] else "shown: differs"
    return "met" if row["ok"] else "<strong>NOT MET</strong>"


def kinds(rows: list[Row]) -> str:
    """What the kinds in the table mean."""
    used = [words for kind, words in KIND_WORDS.items() if kind in {row["kind"] for row in rows}]
    return f'<p class="note">{html.escape("; ".join(used))}.</p>' if used else ""


def cases(found: StudyResult) -> str:
    """What was played, with links to the reports."""
    items = []
    for case, result in zip(found.summary["cases"], found.results, strict=False):
        words = html.escape(f"{case['name']}, {case['runs']:,} runs: {case['headline']}")
        if result.report:
            where = html.escape(os.path.relpath(result.report, found.path))
            words = f'<a href="{where}">{words}</a>'
        items.append(f"<li>{words}</li>")
    return f"<h2>What was played</h2><ul>{''.join(items)}</ul>" if items else ""


def write_page(found: StudyResult) -> None:
    """Write ``study.html`` beside ``study.json``."""
    jsonfile.write_text(found.path / "study.html", page_text(found))
