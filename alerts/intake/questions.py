"""An answer without proof is asked about at the registered mailbox; `是` within the hour applies it, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select, update

from alerts import outbox
from alerts.intake.acting import act
from alerts.intake.identity import identify
from alerts.intake.opened import Known, Opened, Received
from alerts.letters.receipt import challenge_letter
from alerts.replies import read_reply
from config.clock import from_db, to_db
from config.schema import mails_in
from config.schema import outbox as table

LIFE = timedelta(minutes=60)
_A_DAY = 3
_YES = ("是", "yes", "y", "确认", "是的")


def ask(mail: Opened, who: Known, why: str) -> Received:
    """Ask the registered mailbox, never the sender; at most three questions a day for one person."""
    if mail.reply.verdict != "apply":
        return Received("refused", f"unauthenticated ({why}), no command")
    asked = mail.conn.execute(
        select(func.count()).where(
            table.c.receiver == who.receiver.id,
            table.c.kind == "challenge",
            table.c.created_at > to_db(mail.now - timedelta(days=1)),
        )
    ).scalar_one()
    if asked >= _A_DAY:
        return Received("refused", f"unauthenticated ({why}), asked three times today")
    key = f"challenge|{mail.key}"
    letter = challenge_letter(
        mail.reply.own_text,
        who.receiver,
        mail.post,
        key=key,
        waiting=mail.key,
        reply_to=mail.post.reply_address(who.receiver, key, mail.now),
        numbers=who.covered,
    )
    outbox.queue(mail.conn, letter, mail.post.sender, mail.now)
    return Received("challenged", f"asked the registered mailbox ({why})")


def answered(mail: Opened, who: Known) -> Received:
    """Apply the mail that waits behind the question that this one answers."""
    words = mail.reply.own_text.strip().splitlines()
    said = words[0].strip(" 。.!！,，").lower() if words else ""
    if said not in _YES:
        return Received("ignored", "the question was not answered with 是")
    if mail.now - from_db(who.letter.created_at) > LIFE:
        return Received("refused", "the question was answered after an hour")
    key = who.letter.subject.rpartition("#")[2]
    waits = (mails_in.c.sha256.startswith(key), mails_in.c.verdict == "challenged")
    waiting = mail.conn.execute(select(mails_in).where(*waits)).first() if key else None
    if waiting is None:
        return Received("refused", "nothing waits for this answer")
    return _apply(mail, bytes(waiting.raw), waiting.sha256, waiting.id)


def _apply(mail: Opened, raw: bytes, key: str, row: int) -> Received:
    first = read_reply(raw)
    proven = mail.post.settings.mail.model_copy(update={"require_authentication": False})
    found = identify(mail.conn, raw, first, first.to, mail.keys, proven, mail.dns, mail.now)
    if found.verdict != "passed" or found.receiver is None or found.letter is None:
        return Received("refused", found.why)
    mail.conn.execute(update(mails_in).where(mails_in.c.id == row).values(verdict="applied"))
    return act(replace(mail, raw=raw, reply=first, key=key), Known(found.receiver, found.letter))
