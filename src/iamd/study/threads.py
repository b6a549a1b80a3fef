"""Batches on threads: kernels release the interpreter lock, so threads share one compiled program and one memory.

The order in which batches finish is left open; nothing in a result depends on it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")

#: More threads than this wait for one another: making the tables of a draw needs the interpreter.
MOST_WORKERS = 8


def default_workers() -> int:
    """One thread per core, up to eight."""
    return max(1, min(os.cpu_count() or 1, MOST_WORKERS))


class Threads:
    """A pool for one study.

    Attributes:
        interrupted: set once Ctrl-C was pressed; no more work is handed out then.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or default_workers()
        self.interrupted = False
        self._abandoned = threading.Event()

    def abandoned(self) -> bool:
        """Whether running batches should give up between two runs (Ctrl-C was pressed twice)."""
        return self._abandoned.is_set()

    def each(self, work: Callable[[Task], Done], tasks: Iterable[Task], done: Callable[[Done], None]) -> None:
        """``done(work(task))`` for all tasks: the work on threads, ``done`` on this one.

        Ctrl-C ends it early: what runs is finished, nothing new is begun, ``interrupted`` is set. A second one
        raises KeyboardInterrupt. An error of one task ends it too, and is raised.
        """
        pending: set[Future[Done]] = set()
        waiting = iter(tasks)
        with ThreadPoolExecutor(self.workers, thread_name_prefix="iamd") as pool:
            try:
                self._fill(pool, work, waiting, pending)
                while pending:
                    try:
                        finished, pending = wait(pending, return_when=FIRST_COMPLETED)
                        for future in finished:
                            done(future.result())
                        self._fill(pool, work, waiting, pending)
                    except KeyboardInterrupt:
                        if self.interrupted:
                            raise
                        self.interrupted = True
                        pending = {future for future in pending if not future.cancel()}
            except BaseException:
                self._abandoned.set()
                raise

    def _fill(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[Task], Done],
        waiting: Iterable[Task],
        pending: set[Future[Done]],
    ) -> None:
        """Keep every thread busy and one task in reserve, so that memory does not grow with their number."""
        for task in waiting:
            if self.interrupted:
                return
            pending.add(pool.submit(work, task))
            if len(pending) > self.workers:
                return
