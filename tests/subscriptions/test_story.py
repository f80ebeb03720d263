"""A firm's first month, on real servers: from its first letter to its first weekly mail, and out again."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.testclient import TestClient

from config.settings import Settings
from crawlers.records import Filing
from crawlers.runfile import RunWriter
from crawlers.source import Source
from monitor.passes import JOBS, Service
from monitor.web.app import create_app
from monitor.web.context import Web
from tests.alerts.test_signing import valid
from tests.servers.mail import PASSWORD, MailServers, mail_servers_running
from tests.subscriptions.office import URL, Clock, links_of, text_of, with_pages
from tests.web.test_pages import nonces

FIRM, DOOR = "boss@corp.test", "subscribe@zhiwei.test"
DESK, OPS = "desk@office.test", "ops@office.test"
LIST = "商标名称,类别,国际分类,权利人\n锦官糖坊,老字号,30,成都锦官糖坊有限公司\n"
SHOP = Source(
    name="filings",
    title_zh="示例申请",
    publisher="示例",
    kind="drop",
    grade="A",
    last_checked=datetime(2026, 1, 1, tzinfo=UTC).date(),
)


class Story:
    """The service, the firm's mailbox, and a hand that presses buttons."""

    def __init__(
        self, settings: Settings, servers: MailServers, clock: Clock, key: rsa.RSAPrivateKey
    ) -> None:
        self.servers, self.clock, self.key = servers, clock, key
        self.service = Service.open(settings, clock)
        self.service.start()
        web = Web(settings, self.service.database, self.service.post, clock)
        self.browser = TestClient(create_app(web), base_url=URL)

    def work(self, *jobs: str) -> None:
        """The daemon's jobs of these names, in order."""
        for name in jobs:
            self.service.run(next(job for job in JOBS if job.name == name))

    def firm_writes(self, subject: str, text: str = "", attachment: str = "") -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = FIRM, DOOR, subject
        mail["Message-ID"] = f"<{abs(hash((subject, self.clock())))}@corp.test>"
        mail["Date"] = self.clock()
        mail.set_content(text or "您好")
        if attachment:
            mail.add_attachment(
                attachment.encode("utf-8-sig"), maintype="text", subtype="csv", filename="监测清单.csv"
            )
        parts = urlsplit(self.servers.smtp)
        with smtplib.SMTP(parts.hostname or "", parts.port or 25) as smtp:
            smtp.send_message(mail)
        self.wait_for(DOOR, 1)
        self.work("inbox")

    def wait_for(self, address: str, more_than: int) -> None:
        """Postfix hands over within a moment."""
        for _ in range(100):
            if len(self.servers.messages(address)) >= more_than:
                return
            asyncio.run(asyncio.sleep(0.1))

    def firm_reads(self, number: int) -> EmailMessage:
        """The firm's `number`-th mail, as it lies in its mailbox, its signature sound."""
        self.work("dispatch")
        self.wait_for(FIRM, number)
        box = self.servers.messages(FIRM)
        assert len(box) == number, [message_from_bytes(raw, policy=policy.default)["Subject"] for raw in box]
        raw = box[-1][box[-1].index(b"DKIM-Signature") :]
        assert valid_mail(raw, self.key) and not valid_mail(raw + b"more\r\n", self.key)
        mail = message_from_bytes(raw, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        return mail

    def press(self, mail: EmailMessage, part: str, **answer: str) -> str:
        link = next(one for one in links_of(mail) if part in one).removeprefix(URL)
        nonce = nonces(self.browser.get(link).text)[0]
        return self.browser.post(link, data={"nonce": nonce, **answer}).text

    def filing_appears(self, number: int, text: str) -> None:
        """A run file as a crawl leaves it."""
        runs = self.service.settings.path("runs")
        writer = RunWriter(SHOP, runs / f"{number}.jsonl", self.clock(), "crawl")
        writer.add(
            Filing(
                source="filings",
                native_id=str(number),
                text=text,
                nice_classes=(30,),
                applicant="示例贸易行",
                event="filed",
            )
        )
        writer.close(self.clock())
        self.work("ingest", "screen")


def valid_mail(raw: bytes, key: rsa.RSAPrivateKey) -> bool:
    return valid(raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), key)


@pytest.fixture
def story(installation: Settings, clock: Clock, tmp_path: Path) -> Iterator[Story]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kind = serialization.PrivateFormat.TraditionalOpenSSL
    pem = key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())
    (tmp_path / "keys" / "dkim.pem").write_bytes(pem)
    with mail_servers_running((FIRM, DOOR, DESK, OPS)) as servers:
        changed = {
            "smtp": servers.smtp,
            "inbox": servers.imap(DOOR),
            "inbox_password": PASSWORD,
            "dkim_key": "keys/dkim.pem",
            "dkim_selector": "zw",
        }
        settings = with_pages(installation)
        mail = settings.mail.model_validate(settings.mail.model_dump() | changed)
        told = Story(settings.model_copy(update={"mail": mail}), servers, clock, key)
        yield told
        told.service.database.close()


@pytest.mark.server
@pytest.mark.slow
def test_from_the_first_letter_to_the_first_weekly_mail(story: Story, clock: Clock) -> None:
    # Tuesday: the firm writes, and is asked whether it was the firm that wrote.
    story.firm_writes("订阅 成都锦官糖坊有限公司", "频率：即时")
    question = story.firm_reads(1)
    assert question["Subject"] == "【知微】请确认订阅"
    assert "锦官" not in text_of(question)

    # It opens the page and presses the button; the welcome says what is in force.
    assert "订阅已生效" in story.press(question, "/confirm/")
    welcome = story.firm_reads(2)
    assert "本企业的监测对象" in text_of(welcome)

    # It sends its list; the list is tried, and comes in force by a second button.
    story.filing_appears(1, "锦冠糖坊")
    story.firm_writes("我们的清单", attachment=LIST)
    story.work("lists")
    trial = story.firm_reads(3)
    assert "锦冠糖坊" in text_of(trial) and "1 件" in text_of(trial)
    assert "1 个监测对象从现在起生效" in story.press(trial, "/list/", answer="yes")

    # The old filing stays quiet; a new one is told at once.
    story.work("screen", "dispatch")
    assert len(story.servers.messages(FIRM)) == 3
    clock.forward(days=1)
    story.filing_appears(2, "锦官糖坊")
    alert = story.firm_reads(4)
    assert "「锦官糖坊」" in str(alert["Subject"])
    assert alert["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    # Monday: the weekly report.
    clock.now = datetime(2026, 11, 30, 2, tzinfo=UTC)
    story.work("weekly")
    weekly = story.firm_reads(5)
    assert "每周监测报告 2026-11-23 至 2026-11-30" in str(weekly["Subject"])
    assert "发现疑似近似 1 处" in text_of(weekly) and "平安无事" not in text_of(weekly)

    # One click, and it hears no more.
    leave = next(one for one in links_of(weekly) if "/leave/" in one).removeprefix(URL)
    assert story.browser.post(leave, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    clock.forward(days=1)
    story.filing_appears(3, "锦官糖坊老店")
    clock.forward(days=7)
    story.work("weekly", "dispatch")
    asyncio.run(asyncio.sleep(1))
    assert len(story.servers.messages(FIRM)) == 5
