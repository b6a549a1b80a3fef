"""Numbers, natural frequencies and lists as the report says them."""

import math

import pytest

from iamd.report.sections.headline import frequency_sentence
from iamd.report.sections.inputs import is_link
from iamd.report.sections.interval import Range
from iamd.report.words import amount, clock, count, headline_numbers, join, number, percent, plain, span


@pytest.mark.parametrize(
    ("low", "high", "sentence"),
    [
        (0.368, 0.581, "between 37 and 58 see nothing get through."),
        (0.0, 0.004, "something gets through in nearly all."),
        (0.0, 0.0, "something gets through every time."),
        (1.0, 1.0, "nothing gets through."),
        (0.997, 1.0, "nothing gets through in nearly all."),
        (0.0, 0.12, "at most 12 see nothing get through."),
        (0.0, 0.01, "at most 1 sees nothing get through."),
        (0.93, 1.0, "at least 93 see nothing get through."),
        (0.411, 0.413, "about 41 see nothing get through."),
    ],
)
def test_the_frequency_sentence(low: float, high: float, sentence: str) -> None:
    assert frequency_sentence(Range(low, high, "")) == f"In 100 such raids, {sentence}"


@pytest.mark.parametrize(
    ("values", "weak", "shown"),
    [
        ((6.23, 4.4, 8.9), True, ["6", "4", "9"]),
        ((6.23, 4.4, 8.9), False, ["6.2", "4.4", "8.9"]),
        ((14.2, 9.7, 20.6), True, ["14", "10", "21"]),
        ((0.043, 0.01, 0.08), True, ["0.04", "0.01", "0.08"]),
        ((1.2, 0.9, 1.4), True, ["1", "0.9", "1"]),
        ((1.2, 1.1, 1.4), True, ["1.2", "1.1", "1.4"]),  # 1 (1 to 1) would hide the range
        ((143.0, 96.0, 187.0), True, ["140", "96", "190"]),
        ((0.0, 0.0, 0.0), True, ["0", "0", "0"]),
    ],
)
def test_headline_numbers_are_rounded_to_the_evidence(
    values: tuple[float, float, float], weak: bool, shown: list[str]
) -> None:
    assert headline_numbers(*values, weak=weak) == shown


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        *((0, 2, "0"), (0.0996, 2, "0.10"), (9.96, 2, "10"), (1234.5, 2, "1,200"), (-3.0, 3, "-3.00")),
        *((None, 2, "–"), (math.nan, 2, "–")),
    ],
)
def test_significant_figures(value: float | None, digits: int, shown: str) -> None:
    assert number(value, digits) == shown


def test_amounts_stay_whole_where_they_are() -> None:
    assert [amount(value) for value in (8.0, 0.123, 19.64, 0.06, 0.001, 1200.0, None)] == [
        *("8", "0.12", "19.6", "0.06", "<0.01", "1,200", "–")
    ]


def test_published_figures_keep_their_digits() -> None:
    assert [plain(value) for value in (250, 0.75, 1.5e9, 1e-6, -3.0, 12345.6, None)] == [
        *("250", "0.75", "1.5e+09", "1e-06", "-3", "12,345.6", "–")
    ]


def test_times_shares_spans_and_lists() -> None:
    assert [clock(value) for value in (45.4, 380.0, 7500.0, None)] == [
        "45 s",
        "6 min 20 s",
        "2 h 05 min",
        "–",
    ]
    assert percent(0.256) == "26\u00a0%"
    assert span(4.4, 8.9, 1) == "4 to 9"
    assert span(4.1, 4.2, 1, unit="km") == "4 km"
    assert [join(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [count(1, "raid"), count(1500, "raid"), count(2.5, "box", "boxes")] == [
        "1 raid",
        "1,500 raids",
        "2.50 boxes",
    ]


def test_only_web_pages_become_links() -> None:
    assert is_link("https://example.org/a?b=c")
    assert not any(
        is_link(url)
        for url in ("javascript:alert(1)", "data:text/html,x", "//x.org", "file:///etc", "", "http://[")
    )
