"""The loop on a real Postfix and Dovecot: alert → mail → answer by a mail client → state → receipt → firm."""

from __future__ import annotations

import asyncio
import smtplib
import statistics
import time
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from alerts import receivers, stages
from alerts.addresses import return_addresses
from alerts.batch import Batch
from alerts.channels.smtp import SmtpChannel
from alerts.intake import imap
from alerts.intake.receive import Intake
from alerts.sender import dispatch
from config.clock import from_db, utc_now
from config.database import Database
from config.schema import alerts, outbox
from config.settings import Settings
from tests.alerts import cases
from tests.alerts.answers import post_of
from tests.servers.mail import PASSWORD, MailServers, mail_servers

__all__ = ["mail_servers"]
pytestmark = pytest.mark.server


@pytest.fixture
def settings(installation: Settings, mail_servers: MailServers) -> Settings:
    mail = installation.mail.model_copy(
        update={
            "smtp": mail_servers.smtp,
            "inbox": mail_servers.imap("alert@zhiwei.test"),
            "trusted_domains": ("office.test", "corp.test"),
        }
    )
    return installation.model_copy(update={"mail": mail})


def raise_alerts(
    database: Database, settings: Settings, numbers: range, now: datetime, receiver: str = "firm@corp.test"
) -> None:
    found = [cases.finding(cases.entry(receiver=receiver), cases.filing(n)) for n in numbers]
    with database.write() as conn:
        receivers.sync_people(conn, settings.office, now)
        for one in found:
            cases._store(conn, one, now)
        stages.run(Batch(conn, now, post_of(settings), found))


def send_all(database: Database, settings: Settings) -> int:
    channel = lambda: SmtpChannel(  # noqa: E731
        settings.mail.smtp, "", settings.mail.sender, envelope=return_addresses(settings, utc_now)
    )
    return asyncio.run(dispatch(database, channel, post_of(settings), utc_now)).sent


def wait_for(find: Callable[[], bool], what: str, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not find():
        assert time.monotonic() < end, f"no {what} within {seconds} s"
        time.sleep(0.1)


def newest(servers: MailServers, address: str, seen: int) -> EmailMessage:
    wait_for(lambda: len(servers.messages(address)) > seen, f"mail to {address}")
    parsed = BytesParser(policy=modern).parsebytes(servers.messages(address)[-1])
    assert isinstance(parsed, EmailMessage)
    return parsed


def answer(servers: MailServers, mail: EmailMessage, sender: str, text: str) -> None:
    """As a mail client answers: to Reply-To, quoting what it answers."""
    reply = EmailMessage()
    reply["From"], reply["To"] = sender, mail["Reply-To"]
    reply["Subject"], reply["In-Reply-To"] = f"Re: {mail['Subject']}", mail["Message-ID"]
    reply["References"], reply["Message-ID"] = mail["Message-ID"], f"<{time.monotonic_ns()}@client.test>"
    reply["Date"] = datetime.now().astimezone()
    body = mail.get_body(("plain",))
    quoted = "\n".join("> " + line for line in (body.get_content() if body else "").splitlines())
    reply.set_content(f"{text}\n\n在 2026-11-24 10:00:00，知微 <alert@zhiwei.test> 写道：\n{quoted}\n")
    parts = urlsplit(servers.smtp)
    with smtplib.SMTP(parts.hostname or "", parts.port or 0) as smtp:
        smtp.send_message(reply, from_addr=sender)


def take_in(settings: Settings, database: Database, servers: MailServers) -> dict[str, int]:
    intake = Intake(database, post_of(settings), utc_now)
    box = imap.open_mailbox(settings.mail.inbox, PASSWORD)
    try:
        return dict(imap.take_mailbox(box, intake))
    finally:
        imap.leave(box)


def test_from_filing_to_the_firms_mail(
    database: Database, settings: Settings, mail_servers: MailServers
) -> None:
    desk, firm = len(mail_servers.messages("desk@office.test")), len(mail_servers.messages("firm@corp.test"))
    raise_alerts(database, settings, range(1, 2), utc_now())
    assert send_all(database, settings) == 2
    mail = newest(mail_servers, "desk@office.test", desk)
    first = newest(mail_servers, "firm@corp.test", firm)
    answer(mail_servers, mail, "desk@office.test", "您好，\n受理，谢谢！")
    wait_for(lambda: bool(mail_servers.messages("alert@zhiwei.test")), "answer in our inbox")
    assert take_in(settings, database, mail_servers) == {"applied": 1}
    with database.read() as conn:
        assert conn.execute(select(alerts.c.state)).scalar_one() == "accepted"
    assert send_all(database, settings) == 2
    receipt = newest(mail_servers, "desk@office.test", desk + 1)
    told = newest(mail_servers, "firm@corp.test", firm + 1)
    assert "待受理 → 已受理" in receipt["Subject"]
    assert first["Message-ID"] in told["References"], "in the same thread"
    text = told.get_body(("plain",))
    assert text is not None and "王值班已受理" in text.get_content() and "下一步" in text.get_content()


def test_a_mailbox_that_postfix_does_not_know_is_told_to_the_desk(
    database: Database, settings: Settings, mail_servers: MailServers
) -> None:
    """D5: no alert ends in silence."""
    ops = len(mail_servers.messages("ops@office.test"))
    found = cases.finding(cases.entry(receiver="nobody@corp.test"), cases.filing(77))
    with database.write() as conn:
        receivers.sync_people(conn, settings.office, utc_now())
        cases._store(conn, found, utc_now())
        stages.run(Batch(conn, utc_now(), post_of(settings), [found]))
    send_all(database, settings)
    send_all(database, settings)
    notice = newest(mail_servers, "ops@office.test", ops)
    text = notice.get_body(("plain",))
    assert "未能送达" in notice["Subject"] and text is not None and "A-1" in text.get_content()


def test_from_match_to_250_within_a_minute_with_a_hundred_waiting(
    database: Database, settings: Settings, mail_servers: MailServers
) -> None:
    """D11, judged by the times in the outbox; 95 of 100 within 60 s."""
    for n in range(100, 200):
        raise_alerts(database, settings, range(n, n + 1), utc_now(), receiver="")
    send_all(database, settings)
    with database.read() as conn:
        rows = conn.execute(select(outbox.c.created_at, outbox.c.sent_at)).all()
    waits = sorted((from_db(r.sent_at) - from_db(r.created_at)).total_seconds() for r in rows)
    assert len(waits) == 100
    assert statistics.quantiles(waits, n=20)[-1] < 60
