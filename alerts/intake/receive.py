"""One incoming mail, one transaction: gates, commands, journal, receipt; only then is it acknowledged.

A mail that was seen before (same Message-ID, sender and own words) changes nothing, however often and by
whichever way it comes again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select

from alerts.addresses import load_keys
from alerts.batch import Post
from alerts.headers import clean
from alerts.intake import questions
from alerts.intake.acting import act, answer_sample, help_once
from alerts.intake.bounced import bounced
from alerts.intake.identity import Dns, identify
from alerts.intake.opened import Known, Opened, Received
from alerts.replies import Reply, read_reply
from alerts.replies.gates import form_refusal
from config.clock import to_db
from config.database import Database
from config.schema import mails_in

#: Called for letters to the subscribe address: (conn, sender, raw, now) → what was done.
Subscribe = Callable[[Connection, str, bytes, datetime], str]


@dataclass
class Intake:
    """The desk that opens mail: one for an installation; `receive` is safe to call again for any mail."""

    database: Database
    post: Post
    clock: Callable[[], datetime]
    dns: Dns = lambda name: None
    subscribe: Subscribe | None = None
    keys: tuple[bytes, ...] = field(default=())

    def __post_init__(self) -> None:
        settings = self.post.settings
        self.keys = self.keys or load_keys(settings.path(settings.secret_key_file))

    def receive(self, raw: bytes, channel: str, recipients: tuple[str, ...] = ()) -> Received:
        """Take one mail (as it came) in its own transaction; returns after the commit."""
        now = self.clock()
        with self.database.write() as conn:
            reply = read_reply(raw)
            key = _key(raw, reply)
            if conn.execute(select(mails_in.c.id).where(mails_in.c.sha256 == key)).first():
                return Received("repeat", "seen before")
            mail = Opened(conn, now, self.post, self.keys, self.dns, raw, reply, recipients or reply.to, key)
            received = self._judge(mail)
            conn.execute(
                insert(mails_in).values(
                    sha256=key,
                    message_id=reply.message_id or "",
                    sender=clean(reply.sender or "", 254),
                    channel=channel,
                    verdict=received.verdict,
                    why=received.why[:500],
                    raw=raw,
                    received_at=to_db(now),
                )
            )
        return received

    def _judge(self, mail: Opened) -> Received:
        """The gates in their order; the first that stays shut ends it."""
        if report := bounced(mail):
            return report
        if refusal := form_refusal(mail.raw):
            return Received("refused", f"{refusal.code}: {refusal.zh} / {refusal.en}")
        if mail.reply.verdict == "ignore":
            return Received("ignored", mail.reply.why)
        return self._subscribed(mail) or _known(mail)

    def _subscribed(self, mail: Opened) -> Received | None:
        mine = self.post.settings.mail.subscribe_address.lower()
        if not mine or self.subscribe is None or mine not in (a.lower() for a in mail.recipients):
            return None
        said = self.subscribe(mail.conn, mail.reply.sender or "", mail.raw, mail.now)
        return Received("subscribe", said)


def _known(mail: Opened) -> Received:
    found = identify(
        mail.conn,
        mail.raw,
        mail.reply,
        mail.recipients,
        mail.keys,
        mail.post.settings.mail,
        mail.dns,
        mail.now,
    )
    if found.verdict == "refused" or found.receiver is None or found.letter is None:
        return Received("refused", found.why)
    who = Known(found.receiver, found.letter)
    if who.letter.kind == "challenge":
        return questions.answered(mail, who)
    if found.verdict == "challenge":
        return questions.ask(mail, who, found.why)
    if found.verdict == "expired":
        return help_once(mail, who, "回信地址已过期，请在较新的邮件中回复")
    if who.letter.kind == "sample":
        return answer_sample(mail, who)
    return act(mail, who)


def _key(raw: bytes, reply: Reply) -> str:
    """The same answer in another copy (other Received lines, other folder) has the same key."""
    words = (reply.message_id or hashlib.sha256(raw).hexdigest(), reply.sender or "", reply.own_text)
    return hashlib.sha256("\x1f".join(words).encode("utf-8", "replace")).hexdigest()
