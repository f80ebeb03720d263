"""What was left out is looked at too: a monthly sample from just below the line, judged by the desk.

Its answers give an estimate of recall with its error, and a suggested line that a person accepts or not.
Bands of 0.1 below the line are drawn apart, since most of what was missed lies just under it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from config.clock import to_db
from config.schema import sample_items, thresholds

BANDS = 3
WIDTH = 0.1  # of score
PER_BAND = 10
#: A band joins what is reported when at least this share of it was needed (待定: five mails for one right).
WORTH = 0.2
_LINE = re.compile(
    r"(?:第|#)?\s*(\d{1,3})\s*(?:号|件|条)?\s*[、.:：,，]?\s*(不需要|不要|无需|需要|要|no|yes)", re.I
)
_NO = ("不需要", "不要", "无需", "no")


@dataclass(frozen=True)
class Drawn:
    """One pair from below the line; `drawn_from` is how many such pairs its band holds this month."""

    entry_id: str
    record_id: str
    score: float
    stratum: int
    drawn_from: int
    body: dict[str, Any]  # mark, watched, about


@dataclass(frozen=True)
class Estimate:
    """Recall of a month with its 95 % interval; `answered` of `asked` were judged."""

    month: str
    asked: int
    answered: int
    needed: int
    missed: float
    found: int
    recall: float
    low: float
    high: float
    suggested: float


def keep(conn: Connection, month: str, drawn: Sequence[Drawn], now: datetime) -> int:
    """Store a month's sample once; returns how many items it has (0 when it was there already)."""
    if items(conn, month):
        return 0
    for number, one in enumerate(drawn, start=1):
        conn.execute(
            insert(sample_items).values(
                month=month,
                number=number,
                entry_id=one.entry_id,
                record_id=one.record_id,
                score=one.score,
                stratum=one.stratum,
                drawn_from=one.drawn_from,
                body=one.body,
            )
        )
    return len(drawn)


def items(conn: Connection, month: str) -> list[Row[Any]]:
    """A month's sample in its numbers."""
    chosen = select(sample_items).where(sample_items.c.month == month)
    return list(conn.execute(chosen.order_by(sample_items.c.number)))


def read_answers(text: str) -> dict[int, str]:
    """`3 需要`, `5 不需要`, several in a line or one a line; a number said twice and differently is left out."""
    found: dict[int, set[str]] = {}
    for line in text.splitlines()[:200]:
        if line.lstrip().startswith(">"):
            continue
        for number, word in _LINE.findall(unicodedata.normalize("NFKC", line)):
            answer = "unneeded" if word.lower() in _NO else "needed"
            found.setdefault(int(number), set()).add(answer)
    return {number: answers.pop() for number, answers in found.items() if len(answers) == 1}


def answer(conn: Connection, month: str, answers: dict[int, str], who: str, now: datetime) -> int:
    """Write answers down; the last one counts. Returns how many items they met."""
    met = 0
    for number, one in answers.items():
        if one not in ("needed", "unneeded"):
            continue
        done = conn.execute(
            update(sample_items)
            .where(sample_items.c.month == month, sample_items.c.number == number)
            .values(answer=one, answered_by=who, answered_at=to_db(now))
        )
        met += done.rowcount
    return met


def estimate(conn: Connection, month: str, found: int, threshold: float) -> Estimate:
    """Recall of a month in which `found` reported hits were right, from the answers given so far."""
    rows = items(conn, month)
    missed, variance = 0.0, 0.0
    shares: dict[int, float] = {}
    for stratum in range(BANDS):
        band = [row for row in rows if row.stratum == stratum]
        judged = [row for row in band if row.answer]
        if not judged:
            continue
        n, x, size = len(judged), sum(row.answer == "needed" for row in judged), band[0].drawn_from
        shares[stratum] = x / n
        missed += size * x / n
        smooth = (x + 1) / (n + 2)  # so that 0 of 10 is not called certain
        rest = max(0.0, 1 - n / size) if size else 0.0
        variance += size * size * smooth * (1 - smooth) / n * rest
    spread = 1.96 * math.sqrt(variance)
    return Estimate(
        month=month,
        asked=len(rows),
        answered=sum(bool(row.answer) for row in rows),
        needed=sum(row.answer == "needed" for row in rows),
        missed=missed,
        found=found,
        recall=_recall(found, missed),
        low=_recall(found, missed + spread),
        high=_recall(found, max(0.0, missed - spread)),
        suggested=_suggested(shares, threshold),
    )


def _recall(found: int, missed: float) -> float:
    return found / (found + missed) if found + missed > 0 else 1.0


def _suggested(shares: dict[int, float], threshold: float) -> float:
    """Down by whole bands as long as each is worth its mails."""
    line = threshold
    for stratum in range(BANDS):
        if shares.get(stratum, 0.0) < WORTH:
            break
        line = threshold - WIDTH * (stratum + 1)
    return round(max(line, 0.05), 3)


def suggest(conn: Connection, made: Estimate, threshold: float, now: datetime) -> int:
    """Write a suggestion down; nothing changes by it. Returns its number."""
    row = {
        "month": made.month,
        "before": threshold,
        "suggested": made.suggested,
        "recall": made.recall,
        "recall_low": made.low,
        "recall_high": made.high,
        "at": to_db(now),
    }
    return int(conn.execute(insert(thresholds).values(row).returning(thresholds.c.id)).scalar_one())


def accept(conn: Connection, number: int, who: str, now: datetime) -> float | None:
    """A person takes a suggestion over; it is in force at the next start. None when there is no such one."""
    row = conn.execute(
        update(thresholds)
        .where(thresholds.c.id == number, thresholds.c.accepted_by == "")
        .values(accepted_by=who, accepted_at=to_db(now))
        .returning(thresholds.c.suggested)
    ).first()
    return None if row is None else float(row.suggested)


def accepted_threshold(conn: Connection) -> float | None:
    """The line that a person accepted last, or None."""
    chosen = select(thresholds.c.suggested).where(thresholds.c.accepted_by != "")
    line = conn.execute(chosen.order_by(thresholds.c.accepted_at.desc()).limit(1)).scalar()
    return None if line is None else float(line)
