"""DKIM: every header that a reader trusts is signed once more than it stands there, the whole body, for a week.

Oversigning means that a second Subject or List-Unsubscribe put in front breaks the signature. No `l=`, so
that nothing can be appended.
"""

from __future__ import annotations

from collections.abc import Callable
from email.parser import BytesHeaderParser
from email.policy import compat32
from pathlib import Path
from typing import Any

import dkim

from config.settings import Settings

SIGNED = (
    "From",
    "To",
    "Cc",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Reply-To",
    "MIME-Version",
    "Content-Type",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
)
LIFE = 7 * 24 * 3600  # seconds


class NoSigningKey(RuntimeError):
    """The DKIM key cannot be used; the text says why."""


def signer(settings: Settings) -> Callable[[bytes], bytes] | None:
    """The signing function of an installation, or None without `[mail] dkim_key`. Raises NoSigningKey."""
    mail = settings.mail
    if not mail.dkim_key:
        return None
    file: Path = settings.path(mail.dkim_key)
    try:
        key = file.read_bytes()
    except OSError as error:
        raise NoSigningKey(f"读不到 DKIM 私钥 {file}：{error} / cannot read the DKIM key") from error
    if not mail.dkim_selector:
        raise NoSigningKey("请设置 [mail] dkim_selector / dkim_selector is missing")
    domain = mail.sender.rpartition("@")[2]
    return lambda raw: sign(raw, key, mail.dkim_selector, domain)


class _Expiring(dkim.DKIM):  # type: ignore[misc]
    """dkimpy knows no x=: it is put in beside the t= that the library takes from the wall clock."""

    def gen_header(self, fields: list[tuple[bytes, bytes]], *rest: Any, **options: Any) -> bytes:
        """The header with `x=` seven days after `t=`."""
        at = next(i for i, (name, _) in enumerate(fields) if name == b"t")
        until = str(int(fields[at][1]) + LIFE).encode()
        return bytes(
            super().gen_header([*fields[: at + 1], (b"x", until), *fields[at + 1 :]], *rest, **options)
        )


def sign(raw: bytes, key: bytes, selector: str, domain: str) -> bytes:
    """`raw` with a DKIM-Signature in front; raises NoSigningKey for an unusable key."""
    message = _Expiring(raw)
    try:
        header = message.sign(
            selector.encode(),
            domain.encode(),
            key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=_oversigned(raw),
        )
    except dkim.DKIMException as error:
        raise NoSigningKey(f"DKIM 签名失败：{error} / DKIM signing failed") from error
    return bytes(header) + raw


def _oversigned(raw: bytes) -> list[bytes]:
    """Each header as often as it occurs, and once more."""
    present = [name.lower() for name in BytesHeaderParser(policy=compat32).parsebytes(raw)]
    names: list[bytes] = []
    for name in SIGNED:
        names += [name.lower().encode()] * (present.count(name.lower()) + 1)
    return names
