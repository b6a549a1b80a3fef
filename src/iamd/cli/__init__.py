"""The command line: one thin command per verb. Names of verbs and keys of ``--json`` are a contract."""

from iamd.cli.app import main

__all__ = ["main"]
