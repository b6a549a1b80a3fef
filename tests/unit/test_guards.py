"""Rules of the house that a reader of the code would otherwise have to remember: read from the source itself."""

from __future__ import annotations

import ast
import importlib
import json
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest

import iamd
from iamd.engine import codes, radars
from iamd.engine import compile as compiler
from iamd.engine.columns import Column, Table
from iamd.engine.tables import ALL
from iamd.library import card
from iamd.library.loader import library
from iamd.physics.rng import Stream
from iamd.results.schema import EventKind, Outcome, Reason, SampleObject
from iamd.scenario import shipped
from iamd.scenario.spec import DoctrineSpec, UnitSpec

PACKAGE = Path(iamd.__file__).parent
STAGES = PACKAGE / "engine" / "stages"
#: Names of the tables and rows that hold the truth.
TRUTH = {"threats", "threat", "flights", "flight", "trajectory", "serials", "sights", "sight", "ghost"}
#: Stages that never see it, and those that do: two of perception, three of physics.
PERCEPTION = ("track", "network", "decide")
PHYSICS = ("raid", "fly", "sense", "engage", "assess")
#: Numbers that say what they are: halves, doubles, small multiples of a sigma, series of a cited formula.
PLAIN_NUMBERS = {0.0, 0.5, 1.0, 2.0, 3.0, 4.0}
#: Whole numbers up to this are places in packed arrays, codes and shapes.
LARGEST_INDEX = 21
CODE_LINES, FILE_LINES = 40, 400

#: Known to be too long, with their size: may shrink, may not grow, and leave the list when they are split.
LONG_FILES: dict[str, int] = {}
LONG_FUNCTIONS = {
    "engine/intercept.py:earliest_intercept": 65,
    "engine/loop.py:simulate": 50,
}
#: Announced by the contract of results, and not written by any stage yet.
UNUSED_EVENTS = {EventKind.NODE_UP, EventKind.FRATRICIDE}
UNUSED_REASONS = {Reason.LINK}


class Source(NamedTuple):
    """One source file of the package."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(PACKAGE).as_posix()


class Kernel(NamedTuple):
    """One compiled function and the file that it stands in."""

    source: Source
    node: ast.FunctionDef

    def at(self, node: ast.AST) -> str:
        return f"{self.source.name}:{getattr(node, 'lineno', 0)} {self.node.name}"


def sources(folder: Path = PACKAGE) -> Iterator[Source]:
    for path in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]:
        text = path.read_text(encoding="utf-8")
        yield Source(path, text, ast.parse(text))


def functions(source: Source) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef):
            yield node


def kernels_of(source: Source) -> Iterator[Kernel]:
    for node in functions(source):
        decorators = {each.id for each in node.decorator_list if isinstance(each, ast.Name)}
        if decorators & {"kernel", "inner"}:
            yield Kernel(source, node)


def kernels(*rooms: str) -> Iterator[Kernel]:
    for room in rooms:
        for source in sources(PACKAGE / room):
            yield from kernels_of(source)


def parse(text: str) -> Source:
    """Source of an example that a guard must refuse."""
    return Source(PACKAGE / "example.py", text, ast.parse(text))


def docstring(node: Any) -> ast.Constant | None:
    first = node.body[0] if node.body else None
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        return first.value
    return None


def parameters(node: ast.FunctionDef) -> list[str]:
    return [each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]


def modules(*rooms: str) -> Iterator[Any]:
    for room in rooms:
        package = importlib.import_module(f"iamd.{room}")
        for found in pkgutil.walk_packages(package.__path__, f"iamd.{room}."):
            yield importlib.import_module(found.name)


def dispatchers() -> dict[str, Any]:
    """Every compiled function of physics and engine by name."""
    found = {}
    for module in modules("physics", "engine"):
        for name, value in vars(module).items():
            if hasattr(value, "py_func") and value.py_func.__module__ == module.__name__:
                found[f"{module.__name__}.{name}"] = value
    return found


# --- the compiler ------------------------------------------------------------------------------------------------


@pytest.mark.jit_only
def test_no_kernel_runs_in_parallel_or_with_fast_math() -> None:
    found = dispatchers()
    assert len(found) > 100, "the search for kernels finds none"
    wrong = [
        name
        for name, each in found.items()
        if each.targetoptions.get("parallel") or each.targetoptions.get("fastmath")
    ]
    assert wrong == []
    assert all(each.targetoptions.get("nogil") for each in found.values())


def test_kernels_are_made_by_the_two_decorators_only() -> None:
    named = re.compile(r"\b(njit|prange|vectorize|guvectorize|fastmath|np\.random)\b")
    wrong = [
        f"{source.name}: {match}"
        for room in ("physics", "engine")
        for source in sources(PACKAGE / room)
        if source.name != "physics/_jit.py"
        for match in named.findall(source.text)
    ]
    assert wrong == []


def arithmetic_faults(kernel: Kernel) -> Iterator[str]:
    """What would make compiled and interpreted runs differ: NumPy on scalars, and powers."""
    for node in ast.walk(kernel.node):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            yield f"{kernel.at(node)}: {ast.unparse(node)}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "np":
            yield f"{kernel.at(node)}: {ast.unparse(node)}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("pow", "sum"):
            yield f"{kernel.at(node)}: {ast.unparse(node)}"


def test_kernels_use_no_numpy_function_and_no_power() -> None:
    assert [fault for each in kernels("physics", "engine") for fault in arithmetic_faults(each)] == []


@pytest.mark.parametrize("line", ["x ** 2", "x ** n", "np.sqrt(x)", "np.zeros(3)", "pow(x, 2)", "sum(x)"])
def test_the_search_for_powers_and_numpy_finds_them(line: str) -> None:
    (example,) = kernels_of(parse(f"@inner\ndef f(x, n):\n    return {line}\n"))
    assert list(arithmetic_faults(example))


_COUNT_SIGNATURES = """
import json
from iamd.engine.compile import compile_world
from iamd.engine.execute import run_one
from iamd.engine.world import Slot
from iamd.scenario import draw, load, resolve
from tests.unit.test_guards import dispatchers

resolved = resolve(load("limits/tiny"))
world = compile_world(resolved, draw(resolved.inputs, 1, 0, "best"))
run_one(world, Slot(world), 1, 0)
print(json.dumps({name: [str(s) for s in each.signatures] for name, each in dispatchers().items()}))
"""


@pytest.mark.jit_only
@pytest.mark.slow
def test_each_kernel_of_a_run_is_compiled_once(tmp_path: Path) -> None:
    """A second signature doubles the time of compilation and hides a mixed type."""
    done = subprocess.run(
        [sys.executable, "-c", _COUNT_SIGNATURES],
        env={**os.environ, "IAMD_CACHE_DIR": str(tmp_path)},  # a cached kernel would not say what it calls
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    compiled = {name: found for name, found in json.loads(done.stdout).items() if found}
    assert "iamd.engine.loop.simulate" in compiled
    assert len(compiled) > 100, "the run compiles next to nothing: the search looks in the wrong place"
    assert {name: found for name, found in compiled.items() if len(found) > 1} == {}


# --- truth and perception ----------------------------------------------------------------------------------------


def truth_seen(source: Source) -> list[str]:
    """Parameters and imports through which a stage would see the truth."""
    seen = [
        f"{source.name}:{node.lineno} {node.name}({name})"
        for node in functions(source)
        for name in parameters(node)
        if name in TRUTH
    ]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            if node.module in ("iamd.engine.stages.fly", "iamd.engine.stages.raid") or names & {
                "THREATS",
                "FLIGHTS",
                "truth_state",
                "find_target",
                "truth_of",
            }:
                seen.append(f"{source.name}:{node.lineno} imports from {node.module}")
    return seen


@pytest.mark.parametrize("stage", PERCEPTION)
def test_perception_never_sees_the_truth(stage: str) -> None:
    (source,) = sources(STAGES / f"{stage}.py")
    assert truth_seen(source) == []


def test_the_search_for_the_truth_finds_it() -> None:
    assert truth_seen(parse("def decide(tracks, threats): ..."))
    assert truth_seen(parse("from iamd.engine.stages.fly import truth_state"))
    (sense,) = sources(STAGES / "sense.py")
    assert truth_seen(sense)


def test_only_sense_assess_and_physics_see_the_truth() -> None:
    (loop,) = sources(PACKAGE / "engine" / "loop.py")
    calls = {
        node.func.id: {each.id for each in node.args if isinstance(each, ast.Name)}
        for node in ast.walk(loop.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    for stage in PERCEPTION:
        assert calls[stage] & TRUTH == set(), f"the loop hands the truth to {stage}"
    for stage in PHYSICS:
        assert "threats" in calls[stage]
    modules_with_stages = {path.stem for path in STAGES.glob("*.py")} - {"__init__"}
    assert modules_with_stages == {*PERCEPTION, *PHYSICS}


def test_the_loop_calls_the_eight_stages_in_order() -> None:
    (loop,) = sources(PACKAGE / "engine" / "loop.py")
    (simulate,) = [node for node in functions(loop) if node.name == "simulate"]
    stages = ("raid", "fly", "sense", "track", "network", "decide", "engage", "assess")
    called = [
        (node.lineno, node.func.id)
        for node in ast.walk(simulate)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in stages
    ]
    assert [name for _, name in sorted(called)] == list(stages)


# --- numbers and names -------------------------------------------------------------------------------------------


def bare_numbers(kernel: Kernel) -> Iterator[str]:
    """Numbers inside a kernel that do not say what they are."""
    for node in ast.walk(kernel.node):
        if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
            continue
        if isinstance(node.value, float) and node.value not in PLAIN_NUMBERS:
            yield f"{kernel.at(node)}: {node.value:g}"
        if isinstance(node.value, int) and node.value > LARGEST_INDEX:
            yield f"{kernel.at(node)}: {node.value}"


def test_no_bare_number_in_the_engine() -> None:
    """A parameter is a figure of the library, or a named constant of its module with a reason beside it."""
    assert [fault for each in kernels("engine") for fault in bare_numbers(each)] == []


@pytest.mark.parametrize("line", ["x * 1.3", "x > 1000.0", "x & 0xFFFF", "max(x, 0.1)", "-1.5"])
def test_the_search_for_bare_numbers_finds_them(line: str) -> None:
    (example,) = kernels_of(parse(f"@inner\ndef f(x):\n    return {line}\n"))
    assert list(bare_numbers(example))


def unexplained(source: Source) -> Iterator[str]:
    """Numeric constants of a module that stand without a comment above or beside them."""
    lines = source.text.splitlines()
    for node in source.tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if not isinstance(target, ast.Name) or not isinstance(node, ast.Assign):
            continue
        values = [each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant)]
        if not values or not all(isinstance(each, int | float) for each in values):
            continue
        above = node.lineno - 2
        # A comment holds for the block of constants under it.
        while above >= 0 and re.match(r"_?[A-Z0-9_]+ = ", lines[above]):
            above -= 1
        if "#" not in lines[node.lineno - 1] and not lines[above].lstrip().startswith("#"):
            yield f"{source.name}:{node.lineno} {target.id}"


def test_every_named_number_of_the_engine_has_its_reason() -> None:
    found = [fault for source in sources(PACKAGE / "engine") for fault in unexplained(source)]
    assert [fault for fault in found if not fault.startswith("engine/counts.py")] == []


def test_the_search_for_reasons_finds_their_absence() -> None:
    assert list(unexplained(parse("import math\n\n_LATER_S = 5.0\n")))
    assert not list(unexplained(parse("import math\n\n#: Why.\n_LATER_S = 5.0\n_SOON_S = 1.0\n")))


LOOP_SOURCES = [
    *sources(STAGES),
    *sources(PACKAGE / "engine" / "loop.py"),
    *sources(PACKAGE / "engine" / "intercept.py"),
]


def named_things() -> set[str]:
    """Names of cards and shipped scenarios that can mean nothing else: with a digit or a hyphen inside."""
    index = library().index
    common = {word for word, entry in index.items() if entry.kind in ("doctrines", "networks")}
    names = (set(index) | {entry.name.rpartition("/")[2] for entry in shipped()}) - common
    return {name for name in names if len(name) >= 4 and re.search(r"[\d-]", name)}


@pytest.mark.parametrize("source", LOOP_SOURCES, ids=lambda each: each.name)
def test_the_loop_knows_no_scenario_and_no_card(source: Source) -> None:
    """Limits with closed forms are library data (an ideal sensor, an ideal round), never a branch in the loop."""
    names = named_things()
    assert len(names) > 100
    text = source.text.casefold()
    assert [name for name in names if re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", text)] == []
    assert re.findall(r"\bideal\w*|\bturkey\w*|\blimits/", text) == []


@pytest.mark.parametrize("source", LOOP_SOURCES, ids=lambda each: each.name)
def test_the_loop_compares_with_no_text(source: Source) -> None:
    told = {id(docstring(node)) for node in (source.tree, *functions(source))}
    texts = [
        node.value
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]
    assert texts == []


# --- size --------------------------------------------------------------------------------------------------------


def code_lines(source: Source, node: ast.FunctionDef) -> int:
    """Lines of a function without its signature, docstring, comments and blank lines."""
    lines = source.text.splitlines()
    body = node.body[1:] if docstring(node) else node.body
    if not body:
        return 0
    held = [lines[at].strip() for at in range(body[0].lineno - 1, (node.end_lineno or node.lineno))]
    return sum(bool(line) and not line.startswith("#") for line in held)


def test_no_function_is_longer_than_forty_lines() -> None:
    sizes = {
        f"{source.name}:{node.name}": code_lines(source, node)
        for source in sources()
        for node in functions(source)
    }
    long = {name: size for name, size in sizes.items() if size > CODE_LINES}
    assert {name: size for name, size in long.items() if size > LONG_FUNCTIONS.get(name, CODE_LINES)} == {}
    assert set(LONG_FUNCTIONS) - set(long) == set(), "short now: take them off the list"


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    sizes = {source.name: len(source.text.splitlines()) for source in sources()}
    long = {name: size for name, size in sizes.items() if size > FILE_LINES}
    assert {name: size for name, size in long.items() if size > LONG_FILES.get(name, FILE_LINES)} == {}
    assert set(LONG_FILES) - set(long) == set(), "short now: take them off the list"


def test_every_kernel_says_what_it_does() -> None:
    silent = [
        each.at(each.node)
        for each in kernels("physics", "engine")
        if not docstring(each.node) and not each.node.name.startswith("_")
    ]
    assert silent == []


# --- codes -------------------------------------------------------------------------------------------------------


def words(enumeration: type[IntEnum]) -> set[str]:
    return {member.name.lower().replace("_", "-") for member in enumeration}


def choices(model: Any, field: str) -> set[str]:
    """Words that a field of a Pydantic model accepts."""
    annotation = model.model_fields[field].annotation
    return set(get_args(annotation)) or {annotation}


def test_choices_of_the_scenario_are_the_codes_of_the_engine() -> None:
    assert choices(DoctrineSpec, "weapons") == words(codes.WeaponControl)
    assert choices(UnitSpec, "state") == words(codes.UnitState) - {
        "lost"
    }  # a unit becomes lost, it is not put so


def test_choices_of_the_cards_are_the_codes_of_the_engine() -> None:
    assert choices(card.RadarCard, "role") == words(codes.SensorRole)
    assert choices(card.RadarCard, "band") == set(codes.BANDS)
    # Glide vehicles have cards and no model yet.
    assert choices(card.ThreatCard, "target_class") == words(codes.TargetClass) | {"glide"}
    # A gun is a card of its own kind; an ideal round is guided like an active one.
    assert choices(card.InterceptorCard, "guidance") | {"gun"} == words(codes.Guidance) | {"ideal"}


def test_a_card_without_a_model_cannot_be_used() -> None:
    for entry in library().entries("threats", "aircraft"):
        held = library().card(entry.name)
        assert isinstance(held, card.ThreatCard | card.AircraftCard)
        assert held.usable is not None or held.target_class in words(codes.TargetClass), entry.name


def test_the_compiler_knows_every_choice() -> None:
    for table, kind in (
        (compiler._GUIDANCE, codes.Guidance),
        (radars._ROLES, codes.SensorRole),
        (compiler._STATES, codes.UnitState),
        (compiler._WEAPONS, codes.WeaponControl),
    ):
        assert {word for word, code in table.items() if word != "ideal"} <= words(kind)
        assert all(words(kind) >= {code.name.lower().replace("_", "-")} for code in table.values())
        assert all(
            code.name.lower().replace("_", "-") == word for word, code in table.items() if word != "ideal"
        )
    assert set(compiler._WEAPONS) == choices(DoctrineSpec, "weapons")
    assert set(compiler._STATES) == choices(UnitSpec, "state")
    assert set(radars._ROLES) == choices(card.RadarCard, "role")
    assert set(compiler._GUIDANCE) >= choices(card.InterceptorCard, "guidance")


@pytest.mark.parametrize(
    "kind",
    [
        each
        for module in (codes,)
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, IntEnum) and each is not IntEnum
    ],
)
def test_codes_start_at_nought_and_have_no_gaps(kind: type[IntEnum]) -> None:
    """They are used as places in tables and compared by size."""
    assert [member.value for member in kind] == list(range(len(kind)))
    assert len(kind.__members__) == len(kind), "two names share a code"


def test_the_order_of_codes_that_kernels_compare_by_size() -> None:
    assert codes.TrackStatus.TENTATIVE < codes.TrackStatus.CONFIRMED < codes.TrackStatus.REMOTE
    funnel = [reason.name for reason in sorted(Reason)]
    assert funnel == [
        "NONE", "UNIT_LOST", "UNIT_SILENT", "UNIT_MOVING", "SECTOR", "HORIZON", "MASK", "SIZE", "LINK", "TRACK",
        "IDENTITY", "ENVELOPE", "LINE_OF_SIGHT", "TIME", "CHANNEL", "ASSESSMENT", "RULE", "RESERVE", "MAGAZINE",
        "ENGAGED_MISSED", "WRONGLY_ASSESSED", "ENGAGED",
    ]  # fmt: skip


def bound_codes(source: Source) -> dict[str, str]:
    """Constants of a module that stand for a code: ``_KILL`` for ``EventKind.KILL``."""
    found = {}
    for node in source.tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            match = re.fullmatch(r"(\w+)\.(\w+)\.value", ast.unparse(node.value))
            if match:
                found[node.targets[0].id] = f"{match[1]}.{match[2]}"
    return found


ENGINE = [source for source in sources(PACKAGE / "engine") if any(kernels_of(source))]


@pytest.mark.parametrize("source", ENGINE, ids=lambda each: each.name)
def test_codes_of_the_engine_exist(source: Source) -> None:
    known = {"EventKind": EventKind, "Reason": Reason, "Stream": Stream, **vars(codes)}
    for name, code in bound_codes(source).items():
        kind, member = code.split(".")
        assert member in known[kind].__members__, f"{source.name}: {name} = {code}"


@pytest.mark.parametrize("source", ENGINE, ids=lambda each: each.name)
def test_events_are_logged_with_the_codes_of_the_results(source: Source) -> None:
    bound = bound_codes(source)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "emit":
            kind, reason = node.args[3], node.args[8]
            where = f"{source.name}:{node.lineno}"
            assert isinstance(kind, ast.Name), where
            assert bound[kind.id].startswith("EventKind."), where
            if isinstance(reason, ast.Name):
                assert reason.id == "reason" or bound[reason.id].startswith("Reason."), where
            else:
                assert ast.unparse(reason) in ("0", "threat.reason"), where
            assert len(node.args) == 13, where


def test_every_kind_of_event_and_reason_is_used_or_known_not_to_be() -> None:
    used = {code for source in ENGINE for code in bound_codes(source).values()}
    unused_events = {kind for kind in EventKind if f"EventKind.{kind.name}" not in used}
    unused_reasons = {reason for reason in Reason if f"Reason.{reason.name}" not in used} - {Reason.NONE}
    assert unused_events == UNUSED_EVENTS
    assert unused_reasons == UNUSED_REASONS


def test_the_loop_samples_with_the_codes_of_the_results() -> None:
    (loop,) = sources(PACKAGE / "engine" / "loop.py")
    (record,) = [node for node in functions(loop) if node.name == "record"]
    written = [
        ast.literal_eval(node.args[3])
        for node in ast.walk(record)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "put_sample"
    ]
    assert sorted(written) == [member.value for member in SampleObject]


def test_outcomes_of_results_follow_the_life_of_a_threat() -> None:
    shared = {"KILLED", "LEAKED", "FAILED"}
    assert {member.name for member in Outcome} == {"PENDING", *shared}
    assert {member.name for member in codes.ThreatStatus} == {"WAITING", "FLYING", *shared}


# --- tables ------------------------------------------------------------------------------------------------------


def test_the_declaration_of_a_table_is_the_record_that_kernels_get() -> None:
    table = Table(
        "Example", "Rows.", (Column("x", "f8", "m", "place"), Column("cov", "f8", "m2", "all", (6,)))
    )
    rows = table.allocate(3)
    assert rows.dtype.names == ("x", "cov")
    assert rows.shape == (3,)
    assert rows[0].cov.shape == (6,)
    assert len(table.allocate(0)) == 1, "kernels index the first row of an empty table"


def test_every_table_is_in_the_list() -> None:
    from iamd.engine import tables

    declared = [each for each in vars(tables).values() if isinstance(each, Table)]
    assert {each.name for each in ALL} == {each.name for each in declared}
    assert len(ALL) == len(declared)
