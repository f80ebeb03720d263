"""M1: the 24 classes of forged answers (reliability 7.5) change nothing; the genuine one passes the same gates."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import product

import pytest
from reply_forgery import OFFICER, TODAY, Office, acted, message, signed

ORDERS = [
    "A-12 受理",
    "受理",
    "A-12 排除 F3",
    "转海外",
    "accept A-12",
    "延后 3 天",
    "误报",
    "撤销",
    "静默 30 天",
    "补证",
]
HTML = "text/html; charset=utf-8"


def _to(address: str) -> Callable[[str], bytes]:
    return lambda own: signed(message(own, to=address))


def _swapped(own: str) -> bytes:
    raw = signed(message("谢谢\r\n\r\n> " + own))
    return raw.replace(f"> {own}".encode(), own.encode())


def _lengthened(own: str) -> bytes:
    return signed(message("谢谢"), length=True).replace("谢谢\r\n".encode(), f"谢谢\r\n{own}\r\n".encode())


def _report(own: str) -> bytes:
    body = f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{own}\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nx\r\n--b--"
    return signed(message(body, kind='multipart/report; report-type=delivery-status; boundary="b"'))


def _attached(own: str) -> bytes:
    body = f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n谢谢\r\n--b\r\nContent-Disposition: attachment\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{own}\r\n--b--"
    return signed(message(body, kind='multipart/mixed; boundary="b"'))


def _results(line: str, sender: str = OFFICER) -> Callable[[str], bytes]:
    return lambda own: line.encode() + message(own, sender)


AUTHRES = "Authentication-Results: mx.zhiwei.example; dkim=pass header.d=office.example; dmarc=pass header.from=office.example\r\n"

FORGERIES: dict[str, list[Callable[[str], bytes]]] = {
    "01 no token": [_to("alert@zhiwei.example"), _to("t+@zhiwei.example")],
    "02 guessed token": [_to("t+abcdefghijkl.abcdefghijklmnopqrstuvwxyz@zhiwei.example"), _to(Office().address().replace(".", ".a", 1).replace("a@", "@"))],
    "03 token of another case": [_to(Office().address(case=13)), _to(Office().address(recipient=8))],
    "04 expired token": [_to(Office().address(expires=date(2025, 3, 1))), _to(Office().address(expires=TODAY - timedelta(days=1)))],
    "05 suspended user": [lambda own: signed(message(own))],
    "06 stranger without DKIM": [lambda own: message(own, "mallory@evil.example")],
    "07 colleague in copy with valid DKIM": [lambda own: signed(message(own, "lisi@office.example")), lambda own: signed(message(own, f"{OFFICER[1:]}"))],
    "08 right From without DKIM": [lambda own: message(own)],
    "09 DKIM of another domain": [lambda own: signed(message(own), "evil.example", owner="evil")],
    "10 look-alike domain": [lambda own: signed(message(own, "zhangsan@0ffice.example"), "0ffice.example", owner="evil"), lambda own: signed(message(own, "zhangsan@xn--ffice-zrf.example"))],
    "11 display name holds the address": [lambda own: signed(message(own, f'"{OFFICER}" <mallory@evil.example>'), "evil.example", owner="evil")],
    "12 smuggled mail": [lambda own, dot=dot: signed(message("谢谢")) + dot + b"MAIL FROM:<a@b.example>\r\n" + message(own) for dot in (b"\n.\r\n", b"\r\n.\n", b"\r.\r")],  # type: ignore[misc]
    "13 two From headers": [lambda own: b"From: mallory@evil.example\r\n" + signed(message(own)), lambda own: signed(message(own, extra="From: mallory@evil.example\r\n"))],
    "14 From with two mailboxes or a comment": [
        lambda own, form=form: signed(message(own, form))  # type: ignore[misc]
        for form in (f"mallory@evil.example, {OFFICER}", f"{OFFICER} <mallory@evil.example>", f"mallory@evil.example ({OFFICER})", f"g: {OFFICER};", f'"a"@evil.example <{OFFICER}', f"<{OFFICER}> <mallory@evil.example>", f"<@evil.example:{OFFICER}>", f"zhangsan(x)@office.example, {OFFICER}")
    ],
    "15 body behind l=": [_lengthened, lambda own: signed(message("谢谢"), length=True) + own.encode()],
    "16 second header in front": [lambda own: b"Subject: accept\r\n" + signed(message(own)), lambda own: b"Content-Type: text/html\r\n" + signed(message(own))],
    "17 forged Authentication-Results": [_results(AUTHRES), lambda own: message(own, extra=AUTHRES)],
    "18 replay": [lambda own: signed(message(own)), lambda own: signed(message(own, message_id="<r2@office.example>"))],
    "19 changed quote": [_swapped, lambda own: signed(message(f"谢谢\r\n\r\n> {own}")), lambda own: signed(message(f"谢谢\r\n\r\n在 2026-11-24 09:00:00，“知微” <a@z.example> 写道：\r\n{own}"))],
    "20 disguise": [
        _attached,
        lambda own: signed(message(f'<p>谢谢</p><p style="display:none">{own}</p>', kind=HTML)),
        lambda own: signed(message(f'<p>谢谢</p><font color="white">{own}</font>', kind=HTML)),
        lambda own: signed(message(f"\u202e{own}")),
        lambda own: signed(message(f"{own[:1]}\u200b{own[1:]}" if own[0] not in "A" else own.replace("A", "A\u200b"))),
    ],
    "21 auto-reply quoting a command": [lambda own: signed(message(own, extra="Auto-Submitted: auto-replied\r\n")), lambda own: signed(message(f"这是自动回复邮件。\r\n> {own}"))],
    "22 bounce quoting a command": [_report, lambda own: signed(message(own, extra="Return-Path: <>\r\n"))],
    "23 revoked or weak key": [lambda own: signed(message(own), selector="old"), lambda own: signed(message(own), selector="weak", owner="tiny"), lambda own: signed(message(own), selector="none")],
    "24 mailing-list copy": [lambda own: signed(message(own, "zhangsan via list <list@lists.example>", extra="List-Id: <x.lists.example>\r\n")), lambda own: signed(message(own, extra="List-Id: <x.lists.example>\r\n"))],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _tiny_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library here refuses to make RSA-512: class 23 signs with 1024 bit and the floor is raised by one."""
    monkeypatch.setattr("alerts.replies.authentication._MIN_KEY", 1025)


def test_the_genuine_answers_pass() -> None:
    assert all(acted(signed(message(own))) for own in ORDERS)


def test_there_are_24_classes_of_ten() -> None:
    assert len(FORGERIES) == 24


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_answers_change_nothing(name: str) -> None:
    mails = [make(own) for own, make in product(ORDERS, FORGERIES[name])]
    assert len(mails) >= 10
    assert [raw for raw in mails if acted(raw, _office(name))] == []


def _office(name: str) -> Office:
    """Class 5: the receiver was suspended; class 18: the first copy has already moved the case on."""
    return Office(active=not name.startswith("05"), revision=2 if name.startswith("18") else 1)


# --- teeth ---


def _leaks(name: str) -> bool:
    return any(acted(make(own), _office(name)) for own, make in product(ORDERS, FORGERIES[name]))


@pytest.mark.parametrize(
    ("name", "target", "fault"),
    [
        ("07 colleague in copy with valid DKIM", "reply_forgery.is_bound", lambda *_: True),
        (
            "15 body behind l=",
            "alerts.replies.authentication._TAG",
            re.compile(r"(?:^|;)\s*([a-km-z0-9]+)\s*=\s*([^;]*)"),
        ),
        ("09 DKIM of another domain", "alerts.replies.authentication.aligned", lambda *_: True),
        ("04 expired token", "reply_forgery.is_expired", lambda *_: False),
        ("21 auto-reply quoting a command", "reply_forgery.machine_reason", lambda *_: None),
    ],
)
def test_each_gate_is_needed(name: str, target: str, fault: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target, fault)
    if name.startswith("15"):
        monkeypatch.setattr(
            "reply_forgery.read_reply", lambda raw: type("R", (), {"verdict": "apply", "commands": ()})()
        )
    if name.startswith("21"):
        monkeypatch.setattr("alerts.replies.reply.machine_reason", lambda *_: None)
    assert _leaks(name)
