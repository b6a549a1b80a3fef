"""The compiled simulation: tables, eight stages, one loop. Its only output is what :mod:`iamd.results` writes."""
