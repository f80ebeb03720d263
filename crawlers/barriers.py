"""Recognises that a site does not want us: a status code, a login page, a captcha. Nothing is got around."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

STATUSES = frozenset({401, 403, 407, 412, 429, 451})
_LOGIN_PATH = re.compile(r"(?:^|[/._-])(?:login|signin|sign-in|passport|sso|auth|logon)(?:[/._-]|$)", re.I)
#: Instructions and scripts of challenge pages; the bare word 验证码 also stands in lists of goods.
_CHALLENGE = re.compile(
    r"拖动.{0,6}滑块|滑块.{0,8}验证|完成.{0,6}验证|请输入.{0,6}验证码|人机验证|访问过于频繁|访问异常"
    r"|<title>[^<]{0,40}(?:验证|captcha|robot)|are you (?:a )?(?:human|robot)|verify you are human"
    r"|checking your browser|cf-challenge|acw_sc__v2|punish\?x5secdata",
    re.I,
)
_PASSWORD_FIELD = re.compile(r"<input[^>]{0,300}type\s*=\s*[\"']?password", re.I)
_LOGIN_WORDS = re.compile(r"请先?登录|登录后(?:查看|继续)|用户登录|please (?:log|sign) ?in", re.I)
#: A real page may mention a captcha in a script; a challenge page says little else.
SMALL_PAGE = 30_000


def from_status(status: int) -> str:
    """`401`, `403` … for a status that bars us; "" otherwise."""
    return str(status) if status in STATUSES else ""


def from_redirect(location: str) -> str:
    """`login` when a redirect leads to a login page; "" otherwise."""
    parts = urlsplit(location)
    return "login" if _LOGIN_PATH.search(parts.hostname or "") or _LOGIN_PATH.search(parts.path) else ""


def from_page(text: str) -> str:
    """`captcha` or `login` for a page that shows one instead of content; "" otherwise."""
    if len(text) > SMALL_PAGE:
        return ""
    if _PASSWORD_FIELD.search(text) or (len(text) < 4_000 and _LOGIN_WORDS.search(text)):
        return "login"
    return "captcha" if _CHALLENGE.search(text) else ""
