"""Measures one labelled file of either form, the constructed set or the fought pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from monitor.evaluation import fought, pairs, retrieval
from monitor.evaluation.report import Report
from monitor.evaluation.rows import is_fought, read_rows
from monitor.evaluation.scorer import Matcher, Scorer

ORDINARY = "ordinary_names.txt"


def run(path: Path, scorer: Scorer | None = None, *, streams: Path | None = None) -> Report:
    """All figures for the file at `path`; everyday streams are taken from `streams` (default: beside it).

    Raises `BadRow` for a row that is not one, `OSError` when the file cannot be read.
    """
    chosen = scorer or Matcher()
    rows = read_rows(path)
    folder = streams or path.parent
    figures: dict[str, Any]
    if is_fought(rows):
        figures = {"fought": fought.measure(rows, chosen, folder)}
    else:
        stream = folder / ORDINARY
        figures = {
            "pairs": pairs.measure(rows, chosen),
            "retrieval": retrieval.measure(rows, chosen, stream if stream.exists() else None),
        }
    return Report(path.name, chosen.name, figures)
