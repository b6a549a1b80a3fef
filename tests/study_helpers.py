"""What the tests of the study room share: a small scenario, and ways to run it in a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import iamd

#: Six threats against one battalion: enough for kills, leaks and failures, and 3 ms a run.
SMALL = {"raid.0.count": 3, "raid.1.count": 3}


def play(out: Path, runs: int = 20, **options: Any) -> Any:
    """A small study without report and sensitivity, unless they are asked for."""
    chosen = {"report": False, "sensitivity": False, "set": SMALL, **options}
    return iamd.run("one-battery", runs=runs, out=out, **chosen)


def digests(result: Any) -> dict[int, str]:
    """The digest of every run."""
    return {run: digest for part in result.folder.parts() for run, digest in part.digests.items()}


def start(code: str, folder: Path) -> subprocess.Popen[str]:
    """Start Python code in a process of its own, in a folder."""
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ.copy(),
        preexec_fn=listen_to_ctrl_c,
    )  # fmt: skip


def listen_to_ctrl_c() -> None:
    """A process started in the background may inherit that Ctrl-C is ignored; the tests need it to arrive."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
