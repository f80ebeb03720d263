"""Signed links and buttons: a link says what it is for, whose and until when; a button can be pressed once.

The key is the installation's own (keys/secret). A link shows a page and changes nothing; the page's
button carries a fresh nonce, so that neither a mail scanner nor a repeated form acts.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, delete

from alerts.addresses import load_keys
from config.clock import to_db
from config.database import insert_for
from config.schema import nonces
from config.settings import Settings

BUTTON_LIFE = timedelta(hours=2)
#: How long each kind of link opens its page, in days.
LIFE = {"confirm": 7, "second": 7, "list": 30, "prefs": 60, "leave": 400, "undo": 1, "sample": 45}


class NoKey(RuntimeError):
    """The installation has no key to sign with; the text says how to get one."""


@dataclass(frozen=True)
class Links:
    """Makes and reads the links of one installation; without `base` (no web part) no link is made."""

    base: str
    keys: tuple[bytes, ...]  # the newest signs, all are believed

    @classmethod
    def of(cls, settings: Settings) -> Links:
        """The links of an installation; raises NoKey."""
        return cls(settings.web.public_url.rstrip("/"), _derived(settings, "links"))

    def url(self, purpose: str, subject: str, now: datetime) -> str:
        """A link for `purpose` (a key of LIFE); empty without a web part."""
        until = now + timedelta(days=LIFE[purpose])
        return f"{self.base}/{purpose}/{self.sign(purpose, subject, until)}" if self.base else ""

    def sign(self, purpose: str, subject: str, until: datetime) -> str:
        """`subject` bound to its purpose and end."""
        body = f"{subject}|{int(until.timestamp())}".encode()
        return f"{_text(body)}.{_text(_mac(self.keys[0], purpose, body))}"

    def read(self, purpose: str, token: str, now: datetime) -> str | None:
        """The subject of a sound token whose time is not over, else None."""
        body, _, mac = token.partition(".")
        try:
            raw, given = _bytes(body), _bytes(mac)
        except (binascii.Error, ValueError):
            return None
        if not any(hmac.compare_digest(_mac(key, purpose, raw), given) for key in self.keys):
            return None
        subject, _, until = raw.decode("utf-8", "replace").rpartition("|")
        return subject if until.isdecimal() and int(until) >= now.timestamp() else None

    def button(self, purpose: str, subject: str, now: datetime) -> str:
        """A nonce for one press of one button on one page."""
        return self.sign(f"button {purpose}", f"{subject}|{secrets.token_hex(12)}", now + BUTTON_LIFE)

    def press(self, conn: Connection, purpose: str, subject: str, nonce: str, now: datetime) -> bool:
        """Use a nonce up in the caller's transaction; False for a foreign, old or used one."""
        said = self.read(f"button {purpose}", nonce, now)
        if said is None or said.rpartition("|")[0] != subject:
            return False
        make = insert_for(conn)
        row = {"nonce": said.rpartition("|")[2], "used_at": to_db(now)}
        once = make(nonces).values(row).on_conflict_do_nothing()
        fresh = conn.execute(once.returning(nonces)).first() is not None
        conn.execute(delete(nonces).where(nonces.c.used_at < to_db(now - 2 * BUTTON_LIFE)))
        return fresh


def undo_url(settings: Settings, row: int, actor: str, now: datetime) -> str:
    """The page on which `actor` may take journal row `row` back; empty without a web part or key."""
    try:
        return Links.of(settings).url("undo", f"{row}|{actor}", now) if row else ""
    except NoKey:
        return ""


def _mac(key: bytes, purpose: str, body: bytes) -> bytes:
    return hmac.new(key, purpose.encode() + b"\0" + body, hashlib.sha256).digest()[:16]


def derived(settings: Settings, use: str) -> bytes:
    """A key of its own for each use, made from the installation's newest secret; raises NoKey."""
    return _derived(settings, use)[0]


def _derived(settings: Settings, use: str) -> tuple[bytes, ...]:
    secrets_ = _secrets(settings.path(settings.secret_key_file))
    return tuple(hmac.new(one, use.encode(), hashlib.sha256).digest() for one in secrets_)


@lru_cache(maxsize=8)
def _secrets(file: Path) -> tuple[bytes, ...]:
    found = load_keys(file)
    if not found:
        raise NoKey(f"没有密钥 {file}，zhiwei init 会生成 / no key; `zhiwei init` makes one")
    if min(map(len, found)) < 32:
        raise NoKey(f"密钥 {file} 太短，至少 32 个字符 / a key is too short (32 characters at least)")
    return found


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    if not text.isascii() or len(text) > 1000:
        raise ValueError("not a token")
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _text(raw) != text:  # one token has one spelling
        raise ValueError("not a canonical token")
    return raw
