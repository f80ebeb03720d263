"""Eighty further forms of quoting: the own words act, the quoted ones never do."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from reply_variants import ALERT, PAGES, PLAIN

from alerts.replies import read_reply

TEMPLATES = [("plain", name, text) for name, text in PLAIN.items()] + [
    ("html", name, text) for name, text in PAGES.items()
]
APPLIED = [
    ("A-12 受理", "accept"),
    ("您好，\nA-13 排除 F3\n谢谢", "dismiss"),
    ("误报", "false-alarm"),
    ("snooze 3 days", "snooze"),
]


def mail(kind: str, template: str, own: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "张三 <a@b.example>", "t@z.example", "Re: 预警"
    made.set_content(
        template.replace("{o}", own if kind == "plain" else own.replace("\n", "<br>")), subtype=kind
    )
    return made.as_bytes()


@pytest.mark.parametrize(("kind", "name", "template"), TEMPLATES)
def test_own_words_act_and_quoted_ones_do_not(kind: str, name: str, template: str) -> None:
    for own, verb in APPLIED:
        reply = read_reply(mail(kind, template, own))
        assert (reply.verdict, [command.verb for command in reply.commands]) == ("apply", [verb]), own
    for own in ("不受理", "是否受理？", "谢谢", "排除"):
        assert read_reply(mail(kind, template, own)).verdict == "help", own
    empty = read_reply(mail(kind, template, ""))
    assert empty.verdict in {"ignore", "help"} and empty.commands == ()
    assert not any(line in empty.own_text for line in ALERT.split("\n"))
