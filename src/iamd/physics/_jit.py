"""The one decorator for compiled code, and a cache that notices every edit.

Numba's cache looks at the file of the cached function only: after an edit in a *called* function of another
file the caller would go on returning the old physics. So the cache folder is named by the hash of all kernel
sources. Fast-math is off, so that compiled and interpreted runs are equal bit for bit.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core import config as numba_config

Function = TypeVar("Function", bound=Callable[..., Any])

_PACKAGE = Path(__file__).resolve().parent.parent


def sources_hash() -> str:
    """SHA-256 over every kernel source, the Numba version and the Python version."""
    digest = hashlib.sha256(f"{numba.__version__} {sys.version_info[:2]}".encode())
    for room in ("physics", "engine"):
        for path in sorted((_PACKAGE / room).rglob("*.py")):
            digest.update(path.relative_to(_PACKAGE).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def cache_folder() -> Path:
    """Where compiled kernels are kept: ``IAMD_CACHE_DIR``, or the user's cache folder."""
    given = os.environ.get("IAMD_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    base = Path(given) if given else Path.home() / ".cache"
    return base / "iamd" / sources_hash()


_CACHE = str(cache_folder())


def kernel(function: Function) -> Function:
    """Compile ``function`` on first call: no Python inside, no fast-math, releases the interpreter lock.

    The cache folder is set only while the function is decorated, so that other users of Numba in the same
    process keep theirs. Reference counting of arrays is off (`_nrt`): kernels allocate nothing, and the counting
    would double the run time. The option is private, so `pyproject.toml` pins Numba.
    """
    before = numba_config.CACHE_DIR
    numba_config.CACHE_DIR = _CACHE
    try:
        compiled = numba.njit(cache=True, nogil=True, fastmath=False, _nrt=False)(function)
    finally:
        numba_config.CACHE_DIR = before
    return _without_literals(compiled)


def inner(function: Function) -> Function:
    """As :func:`kernel`, for a function that only kernels call: no entry point from Python and no cache of its own.

    That halves the time of compilation. To call one from Python, use its ``py_func`` with the compiler off.
    """
    compiled = numba.njit(
        nogil=True, fastmath=False, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True
    )(function)  # fmt: skip
    return _without_literals(compiled)


def _without_literals(dispatcher: Any) -> Any:
    """Type integer and boolean constants in calls as plain integers and booleans.

    Numba would compile one more copy of a kernel for every constant that a caller writes: 24 of the function that
    appends an event, which doubles the time of compilation.
    """
    if numba_config.DISABLE_JIT:
        return dispatcher
    resolve = dispatcher.get_call_template

    def get_call_template(args: Any, kws: Any) -> Any:
        plain = tuple(numba.types.unliteral(arg) for arg in args)
        return resolve(plain, {name: numba.types.unliteral(arg) for name, arg in kws.items()})

    dispatcher.get_call_template = get_call_template
    return dispatcher
