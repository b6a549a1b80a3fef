"""From a YAML file to a scenario, with one clear message for everything that is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from iamd.errors import ScenarioError
from iamd.library.yamlfile import Document, read_yaml
from iamd.scenario.spec import Scenario

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
    if path.is_file():
        return path
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
        return Scenario.model_validate(document.data)
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
            found.append((path.strip(), yaml.safe_load(value)))
        except (yaml.YAMLError, ValueError):
            raise ScenarioError("the value of the override cannot be read", given=text) from None
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


def explain(error: ValidationError, document: Document, overridden: set[str]) -> ScenarioError:
    """The first validation error as one message: where, what was given, what is allowed."""
    first = error.errors()[0]
    location = tuple(
        part for part in first["loc"] if part != "function-before" and not str(part).startswith("tagged")
    )
    shown = ".".join(str(part) for part in location)
    given = first.get("input")
    where = document.where(location)
    if location and str(location[0]) in overridden:
        where += " (with the overrides of the command line)"
    if first["type"] == "extra_forbidden":
        return ScenarioError(
            f"unknown key {shown!r}", given=location[-1], allowed=_siblings(location[:-1]), where=where
        )
    if first["type"] == "missing":
        return ScenarioError(f"the key {shown!r} is missing", where=where)
    message = str(first["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    allowed = first.get("ctx", {}).get("expected")
    return ScenarioError(
        f"{shown}: {message}" if shown else message,
        given=None if isinstance(given, dict | list | Scenario) else given,
        allowed=[word.strip(" '") for word in str(allowed).replace(" or ", ",").split(",")]
        if allowed
        else None,
        where=where,
    )


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
