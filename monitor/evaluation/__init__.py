"""Tells how well the matcher does: `run(path)` measures a labelled file and returns a `Report`."""

from monitor.evaluation.report import Report
from monitor.evaluation.run import run

__all__ = ["Report", "run"]
