"""The JSON Schema of the scenario file: it accepts what ships, refuses what a schema can, and makes the page on keys.

``IAMD_UPDATE=1 pytest tests/unit/test_scenario_schema.py`` writes the generated part of the page anew.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.unit.test_bad_input import CASES, GOOD, broken
from tests.unit.test_scenario_load import SPELLINGS

from iamd.library.yamlfile import parse_yaml
from iamd.scenario import json_schema, load, shipped

PAGE = Path(__file__).parents[2] / "docs" / "scenario.md"
#: What stands above this line is written by hand.
MARK = "<!-- From here on written by tests/unit/test_scenario_schema.py: IAMD_UPDATE=1 renews it. -->\n"
SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def as_json(text: str) -> Any:
    """The content of a YAML file as JSON holds it: dates are text."""
    return json.loads(json.dumps(parse_yaml(text, Path("scenario.yaml")).data, default=str))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize("path", [entry.path for entry in shipped()], ids=lambda path: path.stem)
def test_every_shipped_scenario_is_valid_as_written(path: Path) -> None:
    errors = [error.message for error in VALIDATOR.iter_errors(as_json(path.read_text(encoding="utf-8")))]
    assert errors == []


def test_the_reference_raid_is_valid_as_written() -> None:
    path = Path(__file__).parents[2] / "benchmarks" / "reference-raid.yaml"
    VALIDATOR.validate(as_json(path.read_text(encoding="utf-8")))


def test_the_good_file_is_valid_and_the_short_forms_too() -> None:
    VALIDATOR.validate(as_json(GOOD))
    VALIDATOR.validate(
        as_json(GOOD.replace("doctrine: {shots: salvo-look-salvo, reserve: 25 %}", "doctrine: single"))
    )
    VALIDATOR.validate(as_json(GOOD.replace("reserve: 25 %", "reserve: 0.25")))
    VALIDATOR.validate(as_json(GOOD + "figures: {91N6E.scan_period: 5 s, S-400.readiness: 1}\n"))


SEEN_BY_A_SCHEMA = [
    "missing unit", "not a number", "zero count", "negative count", "a thousand million threats",
    "a count with decimals", "a count in words", "yes as a count", "true as a value", "salvo of none",
    "seed below nought", "seed too large", "unknown key", "misspelt key", "unknown key of a unit",
    "unknown key of a doctrine", "unknown key of an asset", "unknown key of a raid entry",
    "unknown key of an origin", "unknown key of a laydown", "unknown key of the study", "missing key",
    "missing threat", "a route", "waypoints", "an attack to be optimised", "a warhead", "a name of spaces",
    "a name with a slash", "a name too long", "a title too long", "an empty title",
    "a magazine below nought", "a state that nobody can order", "weapons without leash",
    "terrain of another world", "latitude 91", "longitude 200", "one coordinate", "three coordinates",
    "a place in words", "no origin", "an origin under the wrong word", "a laydown of today",
    "a figure that is a list", "a figure that is true", "an empty raid", "no raid", "no unit",
    "a unit in place of units", "a list in place of a mapping", "a word", "an empty file", "a merge",
]  # fmt: skip


@pytest.mark.parametrize("name", SEEN_BY_A_SCHEMA)
def test_an_editor_sees_the_mistake(name: str) -> None:
    assert not VALIDATOR.is_valid(as_json(broken(CASES[name])))


@pytest.mark.parametrize("number", range(len(SPELLINGS)))
def test_the_schema_accepts_every_spelling_that_the_program_accepts(number: int) -> None:
    VALIDATOR.validate(as_json(SPELLINGS[number]))


def test_each_key_has_a_meaning() -> None:
    for name, properties in sections():
        assert [key for key, found in properties.items() if not found.get("description")] == [], name


# --- the page ----------------------------------------------------------------------------------------------------

#: Section of the page, definition of the schema, and what stands above the table.
SECTIONS = (
    ("Scenario", None, "The keys of the file itself."),
    ("Laydown", "Laydown", "Under `laydown`."),
    ("Unit", "UnitSpec", "Each entry of `units`."),
    ("Doctrine", "DoctrineSpec", "Under `doctrine` of a unit. What is left out is that of the library's doctrine."),
    ("Asset", "AssetSpec", "Each entry of `assets`."),
    ("Raid entry", "RaidEntry", "Each entry of `raid`: like threats from one origin to one aim."),
    ("Origin", "Origin", "Under `from` of a raid entry: bearing and range, or a place."),
    ("Elevation model", "ElevationModel", "Under `terrain`, in place of a word."),
    ("Weather", "Weather", "Under `weather`."),
    ("Propagation", "Propagation", "Under `propagation`."),
    ("Jammer", "JammerSpec", "Each entry of `jammers`: noise that stands off."),
    ("Jamming", "Jamming", "Under `jammer` of a raid entry."),
    ("Coverage", "CoverageSpec", "Under `coverage`: what `iamd coverage` draws."),
    ("Record", "Record", "Under `record`."),
    ("Study", "Study", "Under `study`."),
)  # fmt: skip
_LINKS = {definition: title for title, definition, _ in SECTIONS if definition}


def sections() -> Iterator[tuple[str, dict[str, Any]]]:
    for title, definition, _ in SECTIONS:
        yield title, (SCHEMA["$defs"][definition] if definition else SCHEMA)["properties"]


def written(found: dict[str, Any]) -> str:
    """What an author writes for a key, in words."""
    if "anyOf" in found:
        choices = [written(each) for each in found["anyOf"] if each.get("type") != "null"]
        return " or ".join(dict.fromkeys(choices))
    if "$ref" in found:
        title = _LINKS[found["$ref"].rpartition("/")[2]]
        return f"[mapping](#{title.lower().replace(' ', '-')})"
    if "const" in found or "enum" in found:
        return ", ".join(f"`{each}`" for each in found.get("enum", [found.get("const")]))
    if "examples" in found:
        return f"quantity, such as `{found['examples'][0]}`"
    if "prefixItems" in found:
        return "`[latitude, longitude]`"
    kind = found["type"]
    if kind == "array":
        return f"list of {written(found['items']).replace('[mapping]', '[mappings]')}"
    if kind == "object":
        return f"mapping of names to {written(found['additionalProperties'])}"
    words = {"integer": "whole number", "number": "number", "boolean": "`true` or `false`"}
    if found.get("format") == "date":
        return "date"
    if kind == "string":
        return "text" if "pattern" not in found else "name"
    return words[kind] + span(found)


def span(found: dict[str, Any]) -> str:
    """Limits of a number, in words."""
    low, high = found.get("minimum"), found.get("maximum")
    if low is not None and high is not None:
        return f", {low:,.15g} to {high:,.15g}"
    return f", {low} or more" if low is not None else ""


def default(key: str, found: dict[str, Any], needed: list[str]) -> str:
    if key in needed:
        return "**needed**"
    value = found.get("default")
    if value in (None, "") or isinstance(value, dict):
        return ""
    if "x-unit" in found:
        return f"`{quantity(value, found['x-unit'], found['examples'][0])}`"
    return f"`{json.dumps(value)}`" if not isinstance(value, str) else f"`{value}`"


def quantity(value: float, unit: str, example: str) -> str:
    """A default in the unit in which a reader thinks of it."""
    if unit == "m" and value >= 1000:
        return f"{value / 1000:g} km"
    return f"{value:g} {example.split()[-1] if value == 0 and unit == 'm/s' else unit}".strip()


def lines() -> Iterator[str]:
    """The generated part of the page."""
    yield "## Keys"
    for title, definition, above in SECTIONS:
        schema = SCHEMA["$defs"][definition] if definition else SCHEMA
        yield f"### {title}"
        yield above
        rows = ["| key | what is written | default | meaning |", "|---|---|---|---|"]
        for key, found in schema["properties"].items():
            told = " ".join(found["description"].split())
            rows.append(
                f"| `{key}` | {written(found)} | {default(key, found, schema.get('required', []))} | {told} |"
            )
        yield "\n".join(rows)


def generated() -> str:
    return "\n\n".join(lines()) + "\n"


def test_the_page_names_every_key() -> None:
    above, mark, found = PAGE.read_text(encoding="utf-8").partition(MARK)
    assert mark, "the page has lost its mark"
    if os.environ.get("IAMD_UPDATE"):
        PAGE.write_text(f"{above}{MARK}\n{generated()}", encoding="utf-8")
        return
    assert found.strip() == generated().strip(), (
        "IAMD_UPDATE=1 pytest tests/unit/test_scenario_schema.py renews the page"
    )


def test_the_example_of_the_page_is_a_scenario(tmp_path: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "page.yaml"
    path.write_text(block)
    assert load(path) == load("one-battery", set={"description": ""})
