"""The report of a synthetic folder: contents, safety, access, empty cases, stable bytes."""

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.unit.folder_factory import make_folder, manifest
from tests.unit.test_report_page import Page, report_of, rewrite

from iamd.analysis.metrics import summary
from iamd.errors import ResultsError
from iamd.report import write_report
from iamd.report.record import open_record
from iamd.report.sections.headline import frequency_sentence
from iamd.report.sections.interval import interval
from iamd.report.words import headline_numbers, number, percent
from iamd.results import ResultsFolder

SENSITIVITY: dict[str, Any] = {
    "metric": "leakers",
    "base": 6.0,
    "method": "40 runs at each end",
    "inputs": [
        {"name": name, "title": title, "unit": unit, "low": low, "high": high, "at_low": at_low, "at_high": at_high,
         "swing": abs(at_high - at_low), "swing_low": swing_low, "swing_high": 9.0, "grade": grade}
        for name, title, unit, low, high, at_low, at_high, swing_low, grade in (
            ("b", "Kill probability of a burst", "", 0.3, 0.7, 8.0, 5.0, 2.0, "E"),
            ("a", "Radar range", "dB", -3.0, 3.0, 11.0, 4.0, 5.0, "C"),
            ("c", "Cruise altitude", "m", 30.0, 100.0, 6.9, 5.4, 0.5, "B"),
            ("d", "Time to assess", "s", 3.0, 9.0, 6.1, 6.0, -0.4, "E"),
        )
    ],
}  # fmt: skip
NO_LEAK = {
    "outcomes": "SELECT * REPLACE (CASE outcome WHEN 'leaked' THEN 'killed' ELSE outcome END AS outcome) FROM outcomes",
    "runs": "SELECT * REPLACE (kills + leakers AS kills, 0 AS leakers, 0 AS leakers_engageable) FROM runs",
    "events": "SELECT * FROM events WHERE kind <> 'leak'",
}
NO_KILL = {
    "outcomes": "SELECT * REPLACE ('leaked' AS outcome, 'horizon' AS reason, false AS engaged, 0 AS shots)"
    " FROM outcomes",
    "runs": "SELECT * REPLACE (0 AS kills, launched AS leakers, 0 AS engaged, 0 AS failed, 0 AS interceptors_expended)"
    " FROM runs",
    "events": "SELECT * FROM events WHERE kind IN ('threat_launch', 'burnout', 'leak')",
    "samples": "SELECT * FROM samples WHERE object = 'threat'",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ResultsFolder:
    made = make_folder(tmp_path_factory.mktemp("results") / "synthetic")
    made.write_json("sensitivity.json", SENSITIVITY)
    made.write_json("summary.json", summary(made))
    return made


@pytest.fixture(scope="module")
def page(folder: ResultsFolder) -> Page:
    return report_of(folder)


def test_the_headline_is_the_summary(folder: ResultsFolder, page: Page) -> None:
    metrics = folder.read_json("summary.json")["metrics"]
    leakers, quiet = metrics["leakers"], metrics["p_no_leak"]
    with open_record(folder.path) as record:
        average, none = interval(record, "leakers"), interval(record, "p_no_leak")
    assert average is not None
    assert none is not None
    assert {*average[:2]} <= {leakers[key] for key in ("low", "high", "mc_low", "mc_high")}
    assert {*none[:2]} <= {quiet[key] for key in ("low", "high", "mc_low", "mc_high")}
    shown = headline_numbers(leakers["mean"], average.low, average.high, weak=True)
    assert re.search(
        rf"On average {shown[0]} of 24 threats gets? through \({shown[1]} to {shown[2]}\)\.", page.text
    )
    assert quiet["mean"] in (0, 1) or frequency_sentence(none) in page.text


def test_the_headline_is_in_natural_frequencies(folder: ResultsFolder, tmp_path: Path) -> None:
    made = rewrite(folder, tmp_path / "written", {})
    whole = folder.read_json("summary.json")
    whole["metrics"]["leakers"] |= {"mean": 6.23, "low": 4.4, "high": 8.9, "mc_low": 6.0, "mc_high": 6.5}
    whole["metrics"]["leakers"] |= {"run_low": 2.0, "run_high": 11.0}
    whole["metrics"]["p_no_leak"] |= {
        "mean": 0.47,
        "low": 0.368,
        "high": 0.581,
        "mc_low": 0.46,
        "mc_high": 0.48,
    }
    made.write_json("summary.json", whole)
    page = report_of(made)
    assert "In 100 such raids, between 37 and 58 see nothing get through." in page.text
    assert "On average 6 of 24 threats get through (4 to 9)." in page.text
    assert "90 of 100 let 2 to 11 threats through" in page.text
    assert "37 nothing gets through 21 depend on what we do not know 42 something gets through" in page.text
    assert page.of("svg", "array")[0]["aria-label"] == (
        "One mark is one raid of a hundred: 37 nothing gets through; 21 depend on what we do not know; "
        "42 something gets through."
    )


def test_a_range_narrower_than_the_error_of_the_simulation_is_not_shown(
    folder: ResultsFolder, tmp_path: Path
) -> None:
    made = rewrite(folder, tmp_path / "narrow", {})
    whole = folder.read_json("summary.json")
    whole["metrics"]["leakers"] |= {"mean": 6.2, "low": 6.2, "high": 6.2, "mc_low": 5.1, "mc_high": 7.4}
    made.write_json("summary.json", whole)
    page = report_of(made)
    assert "On average 6 of 24 threats get through (5 to 7)." in page.text
    assert "what we do not know cannot be told apart from it" in page.text


def test_every_class_has_all_four_denominators(folder: ResultsFolder, page: Page) -> None:
    by_class = folder.read_json("summary.json")["by_class"]
    for denominator in ("launched", "threatening", "engageable", "engaged"):
        assert f"Got through, of {denominator}" in page.text
        for of_class in by_class.values():
            assert percent(of_class[f"leakage_of_{denominator}"]["mean"]).replace("\u00a0", " ") in page.text
    for of_class in by_class.values():
        assert sum(of_class[key] for key in ("killed", "leaked", "failed")) == of_class["launched"]


def test_leaks_say_where_they_ended_and_claim_no_cause(folder: ResultsFolder, page: Page) -> None:
    reasons = folder.read_json("summary.json")["reasons"]
    assert reasons
    assert "below the radar horizon" in page.text
    assert percent(reasons["horizon"] / sum(reasons.values())).replace("\u00a0", " ") in page.text
    assert "not a proof of cause" in page.text


def test_weak_evidence_is_counted_and_the_three_strongest_inputs_are_named(page: Page) -> None:
    assert "4 of the 6 figures behind this answer (67 %) are grade D or E" in page.text
    first = page.text.split("The answer moves most with:")[1].split("What this does not model")[0]
    places = [
        first.index(title) for title in ("Radar range", "Kill probability of a burst", "Cruise altitude")
    ]
    assert places == sorted(places)
    assert "Time to assess" not in first
    assert "at -3 dB, 11 get through; at 3 dB, 4 get through" in first


def test_chance_and_unknown_figures_are_apart(folder: ResultsFolder, page: Page) -> None:
    leakers = folder.read_json("summary.json")["metrics"]["leakers"]
    for words in (
        "One raid, all together",
        "Chance alone",
        "What we do not know, alone",
        "Error of the simulation",
    ):
        assert words in page.text
    share = leakers["chance_sd"] ** 2 / (leakers["chance_sd"] ** 2 + leakers["parameter_sd"] ** 2)
    assert f"chance makes {percent(share).replace(chr(160), ' ')}" in page.text


def test_the_bibliography_is_the_sources_of_the_inputs_used(tmp_path: Path) -> None:
    whole = manifest(4, 2, 1)
    for place, item in enumerate(whole["inputs"]):
        source = {
            "title": f"Book {place % 4}",
            "publisher": "P",
            "year": 2000 + place % 4,
            "url": f"https://x.org/{place % 4}",
        }
        item["sources"] = [source] if place else []
    whole["ledger"]["models"][0]["source"] = "Not an input's source"
    made = rewrite(make_folder(tmp_path / "a", runs=4, draws=2), tmp_path / "b", {}, inputs=whole["inputs"])
    html = write_report(made.path).read_text(encoding="utf-8")
    listed = re.search(r'<ol class="sources">(.*?)</ol>', html, re.DOTALL)
    assert listed
    assert sorted(re.findall(r"Book \d", listed[1])) == ["Book 0", "Book 1", "Book 2", "Book 3"]
    assert sorted(re.findall(r'href="(.*?)"', listed[1])) == [f"https://x.org/{place}" for place in range(4)]
    page = Page(html)
    cited = {found["href"] for found in page.of("a") if (found["href"] or "").startswith("#source-")}
    assert cited == {f"#source-{place}" for place in range(1, 5)}


def test_nothing_is_fetched(folder: ResultsFolder, page: Page) -> None:
    names = {tag for tag, _ in page.tags}
    assert not names & {
        "script",
        "link",
        "iframe",
        "img",
        "image",
        "object",
        "embed",
        "video",
        "audio",
        "use",
        "form",
    }
    attributes = {key for _, found in page.tags for key in found}
    assert not attributes & {"src", "srcset", "xlink:href", "background", "action", "ping"}
    assert not any(key.startswith("on") for key in attributes)
    assert {tag for tag, found in page.tags if "href" in found} == {"a"}
    html = (folder.path / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"@import|url\(|@font-face", html)
    policy = next(found for found in page.of("meta") if found.get("http-equiv") == "Content-Security-Policy")
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_the_page_can_be_used_without_seeing_or_a_mouse(page: Page) -> None:
    charts = page.of("svg", "chart")
    assert len(charts) >= 8
    assert all(found["role"] == "img" and len(found["aria-label"] or "") > 20 for found in charts)
    assert all(found.get("aria-hidden") == "true" for found in page.of("svg") if found not in charts)
    ids = page.ids()
    assert set(ids.values()) == {1}
    assert {found["href"][1:] for found in page.of("a") if (found["href"] or "").startswith("#")} <= set(ids)
    assert page.of("html")[0]["lang"] == "en"
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_all_text_of_the_folder_is_inert(tmp_path: Path) -> None:
    bad = "<script>document.title='x'</script>\"'><img src=x onerror=alert(1)>"
    text = json.dumps(manifest(6, 2, 1)).replace("north battery", json.dumps(bad)[1:-1])
    whole = json.loads(text)
    whole["scenario"] |= {
        "title": bad,
        "name": bad,
        "question": bad,
        "text": bad,
        "terrain": bad,
        "hash": bad,
    }
    whole["scenario"]["laydown"] = {"kind": bad, "date": bad, "source": bad}
    whole["ledger"] = {
        "models": [dict.fromkeys(("stage", "model", "source", "validity"), bad)],
        "not_modelled": [bad],
    }
    for item in whole["inputs"]:
        item |= dict.fromkeys(("title", "card", "unit", "kind", "grade", "condition", "prior"), bad)
        item["sources"] = [{"title": bad, "publisher": bad, "year": bad, "url": f"javascript:{bad}"}]
    for asset in whole["names"]["assets"]:
        asset["name"] = bad
    quoted = bad.replace("'", "''")
    changed = f"SELECT * REPLACE (CASE unit WHEN 'north battery' THEN '{quoted}' ELSE unit END AS unit)"
    queries = {name: f"{changed} FROM {name}" for name in ("events", "samples")}
    made = rewrite(make_folder(tmp_path / "a", runs=6, draws=2), tmp_path / "b", queries, **whole)
    made.write_json(
        "sensitivity.json",
        {**SENSITIVITY, "inputs": [{**SENSITIVITY["inputs"][0], "title": bad, "grade": bad}]},
    )
    page = report_of(made)
    assert {tag for tag, _ in page.tags} & {"script", "img"} == set()
    assert not [found for _, found in page.tags if "onerror" in found]
    assert not any((found.get("href") or "").startswith("javascript") for found in page.of("a"))
    assert bad in page.text


def test_the_same_folder_gives_the_same_bytes(folder: ResultsFolder, tmp_path: Path) -> None:
    first = write_report(folder.path).read_bytes()
    code = f"import sys; from iamd.report import write_report; write_report({str(folder.path)!r}); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert (folder.path / "report.html").read_bytes() == first
    assert len(first) < 3_000_000
    assert {"numba", "iamd.engine", "iamd.scenario", "matplotlib"} & set(loaded) == set()


def test_no_leaks(folder: ResultsFolder, tmp_path: Path) -> None:
    page = report_of(rewrite(folder, tmp_path / "none", NO_LEAK))
    assert "Nothing gets through in any of 40 simulated raids: in 100 such raids, at least" in page.text
    assert "Nothing got through in any simulated raid." in page.text
    assert "there is nothing to explain" in page.text


def test_no_kills(folder: ResultsFolder, tmp_path: Path) -> None:
    page = report_of(rewrite(folder, tmp_path / "all", NO_KILL))
    assert (
        "Something gets through in every one of 40 simulated raids: in 100 such raids, at most" in page.text
    )
    assert "Nothing was shot down in any simulated raid." in page.text
    assert "No intercept happened in any run." in page.text
    assert "On average 24 of 24 threats get through" in page.text


def test_no_samples(folder: ResultsFolder, tmp_path: Path) -> None:
    page = report_of(rewrite(folder, tmp_path / "still", {"samples": "SELECT * FROM samples WHERE false"}))
    assert "No positions over time were recorded" in page.text
    assert page.of("svg", "map")


def test_one_draw_says_that_it_cannot_show_what_is_not_known(tmp_path: Path) -> None:
    page = report_of(make_folder(tmp_path / "one", runs=12, draws=1))
    assert "so it does not show what we do not know" in page.text
    assert "What we do not know, alone" not in page.text
    assert "Each uncertain figure was given one value only" in page.text


def test_one_run(tmp_path: Path) -> None:
    page = report_of(make_folder(tmp_path / "one", runs=1, draws=1))
    assert "1 simulated raid, 1 draw" in page.text


def test_an_interrupted_folder_is_reported_as_far_as_it_got(folder: ResultsFolder, tmp_path: Path) -> None:
    some = {name: f"SELECT * FROM {name} WHERE run < 7" for name in ("runs", "outcomes", "events", "samples")}
    page = report_of(rewrite(folder, tmp_path / "part", some))
    assert "The run was interrupted: 7 of 40 raids are finished" in page.text
    assert "This folder has no sensitivity run" in page.text
    assert "Which inputs move the answer most was not computed" in page.text
    assert "7 simulated raids" in page.text


def test_a_folder_without_a_finished_run(tmp_path: Path) -> None:
    begun = ResultsFolder(tmp_path / "begun")
    begun.begin(manifest(40, 8, 1), key="k")
    page = report_of(begun)
    assert "No run has finished, so there is no answer yet." in page.text
    assert "depot" in page.text


def test_a_bare_manifest_is_enough(tmp_path: Path) -> None:
    bare = ResultsFolder(tmp_path / "bare")
    bare.begin({}, key="k")
    assert "untitled scenario" in report_of(bare).text


def test_what_is_no_results_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="not a results folder"):
        write_report(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_command_gives_it_again(folder: ResultsFolder, page: Page) -> None:
    assert "iamd run synthetic --runs 40 --draws 8 --seed 1" in page.text
    assert folder.result_hash() in page.text


def test_the_inventory_starts_with_what_the_manifest_says(page: Page) -> None:
    assert "S-burst, depot guns" in page.text
    assert re.search(r"28 ready at the start, \d+ fired, (empty at|never below)", page.text)


def test_the_altitudes_name_the_systems(page: Page) -> None:
    assert re.search(r"Highest intercepts: Example-L at \d+ km \(L-round\)", page.text)
    assert "L-round (Example-L)" in page.text


def test_a_sensitivity_of_another_metric_says_which(folder: ResultsFolder, tmp_path: Path) -> None:
    made = rewrite(folder, tmp_path / "other", {})
    made.write_json("sensitivity.json", {**SENSITIVITY, "metric": "kills"})
    page = report_of(made)
    assert "Threats shot down, per raid" in page.text
    assert f"the dashed line is {number(6.0)}" in page.text


@pytest.mark.chromium
@pytest.mark.slow
def test_a_browser_shows_it_and_runs_nothing(folder: ResultsFolder, tmp_path: Path, chromium: str) -> None:
    bad = "<script>document.documentElement.dataset.ran = 'yes'</script>"
    scenario = {**folder.manifest["scenario"], "title": bad}
    path = write_report(rewrite(folder, tmp_path / "shown", {}, scenario=scenario).path)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    flags += [f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri()]
    shown = subprocess.run([chromium, *flags], capture_output=True, text=True, check=True, timeout=120).stdout
    assert "data-ran" not in shown
    assert "On average" in shown
