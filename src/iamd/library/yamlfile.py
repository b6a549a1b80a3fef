"""YAML with line numbers, without surprises: no duplicate keys, no aliases, no tags, a size limit."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from iamd.errors import InputError

#: A scenario or a card is a few kilobytes; anything larger is not one.
SIZE_LIMIT = 2_000_000
DEPTH_LIMIT = 20
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_TAGS = tuple(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
)
_INTEGER = "tag:yaml.org,2002:int"
#: YAML 1.1 reads ``010`` as eight and ``1:30`` as ninety.
_OTHER_BASE = re.compile(r"[-+]?(0[0-9_]|0[xb]|.*:)")


class Document:
    """The content of a YAML file and the line of every key.

    Attributes:
        data: mappings, lists and scalars.
        path: file it came from.
    """

    def __init__(self, data: Any, lines: dict[tuple[str | int, ...], int], path: Path) -> None:
        self.data = data
        self.path = path
        self._lines = lines

    def where(self, location: tuple[str | int, ...] = ()) -> str:
        """``file:line`` of the longest known part of ``location``."""
        for end in range(len(location), -1, -1):
            if location[:end] in self._lines:
                return f"{self.path}:{self._lines[location[:end]]}"
        return str(self.path)


def read_yaml(path: Path) -> Document:
    """Read one YAML file.

    Raises:
        InputError: the file is missing, unreadable, too large, not text, not YAML, or uses aliases,
            tags or duplicate keys.
    """
    return parse_yaml(_read_text(path), path)


def _read_text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError("expected a file, found a folder", given=str(path))
        if size > SIZE_LIMIT:
            raise InputError(
                "the file is too large", given=f"{size} bytes", allowed=f"{SIZE_LIMIT} bytes", where=str(path)
            )
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise InputError("no such file", given=str(path)) from None
    except UnicodeDecodeError:
        raise InputError("the file is not UTF-8 text", given=str(path)) from None
    except OSError as error:
        raise InputError(f"cannot read the file: {error.strerror or error}", given=str(path)) from None


def parse_yaml(text: str, path: Path) -> Document:
    """Parse YAML text; ``path`` is used in messages only."""
    lines: dict[tuple[str | int, ...], int] = {}
    loader = None
    try:
        _refuse_deep(text, path)
        loader = _Loader(text)
        node = loader.get_single_node()
        data = _construct(loader, node, (), lines, path, 0, set()) if node is not None else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise InputError(f"not valid YAML: {problem}", where=f"{path}{line}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"not valid YAML: {error}", where=str(path)) from None
    finally:
        if loader is not None:
            loader.dispose()
    return Document(data, lines, path)


def _refuse_deep(text: str, path: Path) -> None:
    """Refuse nesting that would overflow the C stack of the parser's composer; most files pass by a count."""
    if sum(text.count(opener) for opener in ("[", "{", "- ", "? ", "-\t", "?\t")) < 1000:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_LIMIT + 1:
                line = f":{event.start_mark.line + 1}" if event.start_mark is not None else ""
                raise InputError("the file is nested too deeply", where=f"{path}{line}")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _construct(
    loader: Any,
    node: Any,
    location: tuple[str | int, ...],
    lines: dict[tuple[str | int, ...], int],
    path: Path,
    depth: int,
    seen: set[int],
) -> Any:
    """Turn a node into Python data, noting lines; refuses what a readable file does not need."""
    where = f"{path}:{node.start_mark.line + 1}"
    lines[location] = node.start_mark.line + 1
    if id(node) in seen:
        raise InputError("YAML anchors and aliases are not allowed", where=where)
    seen.add(id(node))
    if depth > DEPTH_LIMIT:
        raise InputError("the file is nested too deeply", where=where)
    if node.tag not in _PLAIN_TAGS:
        raise InputError("YAML tags are not allowed", given=node.tag, where=where)
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, location, lines, path, depth, seen)
    if isinstance(node, yaml.SequenceNode):
        return [
            _construct(loader, item, (*location, index), lines, path, depth + 1, seen)
            for index, item in enumerate(node.value)
        ]
    if node.tag == _INTEGER and _OTHER_BASE.match(node.value):
        raise InputError(
            "write the number in decimal, or in quotes if it is a word", given=node.value, where=where
        )
    try:
        return loader.construct_object(node)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        # The thirteenth month, or a word with the tag of a number: the constructors of YAML do not check.
        raise InputError(f"not a value that can be read: {error}", given=node.value, where=where) from None


def _mapping(
    loader: Any,
    node: Any,
    location: tuple[str | int, ...],
    lines: dict[tuple[str | int, ...], int],
    path: Path,
    depth: int,
    seen: set[int],
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        where = f"{path}:{key_node.start_mark.line + 1}"
        if not isinstance(key_node, yaml.ScalarNode):
            raise InputError("a key must be a plain word", where=where)
        key = str(key_node.value)
        if key in result:
            raise InputError("the key appears twice", given=key, where=where)
        result[key] = _construct(loader, value_node, (*location, key), lines, path, depth + 1, seen)
        lines[(*location, key)] = key_node.start_mark.line + 1
    return result
