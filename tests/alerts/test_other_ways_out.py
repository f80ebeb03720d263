"""Webhooks are signed and reach public addresses only; rooms get one short text; nothing waits in silence."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import apprise
import pytest
from sqlalchemy import select

from alerts import announce
from alerts.batch import Post
from alerts.channels import DeliveryError
from alerts.channels.by_kind import ByKind
from alerts.channels.chat import ChatChannel
from alerts.channels.guard import Forbidden, post
from alerts.channels.webhook import WebhookChannel, signature
from alerts.outbox import Notification
from config.database import Database
from config.schema import outbox
from config.settings import Settings
from monitor.jobs.listening import sign_of_life
from tests.subscriptions.office import firm_entry, hit, keep, open_office, raise_hits, with_pages

KEY = b"k" * 32


class Trap(BaseHTTPRequestHandler):
    """Keeps what it is sent; its list is the outside judge."""

    heard: list[tuple[dict[str, str], bytes]]
    answer = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        type(self).heard.append((dict(self.headers), body))
        self.send_response(type(self).answer)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def trap() -> Iterator[tuple[str, type[Trap]]]:
    made = type("Here", (Trap,), {"heard": []})
    server = HTTPServer(("127.0.0.1", 0), made)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", made
    server.shutdown()
    server.server_close()


def note(address: str = "webhook:x", channel: str = "webhook") -> Notification:
    return Notification(1, "<id@z>", address, address, "", channel, b'{"events": []}', 1, "", channel=channel)


def send(channel: Any, mail: Notification) -> None:
    asyncio.run(channel.deliver(mail))


def test_a_webhook_is_signed_over_time_and_body(trap: tuple[str, type[Trap]], now: datetime) -> None:
    url, server = trap
    send(WebhookChannel({"webhook:x": url}, KEY, lambda: now, inner_hosts=("127.0.0.1",)), note())
    ((headers, body),) = server.heard
    stamp = headers["X-Zhiwei-Timestamp"]
    expected = hmac.new(KEY, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Zhiwei-Signature"] == f"v1={expected}" == signature(KEY, stamp, body)
    assert signature(KEY, stamp, body + b" ") != headers["X-Zhiwei-Signature"]
    assert int(stamp) == int(now.timestamp())


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "127.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]"],
)
def test_no_inner_address_is_reached_in_any_spelling(
    host: str, trap: tuple[str, type[Trap]], now: datetime
) -> None:
    url, server = trap
    bad = url.replace("127.0.0.1", host)
    with pytest.raises(DeliveryError) as refused:
        send(WebhookChannel({"webhook:x": bad}, KEY, lambda: now), note())
    assert refused.value.permanent or host in ("127.1", "2130706433", "0x7f000001")
    assert server.heard == []


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "fd00::1",
        "fe80::1",
        "64:ff9b::7f00:1",
    ],
)
def test_a_name_that_leads_inward_is_refused_at_the_moment_of_connecting(address: str) -> None:
    with pytest.raises(Forbidden):
        post("https://public.example/x", b"", {}, lookup=lambda host, port: [address])


def test_a_name_that_changes_its_answer_gains_nothing(
    trap: tuple[str, type[Trap]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: the checked address is the dialled one; the name is not asked again."""
    dialled: list[Any] = []

    def no_dial(address: tuple[str, int], timeout: float) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError("not here")

    monkeypatch.setattr(socket, "create_connection", no_dial)
    answers = iter((["93.184.216.34"], ["127.0.0.1"]))
    with pytest.raises(ConnectionRefusedError):
        post("https://public.example/x", b"", {}, lookup=lambda host, port: next(answers))
    assert dialled == [("93.184.216.34", 443)]


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://x/", "ftp://x/", "http://user@x/", "//x", ""]
)
def test_other_schemes_and_credentials_are_refused(url: str) -> None:
    with pytest.raises(Forbidden):
        post(url, b"", {})


def test_redirects_are_not_followed_and_a_bad_answer_is_tried_again(
    trap: tuple[str, type[Trap]], now: datetime
) -> None:
    url, server = trap
    for status, permanent in ((302, False), (500, False), (410, True)):
        server.answer = status
        with pytest.raises(DeliveryError) as failed:
            send(WebhookChannel({"webhook:x": url}, KEY, lambda: now, inner_hosts=("127.0.0.1",)), note())
        assert failed.value.permanent is permanent


def test_each_notification_leaves_by_its_own_channel(now: datetime) -> None:
    with pytest.raises(DeliveryError, match="没有通道"):
        send(ByKind({}), note(channel="fax"))


def test_a_room_hears_through_its_robot_and_its_address_is_no_secret_of_the_outbox(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(
        apprise.Apprise, "notify", lambda self, body, title: said.append((title, body)) or True
    )
    room = ChatChannel({"chat:a": "feishu://abcdefghijklmnop/", "chat:b": "json://127.0.0.1/"})
    send(
        room,
        Notification(
            1, "<i@z>", "chat:a", "", "", "chat", "标题\n一行\n两行".encode(), 1, "", channel="chat"
        ),
    )
    assert said == [("标题", "一行\n两行")]
    for name in ("chat:b", "chat:c"):
        with pytest.raises(DeliveryError) as refused:
            send(room, note(name, "chat"))
        assert refused.value.permanent


def test_every_step_is_announced_once_and_a_room_at_most_every_five_minutes(
    database: Database, installation: Settings, now: datetime
) -> None:
    settings = with_pages(
        installation, webhooks=["https://city.example/hook"], chat=["feishu://abcdefghijklmnop/"]
    )
    open_office(database, settings, now)
    mail = Post(settings)
    with database.write() as conn:
        keep(conn, [firm_entry("a")], now)
        announce.announce(conn, settings, now)
        for number in range(30):
            raise_hits(conn, [hit(firm_entry("a"), number, "橙" if number else "红")], mail, now)
            now += timedelta(minutes=1)
            announce.announce(conn, settings, now)
        now += timedelta(minutes=6)
        announce.announce(conn, settings, now)
        rows = conn.execute(select(outbox).where(outbox.c.channel != "mail").order_by(outbox.c.id)).all()
    events = [e for row in rows if row.channel == "webhook" for e in json.loads(row.mime)["events"]]
    assert [e["alert"] for e in events if e["verb"] == "open"] == [f"A-{n}" for n in range(1, 31)]
    assert len({e["id"] for e in events}) == len(events)
    rooms = [row.mime.decode() for row in rows if row.channel == "chat"]
    assert sum(int(text.split("新预警 ")[1].split(" ")[0]) for text in rooms) == 30
    assert len(rooms) <= 8
    assert not any("feishu" in str(row) or "city.example" in str(row) for row in rows)


def test_the_dead_mans_switch_hears_a_sign_of_life(
    trap: tuple[str, type[Trap]], installation: Settings
) -> None:
    url, server = trap
    assert sign_of_life(with_pages(installation, dead_man_url=url))
    assert len(server.heard) == 1
    assert not sign_of_life(installation)
    assert not sign_of_life(with_pages(installation, dead_man_url="http://127.0.0.1:1/"))
