"""What a person has settled stays quiet: standing judgements, authorised parties, silences."""

from __future__ import annotations

from sqlalchemy import select

from alerts.batch import Batch, Finding
from alerts.levels import hides
from alerts.memory import standing_judgement
from config.clock import to_db
from config.schema import silences


def quiet(batch: Batch) -> None:
    """Mark findings that raise nothing, with the reason that `zhiwei why` shows."""
    for finding in batch.findings:
        finding.quiet = _reason(batch, finding)
        batch.counts["below" if finding.quiet == "below" else "quiet" if finding.quiet else "open"] += 1


def _reason(batch: Batch, finding: Finding) -> str:
    if not finding.hit.alert:
        return "below"
    if finding.entry.status != "active":
        return f"entry {finding.entry.status}"
    if finding.record.text in finding.entry.exclusions:
        return "excluded text"
    judged = standing_judgement(batch.conn, finding, batch.now)
    return f"judgement {judged}" if judged else ""


def silence(batch: Batch) -> None:
    """A silence hides mail of its level and lower ones, never state, and ends by itself."""
    running = batch.conn.execute(
        select(silences).where(silences.c.ended_at.is_(None), silences.c.until > to_db(batch.now))
    ).all()
    for finding in batch.findings:
        for row in running if not finding.quiet else ():
            covers = row.entry_id == finding.entry.id or (
                row.receiver != "" and row.receiver == finding.entry.receiver
            )
            if covers and hides(row.level, finding.risk.level):
                finding.silenced = f"silence {row.id}"
                batch.counts["silenced"] += 1
                break
