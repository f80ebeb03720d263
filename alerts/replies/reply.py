"""One incoming mail becomes one verdict: apply these commands, answer with help, or ignore; never a crash.

Identity is not judged here (gates.py, authentication.py, token.py do that): this says only what was meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from alerts.replies.clauses import Command
from alerts.replies.gates import one_mailbox
from alerts.replies.grammar import Reading, read_commands
from alerts.replies.kind import automatic_text, machine_reason, why_ignored
from alerts.replies.page import page_text
from alerts.replies.parse import Mail, parse_mail
from alerts.replies.quotes import own_text
from alerts.replies.vocabulary import table

Verdict = Literal["apply", "help", "ignore"]


@dataclass(frozen=True)
class Reply:
    """What a mail means; `code` is the reason in one word, `zh` and `en` say it to a person."""

    verdict: Verdict
    code: str
    zh: str
    en: str
    own_text: str
    commands: tuple[Command, ...]
    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    sender: str | None  # the one mailbox of From, lower-case domain; None when there is not exactly one
    to: tuple[str, ...]  # mailboxes of To, Cc and Delivered-To as written
    subject: str
    is_automatic: bool

    @property
    def why(self) -> str:
        """`code: Chinese / English`, one line."""
        return f"{self.code}: {self.zh} / {self.en}"


def read_reply(raw: bytes) -> Reply:
    """Read a mail as it came from the server (RFC 5322 bytes)."""
    mail = parse_mail(raw)
    sender = one_mailbox(mail.headers.raw("from"))
    machine = machine_reason(mail, sender or "")
    if machine is not None:
        return _reply(mail, sender, "ignore", machine, "", ())
    text, reading = _meant(mail)
    if mail.over is not None:
        return _reply(mail, sender, "help", f"over-{mail.over}", text, ())
    if automatic_text(text) and (reading.code != "applied" or re.search("自动|automat", text.lower())):
        return _reply(mail, sender, "ignore", "auto-reply", text, ())
    if not _squeezed(text):
        return _reply(mail, sender, "ignore", "empty", "", ())
    verdict: Verdict = "apply" if reading.code == "applied" else "help"
    return _reply(mail, sender, verdict, reading.code, text, reading.commands)


def _meant(mail: Mail) -> tuple[str, Reading]:
    """Own text and its reading; the page is what the person saw, the plain part must not differ."""
    plain = own_text("\n".join(mail.plain))
    if not mail.html:
        return plain, read_commands(plain)
    visible = "\n".join(page_text(source) for source in mail.html)
    shown = own_text(visible)
    if not plain.strip():
        return shown, read_commands(shown)
    seen, typed = read_commands(shown), read_commands(plain)
    if seen == typed:
        return shown or plain, seen
    if seen.code == "applied":
        # A plain part made by a program may have lost the quote's marks, but then it still begins the same.
        agrees = typed.code != "applied" and _squeezed(plain).startswith(_squeezed(shown))
        return shown, seen if agrees else Reading("bodies-differ")
    if typed.code == "applied":
        lost = not shown.strip() and _squeezed(plain) in _squeezed(visible)
        return (
            (plain, typed) if lost else (shown or plain, seen if shown.strip() else Reading("bodies-differ"))
        )
    return (shown or plain), (seen if shown.strip() else typed)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b-\u200f\ufeff>*_]+", "", text)


def _reply(
    mail: Mail, sender: str | None, verdict: Verdict, code: str, text: str, commands: tuple[Command, ...]
) -> Reply:
    name = "applied" if verdict == "apply" else code
    zh, en = why_ignored(code) if verdict == "ignore" else table()["why"][name]
    headers = mail.headers
    recipients = [
        value for name in ("to", "cc", "delivered-to", "x-original-to") for value in headers.raw(name)
    ]
    return Reply(
        verdict=verdict,
        code=code,
        zh=zh,
        en=en,
        own_text=text,
        commands=commands,
        message_id=next(iter(headers.ids("message-id")), None),
        in_reply_to=next(iter(headers.ids("in-reply-to")), None),
        references=headers.ids("references"),
        sender=sender,
        to=tuple(found for value in recipients for found in re.findall(r"[\w.+=-]+@[\w.-]+", value)),
        subject=headers.first("subject"),
        is_automatic=verdict == "ignore" and code != "empty",
    )
