"""One incoming mail, one transaction: gates, commands, journal, receipt; only then is it acknowledged.

A mail that was seen before (same Message-ID, sender and own words) changes nothing, however often and by
whichever way it comes again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, func, insert, select, update

from alerts import outbox as box
from alerts import sampling, undeliverable
from alerts.addresses import load_keys, returned
from alerts.batch import Post
from alerts.decide import decide, undo
from alerts.decisions import Actor, Applied, Decision
from alerts.headers import clean
from alerts.intake.identity import Dns, Identity, identify
from alerts.letters.receipt import challenge_letter, help_letter, receipt_letter
from alerts.replies import Command, Reply, read_reply
from alerts.replies.bounces import read_bounce
from alerts.replies.gates import form_refusal
from alerts.subscriptions.links import undo_url
from config.clock import from_db, to_db
from config.database import Database
from config.schema import mails_in, outbox, receivers

HELP_EVERY = timedelta(hours=24)
CHALLENGE_LIFE = timedelta(minutes=60)
Verdict = Literal["applied", "help", "ignored", "refused", "challenged", "bounce", "repeat", "subscribe"]

#: Called for letters to the subscribe address: (conn, sender, raw, now) → what was done.
Subscribe = Callable[[Connection, str, bytes, datetime], str]


@dataclass(frozen=True)
class Received:
    """What became of one mail."""

    verdict: Verdict
    why: str
    done: tuple[Applied, ...] = ()


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
            received = self._judge(conn, raw, reply, recipients or reply.to, key, now)
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

    def _judge(
        self, conn: Connection, raw: bytes, reply: Reply, recipients: tuple[str, ...], key: str, now: datetime
    ) -> Received:
        if bounced := self._bounced(conn, raw, recipients, now):
            return bounced
        if refusal := form_refusal(raw):
            return Received("refused", f"{refusal.code}: {refusal.zh} / {refusal.en}")
        if reply.verdict == "ignore":
            return Received("ignored", reply.why)
        if said := self._subscribed(conn, raw, reply, recipients, now):
            return said
        mail = self.post.settings.mail
        who = identify(conn, raw, reply, recipients, self.keys, mail, self.dns, now)
        if who.verdict == "refused" or who.receiver is None or who.letter is None:
            return Received("refused", who.why)
        if who.letter.kind == "challenge":
            return self._answered(conn, reply, who, now)
        if who.verdict == "challenge":
            return self._challenge(conn, reply, who, key, now)
        if who.verdict == "expired":
            return self._help(conn, "回信地址已过期，请在较新的邮件中回复", reply, who, key, now)
        if who.letter.kind == "sample":
            return self._sampled(conn, reply, who, key, now)
        return self._apply(conn, reply, who, key, now)

    def _sampled(self, conn: Connection, reply: Reply, who: Identity, key: str, now: datetime) -> Received:
        """Answers to the monthly sample; its month stands in its subject."""
        assert who.receiver is not None and who.letter is not None
        month = re.search(r"\d{4}-\d{2}", who.letter.subject)
        said = sampling.read_answers(reply.own_text)
        met = sampling.answer(conn, month[0], said, who.receiver.id, now) if month else 0
        if not met:
            return self._help(conn, "请一行一件，例如：3 需要", reply, who, key, now)
        return Received("applied", f"{met} of the sample answered")

    def _apply(self, conn: Connection, reply: Reply, who: Identity, key: str, now: datetime) -> Received:
        assert who.receiver is not None and who.letter is not None
        if reply.verdict == "help":
            return self._help(conn, reply.zh, reply, who, key, now)
        covered = tuple(who.letter.alert_ids)
        missing = _out_of_letter(reply.commands, covered)
        if missing:
            return self._help(conn, missing, reply, who, key, now)
        actor = Actor(who.receiver.id, who.receiver.role, who.receiver.name or who.receiver.address)
        done = tuple(self._one(conn, one, covered, actor, key, now) for one in reply.commands)
        letter = receipt_letter(
            list(done),
            who.receiver,
            self.post,
            mail_key=key,
            reply_to=self.post.reply_address(who.receiver, f"receipt|{key}", now),
            thread=(who.letter.message_id,),
            undo_url=undo_url(self.post.settings, max(one.row for one in done), actor.id, now),
        )
        box.queue(conn, letter, self.post.sender, now)
        applied = any(one.done for one in done)
        return Received("applied" if applied else "help", "；".join(one.sentence for one in done), done)

    def _one(
        self,
        conn: Connection,
        command: Command,
        covered: tuple[int, ...],
        actor: Actor,
        key: str,
        now: datetime,
    ) -> Applied:
        number = _number(command.alert) or (covered[0] if len(covered) == 1 else 0)
        if command.verb == "undo":
            return undo(conn, actor, self.post, now, channel="reply", alert=number)
        decision = Decision(
            command.verb,
            number,
            reason=command.reason or "",
            days=command.days or 0,
            to=command.to or "",
            into=_number(command.into),
            note=command.note or "",
        )
        return decide(conn, decision, actor, self.post, now, channel="reply", mail_sha256=key)

    def _help(
        self, conn: Connection, why: str, reply: Reply, who: Identity, key: str, now: datetime
    ) -> Received:
        """Nothing changes; help goes out at most once in 24 hours, so that two machines cannot talk."""
        assert who.receiver is not None and who.letter is not None
        last = conn.execute(
            select(receivers.c.helped_at).where(receivers.c.id == who.receiver.id)
        ).scalar_one_or_none()
        if last is None or now - from_db(last) >= HELP_EVERY:
            letter = help_letter(
                why,
                reply.own_text,
                who.receiver,
                self.post,
                mail_key=key,
                reply_to=self.post.reply_address(who.receiver, f"help|{key}", now),
                numbers=tuple(who.letter.alert_ids),
                thread=(who.letter.message_id,),
            )
            box.queue(conn, letter, self.post.sender, now)
            conn.execute(
                update(receivers).where(receivers.c.id == who.receiver.id).values(helped_at=to_db(now))
            )
        return Received("help", why)

    def _challenge(self, conn: Connection, reply: Reply, who: Identity, key: str, now: datetime) -> Received:
        """Ask the registered mailbox, never the sender; at most three questions a day for one person."""
        assert who.receiver is not None and who.letter is not None
        if reply.verdict != "apply":
            return Received("refused", f"unauthenticated ({who.why}), no command")
        asked = conn.execute(
            select(func.count()).where(
                outbox.c.receiver == who.receiver.id,
                outbox.c.kind == "challenge",
                outbox.c.created_at > to_db(now - timedelta(days=1)),
            )
        ).scalar_one()
        if asked >= 3:
            return Received("refused", f"unauthenticated ({who.why}), asked three times today")
        letter_key = f"challenge|{key}"
        letter = challenge_letter(
            reply.own_text,
            who.receiver,
            self.post,
            key=letter_key,
            waiting=key,
            reply_to=self.post.reply_address(who.receiver, letter_key, now),
            numbers=tuple(who.letter.alert_ids),
        )
        box.queue(conn, letter, self.post.sender, now)
        return Received("challenged", f"asked the registered mailbox ({who.why})")

    def _answered(self, conn: Connection, reply: Reply, who: Identity, now: datetime) -> Received:
        """`是` to a question within the hour applies the waiting mail once."""
        assert who.letter is not None
        words = reply.own_text.strip().splitlines()
        said = words[0].strip(" 。.!！,，").lower() if words else ""
        if said not in ("是", "yes", "y", "确认", "是的"):
            return Received("ignored", "the question was not answered with 是")
        if now - from_db(who.letter.created_at) > CHALLENGE_LIFE:
            return Received("refused", "the question was answered after an hour")
        key = who.letter.subject.rpartition("#")[2]
        waiting = conn.execute(
            select(mails_in).where(mails_in.c.sha256.startswith(key), mails_in.c.verdict == "challenged")
        ).first()
        if waiting is None or not key:
            return Received("refused", "nothing waits for this answer")
        first = read_reply(bytes(waiting.raw))
        again = identify(
            conn,
            bytes(waiting.raw),
            first,
            first.to,
            self.keys,
            self.post.settings.mail.model_copy(update={"require_authentication": False}),
            self.dns,
            now,
        )
        if again.verdict != "passed":
            return Received("refused", again.why)
        conn.execute(update(mails_in).where(mails_in.c.id == waiting.id).values(verdict="applied"))
        return self._apply(conn, first, again, waiting.sha256, now)

    def _bounced(
        self, conn: Connection, raw: bytes, recipients: tuple[str, ...], now: datetime
    ) -> Received | None:
        for bounce in read_bounce(raw):
            mail = returned(conn, (*recipients, *bounce.returned_to), self.keys)
            if mail is None:
                return Received("bounce", "no signed return path of ours: shown, changes nothing")
            if bounce.certain and bounce.action == "failed" and bounce.status_class == 5:
                error = f"{bounce.status} {bounce.diagnostic}"
                conn.execute(
                    update(outbox)
                    .where(outbox.c.id == mail.id)
                    .values(state="undeliverable", last_error=error[:500])
                )
                undeliverable.tell_others(conn, mail, error, self.post, now)
            return Received("bounce", f"{bounce.recipient} {bounce.action} {bounce.status}")
        return None

    def _subscribed(
        self, conn: Connection, raw: bytes, reply: Reply, recipients: tuple[str, ...], now: datetime
    ) -> Received | None:
        mine = self.post.settings.mail.subscribe_address.lower()
        if not mine or self.subscribe is None or mine not in (a.lower() for a in recipients):
            return None
        return Received("subscribe", self.subscribe(conn, reply.sender or "", raw, now))


def _key(raw: bytes, reply: Reply) -> str:
    """The same answer in another copy (other Received lines, other folder) has the same key."""
    words = (reply.message_id or hashlib.sha256(raw).hexdigest(), reply.sender or "", reply.own_text)
    return hashlib.sha256("\x1f".join(words).encode("utf-8", "replace")).hexdigest()


def _number(label: str | None) -> int:
    return int(label.removeprefix("A-")) if label else 0


def _out_of_letter(commands: tuple[Command, ...], covered: tuple[int, ...]) -> str:
    """Why these commands do not belong to the letter; empty when they do."""
    for one in commands:
        number = _number(one.alert)
        if number and number not in covered:
            return f"本信不含 A-{number}，请在提到它的那封邮件中回复"
        if not number and len(covered) != 1 and one.verb != "undo":
            return "本信有多件预警，请在每个词后写明编号，例如“受理 A-12”"
    return ""
