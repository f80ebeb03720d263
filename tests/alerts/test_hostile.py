"""Hostile marks and parties go through the whole line of a mail: shown escaped, running nothing, moving no header."""

from __future__ import annotations

import subprocess
from datetime import datetime
from email import message_from_bytes
from email.policy import compat32
from email.policy import default as modern
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select

from config.database import Database
from config.schema import outbox
from config.settings import Settings
from tests.alerts.cases import entry, filing, finding, run
from tests.conftest import need_program

HOSTILE = {
    "line breaks": "水井坊\r\nBcc: all@victim.test\r\n\r\n<b>x</b>",
    "bidi": "\u202e坊井水\u2066<img src=x onerror=document.title='run'>",
    "encoded word": "\U0001f600=?utf-8?q?a=0D=0ABcc:_x@y.test?=",
    "long": "长" * 10_000,
    "script": "<script>document.title='run'</script>",
    "formula": '=cmd()|" /C calc"!A0',
    "template": "{{ 7*7 }}{% raw %}",
    "link": "javascript:document.title='run'",
    "lone surrogate": "a\ud800b",
}
ALLOWED = {"from", "to", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted",
           "x-auto-response-suppress", "mime-version", "content-type", "list-unsubscribe",
           "list-unsubscribe-post", "reply-to"}  # fmt: skip


def mails(database: Database, installation: Settings, now: datetime, text: str) -> list[bytes]:
    clean = text.encode("utf-8", "replace").decode()
    hostile = filing(text=clean, applicant=clean, goods=(clean[:500],), url=clean[:300])
    with database.write() as conn:
        run(conn, installation, [finding(entry(text=clean[:200]), hostile)], now)
        rows = conn.execute(select(outbox.c.mime)).scalars().all()
    return [bytes(row) for row in rows]


def page_of(raw: bytes) -> str:
    part: Any = message_from_bytes(raw, policy=modern).get_body(("html",))  # type: ignore[attr-defined]
    return str(part.get_content())


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(
    database: Database, installation: Settings, now: datetime, name: str
) -> None:
    for raw in mails(database, installation, now, HOSTILE[name]):
        names = [n.lower() for n in message_from_bytes(raw, policy=compat32)]
        assert set(names) <= ALLOWED and len(names) == len(set(names))
        assert len(raw) < 512 * 1024
        tree = html.fromstring(page_of(raw))
        assert not tree.xpath("//script | //img | //iframe | //object | //form")
        assert not [a for e in tree.iter() for a in e.attrib if a.lower().startswith("on")]
        links = tree.xpath("//a/@href")
        assert all(link.startswith(("mailto:", "http://", "https://")) for link in links)
        assert "49" not in page_of(raw) or name != "template"


@pytest.mark.server
def test_no_script_runs_in_a_browser(
    database: Database, installation: Settings, now: datetime, tmp_path: Path
) -> None:
    chromium = need_program("chromium")
    for name in ("script", "bidi", "link"):
        pages = [page_of(raw) for raw in mails(database, installation, now, HOSTILE[name])]
        (tmp_path / "mail.html").write_text(pages[-1], "utf-8")
        shown = subprocess.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--dump-dom",
             "--disable-background-networking", f"--user-data-dir={tmp_path}/profile",
             f"file://{tmp_path}/mail.html"],
            capture_output=True, text=True, timeout=60, check=True,
        ).stdout  # fmt: skip
        assert "<title>run</title>" not in shown and "知微" in shown


@pytest.mark.server
def test_the_browser_judge_would_see_a_script_that_runs(tmp_path: Path) -> None:
    """The seeded fault of the test above: unescaped, the same text does run."""
    chromium = need_program("chromium")
    (tmp_path / "mail.html").write_text(f"<title>知微</title>{HOSTILE['script']}", "utf-8")
    shown = subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--dump-dom",
         "--disable-background-networking", f"--user-data-dir={tmp_path}/profile", f"file://{tmp_path}/mail.html"],
        capture_output=True, text=True, timeout=60, check=True,
    ).stdout  # fmt: skip
    assert "<title>run</title>" in shown
