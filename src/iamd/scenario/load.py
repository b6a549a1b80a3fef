"""From a YAML file to a scenario, with one clear message for everything that is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from iamd.errors import InputError, ScenarioError
from iamd.library.yamlfile import Document, parse_yaml, read_yaml
from iamd.scenario.spec import ReadFrom, Scenario

SHIPPED = Path(__file__).parent / "shipped"


class Shipped(NamedTuple):
    """A scenario that comes with the program."""

    name: str
    title: str
    path: Path


def shipped() -> list[Shipped]:
    """The scenarios that come with the program, by name."""
    found = []
    for path in sorted(SHIPPED.rglob("*.yaml")):
        title = next(
            (line[6:].strip() for line in path.read_text("utf-8").splitlines() if line.startswith("title:")),
            "",
        )
        name = path.relative_to(SHIPPED).with_suffix("").as_posix()
        found.append(Shipped(name, title.strip("\"'"), path))
    return found


def find(scenario: str | Path) -> Path:
    """Path of a scenario given as a file or as the name of a shipped one.

    Raises:
        ScenarioError: neither exists.
    """
    path = Path(scenario)
    try:
        if path.is_file():
            return path
    except OSError as error:  # a name that no file can have
        raise ScenarioError(f"no such file: {error.strerror}", given=str(scenario)) from None
    names = {entry.name: entry.path for entry in shipped()}
    key = str(scenario).removesuffix(".yaml").removesuffix(".yml")
    if key in names:
        return names[key]
    if path.is_dir():
        raise ScenarioError("expected a scenario file, found a folder", given=str(scenario))
    raise ScenarioError(
        "no such scenario file, and none is shipped under that name", given=str(scenario), allowed=names
    )


def load(scenario: str | Path | Scenario, set: Sequence[str] | Mapping[str, Any] = ()) -> Scenario:
    """Load a scenario.

    Args:
        scenario: a file, the name of a shipped scenario, or a scenario (returned with the overrides applied).
        set: overrides, as ``["raid.0.count=20", "units.battalion-1.doctrine.salvo=4"]`` or as a mapping from path to
            value. List entries are named by number or by their ``name``.

    Returns:
        The validated scenario.

    Raises:
        ScenarioError: anything wrong, with file, line, what was given, what is allowed and the nearest match.
    """
    if isinstance(scenario, Scenario):
        document = Document(to_data(scenario), {}, Path("scenario"))
    else:
        document = read_yaml(find(scenario))
    if not isinstance(document.data, dict):
        raise ScenarioError(
            "a scenario is a mapping of keys",
            given=document.data,
            allowed=Scenario.model_fields,
            where=document.where(),
        )
    changed = apply_overrides(document, pairs(set))
    try:
        found = Scenario.model_validate(document.data)
        found._read_from = (
            scenario._read_from
            if isinstance(scenario, Scenario)
            else ReadFrom(lambda location: _where(document, location, changed), document.path.parent)
        )
        return found
    except ValidationError as error:
        raise explain(error, document, changed) from None
    except RecursionError:
        raise ScenarioError("the scenario is nested too deeply", where=str(document.path)) from None


def pairs(overrides: Sequence[str] | Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Overrides as (path, value): the text after ``=`` is read as YAML."""
    if isinstance(overrides, Mapping):
        return list(overrides.items())
    found = []
    for text in overrides:
        path, separator, value = str(text).partition("=")
        if not separator or not path.strip() or not value.strip():
            raise ScenarioError("an override is written path=value", given=text, allowed="raid.0.count=20")
        try:
            found.append((path.strip(), parse_yaml(value, Path("override")).data))
        except InputError as error:
            raise ScenarioError(f"the override cannot be read: {error.message}", given=text) from None
    return found


def apply_overrides(document: Document, overrides: Sequence[tuple[str, Any]]) -> set[str]:
    """Write overrides into the raw data; returns the top-level keys that they changed.

    ``network=NAME`` puts every unit on that network.
    """
    for path, value in overrides:
        if path == "network":
            units = document.data.get("units")
            for unit in units if isinstance(units, list) else []:
                if isinstance(unit, dict):
                    unit["network"] = value
            continue
        if path.startswith("figures."):
            # The names of figures hold dots themselves.
            document.data.setdefault("figures", {})[path.removeprefix("figures.")] = value
            continue
        _write(document.data, path.replace("[", ".").replace("]", "").split("."), value, path)
    return {path.split(".")[0] for path, _ in overrides}


def _write(data: Any, steps: list[str], value: Any, path: str) -> None:
    for depth, step in enumerate(steps):
        last = depth == len(steps) - 1
        if isinstance(data, list):
            index = _entry(data, step, path)
            if last:
                data[index] = value
            data = data[index]
        elif isinstance(data, dict):
            if last:
                data[step] = value
            elif step not in data:
                data[step] = {}
            elif isinstance(data[step], str) and step == "doctrine":
                data[step] = {"shots": data[step]}
            data = data[step]
        else:
            raise ScenarioError("the override leads nowhere", given=path, allowed="raid.0.count=20")


def _entry(entries: list[Any], step: str, path: str) -> int:
    names = [
        str(entry.get("name", i)) if isinstance(entry, dict) else str(i) for i, entry in enumerate(entries)
    ]
    if step in names:
        return names.index(step)
    if step.isdigit() and int(step) < len(entries):
        return int(step)
    raise ScenarioError(
        f"the override {path!r} names an entry that does not exist",
        given=step,
        allowed=[*names, f"0 to {len(entries) - 1}"],
    )


def _where(document: Document, location: tuple[str | int, ...], overridden: set[str]) -> str:
    """File and line of an entry, and whether the command line has changed it."""
    changed = bool(location) and str(location[0]) in overridden
    return document.where(location) + (" (with the overrides of the command line)" if changed else "")


def explain(error: ValidationError, document: Document, overridden: set[str]) -> ScenarioError:
    """One of the validation errors as one message: where, what was given, what is allowed.

    An unknown key goes first: where a key is misspelt, the right one is missing as well.
    """
    found = error.errors()
    first = next((each for each in found if each["type"] == "extra_forbidden"), found[0])
    location = tuple(part for part in first["loc"] if not _inside_pydantic(part))
    location = tuple(first.get("ctx", {}).get("at", location))
    shown = ".".join(str(part) for part in location)
    where = _where(document, location, overridden)
    if first["type"] == "extra_forbidden":
        return ScenarioError(
            f"unknown key {shown!r}", given=location[-1], allowed=_siblings(location[:-1]), where=where
        )
    if first["type"] == "missing":
        return ScenarioError(f"the key {shown!r} is missing", where=where)
    message, given, allowed = _in_words(first)
    return ScenarioError(
        f"{shown}: {message}" if shown else message, given=given, allowed=allowed, where=where
    )


def _in_words(error: Any) -> tuple[str, Any, list[str] | None]:
    """Message, what was given, and what is allowed, of an error that is neither an unknown nor a missing key."""
    given, context = error.get("input"), error.get("ctx", {})
    if error["type"] == "literal_error":
        allowed = [word.strip(" '") for word in str(context["expected"]).replace(" or ", ",").split(",")]
        return "there is no such choice", given, allowed
    message = str(error["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if error["type"] in _PLAIN_WORDS:
        message = _PLAIN_WORDS[error["type"]].format_map(context)
    message = message.replace("Input should be", "expected").replace("String should have", "expected")
    told = "given:" in message or isinstance(given, dict | list | Scenario)
    return message, None if told else given, None


def _inside_pydantic(part: str | int) -> bool:
    """Whether a step of a location is a member of a union and no key of the file."""
    return part in _INSIDE_PYDANTIC or (
        isinstance(part, str) and part.startswith(("literal[", "constrained-", "tuple["))
    )


#: Steps of a location that are Pydantic's own: members of a union.
_INSIDE_PYDANTIC = (
    "ElevationModel",
    "function-before",
    "str",
    "int",
    "float",
    "constrained-int",
    "constrained-float",
)
#: Messages of Pydantic that a reader who does not program would not understand, by type of error.
_PLAIN_WORDS = {
    "greater_than_equal": "expected at least {ge:g}",
    "less_than_equal": "expected at most {le:g}",
    "less_than": "expected less than {lt}",
    "tuple_type": "expected a list",
    "too_short": "expected a list of at least {min_length}",
    "too_long": "expected a list of at most {max_length}",
    "dict_type": "expected a mapping of keys to values",
    "model_type": "expected a mapping of keys to values",
    "bool_type": "expected true or false",
    "string_pattern_mismatch": "expected letters, digits, spaces and . _ ( ) + -, with a letter or digit first",
    "int_type": "expected a whole number",
    "int_from_float": "expected a whole number",
    "int_parsing": "expected a whole number",
    "float_type": "expected a number",
    "float_parsing": "expected a number",
    "string_type": "expected a word or a text",
    "date_from_datetime_parsing": "expected a date such as 2019-09-15",
    "date_from_datetime_inexact": "expected a date such as 2019-09-15",
    "date_parsing": "expected a date such as 2019-09-15",
    "date_type": "expected a date such as 2019-09-15",
}


def _siblings(location: tuple[str | int, ...]) -> list[str]:
    """Keys that are allowed at a place in the scenario."""
    model: Any = Scenario
    for part in location:
        if isinstance(part, int):
            continue
        fields = {(field.alias or name): field for name, field in model.model_fields.items()}
        if part not in fields:
            return []
        model = _inner(fields[str(part)].annotation)
        if model is None:
            return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _inner(annotation: Any) -> Any:
    """The model inside ``tuple[Model, ...]``, ``Model | None`` or ``Model``."""
    from pydantic import BaseModel

    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _inner(argument)
        if found is not None:
            return found
    return None


def to_data(scenario: Scenario) -> dict[str, Any]:
    """The scenario as plain data that loads again to the same scenario."""
    data = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    return dict(data)


def scenario_hash(scenario: Scenario) -> str:
    """SHA-256 of the scenario's content, independent of its spelling in the file."""
    return hashlib.sha256(json.dumps(to_data(scenario), sort_keys=True).encode()).hexdigest()


def json_schema() -> dict[str, Any]:
    """JSON Schema of the scenario file."""
    return Scenario.model_json_schema(by_alias=True)
