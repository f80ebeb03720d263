"""Plain letters out of blocks: a heading, sentences, a table, buttons; in Chinese or English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alerts.batch import Post
from alerts.compose import Letter, Receiver
from alerts.letters import render


@dataclass(frozen=True)
class Block:
    """One part of a letter; `links` are (label, URL) and only open pages."""

    heading: str = ""
    lines: tuple[str, ...] = ()
    table: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


_WORDS = {
    "zh": {"closing": "本信由知微监测服务自动生成。", "prefs_word": "订阅设置", "leave_word": "退订"},
    "en": {
        "closing": "Sent by the Zhiwei monitoring service.",
        "prefs_word": "Preferences",
        "leave_word": "Unsubscribe",
        "lang": "en",
    },
}


def block_letter(
    receiver: Receiver,
    kind: str,
    key: str,
    title: str,
    blocks: Sequence[Block],
    post: Post,
    *,
    tone: str = "无",
    footing: Any = None,
    subject: str = "",
    alert_ids: tuple[int, ...] = (),
    reply_to: str = "",
) -> Letter:
    """The letter in the receiver's language; `tone` is a warning colour or 无."""
    text, html = render(
        "letter",
        title=title,
        blocks=blocks,
        tone=tone,
        office=post.settings.office.name,
        footing=footing,
        **_WORDS.get(receiver.language, _WORDS["zh"]),
    )
    return Letter(
        receiver,
        kind,
        key,
        subject or f"【知微】{title}",
        text,
        html,
        alert_ids=alert_ids,
        reply_to=reply_to,
        unsubscribe=footing.headers if footing else (),
    )
