"""Formulae of ``iamd calc``: their table, what they need, and how inputs are read."""

import inspect
import json
import math
from typing import Any

import numpy as np
import pytest

from iamd.analysis.calc import FORMULAS, calculate, formula
from iamd.analysis.calc.formula import KINDS, Form, Formula, number
from iamd.errors import InputError

FORMS = [
    pytest.param(each, form, id=f"{each.name}-{place}")
    for each in FORMULAS.values()
    for place, form in enumerate(each.forms)
]


def example(found: Formula) -> dict[str, Any]:
    """Inputs of the example that the help shows."""
    words = found.example.split()[3:]
    assert found.example.startswith(f"iamd calc {found.name} ")
    return {words[n].removeprefix("--"): words[n + 1] for n in range(0, len(words), 2)}


def test_the_contract_has_its_names() -> None:
    names = ("horizon", "detection", "required-snr", "ballistic", "atmosphere", "geodesic", "radar-range")
    assert set(names) | {"propagation", "jamming", "shots", "layers", "queue"} <= set(FORMULAS)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("horizon", {"range_m"}),
        ("detection", {"pd"}),
        ("required-snr", {"snr_db"}),
        ("ballistic", {"speed_mps", "apogee_m", "time_s"}),
        ("atmosphere", {"temperature_k", "pressure_pa", "density_kgm3", "sound_speed_mps"}),
        ("geodesic", {"distance_m", "azimuth_deg"}),
    ],
)
def test_the_contract_has_its_keys(name: str, keys: set[str]) -> None:
    document = calculate(name, **example(FORMULAS[name]))
    assert list(document) == ["name", "inputs", "result", "equation", "source"]
    assert keys <= set(document["result"])


@pytest.mark.parametrize("found", FORMULAS.values(), ids=list(FORMULAS))
def test_the_example_of_the_help_works_and_is_json(found: Formula) -> None:
    document = calculate(found.name, **example(found))
    assert document["name"] == found.name
    again = json.loads(json.dumps(document, allow_nan=False))
    # What is echoed can be put in again.
    assert json.loads(json.dumps(calculate(found.name, **again["inputs"]))) == again


@pytest.mark.parametrize(("found", "form"), FORMS)
def test_a_form_says_what_it_is_and_whence(found: Formula, form: Form) -> None:
    assert found.checks
    assert form.equation
    assert len(form.source) > 20
    assert form.validity.endswith(".")
    assert set(inspect.signature(form.function).parameters) in (
        {each.parameter for each in form.inputs},
        {"claims", "against", "given"},
    )
    assert all(each.kind in KINDS for each in form.inputs)
    assert len({each.key for each in form.outputs}) == len(form.outputs)


@pytest.mark.parametrize("found", FORMULAS.values(), ids=list(FORMULAS))
def test_result_and_table_have_the_same_keys(found: Formula) -> None:
    result = calculate(found.name, **example(found))["result"]
    assert any(set(result) == {each.key for each in form.outputs} for form in found.forms)


# --- reading -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [300_000, 300_000.0, "300000", "300 km", "300km", "3e5 m", np.float64(3e5)])
def test_a_length_may_have_a_unit(given: Any) -> None:
    document = calculate("ballistic", range=given)
    assert document["inputs"] == {"range_m": 300_000.0}


@pytest.mark.parametrize(
    ("name", "inputs", "key", "value"),
    [
        ("horizon", {"antenna": "10 kft", "target": 0, "k": "4/3"}, "antenna_m", 3048.0),
        ("horizon", {"antenna": 1, "target": 0, "k": "4/3"}, "k", 4.0 / 3.0),
        ("detection", {"snr_db": "13dB", "pfa": "0.0001 %", "swerling": "1"}, "pfa", 1e-6),
        ("radar-range", {"range_anchor": 1e5, "rcs_anchor": 1, "rcs": "-20dBsm"}, "rcs_m2", 0.01),
        ("layers", {"sspk": "80 %, 0.7"}, "sspk", [0.8, 0.7]),
        ("layers", {"sspk": ("80%", 0.7)}, "sspk", [0.8, 0.7]),
        ("geodesic", {"from_": "-33.9, 18.4", "to": [40, 32]}, "from_deg", (-33.9, 18.4)),
        ("geodesic", {"from": "0 -0.5", "to": "1;2"}, "to_deg", (1.0, 2.0)),
        (
            "queue",
            {"arrival_rate": "6 1/min", "service_time": "1 min", "channels": 3},
            "service_time_s",
            60.0,
        ),
    ],
)
def test_inputs_are_read(name: str, inputs: dict[str, Any], key: str, value: Any) -> None:
    assert calculate(name, **inputs)["inputs"][key] == pytest.approx(value)


def test_angles_are_degrees_and_radians_are_written_out() -> None:
    given = {"power_aperture": 3e6, "search_time": 10, "elevation_to": 45, "rcs": 0.1, "snr_db": 13}
    degrees = calculate("radar-range", azimuth_width=30, **given)
    radians = calculate("radar-range", azimuth_width=f"{math.pi / 6.0!r} rad", **given)
    assert radians["result"]["range_m"] == pytest.approx(degrees["result"]["range_m"], rel=1e-12)  # rounding


@pytest.mark.parametrize(
    ("name", "inputs", "words"),
    [
        ("horizn", {}, ("did you mean 'horizon'?",)),
        ("horizon", {"antena": 3}, ("--antena", "did you mean '--antenna'?")),
        ("horizon", {"antenna": 3}, ("needs --target",)),
        ("ballistic", {"range": "300 kg"}, ("--range", "not a length", "km")),
        ("ballistic", {"range": "nan"}, ("--range", "length")),
        ("ballistic", {"range": math.nan}, ("--range", "finite")),
        ("ballistic", {"range": math.inf}, ("--range", "finite")),
        ("ballistic", {"range": "1e999"}, ("--range",)),
        ("ballistic", {"range": -1}, ("--range", "out of range")),
        ("ballistic", {"range": 0}, ("--range", "above 0")),
        ("ballistic", {"range": "30000 km"}, ("--range", "out of range")),
        ("ballistic", {"range": True}, ("--range",)),
        ("ballistic", {"range": [1, 2]}, ("--range",)),
        ("ballistic", {"range": "far"}, ("--range",)),
        ("atmosphere", {"altitude": "1000.1 km"}, ("--altitude", "1000000 m")),
        ("atmosphere", {"altitude": "Mach 2"}, ("--altitude", "Mach")),
        ("detection", {"snr_db": 13, "pfa": 0, "swerling": 1}, ("--pfa", "1e-15")),
        ("detection", {"snr_db": 13, "pfa": 1e-6, "swerling": 6}, ("--swerling", "from 0 to 5")),
        ("detection", {"snr_db": 13, "pfa": 1e-6, "swerling": 1, "pulses": 0}, ("--pulses",)),
        ("detection", {"snr_db": 13, "pfa": 1e-6, "swerling": 1, "pulses": 1.5}, ("--pulses", "whole")),
        ("required-snr", {"pd": 1e-7, "pfa": 1e-6, "swerling": 1}, ("--pd", "false alarm")),
        ("required-snr", {"pd": 1, "pfa": 1e-6, "swerling": 1}, ("--pd",)),
        ("geodesic", {"from": "91,0", "to": "0,0"}, ("--from", "latitude")),
        ("geodesic", {"from": "0,0", "to": "0,400"}, ("--to", "longitude")),
        ("geodesic", {"from": "0,0", "to": "0"}, ("--to", "place")),
        ("radar-range", {"power": 1, "dwell": 1}, ("do not go together", "--dwell", "--power")),
        ("radar-range", {"rcs": 1}, ("needs more inputs", "--range-anchor")),
        (
            "radar-range",
            {"range_anchor": 1, "rcs_anchor": 1, "rcs": 1, "snr_db": 3},
            ("--snr-db-anchor is missing",),
        ),
        ("radar-range", {"explain": "870km"}, ("--explain", "two or more")),
        ("radar-range", {"explain": ["870km", "1500km"], "against": "F-53"}, ("F-53",)),
        ("shots", {"sspk": 0.9, "goal": 0.99, "targets": 10, "track": 0.99}, ("--goal", "below 0.904")),
        ("shots", {"sspk": 0, "goal": 0.5}, ("--goal",)),
        ("layers", {"sspk": [0.8, 0.8], "common_mode": 0.3}, ("--common-mode", "0 to 0.2")),
        ("layers", {"sspk": []}, ("--sspk",)),
        (
            "propagation",
            {"frequency": 3e9, "antenna": 9, "target": 9, "range": 9, "rain": 5},
            ("--rain-top",),
        ),
        (
            "propagation",
            {"frequency": 3e9, "antenna": 9, "target": 9, "range": 9, "surface": "see"},
            ("--surface", "did you mean 'sea'?"),
        ),
        (
            "propagation",
            {"frequency": 2e8, "antenna": 9, "target": 9, "range": 9, "surface": "land"},
            ("--frequency", "1 GHz"),
        ),
        ("radar-range", {"explain": [1e9, 1e-300]}, ("too large or too small",)),
        ("lobes", {"antenna": 1e-300, "target": 1e-300, "frequency": 1e12}, ("too large or too small",)),
        ("m-of-n", {"needed": 5, "looks": 4, "probability": 0.5}, ("--needed", "1 to 4")),
    ],
)
def test_a_mistake_says_what_is_allowed(name: str, inputs: dict[str, Any], words: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as caught:
        calculate(name, **inputs)
    for word in words:
        assert word in str(caught.value)


# --- what the formulae say ---------------------------------------------------------------------------------------


def test_refraction_matters() -> None:
    # A wrong k would pass no tolerance: without refraction the horizon is 13 % shorter.
    with_air, without = (
        calculate("horizon", antenna=24, target=50, k=k)["result"]["range_m"] for k in ("4/3", 1)
    )
    assert without / with_air == pytest.approx(math.sqrt(0.75))


def test_horizon_and_height_are_inverse() -> None:
    seen = calculate("horizon", antenna=24, target=300)["result"]["range_m"]
    assert calculate("horizon-height", antenna=24, range=seen)["result"]["target_m"] == pytest.approx(300.0)
    assert calculate("horizon-height", antenna=24, range=1000)["result"]["target_m"] == 0.0


def test_azimuths_of_a_line_and_back() -> None:
    there = calculate("geodesic", from_="40.6,-73.8", to="49.0,2.5")["result"]
    back = calculate("geodesic", from_="49.0,2.5", to="40.6,-73.8")["result"]
    assert there["back_azimuth_deg"] == pytest.approx(back["azimuth_deg"])
    assert there["distance_m"] == pytest.approx(back["distance_m"])
    assert back["azimuth_deg"] < 0.0 < back["bearing_deg"] == pytest.approx(back["azimuth_deg"] + 360.0)


@pytest.mark.parametrize("swerling", range(6))
@pytest.mark.parametrize("pulses", [1, 10])
def test_detection_and_required_ratio_are_inverse(swerling: int, pulses: int) -> None:
    needed = calculate("required-snr", pd=0.8, pfa=1e-6, swerling=swerling, pulses=pulses)["result"]["snr_db"]
    found = calculate("detection", snr_db=needed, pfa=1e-6, swerling=swerling, pulses=pulses)["result"]["pd"]
    assert found == pytest.approx(0.8, abs=1e-7)  # of the bisection


@pytest.mark.parametrize(("pulses", "swerling"), [(1, 0), (1, 1), (1, 3)])
def test_the_substituted_closed_form_is_the_result(pulses: int, swerling: int) -> None:
    from iamd.analysis.calc import work

    found = work(formula("detection"), {"snr-db": 13, "pfa": 1e-6, "swerling": swerling, "pulses": pulses})
    assert found.answer.steps[-1].endswith(number(found.answer.result["pd"]))


def test_forms_of_the_radar_equation_agree() -> None:
    # One pulse of 1 MW and 1 us at 10 GHz is a dwell of 1 us at 1 MW, with the aperture that belongs to the gain.
    wavelength = 299_792_458.0 / 10e9
    common = {"gain_db": 40, "rcs": 1, "snr_db": 13, "temperature": 400, "loss_db": 5}
    pulse = calculate("radar-range", power=1e6, pulse=1e-6, frequency="10 GHz", **common)["result"]["range_m"]
    aperture = 1e4 * wavelength * wavelength / (4.0 * math.pi)
    dwell = calculate("radar-range", average_power=1e6, dwell=1e-6, aperture=aperture, **common)["result"]
    assert dwell["range_m"] == pytest.approx(pulse)
    anchored = calculate("radar-range", range_anchor=pulse, rcs_anchor=1, rcs=16)["result"]
    assert anchored["range_m"] == pytest.approx(2.0 * pulse)


def test_power_snr_and_range_are_inverse() -> None:
    common = {"pulse": 1e-6, "gain_db": 40, "frequency": 10e9, "rcs": 1}
    found = calculate("radar-range", power=1e6, snr_db=13, **common)["result"]["range_m"]
    assert calculate("radar-snr", power=1e6, range=found, **common)["result"]["snr_db"] == pytest.approx(13.0)
    assert calculate("radar-power", snr_db=13, range=found, **common)["result"]["power_w"] == pytest.approx(
        1e6
    )


def test_explained_inputs_are_judged_against_their_intervals() -> None:
    given = {"rcs": 0.01, "snr_db": 13, "loss_db": 8, "temperature": 400, "dwell": 0.1, "average_power": 81e3}
    found = calculate("radar-range", explain="870km,1500km", against="generic-bm-1000", **given)["result"]
    rows = {row["input"]: row for row in found["inputs"]}
    factor = (1500.0 / 870.0) ** 4
    assert rows["rcs"]["needed"] == [pytest.approx(0.01 * factor)]
    assert rows["temperature"]["needed"] == [pytest.approx(400.0 / factor)]
    assert rows["loss-db"]["needed"] == [pytest.approx(8.0 - 10.0 * math.log10(factor))]
    assert rows["stacking"]["needed"] == [pytest.approx(factor ** (1.0 / 3.0))]
    assert [rows[name]["inside"][0] for name in ("rcs", "temperature", "loss-db", "average-power")] == [
        True,
        False,
        False,
        None,
    ]
    assert all(row["source"] for row in rows.values() if row["low"] is not None)


def test_lobes_have_a_null_where_they_say() -> None:
    given = {"antenna": 10, "target": 100, "frequency": "3 GHz"}
    result = calculate("lobes", **given)["result"]
    at_null = calculate("lobes", range=result["null_range_m"], **given)["result"]
    assert at_null["factor"] == pytest.approx(0.0, abs=1e-12)  # rounding of pi
    assert result["null_range_m"] == pytest.approx(0.5 * result["lobe_range_m"])


def test_rain_and_vertical_waves_change_what_they_should() -> None:
    path = {"frequency": "10 GHz", "antenna": 24, "target": 5000, "range": "100 km"}
    dry = calculate("propagation", **path)["result"]
    wet = calculate("propagation", rain=16, rain_top=3500, **path)["result"]
    assert wet["one_way_loss_db"] > dry["one_way_loss_db"] + 10.0
    assert wet["gas_loss_db"] == dry["gas_loss_db"]
    land = calculate("propagation", surface="land", polarisation="vertical", **path)["result"]
    assert land["ground_factor_db"] != dry["ground_factor_db"]


def test_a_jammer_leaves_less_range_and_none_leaves_it_all() -> None:
    common = {
        "clear_range": "200 km",
        "jammer_bandwidth": "10 MHz",
        "gain_db": 40,
        "frequency": "3 GHz",
        "bandwidth": "1 MHz",
    }
    strong, weak = (
        calculate("jamming", erp=erp, **common)["result"]["share_of_clear_range"] for erp in (1e3, 1e-9)
    )
    assert strong < 0.1
    assert weak == pytest.approx(1.0, abs=1e-3)  # 1e-9 W is below the noise


def test_a_short_magazine_leaks_what_it_cannot_reach() -> None:
    # studies.md, section (e): 50 targets, salvo 2, p 0.7: 32 rounds leave 35.4 leakers.
    found = calculate("shots", sspk=0.7, shots=2, targets=50, magazine=32)["result"]
    assert found["leakers"] == pytest.approx(35.44)
    assert found["targets_engaged"] == 16
    assert found["p_no_leak"] == 0.0


def test_numbers_are_short_and_never_in_powers_of_ten_without_need() -> None:
    assert [number(each) for each in (0.0, 49338.2833, 6371000.0, 1e-6, 1.38e-23)] == [
        "0",
        "49338",
        "6371000",
        "1e-6",
        "1.38e-23",
    ]
