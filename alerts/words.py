"""The words people answer with, per role, as every mail shows them; the grammar accepts more."""

from __future__ import annotations

from urllib.parse import quote

DESK = (
    ("受理", "立案跟进"),
    ("排除 F2", "不再提示，须注明理由代码"),
    ("转海外", "转海外纠纷应对指导"),
    ("转办 姓名", "交同事办理"),
    ("补证", "再取一次证据"),
    ("延后 3天", "到期再提醒"),
    ("合并 A-8", "与另一预警同案"),
    ("静默 30天", "该监测对象暂不来信"),
    ("备注 文字", "只记录"),
)
FIRM = (
    ("误报", "与我方无关"),
    ("已授权", "对方经我方许可"),
    ("我方商标", "由我方或关联方申请"),
    ("请协助", "请保护中心协助处理"),
)
REASONS = (
    ("F1", "仅作菜名、配料或做法"),
    ("F2", "仅通用词或地名相同"),
    ("F3", "本方或已获授权"),
    ("F4", "正品转售"),
    ("F5", "对方权利在先"),
    ("F6", "新闻、论坛页面"),
    ("F7", "我方标志仅为描述性文字"),
    ("F8", "相关商品已删减"),
)
STATES = {
    "new": "待受理",
    "accepted": "已受理",
    "verifying": "核查中",
    "confirmed": "已核实",
    "assigned": "已分派",
    "handling": "处置中",
    "feedback": "已反馈",
    "watching": "持续观察",
    "false_positive": "误报（已排除）",
    "merged": "已合并",
    "closed": "办结",
}


def words_for(role: str) -> tuple[tuple[str, str], ...]:
    """What this role may answer; a reader of the office's lists decides nothing."""
    if role == "reader":
        return ()
    return FIRM if role == "enterprise" else DESK


def mailto(address: str, command: str, label: str) -> str:
    """A link that opens an answer with the command already written; empty without a reply address."""
    if not address:
        return ""
    return f"mailto:{address}?subject={quote('回复 ' + label)}&body={quote(f'{command}')}"
