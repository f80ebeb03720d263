"""A bounce counts only through a signed return path of ours; then it ends its mail and is told to others."""

from __future__ import annotations

from sqlalchemy import update

from alerts import undeliverable
from alerts.addresses import returned
from alerts.intake.opened import Opened, Received
from alerts.replies.bounces import Bounce, read_bounce
from config.schema import outbox


def bounced(mail: Opened) -> Received | None:
    """What the delivery report in `mail` says; None when it is none."""
    reports = read_bounce(mail.raw)
    if not reports:
        return None
    for report in reports:
        sent = returned(mail.conn, (*mail.recipients, *report.returned_to), mail.keys)
        if sent is None:
            return Received("bounce", "no signed return path of ours: shown, changes nothing")
        if _is_final(report):
            error = f"{report.status} {report.diagnostic}"
            ended = update(outbox).where(outbox.c.id == sent.id)
            mail.conn.execute(ended.values(state="undeliverable", last_error=error[:500]))
            undeliverable.tell_others(mail.conn, sent, error, mail.post, mail.now)
    first = reports[0]
    return Received("bounce", f"{first.recipient} {first.action} {first.status}")


def _is_final(report: Bounce) -> bool:
    return report.certain and report.action == "failed" and report.status_class == 5
