"""The verbs of a decision by their Chinese and English names, for commands; mails have their own grammar."""

from __future__ import annotations

CHINESE = {
    "受理": "accept",
    "排除": "dismiss",
    "转海外": "overseas",
    "转办": "assign",
    "补证": "evidence",
    "延后": "snooze",
    "合并": "merge",
    "静默": "silence",
    "备注": "note",
    "核查": "verify",
    "核实": "confirm",
    "处置": "act",
    "反馈": "report",
    "办结": "close",
    "重开": "reopen",
    "撤销": "undo",
    "误报": "false-alarm",
    "已授权": "authorised",
    "我方商标": "own-mark",
    "请协助": "assist",
}


def verb_of(word: str) -> str:
    """The English verb for either name; empty when the word is none."""
    text = word.strip().lower()
    return CHINESE.get(text) or (text if text in CHINESE.values() else "")
