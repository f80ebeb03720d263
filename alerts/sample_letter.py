"""The monthly sample as a letter to the desk, answered line by line or on its page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from alerts.batch import Post
from alerts.compose import Letter, Receiver
from alerts.headers import clean
from alerts.letters.blocks import Block, block_letter


def sample_letter(
    month: str, rows: list[Row[Any]], receiver: Receiver, url: str, post: Post, now: datetime
) -> Letter:
    """Pairs in order of their numbers; the reply address names the sample."""
    key = f"sample|{month}|{receiver.id}"
    how = (
        "下面是得分刚低于提示线、因此没有提示的记录。本应提示的写“需要”，否则写“不需要”，一行一件，例如：",
        "3 需要",
        "5 不需要",
        "没看清的可以不写。您的答复用来估计漏报的多少，并建议是否下调提示线；改不改由您决定。",
    )
    lines = tuple(
        f"{row.number}．「{clean(row.body['mark'], 40)}」与「{clean(row.body['watched'], 40)}」"
        f"（{clean(row.body['about'], 60)}，得分 {row.score:.2f}）"
        for row in rows
    )
    blocks = [
        Block(lines=how, links=(("在网页上作答", url),) if url else ()),
        Block(f"{month} 的样本（{len(rows)} 件）", lines),
    ]
    title = f"{month} 未提示记录抽样：请看 {len(rows)} 件"
    reply_to = post.reply_address(receiver, key, now)
    return block_letter(receiver, "sample", key, title, blocks, post, reply_to=reply_to)
