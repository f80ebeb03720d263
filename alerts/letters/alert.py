"""One case for one receiver: what, until when, how to answer, and only then why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from alerts.batch import Post
from alerts.compose import Attachment, Letter, Receiver
from alerts.headers import clean
from alerts.ics import calendar_file
from alerts.letters import render
from alerts.views import CaseView
from alerts.words import words_for

CAUSES = {
    "new": "",
    "changed": "有新情况",
    "reopened": "重新提示",
    "reminder": "尚未处理，再次提醒",
    "deputy": "逾时未处理，转副班",
    "level": "等级变化",
    "decision": "处理进展",
    "passed": "转交办理",
    "undo": "更正",
    "expired": "期限已过",
    "woken": "延后到期",
}


def cause_word(cause: str) -> str:
    """What a cause (`decision:accept`, `reminder:2`) is called in a mail."""
    return CAUSES.get(cause.partition(":")[0], "")


def subject(case: CaseView, cause: str) -> str:
    """Level, number, the two texts and the nearest date: enough to sort a mailbox by."""
    day = case.deadline and (case.deadline.certain_day or case.deadline.last_day)
    words = cause_word(cause)
    what = (
        f"「{clean(case.mark, 24)}」疑似近似「{clean(case.watched, 24)}」"
        if case.hits
        else clean(case.headline, 48)
    )
    parts = (f"【知微 {case.level}】{case.label}", what)
    return " ".join(p for p in (*parts, words, f"最后一日 {day}" if day else "") if p)


def alert_letter(
    case: CaseView,
    receiver: Receiver,
    post: Post,
    now: datetime,
    *,
    cause: str,
    thread: tuple[str, ...] = (),
    notice: str = "",
    footing: Any = None,
) -> Letter:
    """The letter; `thread` holds the Message-IDs of the case's earlier mails to this receiver."""
    key = f"alert|{case.number}|{case.revision}|{cause}|{receiver.id}"
    reply_to = post.reply_address(receiver, key, now) if receiver.role != "reader" else ""
    text, html = render(
        "alert",
        title=subject(case, cause),
        case=case,
        d=case.deadline,
        step=case.next_step,
        due=_due(case),
        role=receiver.role,
        reply_words=words_for(receiver.role),
        reply_to=reply_to,
        cause_word=cause_word(cause),
        notice=notice,
        office=post.settings.office.name,
        footing=footing,
    )
    return Letter(
        receiver=receiver,
        kind="alert",
        key=key,
        subject=subject(case, cause),
        text=text,
        html=html,
        alert_ids=(case.number,),
        in_reply_to=thread[-1] if thread else "",
        references=thread,
        reply_to=reply_to,
        attachments=_calendar(case),
    )


def _due(case: CaseView) -> str:
    deadline = case.deadline
    day = deadline and (deadline.act_by or deadline.certain_day or deadline.last_day)
    return str(day) if day else ""


def _calendar(case: CaseView) -> tuple[Attachment, ...]:
    dated = [d for d in case.risk.deadlines if d.last_day]
    if not dated:
        return ()
    content = calendar_file(case.label, f"{case.label} {case.watched}", dated)
    return (Attachment(f"{case.label}.ics", "text", "calendar", content, {"method": "PUBLISH"}),)
