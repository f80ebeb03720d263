"""Every subscription mail is signed with its List-Unsubscribe headers; what is put in front breaks it."""

from __future__ import annotations

import base64
from datetime import datetime

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from alerts.compose import Letter, Receiver, mime
from alerts.signing import NoSigningKey, sign, signer
from config.settings import Settings


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def pem(key: rsa.RSAPrivateKey) -> bytes:
    kind = serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())


@pytest.fixture
def mail(now: datetime) -> bytes:
    receiver = Receiver("enterprise:a@corp.test", "enterprise", "a@corp.test", "示例企业")
    links = ("https://zw.test/leave/abc.def", "mailto:sub@zhiwei.test?subject=x")
    letter = Letter(receiver, "digest", "k", "【知微】3 件预警", "正文", "<p>正文</p>", unsubscribe=links)
    return mime(letter, sender="alert@zhiwei.test", sender_name="示例中心", now=now)


def valid(raw: bytes, key: rsa.RSAPrivateKey) -> bool:
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    return bool(dkim.verify(raw, dnsfunc=lambda *_, **__: record))


def tags(raw: bytes) -> dict[str, str]:
    header = raw[: raw.index(b"\r\nFrom:")].decode().partition(":")[2]
    pairs = (part.partition("=") for part in "".join(header.split()).split(";"))
    return {name: value for name, _, value in pairs}


def test_the_signature_covers_both_unsubscribe_headers_twice_and_ends_in_a_week(
    mail: bytes, pem: bytes, key: rsa.RSAPrivateKey
) -> None:
    signed = sign(mail, pem, "zw", "zhiwei.test")
    assert valid(signed, key)
    found = tags(signed)
    covered = found["h"].split(":")
    for name in ("list-unsubscribe", "list-unsubscribe-post", "from", "to", "subject", "date", "message-id"):
        assert covered.count(name) == 2, name
    assert covered.count("reply-to") == 1, "absent ones are signed as absent"
    assert int(found["x"]) - int(found["t"]) == 7 * 24 * 3600
    assert "l" not in found


@pytest.mark.parametrize(
    "extra",
    ["Subject: x", "List-Unsubscribe: <https://evil.test/>", "Reply-To: e@evil.test", "From: e@evil.test"],
)
def test_a_header_put_in_front_breaks_the_signature(
    extra: str, mail: bytes, pem: bytes, key: rsa.RSAPrivateKey
) -> None:
    signed = sign(mail, pem, "zw", "zhiwei.test")
    assert not valid(extra.encode() + b"\r\n" + signed, key)


def test_text_behind_the_body_breaks_the_signature(mail: bytes, pem: bytes, key: rsa.RSAPrivateKey) -> None:
    assert not valid(sign(mail, pem, "zw", "zhiwei.test") + b"more\r\n", key)


def test_signing_only_what_is_there_would_let_a_second_subject_pass(
    mail: bytes, pem: bytes, key: rsa.RSAPrivateKey
) -> None:
    """The seeded fault: without oversigning the front header is accepted."""
    weak = dkim.DKIM(mail).sign(b"zw", b"zhiwei.test", pem, include_headers=[b"from", b"subject"])
    assert valid(b"Subject: x\r\n" + weak + mail, key), "the fault shows"


def test_the_links_are_never_encoded_words(mail: bytes) -> None:
    head = mail[: mail.index(b"\r\n\r\n")].decode()
    assert "List-Unsubscribe: <https://zw.test/leave/abc.def>,\r\n <mailto:sub@zhiwei.test?subject=x>" in head
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head


def test_an_installation_without_key_does_not_sign_and_one_with_a_lost_key_says_so(
    installation: Settings, pem: bytes
) -> None:
    assert signer(installation) is None
    lost = installation.model_copy(
        update={"mail": installation.mail.model_copy(update={"dkim_key": "keys/d.pem"})}
    )
    with pytest.raises(NoSigningKey, match="读不到"):
        signer(lost)
