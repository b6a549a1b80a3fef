"""The report: one self-contained HTML file about one results folder."""

from iamd.report.write import write_report

__all__ = ["write_report"]
