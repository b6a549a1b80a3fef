"""The page of a survey: from the folder alone, complete, in order, and refused in one sentence where it cannot be."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.unit.sheet_factory import area_chart, small_sheet
from tests.unit.test_report_page import Page

from iamd.analysis import surveyfile
from iamd.errors import ResultsError
from iamd.export import write_charts, write_sheet
from iamd.report.survey import write_survey_page

BAD = '<script>alert("x")</script>'


def document(folder: Path) -> dict[str, Any]:
    """A survey of the small sheet, with its files in the folder."""
    sheet = small_sheet()
    return {
        "format": 1,
        "survey": "coverage",
        "title": f"What can it see? {BAD}",
        "subtitle": sheet.subtitle,
        "headline": ["At 300 m it sees 20,000 km².", "That is a fifth of the claimed circle."],
        "sheets": [write_sheet(sheet, folder, "small", formats=("png", "svg", "geojson", "kmz"))],
        "charts": write_charts([area_chart()], folder),
        "tables": [
            {
                "title": "Area by altitude",
                "columns": ["Altitude", "Area [km²]", "Limit"],
                "rows": [["100 m", 12345.0, "horizon"], ["300 m", None, "terrain"]],
                "note": "Median over sites.",
            }
        ],
        "assumptions": list(sheet.assumptions),
        "sources": [*sheet.sources, "FOI, 2019, https://www.foi.se/report"],
        "ledger": [
            {"part": "horizon", "model": "4/3 earth", "source": "ITU-R P.834", "holds_for": "no ducting"}
        ],
        "notice": sheet.notice,
        "facts": [["Target", "1 m²"]],
        "warnings": ["Two tiles are missing."],
        "not_modelled": ["clutter", "ducting"],
        "again": [["Command", "iamd coverage x.yaml"]],
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("survey")
    surveyfile.write(folder / "coverage.json", document(folder))  # type: ignore[arg-type]
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(made, tmp_path / "survey"))


def page_of(folder: Path) -> Page:
    return Page(write_survey_page(folder).read_text(encoding="utf-8"))


def change(folder: Path, **changes: Any) -> None:
    path = folder / "coverage.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8")


def test_the_page_holds_everything_once_and_in_order(made: Path) -> None:
    assert write_survey_page(made) == made / "coverage.html"
    page = page_of(made)
    places = [
        page.text.index(words)
        for words in ("What can it see?", "Two tiles are missing.", "At 300 m it sees 20,000 km².",
                      "a fifth of the claimed circle", "Fictional laydown.", "What this rests on",
                      "Standard refraction", "clutter; ducting", "What is seen <& not>: 300 m above ground",
                      "How much is seen", "Area by altitude", "12,345", "Median over sites.", "4/3 earth", "Skolnik",
                      "Natural Earth", "iamd coverage x.yaml")
    ]  # fmt: skip
    assert places == sorted(places)
    assert max(page.ids().values()) == 1
    anchors = {
        (found.get("href") or "")[1:] for found in page.of("a") if (found.get("href") or "").startswith("#")
    }
    assert anchors <= page.ids().keys()


def test_the_page_needs_nothing_else_and_runs_nothing(made: Path) -> None:
    page = page_of(made)
    images = [found["src"] or "" for found in page.of("img")]
    assert [source.split(",")[0] for source in images] == ["data:image/svg+xml;base64"] * 2
    assert all(found["alt"] for found in page.of("img"))
    assert "300 m above ground" in (page.of("img")[0]["alt"] or "")
    assert not page.of("script")
    assert not page.of("link")
    assert BAD in page.text
    policy = next(found["content"] for found in page.of("meta") if found.get("http-equiv"))
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_files_beside_the_page_are_offered_if_they_are_there(folder: Path) -> None:
    (folder / "seen-300m.geojson").unlink()
    links = [found["href"] for found in page_of(folder).of("a") if "download" in found]
    assert links == ["small.kmz", "seen-300m.png", "seen-300m.svg", "area-altitude.png", "area-altitude.svg"]


def test_the_map_is_there_as_a_table_too(made: Path) -> None:
    text = page_of(made).text
    assert "Area by class, 300 m above ground" in text
    area = json.loads((made / "coverage.json").read_text(encoding="utf-8"))["sheets"][0]["layers"][0][
        "legend"
    ][0]
    assert f"{area['area_km2']:,.0f} km²" in text


def test_a_missing_picture_is_said_and_the_png_stands_in(folder: Path) -> None:
    (folder / "seen-300m.svg").unlink()
    (folder / "area-altitude.svg").unlink()
    (folder / "area-altitude.png").unlink()
    page = page_of(folder)
    assert [(found["src"] or "")[:15] for found in page.of("img")] == ["data:image/png;"]
    assert "The picture of this chart is not in the folder." in page.text


def test_a_bare_survey_still_makes_a_page(folder: Path) -> None:
    change(
        folder, sheets=[], charts=[], tables=[], ledger=[], facts=[], warnings=[], not_modelled=[], again=[]
    )
    page = page_of(folder)
    assert "Curves" not in page.text
    assert "At 300 m it sees" in page.text


def test_numbers_are_set_right_only_where_a_column_holds_numbers(made: Path) -> None:
    heads = [found.get("class") for found in page_of(made).of("th") if found.get("scope") == "col"]
    assert heads[-7:-4] == [None, "n", None]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": 2}, "another format"),
        ({"headline": "one sentence"}, "headline is of the wrong kind"),
        ({"tables": [{"title": "x", "columns": ["a"], "rows": [[1, 2]]}]}, "another length"),
        ({"charts": [{"name": "x", "title": "x", "note": ""}]}, "lacks files"),
        (
            {"charts": [{"name": "x", "title": "x", "note": "", "files": {"png": "../x.png"}}]},
            "outside its folder",
        ),
        ({"ledger": ["x"]}, "not a set of named entries"),
    ],
)
def test_a_document_of_another_form_is_refused(changes: dict[str, Any], words: str, folder: Path) -> None:
    change(folder, **changes)
    with pytest.raises(ResultsError, match=words) as refused:
        write_survey_page(folder)
    assert refused.value.where == str(folder / "coverage.json")


def test_a_map_without_altitude_is_refused(folder: Path) -> None:
    sheets = json.loads((folder / "coverage.json").read_text(encoding="utf-8"))["sheets"]
    sheets[0]["layers"][0]["altitude"] = ""
    change(folder, sheets=sheets)
    with pytest.raises(ResultsError, match="which altitude"):
        write_survey_page(folder)


def test_a_folder_without_a_survey_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="no such file"):
        write_survey_page(tmp_path)


def test_what_is_optional_may_be_left_out(folder: Path) -> None:
    survey = json.loads((folder / "coverage.json").read_text(encoding="utf-8"))
    for name in ("facts", "warnings", "not_modelled", "again"):
        del survey[name]
    surveyfile.check(survey, "here")
    with pytest.raises(ResultsError, match="lacks notice"):
        surveyfile.check({name: value for name, value in survey.items() if name != "notice"}, "here")


@pytest.mark.chromium
@pytest.mark.slow
def test_a_browser_shows_the_page_with_all_its_pictures(made: Path, tmp_path: Path, chromium: str) -> None:
    path = write_survey_page(made)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    flags += [f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri()]
    shown = subprocess.run([chromium, *flags], capture_output=True, text=True, check=True, timeout=120).stdout
    assert "At 300 m it sees" in shown
    assert shown.count("data:image/svg+xml") == 2
