"""Answers from an IMAP mailbox, by poll and by IDLE: fetched, committed, and only then flagged and moved."""

from __future__ import annotations

import imaplib
import threading
from collections import Counter
from urllib.parse import unquote, urlsplit

from imap_tools import BaseMailBox, MailBox, MailboxFolderCreateError, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from alerts.intake.receive import Intake
from config.logging import get_logger

_log = get_logger(__name__)
DONE, REFUSED = "zhiwei-done", "zhiwei-refused"
imaplib.Commands["ID"] = ("NONAUTH", "AUTH", "SELECTED")


class InboxError(RuntimeError):
    """The mailbox cannot be read now; nothing is lost, the mails lie there."""


def open_mailbox(url: str, password: str) -> BaseMailBox:
    """Log in; says who we are first, since 163 and 126 refuse SELECT before an ID command."""
    parts = urlsplit(url)
    kind = MailBox if parts.scheme == "imaps" else MailBoxUnencrypted
    try:
        box = kind(
            parts.hostname or "", port=parts.port or (993 if parts.scheme == "imaps" else 143), timeout=60
        )
        box.login(unquote(parts.username or ""), password, initial_folder=None)
        box.client._simple_command("ID", '("name" "zhiwei" "version" "1.0")')
        for name in (DONE, REFUSED):
            if not box.folder.exists(name):
                box.folder.create(name)
        box.folder.set("INBOX")
    except (ImapToolsError, imaplib.IMAP4.error, OSError, MailboxFolderCreateError) as error:
        raise InboxError(f"收信服务器：{error} / IMAP: {error}") from error
    return box


def take_mailbox(box: BaseMailBox, intake: Intake) -> Counter[str]:
    """Take every mail in the inbox. A kill before the move takes a mail again, which then is a repeat."""
    counts: Counter[str] = Counter()
    try:
        for uid in box.uids():
            raw = _raw(box, uid)
            if raw is None:
                continue
            received = intake.receive(raw, "imap")
            refused = received.verdict in ("refused", "challenged")
            box.move(uid, REFUSED if refused else DONE)
            counts[received.verdict] += 1
    except (ImapToolsError, imaplib.IMAP4.error, OSError) as error:
        raise InboxError(f"收信中断：{error} / IMAP: {error}") from error
    return counts


def _raw(box: BaseMailBox, uid: str) -> bytes | None:
    """The bytes of a mail as they lie on the server, unread flag kept."""
    status, rows = box.client.uid("fetch", uid, "(BODY.PEEK[])")
    if status != "OK":
        return None
    return next((bytes(row[1]) for row in rows if isinstance(row, tuple)), None)


def watch(url: str, password: str, intake: Intake, stop: threading.Event, poll_s: float = 30) -> None:
    """Take mails until `stop`: at once by IDLE where the server can, else every `poll_s` seconds."""
    while not stop.is_set():
        try:
            box = open_mailbox(url, password)
        except InboxError as error:
            _log.warning("inbox_unreachable", error=str(error))
            stop.wait(poll_s)
            continue
        try:
            while not stop.is_set():
                take_mailbox(box, intake)
                _pause(box, stop, poll_s)
        except InboxError as error:
            _log.warning("inbox_interrupted", error=str(error))
        finally:
            leave(box)


def _pause(box: BaseMailBox, stop: threading.Event, poll_s: float) -> None:
    if "IDLE" not in box.client.capabilities:
        stop.wait(poll_s)
        return
    try:
        box.idle.wait(timeout=min(poll_s, 5))
    except (ImapToolsError, imaplib.IMAP4.error, OSError) as error:
        raise InboxError(f"IDLE: {error}") from error


def leave(box: BaseMailBox) -> None:
    """Log out; a server that has gone already is no error."""
    try:
        box.logout()
    except (ImapToolsError, imaplib.IMAP4.error, OSError):
        _log.info("inbox_closed_by_server")
