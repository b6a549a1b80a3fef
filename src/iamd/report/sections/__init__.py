"""Sections of the report: each reads the record and returns what its template shows."""
