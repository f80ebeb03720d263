"""The alert line of one entry: the installation's, raised where the entry has a monthly budget (每月不超过 N 封)."""

from __future__ import annotations

from functools import lru_cache

from alerts.model import Hit
from alerts.sampling import accepted_threshold
from config.database import Database
from config.settings import Settings
from monitor.matching.prepare import Mark, Sign
from monitor.matching.score import DEFAULT_THRESHOLD, compare, threshold_for_budget


def alert_line(settings: Settings, database: Database) -> float | None:
    """The installation's alert line: as set, else as accepted from a sample; None is the matcher's own."""
    with database.read() as conn:
        return settings.threshold or accepted_threshold(conn)


def line_of(mark: Mark, default: float | None = None) -> float:
    """The score from which `mark` alerts; never below `default` (None: the matcher's own line)."""
    line = DEFAULT_THRESHOLD if default is None else default
    budget = mark.entry.monthly_budget
    return line if budget is None else max(line, _of_budget(mark, budget))


def compare_at_line(mark: Mark, sign: Sign, default: float | None = None) -> Hit:
    """`compare` at the line of the entry; the hit keeps the usual line too, by which its severity is judged."""
    usual = DEFAULT_THRESHOLD if default is None else default
    line = line_of(mark, usual)
    hit = compare(mark, sign, threshold=line)
    return hit if line == usual else hit.model_copy(update={"usual_threshold": usual})


@lru_cache(maxsize=4096)
def _of_budget(mark: Mark, monthly: int) -> float:
    return threshold_for_budget([mark], monthly)
