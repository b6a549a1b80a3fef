"""``main``: reads the arguments, runs one verb, and turns whatever goes wrong into one line and an exit code.

0 done, 1 failed, 2 bad input, 130 interrupted. ``IAMD_TRACEBACK=1`` shows where a fault of the program is.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from iamd.cli import calc, checks, compare, coverage, look, play, studies
from iamd.cli.options import paragraphs
from iamd.cli.output import CommandError, hush, note
from iamd.errors import InputError

#: Typer's own errors come from Click, which some versions of Typer carry inside: found by inheritance, not by name.
UsageError: Any = typer.BadParameter.__bases__[0]

LOOK = "Look"
PLAY = "Play"
PROVE = "Prove"
HELP = (
    "Play an air or missile raid against a defence, hundreds of times, from published figures.\n\n"
    "You write a short text file (or take a shipped one), one command plays it, and a report says how much gets "
    "through, how sure that is, and which inputs the answer hangs on.\n\n"
    "New here? [bold]iamd list[/bold] shows what there is, and [bold]iamd run turkey-2019[/bold] plays a first raid."
)

app = typer.Typer(
    name="iamd",
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
VERBS: tuple[tuple[str, str, Callable[..., int]], ...] = (
    ("list", LOOK, look.list_),
    ("show", LOOK, look.show),
    ("check", LOOK, checks.check),
    ("coverage", LOOK, coverage.coverage),
    ("run", PLAY, play.run),
    ("compare", PLAY, compare.compare),
    ("report", PLAY, play.report),
    ("bench", PROVE, studies.bench),
)
for name, panel, verb in VERBS:
    app.command(name, rich_help_panel=panel, help=paragraphs(verb))(verb)
app.command(
    "calc",
    rich_help_panel=LOOK,
    help=paragraphs(calc.calc),
    add_help_option=False,
    context_settings=calc.SETTINGS,
)(calc.calc)
app.add_typer(studies.app, name="study", rich_help_panel=PROVE)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"iamd {version('iamd')}")
        raise typer.Exit


@app.callback(invoke_without_command=True, help=HELP)
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


def main() -> int:
    """Run the command line on ``sys.argv``; returns the exit code."""
    arguments = sys.argv[1:]
    as_json = "--json" in arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    code, message = _outcome(arguments)
    if message:
        note(json.dumps({"error": message}) if as_json else f"iamd: {message}")
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        hush()
    return code


def _outcome(arguments: list[str]) -> tuple[int, str]:
    """Exit code and message of a command; the message is empty if all went well or all is said."""
    try:
        code = app(arguments, prog_name="iamd", standalone_mode=False)
        return (130, "interrupted") if code == 130 else (int(code or 0), "")
    except (KeyboardInterrupt, typer.Abort):
        return 130, "interrupted"
    except UsageError as error:
        return 2, _usage(error)
    except InputError as error:
        return 2, str(error)
    except CommandError as error:
        return error.code, str(error)
    except BrokenPipeError:
        hush()
        return 0, ""
    except SystemExit as stop:  # Typer's way out of a broken pipe
        hush()
        return stop.code if isinstance(stop.code, int) else 1, ""
    except MemoryError:
        return 1, "out of memory; fewer --workers need less"
    except Exception as error:
        return 1, _fault(error)


def _usage(error: Any) -> str:
    """A mistake in the arguments, and where the right ones are listed."""
    message = " ".join(str(error.format_message()).split()).rstrip(".")
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "iamd"
    return f"{message}; see `{command} --help`"


def _fault(error: Exception) -> str:
    """A fault that no user made. An operating-system error (a full disk, no permission) says what it is."""
    if os.environ.get("IAMD_TRACEBACK"):
        with contextlib.suppress(OSError):
            import traceback

            traceback.print_exception(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return (
        f"a fault of the program, not of your input ({what}); IAMD_TRACEBACK=1 before the command shows where"
    )
