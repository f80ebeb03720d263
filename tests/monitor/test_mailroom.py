"""The daemon's mailroom: an answer by LMTP acts at once, a wrong address is refused in the dialogue."""

from __future__ import annotations

import smtplib
import threading
import time
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from alerts import receivers, stages
from alerts.batch import Batch
from alerts.intake.lmtp import start_lmtp
from config.clock import utc_now
from config.database import Database
from config.schema import alerts
from config.settings import Settings
from monitor.mailroom import mailroom
from monitor.passes import Service
from tests.alerts import cases
from tests.alerts.answers import Answerer, post_of
from tests.servers.mail import PASSWORD, MailServers, mail_servers

__all__ = ["mail_servers"]
DESK = "officer:desk@office.test"


def open_case(database: Database, settings: Settings, now: datetime) -> None:
    found = cases.finding(cases.entry(), cases.filing())
    with database.write() as conn:
        receivers.sync_people(conn, settings.office, now)
        cases._store(conn, found, now)
        stages.run(Batch(conn, now, post_of(settings), [found]))


def state(database: Database) -> str:
    with database.read() as conn:
        return str(conn.execute(select(alerts.c.state)).scalar_one())


def test_lmtp_refuses_what_we_never_made_and_commits_before_250(
    database: Database, installation: Settings, now: datetime
) -> None:
    open_case(database, installation, now)
    answerer = Answerer(database, installation, now)
    listener = start_lmtp("lmtp://127.0.0.1:0", answerer.intake)
    try:
        letter = answerer.letters(DESK)[0]
        raw = answerer.answer(letter, "受理")
        to = next(line for line in raw.decode().splitlines() if line.startswith("To: "))[4:]
        with smtplib.LMTP("127.0.0.1", listener.port) as client:
            client.ehlo_or_helo_if_needed()
            client.mail("desk@office.test")
            assert client.rcpt("t+aaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaa@zhiwei.test")[0] == 550
            assert client.rcpt(to)[0] == 250
            code, said = client.data(raw)
        assert code == 250 and b"applied" in said
        assert state(database) == "accepted"
    finally:
        listener.stop()


@pytest.mark.server
def test_the_watch_on_a_mailbox_acts_at_once(
    database: Database, installation: Settings, mail_servers: MailServers
) -> None:
    mail = installation.mail.model_copy(
        update={"inbox": mail_servers.imap("alert@zhiwei.test"), "inbox_password": _secret()}
    )
    settings = installation.model_copy(update={"mail": mail})
    open_case(database, settings, utc_now())
    service = Service(settings, database, post_of(settings), None, stop=threading.Event())  # type: ignore[arg-type]
    answerer = Answerer(database, settings, utc_now())
    parts = urlsplit(mail_servers.smtp)
    with mailroom(service):
        with smtplib.SMTP(parts.hostname or "", parts.port or 0) as smtp:
            raw = answerer.answer(
                answerer.letters(DESK)[0], "受理", Message_ID=f"<{time.monotonic_ns()}@c.test>"
            )
            smtp.sendmail("desk@office.test", ["alert@zhiwei.test"], raw)
        end = time.monotonic() + 30
        while state(database) == "new" and time.monotonic() < end:
            time.sleep(0.1)
    assert state(database) == "accepted", mail_servers.log()[-500:]


def _secret() -> object:
    from pydantic import SecretStr

    return SecretStr(PASSWORD)
