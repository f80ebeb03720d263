"""What a proposed list would have raised, told to its owner with the page on which to confirm it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from alerts.batch import Post
from alerts.compose import Letter, Receiver
from alerts.headers import clean
from alerts.letters.blocks import Block, block_letter
from alerts.redact import redact
from alerts.subscriptions.preview import GENERIC_PER_WEEK, Preview
from watchlists.importing import Import

_REJECTS_SHOWN = 10


def preview_blocks(preview: Preview, rows: int, taken: int, rejects: list[str]) -> list[Block]:
    """The preview as parts of a letter or page."""
    span = f"{preview.since} 至 {preview.until}"
    counted: tuple[tuple[str, str], ...] = (
        ("读到", f"{rows} 行，可用 {taken} 行，退回 {len(rejects)} 行"),
        ("试查范围", f"{span} 收到的 {preview.records} 条记录"),
        ("会提示", f"{preview.hits} 件，平均每周 {preview.per_week:.1f} 件"),
    )
    if preview.running:
        counted += (("其中期限未过", f"{preview.running} 件（确认后不另发预警，请看下面的例子）"),)
    blocks = [Block("试查结果", (), counted)]
    if preview.examples:
        lines = tuple(
            f"「{clean(redact(e.mark), 40)}」近似「{clean(e.watched, 40)}」"
            f"（{clean(redact(e.party), 40) or '未写申请人'}，{e.seen}）"
            + (f"　最后一日 {e.last_day}" if e.last_day else "")
            for e in preview.examples
        )
        blocks.append(Block(f"例子（{len(lines)} 件）", lines))
    if preview.generic:
        lines = tuple(f"「{clean(text, 40)}」每周约 {rate:.1f} 件" for text, rate in preview.generic)
        hint = f"每周超过 {GENERIC_PER_WEEK:.0f} 件的监测对象过于通用，建议补充国际分类或商品："
        blocks.append(Block("可能太宽", (hint, *lines)))
    if preview.exclusions:
        lines = tuple(
            f"「{clean(watched, 30)}」可排除「{clean(redact(mark), 30)}」（{n} 件）"
            for watched, mark, n in preview.exclusions
        )
        blocks.append(Block("建议写入“排除”列", lines))
    if rejects:
        blocks.append(Block("退回的行", tuple(clean(one, 200) for one in rejects[:_REJECTS_SHOWN])))
    return blocks


def preview_letter(
    receiver: Receiver, proposal: Row[Any], taken: Import, preview: Preview, url: str, post: Post
) -> Letter:
    """Nothing is watched before the button on the linked page is pressed."""
    rejects = [str(one) for one in taken.rejects]
    ask = (
        "这份清单还没有生效。请打开下面的页面，看过后按“确认开始监测”或“不要这份清单”。",
        "生效后只提示新出现的记录；上面的旧记录不会逐件发来。",
    )
    links = (("打开确认页面", url),) if url else ()
    blocks = [*preview_blocks(preview, taken.rows, len(taken.entries), rejects)]
    blocks.append(Block("下一步", ask, links=links))
    title = f"监测清单“{clean(proposal.file, 40)}”试查：每周约 {preview.per_week:.1f} 件"
    return block_letter(receiver, "proposal", f"proposal|{proposal.id}", title, blocks, post)


def unreadable_letter(receiver: Receiver, proposal: Row[Any], why: str, post: Post) -> Letter:
    """What is wrong with the file and what would be right."""
    lines = (
        clean(why, 300),
        "表头至少要有“监测对象”（或“商标名称”）一列；可有：类别、国际分类、商品、权利人、别名、排除。",
    )
    title = f"监测清单“{clean(proposal.file, 40)}”读不出来"
    return block_letter(receiver, "proposal", f"unreadable|{proposal.id}", title, [Block(lines=lines)], post)
