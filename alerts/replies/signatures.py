"""Where a person's words end and their signature begins: rules, marks, closings, cards, disclaimers."""

from __future__ import annotations

import re

_MARKS = (
    r"(-- ?|[-—–_=*─━~·#]{3,})",
    r"(发自|发送自|寄自|来自|從我的|从我的|由我的).*",
    r"(Sent (from|via|with|by|using)|Envoyé|Get Outlook).*",
    r"(从|由|使用|通过|用)\s*.{1,40}(发送|发出|傳送|寄出)",
    r"(获取|下载|取得)\s*.{0,20}(Outlook|网易|QQ|邮箱).*",
    r".{0,12}(签名由|邮箱大师|写信就用).*",
    r"\|.*",
    r"\[?(cid:|image:|图片)[^\n]*",
)
_CLOSINGS = (
    r"(此致|敬礼|敬禮|祝好|顺颂.{0,6}|顺祝.{0,8}|祝商祺|祝\S{0,4}(顺利|愉快|安好|安康|工作顺心)|即颂\S{0,4}|商祺|颂祺)[!！。,，]?",
    r"(best|kind|warm|with|many)?\s*(regards|wishes)[,.!]?|(yours\s+)?(sincerely|faithfully|truly)[,.]?|cheers[,.!]?|best[,.]|BR[,.]?",
)
_CARD_LINES = (
    r"(电\s*话|手\s*机|座\s*机|传\s*真|地\s*址|邮\s*箱|邮\s*编|网\s*址|部\s*门|职\s*务|职\s*位|单\s*位|微\s*信|联系人|联系电话|联系方式|办公电话"
    r"|tel|phone|mobile|mob|cell|fax|add|addr|address|e-?mail|web|website|qq)\s*[:：|].*",
    r"(\+?86[- ]?)?1[3-9]\d{9}|0\d{2,3}-\d{7,8}(-\d+)?",
    r"[\w.+-]+@[\w.-]+",
)
_DISCLAIMERS = (
    r"[【\[*(（]?\s*(免责声明|保密提示|保密声明|保密须知|机密|重要提示|声明[:：]|confidential|disclaimer|notice[:：]|privileged).*",
    r"(本邮件|此邮件|本电子邮件|该邮件|本信件|本郵件)(及|中|所|的|可能|包含|含有|内容).*",
    r"this (e-?mail|message|communication|electronic)\b.*",
    r"(the information (contained|in this)|if you (are not|have received)).*",
)
_START = re.compile(
    "|".join(f"(?:{mark})" for mark in (*_MARKS, *_CLOSINGS, *_CARD_LINES, *_DISCLAIMERS)), re.I
)
_GLUED = re.compile(r"(?<=\S)[ \t]+(?=发自我的|发送自我的|来自我的|Sent from my |Get Outlook for )")


def without_signature(lines: list[str]) -> list[str]:
    """`lines` up to the first signature line."""
    for at, line in enumerate(lines):
        if line.strip() and _START.fullmatch(re.sub(r"[\u200b-\u200f\ufeff]", "", line[:400]).strip()):
            return lines[:at]
    return lines


def split_glued(text: str) -> str:
    """A phone's signature that lost its line break gets it back."""
    return _GLUED.sub("\n", text)
