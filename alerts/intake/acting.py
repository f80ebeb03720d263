"""A proven answer acts: each command through `decide`, one receipt for all; the unclear gets help once a day."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select, update

from alerts import outbox, sampling
from alerts.decide import decide, undo
from alerts.decisions import Actor, Applied, Decision
from alerts.intake.opened import Known, Opened, Received
from alerts.letters.receipt import help_letter, receipt_letter
from alerts.replies import Command
from alerts.subscriptions.links import undo_url
from config.clock import from_db, to_db
from config.schema import receivers

HELP_EVERY = timedelta(hours=24)


def act(mail: Opened, who: Known) -> Received:
    """Apply every command that can be applied, and tell the registered mailbox what changed."""
    if mail.reply.verdict == "help":
        return help_once(mail, who, mail.reply.zh)
    if missing := _out_of_letter(mail.reply.commands, who.covered):
        return help_once(mail, who, missing)
    actor = Actor(who.receiver.id, who.receiver.role, who.receiver.name or who.receiver.address)
    done = tuple(_one(mail, who, command, actor) for command in mail.reply.commands)
    letter = receipt_letter(
        list(done),
        who.receiver,
        mail.post,
        mail_key=mail.key,
        reply_to=mail.post.reply_address(who.receiver, f"receipt|{mail.key}", mail.now),
        thread=(who.letter.message_id,),
        undo_url=undo_url(mail.post.settings, max(one.row for one in done), actor.id, mail.now),
    )
    outbox.queue(mail.conn, letter, mail.post.sender, mail.now)
    applied = any(one.done for one in done)
    return Received("applied" if applied else "help", "；".join(one.sentence for one in done), done)


def _one(mail: Opened, who: Known, command: Command, actor: Actor) -> Applied:
    number = _number(command.alert) or (who.covered[0] if len(who.covered) == 1 else 0)
    if command.verb == "undo":
        return undo(mail.conn, actor, mail.post, mail.now, channel="reply", alert=number)
    decision = Decision(
        command.verb,
        number,
        reason=command.reason or "",
        days=command.days or 0,
        to=command.to or "",
        into=_number(command.into),
        note=command.note or "",
    )
    return decide(mail.conn, decision, actor, mail.post, mail.now, channel="reply", mail_sha256=mail.key)


def help_once(mail: Opened, who: Known, why: str) -> Received:
    """Nothing changes; help goes out at most once in 24 hours, so that two machines cannot talk."""
    mine = receivers.c.id == who.receiver.id
    last = mail.conn.execute(select(receivers.c.helped_at).where(mine)).scalar_one_or_none()
    if last is None or mail.now - from_db(last) >= HELP_EVERY:
        letter = help_letter(
            why,
            mail.reply.own_text,
            who.receiver,
            mail.post,
            mail_key=mail.key,
            reply_to=mail.post.reply_address(who.receiver, f"help|{mail.key}", mail.now),
            numbers=who.covered,
            thread=(who.letter.message_id,),
        )
        outbox.queue(mail.conn, letter, mail.post.sender, mail.now)
        mail.conn.execute(update(receivers).where(mine).values(helped_at=to_db(mail.now)))
    return Received("help", why)


def answer_sample(mail: Opened, who: Known) -> Received:
    """Answers to the monthly sample; its month stands in its subject."""
    month = re.search(r"\d{4}-\d{2}", who.letter.subject)
    said = sampling.read_answers(mail.reply.own_text)
    met = sampling.answer(mail.conn, month[0], said, who.receiver.id, mail.now) if month else 0
    if not met:
        return help_once(mail, who, "请一行一件，例如：3 需要")
    return Received("applied", f"{met} of the sample answered")


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
