"""Ctrl-C: what is there stays readable, and the same command goes on."""

import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.study_helpers import SMALL, play, start

from iamd.report import write_report
from iamd.results import ResultsFolder
from iamd.study.threads import Threads


@pytest.fixture(autouse=True)
def ctrl_c_arrives() -> Iterator[None]:
    """Whoever started the tests may have set Ctrl-C to be ignored; Python then installs no handler of its own."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


# A process that presses Ctrl-C on itself once 60 runs are done, and says how it ended.
PRESSED = f"""
import os, signal, sys, iamd
def progress(done, total, what):
    if what == "playing raids" and 60 <= done < total and not pressed:
        pressed.append(done)
        os.kill(os.getpid(), signal.SIGINT)
pressed = []
result = iamd.run("one-battery", runs=2000, set={SMALL!r}, out="folder", sensitivity=False, progress=progress)
print("interrupted" if result.interrupted else "finished", result.summary["runs"])
"""
# The same through the command line, pressed from outside.
COMMAND = "import sys; from iamd.cli import main; sys.argv[0] = 'iamd'; sys.exit(main())"


@pytest.mark.jit_only
@pytest.mark.slow
def test_ctrl_c_leaves_a_folder_with_summary_and_report_that_can_be_resumed(tmp_path: Path) -> None:
    process = start(PRESSED, tmp_path)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    word, runs = said.split()[-2:]
    assert word == "interrupted"
    assert 60 <= int(runs) < 2000
    folder = ResultsFolder.open(tmp_path / "folder")
    assert len(folder.finished_runs()) == int(runs)
    assert folder.read_json("summary.json")["runs"] == int(runs)
    assert folder.manifest["runs"] == 2000
    assert "of 2,000 raids are finished" in write_report(folder.path).read_text(encoding="utf-8")
    resumed = play(tmp_path / "folder", runs=400)
    assert (
        resumed.summary["result_hash"]
        == play(tmp_path / "whole", runs=len(resumed.runs)).summary["result_hash"]
    )


@pytest.mark.jit_only
@pytest.mark.slow
def test_ctrl_c_on_the_command_line_says_how_to_go_on(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.argv[1:] = ['run', 'one-battery', '--runs', '4000', '--out', 'folder']\n{COMMAND}"
    )
    process = start(code, tmp_path)
    parts = tmp_path / "folder" / "parts"
    for _ in range(3000):
        if parts.is_dir() and any(parts.iterdir()):
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "iamd report folder" in said
    assert "Traceback" not in said
    assert write_report(tmp_path / "folder").is_file()


def test_the_first_ctrl_c_finishes_what_runs_and_the_second_raises() -> None:
    threads, begun, finished = Threads(2), [], []
    gate = threading.Event()

    def work(task: int) -> int:
        begun.append(task)
        gate.wait(10.0)
        return task

    def done(task: int) -> None:
        finished.append(task)

    def press_twice() -> None:
        while len(begun) < 2:
            time.sleep(0.01)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        time.sleep(0.3)
        gate.set()

    presser = threading.Thread(target=press_twice)
    presser.start()
    threads.each(work, range(100), done)
    presser.join()
    assert threads.interrupted
    assert sorted(finished) == sorted(begun) == [0, 1]


def test_a_second_ctrl_c_raises() -> None:
    threads, begun = Threads(1), threading.Event()

    def work(task: int) -> int:
        begun.set()
        while not threads.abandoned():
            time.sleep(0.01)
        return task

    def press_twice() -> None:
        begun.wait(10.0)
        for _ in range(2):
            time.sleep(0.2)
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    presser = threading.Thread(target=press_twice)
    presser.start()
    with pytest.raises(KeyboardInterrupt):
        threads.each(work, range(3), lambda _: None)
    presser.join()


def test_the_error_of_one_task_ends_the_others() -> None:
    def work(task: int) -> int:
        if task == 3:
            raise ValueError("task 3")
        return task

    finished: list[int] = []
    with pytest.raises(ValueError, match="task 3"):
        Threads(1).each(work, range(1000), finished.append)
    assert len(finished) < 10
