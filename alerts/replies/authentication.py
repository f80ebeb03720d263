"""Who really sent a mail: our own DKIM verification, or the border server's word, never the sender's word.

Gate 5 of reliability 7.3. A valid signature is not enough: dkimpy also accepts a body that was extended
behind `l=` and a second Subject put in front. So `l=` is refused, From, Subject, Date and Message-ID must be
signed and stand once, the domain aligned with From, the key at least 1024 bit, the age at most 7 days.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import dkim

from alerts.replies.gates import one_mailbox
from alerts.replies.headers import Headers, read_headers
from alerts.replies.parse import split_head

Dns = Callable[[str], bytes | None]
MUST_BE_SIGNED = ("from", "subject", "date", "message-id")
MAX_AGE = timedelta(days=7)
_SKEW = timedelta(hours=1)
_MIN_KEY = 1024
_MAX_SIGNATURES = 5
_TAG = re.compile(r"(?:^|;)\s*([a-z0-9]+)\s*=\s*([^;]*)")
# Suffixes below which anybody can register: a signature of one of them says nothing about From.
_PUBLIC = re.compile(r"(com|net|org|gov|edu|ac|mil|co|[a-z]{2})\.[a-z]{2}")


@dataclass(frozen=True)
class Finding:
    """`passed` with the domain that vouches, or why not; `oversigned` when no header can be added."""

    passed: bool
    code: str
    zh: str
    en: str
    domain: str | None = None
    oversigned: bool = False


_WHY = {
    "pass": ("身份验证通过", "authenticated"),
    "no-sender": ("发件人不是恰好一个邮箱", "no single sender"),
    "no-signature": ("没有 DKIM 签名", "no DKIM signature"),
    "length-tag": ("DKIM 签名带 l=，正文可被追加", "DKIM signature with l="),
    "unsigned-header": ("DKIM 未覆盖发件人、主题、日期或 Message-ID", "a required header is not signed"),
    "duplicate": ("被签名的邮件头重复", "a signed header stands twice"),
    "not-aligned": ("DKIM 域名与发件人域名不一致", "DKIM domain is not that of From"),
    "algorithm": ("DKIM 算法不被接受", "DKIM algorithm refused"),
    "too-old": ("DKIM 签名超过 7 天或时间不可信", "DKIM signature older than 7 days or undated"),
    "weak-key": ("DKIM 密钥不足 1024 位", "DKIM key shorter than 1024 bit"),
    "invalid": ("DKIM 签名无效或密钥已撤销", "DKIM signature invalid or key revoked"),
    "no-results": ("没有可信的 Authentication-Results", "no trusted Authentication-Results"),
    "not-ours": ("Authentication-Results 不是本单位服务器所加", "Authentication-Results not by our server"),
    "failed": ("服务器判定身份验证未通过", "the server says: not authenticated"),
}


def _finding(code: str, domain: str | None = None, oversigned: bool = False) -> Finding:
    zh, en = _WHY[code]
    return Finding(code == "pass", code, zh, en, domain, oversigned)


def verify_dkim(raw: bytes, dns: Dns, now: datetime) -> Finding:
    """The best finding over the mail's DKIM signatures; `dns` gives the TXT record of a name or `None`."""
    headers = read_headers(split_head(raw)[0])
    sender = one_mailbox(headers.raw("from"))
    if sender is None:
        return _finding("no-sender")
    findings = [
        _signature(raw, headers, place, sender.rpartition("@")[2], dns, now)
        for place in range(min(headers.count("dkim-signature"), _MAX_SIGNATURES))
    ]
    return next(
        (finding for finding in findings if finding.passed),
        findings[0] if findings else _finding("no-signature"),
    )


def _signature(raw: bytes, headers: Headers, place: int, domain: str, dns: Dns, now: datetime) -> Finding:
    tags = {
        name: re.sub(r"\s+", "", value) for name, value in _TAG.findall(headers.raw("dkim-signature")[place])
    }
    signed = [name.strip().lower() for name in tags.get("h", "").split(":")]
    signer = tags.get("d", "").lower()
    code = _before_key(tags, signed, headers, signer, domain, now)
    if code is None:
        code = _by_key(raw, place, dns, ed25519=tags.get("a", "").lower().startswith("ed25519"))
    oversigned = all(signed.count(name) > headers.count(name) for name in MUST_BE_SIGNED)
    return _finding(code, signer, oversigned)


def _before_key(
    tags: dict[str, str], signed: list[str], headers: Headers, signer: str, domain: str, now: datetime
) -> str | None:
    if "l" in tags:
        return "length-tag"
    if not set(MUST_BE_SIGNED) <= set(signed):
        return "unsigned-header"
    if any(headers.count(name) > 1 for name in (*MUST_BE_SIGNED, "content-type", "mime-version")):
        return "duplicate"
    if not aligned(signer, domain):
        return "not-aligned"
    if tags.get("a", "").lower() not in {"rsa-sha256", "ed25519-sha256"}:
        return "algorithm"
    return None if _recent(tags, headers, now) else "too-old"


def _recent(tags: dict[str, str], headers: Headers, now: datetime) -> bool:
    """By `t=` when it is there, else by the signed Date; `x=` must not have passed."""
    try:
        if "t" in tags:
            made = datetime.fromtimestamp(int(tags["t"]), now.tzinfo)
        else:
            made = parsedate_to_datetime(headers.first("date"))
        ends = datetime.fromtimestamp(int(tags["x"]), now.tzinfo) if "x" in tags else None
        return now - MAX_AGE <= made <= now + _SKEW and (ends is None or now <= ends)
    except (ValueError, TypeError, OverflowError, OSError):
        return False


def _by_key(raw: bytes, place: int, dns: Dns, ed25519: bool) -> str:
    def answer(name: bytes | str, timeout: int = 5) -> bytes:
        return dns((name.decode("ascii", "replace") if isinstance(name, bytes) else name).rstrip(".")) or b""

    verifier = dkim.DKIM(re.sub(rb"\r?\n", b"\r\n", raw), minkey=_MIN_KEY)
    try:
        valid = verifier.verify(idx=place, dnsfunc=answer)
    except (dkim.DKIMException, ValueError, KeyError, IndexError, TypeError, binascii.Error):
        return "invalid"  # dkimpy raises for revoked, missing and malformed keys alike
    if not ed25519 and 0 < verifier.keysize < _MIN_KEY:
        return "weak-key"
    return "pass" if valid else "invalid"


def aligned(signer: str, domain: str) -> bool:
    """Relaxed alignment (RFC 7489), no suffix list: equal, or one under the other and not a public suffix."""
    signer, domain = signer.lower().rstrip("."), domain.lower().rstrip(".")
    shorter = min(signer, domain, key=len)
    if "." not in shorter or _PUBLIC.fullmatch(shorter):
        return False
    return signer == domain or signer.endswith("." + domain) or domain.endswith("." + signer)


def trusted_results(raw: bytes, authserv_id: str, received_above: int = 1) -> Finding:
    """What the border server found, read from the topmost Authentication-Results only.

    It must carry `authserv_id` and have at most `received_above` Received fields above it; every other one,
    wherever it stands and whatever it says, is the sender's and counts for nothing.
    """
    headers = read_headers(split_head(raw)[0])
    sender = one_mailbox(headers.raw("from"))
    if sender is None:
        return _finding("no-sender")
    names = [name for name, _ in headers.fields]
    if "authentication-results" not in names:
        return _finding("no-results")
    place = names.index("authentication-results")
    parts = _without_comments(headers.raw("authentication-results")[0]).split(";")
    identity = parts[0].split()
    if (
        not identity
        or identity[0].lower() != authserv_id.lower()
        or names[:place].count("received") > received_above
    ):
        return _finding("not-ours")
    return _judged([part.strip().lower() for part in parts[1:]], sender.rpartition("@")[2])


def _judged(results: list[str], domain: str) -> Finding:
    passed: str | None = None
    for result in results:
        method, _, outcome = result.partition("=")
        verdict = outcome.split()[0] if outcome.split() else ""
        properties = dict(re.findall(r"([a-z.]+)\s*=\s*([^\s;]+)", outcome))
        if method.strip() == "dmarc":
            if verdict != "pass" or properties.get("header.from", domain) != domain:
                return _finding("failed")
            passed = domain
        elif method.strip() == "dkim" and verdict == "pass":
            signer = properties.get("header.d") or properties.get("header.i", "").rpartition("@")[2]
            passed = passed or (signer if aligned(signer, domain) else None)
    return _finding("pass", passed) if passed else _finding("failed")


def _without_comments(value: str) -> str:
    value = re.sub(r'"(?:[^"\\]|\\.)*"', '""', value)
    while (shorter := re.sub(r"\([^()]*\)", " ", value)) != value:
        value = shorter
    return value
