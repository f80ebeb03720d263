"""One sentence above a case: what was decided, by whom, or why it is told again."""

from __future__ import annotations

from sqlalchemy import Connection, select

from alerts.words import STATES
from config.clock import from_db, show
from config.schema import journal

VERBS = {
    "accept": "已受理",
    "dismiss": "已排除",
    "overseas": "已转海外知识产权纠纷应对指导",
    "assign": "已转办",
    "merge": "已与另一预警合并",
    "snooze": "已延后",
    "evidence": "已要求补充取证",
    "silence": "已静默",
    "note": "已备注",
    "verify": "正在核查",
    "confirm": "已核实",
    "act": "正在处置",
    "report": "已反馈处置情况",
    "close": "已办结",
    "reopen": "已重新打开",
    "false-alarm": "答复：误报",
    "authorised": "答复：已授权",
    "own-mark": "答复：我方商标",
    "assist": "请求保护中心协助",
    "undo": "撤销了上一处理",
    "follow-up": "事实有变化",
}


def notice_for(conn: Connection, alert_id: int, cause: str) -> str:
    """The newest journal row as a sentence, for news that a person or a change caused; else empty."""
    if cause.partition(":")[0] not in ("decision", "passed", "undo", "reopened", "changed", "expired"):
        return ""
    row = conn.execute(
        select(journal).where(journal.c.alert_id == alert_id).order_by(journal.c.id.desc()).limit(1)
    ).first()
    if row is None:
        return ""
    who = "" if row.who == "system" else row.who
    parts = [f"{show(from_db(row.at))} {who}{VERBS.get(row.verb, row.verb)}"]
    parts += [f"理由 {row.reason}"] if row.reason else []
    parts += [row.note] if row.note else []
    parts.append(f"现在状态：{STATES.get(row.after, row.after)}")
    return "；".join(parts) + "。"
