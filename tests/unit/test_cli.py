"""The command line: exit codes, one JSON document, one message, quick start, pipes and interrupts."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.unit.cli_stand_in import SCENARIO, Command, Study, iamd_fixture, refused, study_fixture  # noqa: F401

# --- start -------------------------------------------------------------------------------------------------------


def test_without_a_verb_there_is_help(iamd: Command) -> None:
    done = iamd()
    assert done.code == 0
    assert all(
        verb in done.out for verb in ("list", "show", "check", "run", "report", "compare", "study", "bench")
    )


@pytest.mark.parametrize("verb", ["list", "show", "check", "run", "report", "compare", "study", "bench"])
def test_each_verb_has_help_in_words(iamd: Command, verb: str) -> None:
    done = iamd(verb, "--help")
    assert done.code == 0
    assert "Usage: iamd" in done.out
    assert done.err == ""


def test_the_version_is_that_of_the_package(iamd: Command) -> None:
    from importlib.metadata import version

    assert iamd("--version").out == f"iamd {version('iamd')}\n"


def test_start_up_imports_nothing_heavy() -> None:
    code = (
        "import sys, json, iamd.cli; print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {
        "numpy",
        "numba",
        "scipy",
        "matplotlib",
        "pint",
        "duckdb",
        "pyarrow",
        "pydantic",
        "yaml",
        "rich",
        "jinja2",
    }
    assert heavy & set(json.loads(done.stdout)) == set()


# --- mistakes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lsit"], ["lsit", "iamd --help"]),
        (["run"], ["SCENARIO", "iamd run --help"]),
        (["run", "x", "--runs", "0"], ["--runs"]),
        (["run", "x", "--runs", "many"], ["--runs"]),
        (["run", "x", "--seed", "-1"], ["--seed"]),
        (["run", "x", "--workers", "0"], ["--workers"]),
        (["run", "x", "--mode", "middle"], ["--mode"]),
        (["run", "x", "--until-ci", "0"], ["--until-ci"]),
        (["run", "x", "--set", "raid.0.count"], ["--set", "PATH=VALUE"]),
        (["run", "x", "--set", "a=1", "--set", "a=2"], ["twice"]),
        (["list", "prior"], ["prior", "did you mean 'priors'?"]),
        (["list", "--jsn"], ["--jsn"]),
        (["show"], ["NAME"]),
        (["show", "Iskander-N"], ["did you mean 'Iskander-M'?"]),
        (["check"], ["FILE, --library or --schema"]),
        (["check", "x.yaml", "--schema"], ["one thing"]),
        (["check", "--weakest"], ["--library"]),
        (["check", "no-such.yaml"], ["no-such.yaml"]),
        (["report", "no-such-folder"], ["no-such-folder"]),
        (["compare", "a"], ["--set PATH=V1,V2"]),
        (["compare", "a", "--set", "x=1"], ["--set PATH=V1,V2"]),
        (["compare", "a", "--set", "x=[1,2"], ["--set"]),
        (["study", "verify"], ["--all"]),
        (["study", "verify", "layers", "--all"], ["--all"]),
        (["study", "verify", "layer"], ["did you mean 'layers'?"]),
        (["study", "run", "layer"], ["did you mean 'layers'?"]),
    ],
)
@pytest.mark.usefixtures("study")
def test_a_mistake_is_one_message_and_exit_code_2(
    iamd: Command, arguments: list[str], words: list[str]
) -> None:
    refused(iamd(*arguments), *words)


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize("arguments", [["show", "Iskander-N"], ["run"], ["check", "no-such.yaml"]])
def test_with_json_a_mistake_is_json_on_standard_error_only(iamd: Command, arguments: list[str]) -> None:
    done = iamd(*arguments, "--json")
    assert (done.code, done.out) == (2, "")
    assert set(json.loads(done.err)) == {"error"}


def test_a_fault_of_the_program_says_so_in_one_line(iamd: Command, study: Study) -> None:
    study.error = ZeroDivisionError("division by zero")
    done = iamd("run", "x")
    assert (done.code, done.out) == (1, "")
    assert "fault of the program" in done.err
    assert "IAMD_TRACEBACK=1" in done.err
    assert "Traceback" not in done.err


def test_the_traceback_is_shown_on_request(
    iamd: Command, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IAMD_TRACEBACK", "1")
    study.error = ZeroDivisionError("division by zero")
    assert "Traceback" in iamd("run", "x").err


def test_a_full_disk_is_no_fault_of_the_program(iamd: Command, study: Study) -> None:
    study.error = OSError(28, "No space left on device", "results/x")
    done = iamd("run", "x")
    assert (done.code, done.err) == (1, "iamd: No space left on device: results/x\n")


# --- the process -------------------------------------------------------------------------------------------------


def process(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "iamd", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_the_process_has_the_exit_code_and_runs_from_any_folder(tmp_path: Path) -> None:
    assert process("show", "S-400", "--json", cwd=tmp_path).returncode == 0
    assert process("show", "S-4000", cwd=tmp_path).returncode == 2


def test_output_survives_a_terminal_that_knows_ascii_only() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "NO_COLOR": "1"}
    done = process("show", "91N6E", env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    done = process("show", "91N6E", "--json", env=environment)
    assert json.loads(done.stdout)["name"] == "91N6E"


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX pipes")
@pytest.mark.parametrize("arguments", [["show", "S-400"], ["show", "S-400", "--json"], ["--help"]])
def test_a_broken_pipe_is_silent(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as pipe:
        command = [sys.executable, "-m", "iamd", *arguments]
        done = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_an_interrupt_from_the_keyboard_shows_no_traceback() -> None:
    code = """
import os, signal, sys
import iamd.library
signal.signal(signal.SIGINT, signal.default_int_handler)  # the parent may have it ignored
iamd.library.library = lambda: os.kill(os.getpid(), signal.SIGINT)
sys.argv = ["iamd", "show", "S-400"]
from iamd.cli import main
sys.exit(main())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (128 + signal.SIGINT, "", "iamd: interrupted\n")
