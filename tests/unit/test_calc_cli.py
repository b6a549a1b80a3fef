"""``iamd calc`` on the command line: lists, help, both ways to write an input, one document, one message."""

import json
import subprocess
import sys

import pytest
from tests.unit.cli_stand_in import Command, iamd_fixture, refused  # noqa: F401

from iamd.analysis.calc import FORMULAS


def test_without_a_name_the_formulae_are_listed(iamd: Command) -> None:
    done = iamd("calc")
    assert done.code == 0
    assert all(f"{name} " in done.out for name in FORMULAS)
    listed = iamd("calc", "--json").json
    assert [each["name"] for each in listed] == list(FORMULAS)
    assert all(form["source"] for each in listed for form in each["forms"])


def test_help_of_the_verb_and_of_a_formula(iamd: Command) -> None:
    assert "Usage: iamd calc" in iamd("calc", "--help").out
    for done in (iamd("calc", "horizon", "--help"), iamd("calc", "-h", "horizon")):
        assert done.code == 0
        assert done.err == ""
        assert all(
            word in done.out for word in ("Usage: iamd calc horizon", "--antenna", "--k", "Source:", "needed")
        )


@pytest.mark.parametrize(
    "arguments",
    [
        ["ballistic", "--range", "300km", "--json"],
        ["ballistic", "--range=300km", "--json"],
        ["ballistic", "--range", "300", "km", "--json"],
        ["--json", "ballistic", "--range", "300 km"],
        ["--json", "ballistic", "--range", "3e5"],
    ],
)
def test_an_input_may_be_written_in_several_ways(iamd: Command, arguments: list[str]) -> None:
    document = iamd("calc", *arguments).json
    assert list(document) == ["name", "inputs", "result", "equation", "source"]
    assert document["name"] == "ballistic"
    assert document["inputs"] == {"range_m": 300_000.0}
    assert document["result"]["speed_mps"] == pytest.approx(1697, abs=1)  # studies.md: 1.70 km/s


def test_numbers_below_zero_are_values(iamd: Command) -> None:
    document = iamd("calc", "geodesic", "--from", "-33.9,18.4", "--to=-33.9,-.5", "--json").json
    assert document["inputs"] == {"from_deg": [-33.9, 18.4], "to_deg": [-33.9, -0.5]}
    level = iamd("calc", "detection", "--snr-db", "-5", "--pfa", "1e-6", "--swerling", "2", "--json").json
    assert level["inputs"] == {"snr_db": -5.0, "pfa": 1e-6, "swerling": 2, "pulses": 1}


def test_several_values_of_one_input(iamd: Command) -> None:
    for values in (["870km", "1500km"], ["870", "km", "1500", "km"], ["870km,1500km"]):
        document = iamd("calc", "radar-range", "--explain", *values, "--json").json
        assert document["result"]["gap_db"] == pytest.approx(9.463, abs=5e-4)
    assert iamd("calc", "layers", "--sspk", "0.8", "80%", "--json").json["result"][
        "p_stopped"
    ] == pytest.approx(0.96)


def test_a_person_sees_equation_numbers_units_and_source(iamd: Command) -> None:
    shown = " ".join(iamd("calc", "horizon", "--antenna", "24", "--target", "50").out.split())
    for words in ("√(2 k R h_a)", "24 m", "49.338 km", "Source: M. I. Skolnik", "Holds for: Smooth earth"):
        assert words in shown
    shown = iamd("calc", "shots", "--sspk", "0.7", "--shots", "2").out
    assert "91 %" in shown


def test_a_person_sees_units_that_read_well_and_a_program_all_digits(iamd: Command) -> None:
    arguments = (
        "radar-range --average-power 81kW --dwell 0.1 --gain-db 50.12837 --aperture 7.36 "
        "--rcs 0.01 --snr-db 13 --loss-db 8"
    )
    shown = iamd("calc", *arguments.split()).out
    assert "81 kW" in shown
    assert "81000" not in shown
    assert iamd("calc", *arguments.split(), "--json").json["inputs"]["gain_db"] == 50.12837
    assert "33.903 km" in iamd("calc", "geodesic", "--from", "40.1,32.6", "--to", "39.9,32.9").out
    assert "e+14" not in iamd("calc", "ballistic", "--range", "300km").out
    assert "1 radar " in iamd("calc", "radar-range", "--explain", "870km", "1500km").out


def test_a_formula_has_its_name_in_any_case(iamd: Command) -> None:
    assert iamd("calc", "HORIZON", "--antenna", "24", "--target", "50", "--json").json["name"] == "horizon"


def test_the_working_of_shots_has_the_magazine(iamd: Command) -> None:
    words = ["--sspk", "70%", "--shots", "2", "--targets", "50", "--magazine"]
    short = iamd("calc", "shots", *words, "60").out
    assert "50 − 30 × 0.91 = 22.7" in short
    assert "P(0) = 0: 20 targets are not engaged" in short
    assert "0.91^50" in iamd("calc", "shots", *words, "100").out


def test_a_target_that_is_not_there_is_told_by_where_to_look(iamd: Command) -> None:
    refused(
        iamd("calc", "radar-range", "--explain", "870km", "1500km", "--against", "tpy"), "iamd list threats"
    )


def test_a_person_sees_why_claims_differ(iamd: Command) -> None:
    shown = iamd("calc", "radar-range", "--explain", "870km", "1500km", "2000km", "--rcs", "-20dBsm").out
    for words in ("9.46 dB", "14.46 dB", "0.0884 m2", "losses"):
        assert words in shown


@pytest.mark.parametrize("name", FORMULAS)
def test_every_example_prints(iamd: Command, name: str) -> None:
    done = iamd(*FORMULAS[name].example.split()[1:])
    assert (done.code, done.err) == (0, "")
    assert "Source: " in done.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["horizn"], ["did you mean 'horizon'?"]),
        (["horizon", "--antena", "24"], ["did you mean '--antenna'?"]),
        (["horizon", "24", "50"], ["one formula at a time", "--name value"]),
        (["horizon", "--antenna", "24"], ["--target", "iamd calc horizon --help"]),
        (["horizon", "--antenna", "--target", "50"], ["--antenna", "needs a value"]),
        (["horizon", "--antenna=", "--target", "50"], ["--antenna", "needs a value"]),
        (["horizon", "--antenna", "24", "--antenna", "25"], ["--antenna", "twice"]),
        (["horizon", "-antenna", "24"], ["two dashes"]),
        (["--antenna", "24"], ["which formula"]),
        (["ballistic", "--range", "300", "kg"], ["--range", "not a length"]),
        (["ballistic", "--range", "nan"], ["--range"]),
        (["ballistic", "--range", "-300km"], ["--range", "out of range", "above 0"]),
        (["ballistic", "--range", "30000km"], ["--range", "out of range"]),
        (["atmosphere", "--altitude", "1200km"], ["--altitude", "1000000 m"]),
    ],
)
def test_a_mistake_is_one_message_and_exit_code_2(
    iamd: Command, arguments: list[str], words: list[str]
) -> None:
    refused(iamd("calc", *arguments), *words)


def test_with_json_a_mistake_is_json_on_standard_error(iamd: Command) -> None:
    done = iamd("calc", "horizn", "--json")
    assert (done.code, done.out) == (2, "")
    assert set(json.loads(done.err)) == {"error"}


def test_the_table_of_formulae_imports_nothing_heavy() -> None:
    code = "import sys, iamd.analysis.calc; print(sorted({n.split('.')[0] for n in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not [
        name for name in ("numpy", "numba", "scipy", "pint", "pydantic", "yaml") if f"'{name}'" in done.stdout
    ]
