"""Whether a mail may act: token, mailbox, authentication, in the order of the gates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row

from alerts import receivers
from alerts.addresses import letter_of
from alerts.compose import Receiver
from alerts.replies import Reply
from alerts.replies.authentication import trusted_results, verify_dkim
from alerts.replies.token import ReplyToken, is_bound, is_expired, read_reply_address
from config.clock import local_day
from config.settings import Mail

Dns = Callable[[str], bytes | None]


@dataclass(frozen=True)
class Identity:
    """What the gates found: `passed`, `challenge` (right token and mailbox, no proof) or `refused`."""

    verdict: Literal["passed", "challenge", "refused", "expired"]
    why: str
    receiver: Receiver | None = None
    letter: Row[Any] | None = None


def identify(
    conn: Connection,
    raw: bytes,
    reply: Reply,
    recipients: tuple[str, ...],
    keys: tuple[bytes, ...],
    mail: Mail,
    dns: Dns,
    now: datetime,
) -> Identity:
    """Walk the gates; `recipients` are the envelope's where known, else those of the headers."""
    token = next((t for a in recipients if (t := read_reply_address(a, keys)) is not None), None)
    if token is None:
        return Identity("refused", "no valid reply address")
    found = _bound(conn, token, reply.sender)
    if isinstance(found, str):
        return Identity("refused", found)
    letter, receiver = found
    if is_expired(token, local_day(now)):
        return Identity("expired", "reply address expired", receiver, letter)
    proof = _proof(raw, reply.sender or "", mail, dns, now)
    verdict: Literal["passed", "challenge"] = "challenge" if proof else "passed"
    return Identity(verdict, proof or "ok", receiver, letter)


def _bound(conn: Connection, token: ReplyToken, sender: str | None) -> tuple[Row[Any], Receiver] | str:
    rows = letter_of(conn, token)
    if not rows:
        return "reply address names no letter of ours"
    for row in rows:
        receiver = receivers.find(conn, row.receiver)
        if is_bound(row.address, sender):
            return (row, receiver) if receiver is not None else "mailbox is no longer active"
    return "sender is not the mailbox the letter went to"


def _proof(raw: bytes, sender: str, mail: Mail, dns: Dns, now: datetime) -> str:
    """Empty when the sender is proved, else why not."""
    if not mail.require_authentication or sender.rpartition("@")[2] in mail.trusted_domains:
        return ""
    if mail.authserv_id:
        finding = trusted_results(raw, mail.authserv_id)
    else:
        try:
            finding = verify_dkim(raw, dns, now)
        except TimeoutError:
            return "no answer about the DKIM key in time"  # the registered mailbox is asked instead
    return "" if finding.passed else finding.code
