"""M4: a headless browser opens every link of every mail, runs what scripts there are, waits, and changes nothing."""

from __future__ import annotations

import random
import socket
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from alerts import canary, heartbeat, sampling, weekly
from alerts.batch import Post
from alerts.decide import decide
from alerts.decisions import Actor, Decision
from alerts.letters.receipt import receipt_letter
from alerts.outbox import queue
from alerts.receivers import find
from alerts.sample_letter import sample_letter
from alerts.subscriptions import book, proposals, steps
from alerts.subscriptions.links import Links, undo_url
from alerts.subscriptions.preview import Preview
from config.database import Database
from config.settings import Settings
from monitor.web.app import create_app
from monitor.web.context import Web
from monitor.web.server import serving
from tests.conftest import need_program
from tests.subscriptions.office import (
    URL,
    A,
    Clock,
    firm_entry,
    hit,
    join,
    keep,
    links_of,
    list_entry,
    mails,
    open_office,
    raise_hits,
    with_pages,
)
from tests.web.test_pages import fingerprint
from watchlists.subscriptions import Scope, Wish

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OFFICER = Actor("officer:desk@office.test", "officer", "王值班")


@pytest.fixture
def live(installation: Settings, database: Database, clock: Clock) -> Iterator[Post]:
    """The pages on a real port of loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    settings = with_pages(installation, public_url=f"http://{listen}", listen=listen)
    open_office(database, settings, clock())
    post = Post(settings)
    with serving(create_app(Web(settings, database, post, clock)), listen):
        yield post


def every_kind_of_mail(database: Database, post: Post, clock: Clock) -> None:
    """One of each mail that this service sends, with all its links."""
    sheet = "商标名称,类别,国际分类,权利人\n锦官糖坊,普通商标,30,甲公司\n".encode()
    with database.write() as conn:
        wish = Wish("subscribe", name="新企业", scopes=(Scope(),))
        steps.apply_for(conn, "new@x.test", wish, post, clock(), origin="page")
        join(conn, A, "firm-a", post, clock(), Scope(), Scope(kind="list", category="GI"))
        firm = find(conn, book.receiver_id(A))
        assert firm is not None
        steps.name_second(conn, firm, "second@x.test", post, clock())
        steps.send_help(conn, A, ("没有看到“订阅”。",), post, clock())
        keep(conn, [firm_entry("a", 1), firm_entry("a", 2), list_entry()], clock())
        raise_hits(conn, [hit(firm_entry("a", 1), 1), hit(list_entry(), 2)], post, clock())
        clock.forward(hours=1)
        raise_hits(conn, [hit(firm_entry("a", 2), 3)], post, clock())
        done = decide(conn, Decision("dismiss", 1, reason="F2"), OFFICER, post, clock(), channel="reply")
        desk = find(conn, OFFICER.id)
        assert desk is not None
        undo = undo_url(post.settings, done.row, OFFICER.id, clock())
        receipt = receipt_letter([done], desk, post, mail_key="m", reply_to="", thread=(), undo_url=undo)
        queue(conn, receipt, post.sender, clock())
        number = proposals.receive(conn, book.receiver_id(A), "firm-a", "清单.csv", sheet, clock())
        (waiting,) = [one for one in proposals.waiting(conn) if one.id == number]
        preview = Preview(since="2026-08-26", until="2026-11-24", records=9, hits=1, per_week=0.1)
        proposals.store_trial(conn, waiting, proposals.read(waiting, A), preview, post, clock())
        body = {"mark": "锦官", "watched": "锦冠", "about": "商标申请"}
        sampling.keep(conn, "2026-10", [sampling.Drawn("a-1", "s:1", 0.4, 0, 9, body)], clock())
        url = Links.of(post.settings).url("sample", f"2026-10|{desk.id}", clock())
        letter = sample_letter("2026-10", sampling.items(conn, "2026-10"), desk, url, post, clock())
        queue(conn, letter, post.sender, clock())
        clock.forward(days=6)
        weekly.send_weekly(conn, [], post, clock())
        heartbeat.beat(conn, [], post, clock())
        canary.follow(conn, clock())


def browse(chromium: str, link: str, profile: Path) -> str:
    """Open a link as a mail scanner does, let scripts and timers run ten minutes of virtual time."""
    words = [
        chromium,
        *FLAGS,
        f"--user-data-dir={profile}",
        "--virtual-time-budget=600000",
        "--dump-dom",
        link,
    ]
    done = subprocess.run(words, capture_output=True, timeout=120, check=False)
    return done.stdout.decode("utf-8", "replace")


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_browser_that_opens_every_link_changes_nothing(
    live: Post, database: Database, clock: Clock, tmp_path: Path
) -> None:
    chromium = need_program("chromium")
    every_kind_of_mail(database, live, clock)
    clock.now -= timedelta(days=6)
    with database.read() as conn:
        found = dict.fromkeys(link for mail in mails(conn) for link in links_of(mail))
    base = live.settings.web.public_url
    mine = [link for link in found if link.startswith(base)]
    kinds = {link.removeprefix(base).split("/")[1] for link in mine}
    assert kinds == {"confirm", "second", "leave", "prefs", "list", "undo", "sample"}
    one_of_each = {link.removeprefix(base).split("/")[1]: link for link in mine}
    before = fingerprint(database)
    for number, link in enumerate((*mine, *one_of_each.values())):
        page = browse(chromium, link, tmp_path / "profile")
        assert "<form" in page or "生效" in page, (number, link, page[:300])
    assert fingerprint(database) == before


@pytest.mark.server
@pytest.mark.slow
def test_a_page_that_submits_itself_would_be_caught(
    live: Post, database: Database, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault of M4: a script that presses the button, and a policy that lets it."""
    chromium = need_program("chromium")
    with database.write() as conn:
        join(conn, A, "firm-a", live, clock())
        leave = next(one for one in links_of(mails(conn, A, "welcome")[0]) if "/leave/" in one)
    monkeypatch.setattr("monitor.web.guards.HEADERS", {})
    monkeypatch.setattr("monitor.web.link_pages._ask", _faulty)
    browse(chromium, leave, tmp_path / "profile")
    with database.read() as conn:
        assert not book.of_receiver(conn, book.receiver_id(A), ("active",)), "the fault shows"


def _faulty(web: Web, purpose: str, token: str, subject: str, *_: object, **__: object) -> object:
    from fastapi.responses import HTMLResponse

    nonce = web.links.button(purpose, subject, web.clock())
    form = f'<form method="post" action="/{purpose}/{token}"><input name="nonce" value="{nonce}"></form>'
    return HTMLResponse(form + "<script>document.forms[0].submit()</script>")


@pytest.mark.slow
def test_ten_thousand_requests_that_are_no_post_change_nothing(
    post: Post, database: Database, clock: Clock
) -> None:
    every_kind_of_mail(database, post, clock)
    clock.now -= timedelta(days=6)
    with database.read() as conn:
        links = sorted({link for mail in mails(conn) for link in links_of(mail) if link.startswith(URL)})
    seed = random.randrange(1 << 30)
    chance = random.Random(seed)
    before = fingerprint(database)
    with TestClient(create_app(Web(post.settings, database, post, clock)), base_url=URL) as client:
        for _ in range(10_000):
            answer = client.request(chance.choice(("GET", "HEAD", "OPTIONS")), chance.choice(links))
            assert answer.status_code in (200, 405), seed
    assert fingerprint(database) == before
