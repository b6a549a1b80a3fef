"""The project around the code: committed files, the Makefile, the wheel, imports that must stay lazy."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import iamd

ROOT = Path(__file__).parents[2]
THIS = Path(__file__).relative_to(ROOT).as_posix()

# Where packages come from belongs to the machine, not to the project.
REGISTRY = re.compile(
    r"^\s*registry\s*=|pypi\.org|pythonhosted\.org|registry\.npmjs|registry\.yarnpkg|index-url|find-links"
    r"|\bresolved\"?\s*[:=]\s*\"?https?://",
    re.MULTILINE,
)
MACHINE_PATH = re.compile(r"(?<![\w.$~-])/(?:work|root|home|Users)/[\w.-]")


def repository_files() -> list[str]:
    """Return the tracked files and those that git would add, without this one (it names what it forbids)."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=False, text=True,
    )  # fmt: skip
    if listing.returncode != 0:
        pytest.skip("not a git work tree")
    return sorted({name for name in listing.stdout.split("\0") if name and name != THIS})


def offending_lines(pattern: re.Pattern[str]) -> list[str]:
    """Return ``file:line`` for each match of a pattern in the project's text files."""
    found = []
    for name in repository_files():
        path = ROOT / name
        if not path.is_file() or b"\0" in (content := path.read_bytes()):
            continue
        text = content.decode("utf-8", errors="replace")
        found += [f"{name}:{text.count(chr(10), 0, match.end()) + 1}" for match in pattern.finditer(text)]
    return found


def in_fresh_python(code: str) -> str:
    """Run code in a new interpreter and return what it printed."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_no_committed_file_names_a_package_registry() -> None:
    assert offending_lines(REGISTRY) == []


def test_no_committed_file_names_a_path_of_one_machine() -> None:
    assert offending_lines(MACHINE_PATH) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (REGISTRY, 'source = 1\nregistry = "x"'),
        (REGISTRY, "--index-url https://example.org/simple"),
        (MACHINE_PATH, "open('/home/someone/figures.csv')"),
    ],
)
def test_the_search_for_registries_and_paths_finds_them(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-core.lock"])
def test_lock_files_hold_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert all("--hash=" in block for block in re.split(r"\n(?=\w)", text.strip()))


def test_the_core_lock_agrees_with_the_full_lock() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^(\S+==.*?) *\\?$", (ROOT / lock).read_text(), re.MULTILINE))

    def names(lock: str) -> set[str]:
        return {pin.split(";")[0].strip() for pin in pins(lock)}

    assert names("requirements-core.lock") <= names("requirements.lock")


def test_the_core_lock_holds_every_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lock = (ROOT / "requirements-core.lock").read_text()
    declared = [re.split(r"[<>=\[ ]", line)[0].lower() for line in project["dependencies"]]
    assert [name for name in declared if f"\n{name}==" not in f"\n{lock}"] == []


@pytest.mark.parametrize("target", ["demo", "test", "check", "docs", "bench", "format", "clean"])
def test_documented_make_targets_exist(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(rf"^{target}:.*## \S", makefile, re.MULTILINE)


def test_every_make_target_named_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = {
        match
        for page in documents
        if "_build" not in page.parts
        for match in re.findall(r"`make ([a-z-]+)`|^make ([a-z-]+)$", page.read_text(), re.MULTILINE)
    }
    assert {name for pair in named for name in pair if name} <= targets


def test_continuous_integration_runs_everything_and_requires_the_tools() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert "IAMD_REQUIRE=chromium,gdal make test" in script
    assert "set -euo pipefail" in script


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    citation = (ROOT / "CITATION.cff").read_text()
    assert iamd.__version__ == project["version"]
    assert f"version: {project['version']}\n" in citation


def test_the_public_names_are_listed_and_nothing_else_is_offered() -> None:
    assert set(iamd.__all__) == {"__version__", "compare", "coverage", "load", "run"}
    assert dir(iamd) == sorted(iamd.__all__)
    with pytest.raises(AttributeError, match="no attribute 'penetrate'"):
        _ = iamd.penetrate


@pytest.mark.parametrize("name", ["compare", "load", "run"])
def test_each_public_name_is_callable(name: str) -> None:
    assert callable(getattr(iamd, name))


def test_the_scenario_in_the_readme_is_valid(tmp_path: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    scenario = tmp_path / "readme.yaml"
    scenario.write_text(block)
    iamd.load(scenario)


def test_importing_the_package_imports_no_room() -> None:
    code = "import sys, iamd, json; print(json.dumps([m for m in sys.modules if m.startswith('iamd.')]))"
    assert json.loads(in_fresh_python(code)) == []


def test_help_imports_nothing_heavy() -> None:
    code = """
import contextlib, io, json, sys
sys.argv = ["iamd", "--help"]
from iamd.cli import main
with contextlib.redirect_stdout(io.StringIO()) as shown:
    try:
        status = main()
    except SystemExit as stop:
        status = stop.code
heavy = ["duckdb", "matplotlib", "numba", "pandas", "pint", "pyarrow", "scipy"]
print(json.dumps([status or 0, "run" in shown.getvalue(), [name for name in heavy if name in sys.modules]]))
"""
    assert json.loads(in_fresh_python(code)) == [0, True, []]


@pytest.mark.slow
def test_the_wheel_holds_the_package_and_its_data(tmp_path: Path) -> None:
    build = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert build.returncode == 0, build.stderr
    (wheel,) = tmp_path.glob("iamd-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    package = [name for name in repository_files() if name.startswith("src/iamd/")]
    expected = {name.removeprefix("src/") for name in package if (ROOT / name).is_file()}
    assert sorted(expected - held) == []
    assert [name for name in held if name.startswith("iamd/library/data/") and name.endswith(".yaml")]
    assert [name for name in held if name.startswith("iamd/scenario/shipped/") and name.endswith(".yaml")]
    assert "iamd/library/data/sources.bib" in held or "iamd/library/sources.bib" in held
    assert "iamd/py.typed" in held
