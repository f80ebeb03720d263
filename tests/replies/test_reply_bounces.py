"""Delivery reports of Postfix, Exchange, QQ and 163, and what only looks like one."""

from __future__ import annotations

import pytest

from alerts.replies import read_reply
from alerts.replies.bounces import read_bounce

RETURN = "b+abcdefghijkl.abcdefghijklmnopqrstuvwxyz@zhiwei.example"
ORIGINAL = "Message-ID: <case12.r1@zhiwei.example>\r\nSubject: =?utf-8?B?6aKE6K2m?=\r\nFrom: alert@zhiwei.example\r\n"


def report(
    status: str, sender: str = "MAILER-DAEMON@mx.example", subject: str = "Undelivered Mail Returned to Sender",
    text: str = "user unknown", original: str = "text/rfc822-headers",
) -> bytes:  # fmt: skip
    return (
        f"Return-Path: <>\r\nFrom: Mail Delivery System <{sender}>\r\nTo: <{RETURN}>\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary="B"\r\n\r\n--B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n\r\n'
        f"--B\r\nContent-Type: message/delivery-status\r\n\r\n{status}\r\n--B\r\nContent-Type: {original}\r\n\r\n{ORIGINAL}\r\n--B--\r\n"
    ).encode()


POSTFIX = (
    "Reporting-MTA: dns; mx.example\r\nX-Postfix-Queue-ID: 27B1A24856D\r\nArrival-Date: Tue, 24 Nov 2026 09:00:00 +0800 (CST)\r\n\r\n"
    "Final-Recipient: rfc822; nobody@corp.example\r\nOriginal-Recipient: rfc822;nobody@corp.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    "Remote-MTA: dns; mx.corp.example\r\nDiagnostic-Code: smtp; 550 5.1.1 <nobody@corp.example>: Recipient address rejected: User\r\n    unknown in virtual mailbox table\r\n"
)
EXCHANGE = (
    "Reporting-MTA: dns;EX01.corp.example\r\nReceived-From-MTA: dns;mx.example\r\nArrival-Date: Tue, 24 Nov 2026 01:00:00 +0000\r\n\r\n"
    "Final-Recipient: rfc822;full@corp.example\r\nAction: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp;554 5.2.2 mailbox full; STOREDRV.Deliver\r\nX-Display-Name: =?utf-8?B?5byg5LiJ?=\r\n"
)
NETEASE = (
    "Reporting-MTA: dns; m163.example\r\nArrival-Date: Tue, 24 Nov 2026 09:00:00 +0800\r\n\r\n"
    "Final-Recipient: rfc822; nobody@163.example\r\nAction: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550 User not found: nobody@163.example\r\n"
)


@pytest.mark.parametrize(
    ("raw", "recipient", "status", "action"),
    [
        (report(POSTFIX), "nobody@corp.example", "5.1.1", "failed"),
        (
            report(POSTFIX.replace("failed", "delayed").replace("5.1.1", "4.4.1")),
            "nobody@corp.example",
            "4.4.1",
            "delayed",
        ),
        (
            report(EXCHANGE, "postmaster@corp.example", "未送达: 【预警】", original="message/rfc822"),
            "full@corp.example",
            "5.2.2",
            "failed",
        ),
        (report(NETEASE, "postmaster@163.example", "系统退信"), "nobody@163.example", "5.0.0", "failed"),
        (report(POSTFIX.replace("\r\n", "\n")), "nobody@corp.example", "5.1.1", "failed"),
        (
            report(POSTFIX.replace("Status: 5.1.1", "Status: 5.1.1 (bad)")),
            "nobody@corp.example",
            "5.1.1",
            "failed",
        ),
    ],
)
def test_reports_of_real_programs(raw: bytes, recipient: str, status: str, action: str) -> None:
    (bounce,) = read_bounce(raw)
    assert (bounce.recipient, bounce.status, bounce.action) == (recipient, status, action)
    assert bounce.status_class == int(status[0]) and bounce.certain
    assert bounce.message_id == "case12.r1@zhiwei.example" and RETURN in bounce.returned_to
    assert read_reply(raw).code == "bounce"


def test_two_recipients_are_two_bounces() -> None:
    groups = POSTFIX + "\r\n" + POSTFIX.split("\r\n\r\n")[1].replace("nobody", "other")
    assert [bounce.recipient for bounce in read_bounce(report(groups))] == [
        "nobody@corp.example",
        "other@corp.example",
    ]


def test_text_alone_is_only_a_hint_for_a_person() -> None:
    qq = (
        f"From: PostMaster@qq.example\r\nTo: <{RETURN}>\r\nSubject: =?utf-8?B?57O757uf6YCA5L+h?=\r\nReferences: <case12.r1@zhiwei.example>\r\n"
        "Content-Type: text/html; charset=utf-8\r\n\r\n<p>收件人邮件地址（12345@qq.example）不存在</p><p>550 Mailbox not found</p>"
    )
    (hint,) = read_bounce(qq.encode())
    assert (hint.recipient, hint.status_class, hint.certain) == ("12345@qq.example", 5, False)
    assert hint.message_id == "case12.r1@zhiwei.example"


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b.example\r\n\r\nyour mail to c@d.example failed with 550 5.1.1",
        b"From: mailer-daemon@b.example\r\n\r\nnothing here",
        report("Reporting-MTA: dns; x\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"),
        report(POSTFIX.replace("Action: failed", "Action: exploded")),
        report("\xff\x00"),
        b"",
    ],
)
def test_what_is_no_report_gives_nothing(raw: bytes) -> None:
    assert read_bounce(raw) == ()


def test_a_command_in_a_bounce_never_acts() -> None:
    assert read_reply(report(POSTFIX, text="A-12 受理")).commands == ()
