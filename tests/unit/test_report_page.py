"""What the tests of the report share: a parsed page, and results folders changed by SQL."""

from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from iamd.report import write_report
from iamd.results import ResultsFolder
from iamd.results.schema import TABLES
from iamd.results.tables import arrow_schema

VOID = {"meta", "link", "img", "br", "hr", "input", "wbr"}


class Page(HTMLParser):
    """Tags, attributes and text of an HTML file; fails where a tag is closed that is not open."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, words: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(words)

    @property
    def text(self) -> str:
        """All words, with single spaces."""
        return " ".join(" ".join(self.words).split())

    def of(self, tag: str, css: str = "") -> list[dict[str, str | None]]:
        """Attributes of all elements of a kind."""
        return [found for name, found in self.tags if name == tag and css in (found.get("class") or "").split(" ")] \
            if css else [found for name, found in self.tags if name == tag]  # fmt: skip

    def ids(self) -> Counter[str]:
        """How often each id stands in the page."""
        return Counter(found["id"] or "" for _, found in self.tags if "id" in found)


def report_of(folder: ResultsFolder | Path) -> Page:
    """Write the report of a folder and parse it."""
    path = folder if isinstance(folder, Path) else folder.path
    return Page(write_report(path).read_text(encoding="utf-8"))


def rewrite(folder: ResultsFolder, path: Path, queries: dict[str, str], **manifest: Any) -> ResultsFolder:
    """A copy of a folder in one part, with some tables replaced by a query over the old ones."""
    digests = {run: digest for part in folder.parts() for run, digest in part.digests.items()}
    with folder.connect() as connection:
        tables = {
            name: connection.sql(queries.get(name, f"SELECT * FROM {name}"))
            .to_arrow_table()
            .cast(arrow_schema(name))
            for name in TABLES
        }
    kept = set(tables["runs"]["run"].to_pylist())
    copy = ResultsFolder(path)
    copy.begin({**folder.manifest, **manifest}, key="copy")
    copy.write_part("all", tables, {run: digest for run, digest in digests.items() if run in kept})
    return copy


@pytest.mark.parametrize("text", ["<p><b></p></b>", "<p>", "</p>"])
def test_a_page_that_is_not_closed_properly_is_noticed(text: str) -> None:
    with pytest.raises(AssertionError):
        Page(text)
