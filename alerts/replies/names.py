"""The one person (or office) that an alert is handed to, read from the words after `转办`."""

from __future__ import annotations

import re

from alerts.replies.vocabulary import table

_SUFFIX = r"(?:同志|来?办理|来?处理|跟进|负责|承办|经办|阅处|去办|来办|please|pls|thanks|thank you)"
_STOP = r"(?:\s*[,，。;；!！、:：.()（）【】\[\]]|\s*$|\s+|并|同时)"
_LEAD = r"[\s:：,，(（【\[]*(?:(?:给|由|到|至|向|为|承办人|经办人|to)\s*[:：]?\s*)?[\s:：]*"
_HAN = rf"([\u4e00-\u9fff·]{{2,10}}?)(?=\s*{_SUFFIX}?{_STOP})"
_LATIN_WORD = r"[A-Za-z][A-Za-z.'’-]*[A-Za-z]"
_LATIN_REST = rf"(?:[ ]+(?!(?:please|pls|thanks?|for|and)\b){_LATIN_WORD}){{0,3}}"
_LATIN = rf"({_LATIN_WORD}{_LATIN_REST})(?=\s*{_SUFFIX}?\s*(?:[,，。;；!！.()（）]|$|\s))"
_MAILBOX = r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
_AFTER = re.compile(rf"{_LEAD}(?:{_MAILBOX}|{_HAN}|{_LATIN})(\s*{_SUFFIX})?", re.I)
# 转张伟办理, 由李娜办理, and the bare 转张伟 where the first character is a surname
_BETWEEN = re.compile(
    r"(?:转|由|交)(?:给|交|交给)?\s*([\u4e00-\u9fff·]{2,4}?)(?:同志)?\s*(?:来|去)?(?:办理|处理|跟进|负责|承办|经办|办)(?=[\s,，。;；!！]|$)"
)
_OFFICE = "部科处组室"
_BARE = re.compile(r"转\s*([\u4e00-\u9fff·]{2,4})(?=[\s,，。;；!！]|$)")


def name_after(raw: str, at: int) -> tuple[str, int] | None:
    """The name that starts at place `at` of the raw line, and where it ends."""
    found = _AFTER.match(raw, at)
    if found is None:
        return None
    name = next(group for group in found.groups()[:3] if group)
    return (name, found.end()) if is_name(name) else None


def embedded(raw: str, at: int) -> tuple[str, int] | None:
    """`转张伟办理`, `由李娜办理`, `转张伟` at place `at`."""
    for pattern in (_BETWEEN, _BARE):
        found = pattern.match(raw, at)
        if (
            found
            and is_name(found[1])
            and (found[1][0] in table()["names"]["surnames"] or found[1][-1] in _OFFICE)
        ):
            return found[1], found.end()
    return None


def is_name(name: str) -> bool:
    """Neither a pronoun nor a word of the command language."""
    words = table()
    known = {form for forms in words["verbs"].values() for form in forms if len(form) > 1}
    marks = {form for group in words["marks"].values() for form in group if len(form) > 1}
    plain = name.strip().lower()
    if plain in words["names"]["nobody"] or plain in marks | known:
        return False
    if re.fullmatch(r".{2,4}[和与及或跟].{2,4}", plain):
        return False  # 李娜和张伟: two people
    if any(word in plain for word in words["names"]["never"]):
        return False
    return not any(form in plain for form in known | {mark for mark in marks if not mark.isascii()})
