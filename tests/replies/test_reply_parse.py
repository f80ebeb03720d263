"""Bytes of real mail: charsets that lie, encodings that break, structures that attack."""

from __future__ import annotations

import base64

import pytest
from reply_programs import _header, bare, part

from alerts.replies import read_reply
from alerts.replies.charset import decode_text
from alerts.replies.headers import decode_words, parameters, read_headers
from alerts.replies.parse import parse_mail, unflowed


@pytest.mark.parametrize(
    ("raw", "label", "text"),
    [
        ("受理喆".encode("gb18030"), "gb2312", "受理喆"),
        ("受理".encode("gbk"), "x-gbk", "受理"),
        ("受理".encode("gbk"), "CP936", "受理"),
        ("受理".encode(), "gb2312", "受理"),  # the label lies
        ("受理".encode("gbk"), "utf-8", "受理"),
        ("受理".encode("gbk"), "us-ascii", "受理"),
        ("受理".encode(), "iso-8859-1", "受理"),
        ("受理".encode("gbk"), "no-such-charset", "受理"),
        ("受理".encode("gbk"), "unicode_escape", "受理"),
        ("受理".encode("big5"), "big5", "受理"),
        ("受理".encode("hz"), "hz-gb-2312", "受理"),
        ("受理".encode("utf-16"), "utf-16", "受理"),
        ("\ufeff受理".encode(), None, "受理"),
        (b"\\u53d7\\u7406", "unicode_escape", "\\u53d7\\u7406"),
        ("受理".encode("gbk") + b"\xff", "gbk", "受理\ufffd"),
        (b"a\r\nb\rc\0", None, "a\nb\nc"),
    ],
)
def test_charsets(raw: bytes, label: str | None, text: str) -> None:
    assert decode_text(raw, label) == text


def test_encoded_words_split_inside_a_character_are_joined() -> None:
    whole = base64.b64encode("回复预警".encode("gbk"))
    raw = "回复预警".encode("gbk")
    pieces = b" ".join(b"=?gb2312?B?" + base64.b64encode(piece) + b"?=" for piece in (raw[:3], raw[3:]))
    assert decode_words(pieces) == "回复预警" == decode_words(b"=?GBK?B?" + whole + b"?=")
    assert decode_words(b"=?utf-8?Q?A=2D12_=E5=8F=97?= x") == "A-12 受 x"


def test_parameters_keep_quotes_and_join_rfc2231() -> None:
    assert parameters('text/plain; charset="GB2312"; format=flowed') == (
        "text/plain",
        {"charset": "GB2312", "format": "flowed"},
    )
    assert parameters("x/y; name*0=ab; name*1=cd")[1]["name"] == "abcd"


def test_headers_are_kept_as_they_came() -> None:
    headers = read_headers(b"From: a\r\nFrom: b\r\nSubject: x\r\n\ty\r\nnonsense\r\n")
    assert headers.raw("from") == ["a", "b"] and headers.first("subject") == "x y" and headers.broken == 1


@pytest.mark.parametrize("body", ["5Y+X55CG", "5Y+X\r\n55CG=", "5Y+X!!55CG", "5Y+X55CGQ"])
def test_broken_base64_is_read(body: str) -> None:
    raw = (
        _header("Re: x")
        + f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}"
    )
    assert read_reply(raw.encode()).own_text.startswith("受理")


def test_broken_quoted_printable_is_read() -> None:
    head = (
        _header("Re: x")
        + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    assert read_reply((head + "=E5=8F=97=E7=90=\r\n=86 =ZZ 1=").encode()).own_text == "受理 =ZZ 1"


def test_format_flowed() -> None:
    assert unflowed("A-12 \n受理\n> quoted \n> more\n-- \nme", {}) == "A-12 受理\n> quoted more\n-- \nme"
    assert unflowed("受 \n理", {"delsp": "yes"}) == "受理"


def _mixed(*parts: str) -> bytes:
    body = "".join(f"--b\r\n{piece}\r\n" for piece in parts) + "--b--\r\nA-13 排除 F3\r\n"
    return (_header("Re: x") + f'Content-Type: multipart/mixed; boundary="b"\r\n\r\n{body}').encode(
        "latin-1", "replace"
    )


def test_attachments_and_attached_mails_are_never_the_writers_words() -> None:
    plain = part("谢谢", "plain", "utf-8", "utf-8", "base64")
    attached = 'Content-Type: text/plain; name="a.txt"\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\naccept'
    mail = "Content-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\nSubject: accept\r\n\r\naccept\r\n"
    reply = read_reply(_mixed(plain, attached, mail))
    assert (reply.verdict, reply.own_text, reply.commands) == ("help", "谢谢", ())
    assert read_reply(_mixed(attached)).code == "empty"


def test_text_behind_the_closing_boundary_is_nobodys() -> None:
    reply = read_reply(_mixed(part("A-12 受理", "plain", "utf-8", "utf-8", "base64")))
    assert [command.alert for command in reply.commands] == ["A-12"]


def test_limits_on_size_depth_and_parts() -> None:
    assert read_reply(bare("受理") + b"=" * (1 << 20)).code == "over-size"
    assert read_reply(_mixed(*["Content-Type: text/plain\r\n\r\naccept"] * 60)).code == "over-parts"
    deep = "Content-Type: text/plain\r\n\r\naccept"
    for level in range(2000):
        deep = (
            f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n{deep}\r\n--b{level}--'
        )
    assert read_reply((_header("Re: x") + deep).encode()).code == "over-depth"


@pytest.mark.parametrize(
    "hidden",
    [
        '<span style="display:none">受理</span>',
        '<span style="display: NONE !important">受理</span>',
        '<span style="font-size:0">受理</span>',
        '<span style="font-size: 1px">受理</span>',
        '<font color="#FFFFFF">受理</font>',
        '<span style="color: white">受理</span>',
        '<span style="color:rgb(255, 255, 255)">受理</span>',
        '<span style="color:rgba(0,0,0,0)">受理</span>',
        '<span style="opacity:0">受理</span>',
        '<span style="visibility:hidden">受理</span>',
        '<div style="max-height:0;overflow:hidden">受理</div>',
        '<div style="position:absolute;left:-9999px">受理</div>',
        "<div hidden>受理</div>",
        "<s>受理</s>",
        '<span style="text-decoration: line-through">受理</span>',
        '<style>.x{display:none}</style><span class="x">受理</span>',
        "<!-- 受理 -->",
        "<script>受理</script>",
        "<title>受理</title>",
        "<textarea>受理</textarea>",
        '<img alt="受理">',
        '<bdo dir="rtl">理受</bdo>',
        '<span style="unicode-bidi:bidi-override;direction:rtl">理受</span>',
        "<blockquote>受理</blockquote>",
        '<div class="gmail_quote">受理</div>',
    ],
)
def test_what_a_reader_cannot_see_never_acts(hidden: str) -> None:
    raw = _header("Re: x") + part(
        f"<html><body>{hidden}<p>谢谢</p></body></html>", "html", "utf-8", "utf-8", "base64"
    )
    reply = read_reply(raw.encode())
    assert reply.verdict == "help" and "受理" not in reply.own_text and reply.commands == ()


@pytest.mark.parametrize(
    "style",
    [
        "font-size:0.8em",
        "font-size:small",
        "font:12.0px Helvetica",
        "border-width:0px",
        "line-height:0",
        "color:#333",
        "opacity:0.9",
    ],
)
def test_ordinary_styles_hide_nothing(style: str) -> None:
    raw = _header("Re: x") + part(f'<p style="{style}">受理</p>', "html", "utf-8", "utf-8", "base64")
    assert read_reply(raw.encode()).verdict == "apply"


def test_two_bodies_that_differ_change_nothing() -> None:
    def both(plain: str, page: str) -> bytes:
        body = f"--b\r\n{part(plain, 'plain', 'utf-8', 'utf-8', 'base64')}\r\n--b\r\n{part(page, 'html', 'utf-8', 'utf-8', 'base64')}\r\n--b--"
        return (_header("Re: x") + f"Content-Type: multipart/alternative; boundary=b\r\n\r\n{body}").encode()

    assert read_reply(both("受理", "<p>受理</p>")).verdict == "apply"
    assert read_reply(both("受理", "<p>谢谢</p>")).verdict == "help"
    assert read_reply(both("谢谢", "<p>受理</p>")).code == "bodies-differ"
    assert read_reply(both("A-12 受理", "<p>A-13 受理</p>")).code == "bodies-differ"
    assert read_reply(both("受理", '<p style="display:none">受理</p>')).verdict == "help"


def test_parse_survives_nonsense() -> None:
    for raw in (
        b"",
        b"\n",
        b"\xff" * 50,
        b"Content-Type: multipart/mixed; boundary=\n\nx",
        b"From \n\n",
        b":\n:\n\n",
    ):
        assert parse_mail(raw).headers is not None
        assert read_reply(raw).verdict in {"help", "ignore"}
