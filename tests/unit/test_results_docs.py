"""The page on results folders says what the schema says."""

from pathlib import Path

import pytest

from iamd.results.digest import DIGEST_COLUMNS
from iamd.results.schema import METRICS, REASON_TEXT, TABLES, EventKind, Reason

PAGE = (Path(__file__).parents[2] / "docs" / "results.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_documented_in_order(table: str) -> None:
    section = PAGE.split(f"### {table}\n")[1].split("\n#")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{c.name}` | {c.type} | {c.unit} | {c.meaning} |" for c in TABLES[table]]


def test_every_metric_is_documented() -> None:
    assert all(f"| `{name}` | {unit} | {meaning} |" in PAGE for name, (unit, meaning) in METRICS.items())


def test_the_hashed_columns_are_named_in_order() -> None:
    section = PAGE.split("## The result hash")[1].split("## Tables")[0]
    places = [section.index(f"`{name}`") for name, _ in DIGEST_COLUMNS]
    assert places == sorted(places)


def test_every_reason_has_words_and_codes_are_not_reused() -> None:
    assert set(REASON_TEXT) == set(Reason)
    for kind in (EventKind, Reason):
        assert len({member.value for member in kind}) == len(kind.__members__)
