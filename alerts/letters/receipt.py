"""回执: what was understood from an answer, what changed, by whom, and how to take it back."""

from __future__ import annotations

from alerts.batch import Post
from alerts.compose import Letter, Receiver
from alerts.decisions import Applied
from alerts.letters import render
from alerts.words import words_for


def receipt_letter(
    done: list[Applied],
    receiver: Receiver,
    post: Post,
    *,
    mail_key: str,
    reply_to: str,
    thread: tuple[str, ...],
    undo_url: str = "",
) -> Letter:
    """One receipt for one mail, to the registered mailbox, whatever stood in its From."""
    applied = [one for one in done if one.done]
    head = "已按您的回信处理" if applied else "没有改动"
    lines = [one.sentence for one in done]
    lines.append(f"操作人：{receiver.name or receiver.address}（{receiver.address}）")
    if applied:
        lines.append("如有误，30 分钟内回复本信“撤销”即可恢复。")
        lines += [f"也可打开此页后点按钮撤销：{undo_url}"] if undo_url else []
    title = (
        f"【知微回执】{head}：{done[0].sentence}"
        if len(done) == 1
        else f"【知微回执】{head}（{len(done)} 件）"
    )
    text, html = render("notice", title=title, lines=lines, office=post.settings.office.name)
    numbers = tuple(sorted({one.decision.alert for one in done if one.decision.alert}))
    key = f"receipt|{mail_key}"
    return Letter(
        receiver,
        "receipt",
        key,
        title,
        text,
        html,
        alert_ids=numbers,
        in_reply_to=thread[-1] if thread else "",
        references=thread,
        reply_to=reply_to,
    )


def help_letter(
    why: str,
    own_text: str,
    receiver: Receiver,
    post: Post,
    *,
    mail_key: str,
    reply_to: str,
    numbers: tuple[int, ...],
    thread: tuple[str, ...],
) -> Letter:
    """Why nothing was done, and three examples that would work."""
    label = f"A-{numbers[0]}" if numbers else "A-12"
    words = "、".join(word for word, _ in words_for(receiver.role))
    example = f"误报 {label}" if receiver.role == "enterprise" else f"受理 {label}"
    lines = [
        "您的回信没有引起任何改动。",
        f"原因：{why}",
        f"读到的文字：{own_text[:200] or '（空）'}",
        f"请在第一行直接写，例如：{example}",
        f"可用的词：{words}",
    ]
    title = "【知微】没有看懂您的回信，未作任何改动"
    text, html = render("notice", title=title, lines=lines, office=post.settings.office.name)
    return Letter(
        receiver,
        "help",
        f"help|{mail_key}",
        title,
        text,
        html,
        alert_ids=numbers[:50],
        in_reply_to=thread[-1] if thread else "",
        references=thread,
        reply_to=reply_to,
    )


def challenge_letter(
    own_text: str,
    receiver: Receiver,
    post: Post,
    *,
    key: str,
    waiting: str,
    reply_to: str,
    numbers: tuple[int, ...],
) -> Letter:
    """A question to the registered mailbox: did you write this? Its subject ends in the waiting mail key."""
    lines = [
        "收到一封以您的名义发来的回信，但无法确认确实由您发出，因此尚未执行。",
        f"信中写的是：{own_text[:200]}",
        "如果是您写的，请在 60 分钟内直接回复本信“是”。如果不是，无需理会。",
    ]
    title = f"【知微】请确认：这封回信是您写的吗？ #{waiting[:16]}"
    text, html = render("notice", title=title, lines=lines, office=post.settings.office.name)
    return Letter(receiver, "challenge", key, title, text, html, alert_ids=numbers, reply_to=reply_to)
