"""``iamd coverage`` from the command line to the files: a closed form, complete products, refusals."""

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from iamd.analysis import surveyfile

pytestmark = pytest.mark.jit_only

SCENARIO = """
title: A radar with nothing but a horizon
terrain: smooth
laydown: {kind: fictional}
units:
  - {name: Mast, system: ideal layer 0.5, at: [39.9, 32.9], mast: 24 m}
figures: {ideal sensor.instrumented_range: 410 km, model.earth-factor: 1.3333333333}
coverage: {targets: [ideal target], radius: 400 km, cell: 1 km, altitudes: [30 m, 10 km]}
"""
#: Share of 783,562 km2 that one radar 24 m up sees by altitude of the target, with a cap of 400 km; computed by hand
#: from d = 4.1218 (sqrt(24) + sqrt(h)) km, to the digits shown.
PUBLISHED = {
    30: 0.73,
    50: 0.98,
    100: 1.51,
    300: 3.36,
    500: 5.06,
    1000: 9.09,
    3000: 24.3,
    5000: 38.9,
    10000: 64.2,
}
COUNTRY_KM2 = 783_562.0


def iamd(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "iamd", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "mast.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def survey(scenario: Path, *options: str) -> dict[str, Any]:
    done = iamd("coverage", scenario.name, "--json", "--draws", "0", *options, cwd=scenario.parent)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_area_of_a_horizon_is_that_of_the_closed_form(scenario: Path) -> None:
    altitudes = ",".join(f"{each} m" for each in PUBLISHED)
    found = survey(scenario, "--altitudes", altitudes, "--format", "png")
    rows = {row["altitude_m"]: row for row in found["areas"] if row["kind"] == "detection"}
    for altitude, percent in PUBLISHED.items():
        area = rows[altitude]["area_km2"]
        reach = min(4.1218 * (math.sqrt(24.0) + math.sqrt(altitude)), 400.0)
        assert area == pytest.approx(
            math.pi * reach * reach, rel=5e-3
        )  # rel: square cells of 1 km on the rim
        # abs: half of the last digit shown, and the rim
        assert 100.0 * area / COUNTRY_KM2 == pytest.approx(percent, rel=5e-3, abs=0.006)
        limits = rows[altitude]["limits"]
        assert sum(limits.values()) == pytest.approx(1.0)
        assert limits["covered"] + limits["horizon"] == pytest.approx(1.0)
    assert rows[50]["share_of_ring"] < 0.02
    assert rows[10000]["share_of_ring"] > 0.99
    # A wrong law would pass none of this: without refraction the area at 50 m is a quarter less.
    assert rows[50]["area_km2"] > 1.2 * math.pi * 12.742 * (math.sqrt(24.0) + math.sqrt(50.0)) ** 2


def test_everything_is_written_and_says_what_it_is(scenario: Path) -> None:
    found = survey(scenario, "--format", "png,svg,geojson,kmz,kml", "--cell", "10 km")
    folder = scenario.parent / found["path"]
    document = surveyfile.read(folder / "coverage.json")
    assert {"detection-ideal-target", "lowest-visible"} <= {sheet["name"] for sheet in document["sheets"]}
    assert folder.name == "mast-coverage"
    assert (folder / "coverage.html").is_file()
    for sheet in document["sheets"]:
        assert sheet["terrain"].startswith("smooth earth")
        for layer in sheet["layers"]:
            assert all((folder / file).stat().st_size > 0 for file in layer["files"].values())
            assert layer["altitude"].strip()
    assert all((folder / file).is_file() for chart in document["charts"] for file in chart["files"].values())
    page = (folder / "coverage.html").read_text(encoding="utf-8")
    assert "smooth earth" in page
    assert "410" not in document["headline"][0]
    text = (folder / "detection-ideal-target-30m.geojson").read_text(encoding="utf-8")
    assert "smooth earth" in text
    assert "in sight only for targets above" in text


def test_a_second_survey_replaces_the_first(scenario: Path) -> None:
    first = survey(scenario, "--format", "png", "--cell", "20 km", "--altitudes", "30m,100m")
    second = survey(scenario, "--format", "png", "--cell", "20 km", "--altitudes", "30m")
    assert "detection-ideal-target-100m.png" in first["files"]
    assert "detection-ideal-target-100m.png" not in second["files"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--targets", "Kalibrr"), "did you mean 'Kalibr'"),
        (("--altitudes", "50"), "needs a unit"),
        (("--altitudes", "-5 m"), "allowed range"),
        (("--radius", "1 m"), "1 km"),
        (("--cell", "15 m"), "too many cells"),
        (("--detection", "2"), "allowed range"),
        (("--draws", "100000"), "out of range"),
        (("--format", "shp"), "format"),
        (("--aspect", "below"), "aspect"),
        (("--azimuths", "east"), "east"),
        (("--set", "terrain={dem: nowhere/*.tif}"), "nowhere"),
        (("--set", "nonsense"), "PATH=VALUE"),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(
    scenario: Path, options: tuple[str, str], words: str
) -> None:
    done = iamd("coverage", scenario.name, *options, cwd=scenario.parent)
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (scenario.parent / "results").exists()


def test_a_folder_with_something_else_in_it_is_left_alone(scenario: Path) -> None:
    (scenario.parent / "mine").mkdir()
    (scenario.parent / "mine" / "letter.txt").write_text("keep", encoding="utf-8")
    done = iamd("coverage", scenario.name, "--out", "mine", cwd=scenario.parent)
    assert done.returncode == 2
    assert "something else" in done.stderr
    assert [path.name for path in (scenario.parent / "mine").iterdir()] == ["letter.txt"]
