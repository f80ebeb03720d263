"""One line of an answer becomes tokens: verbs, alert numbers, reasons, days, doubts, fillers and the rest."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from alerts.replies.names import embedded, name_after
from alerts.replies.numbers import DATE, HALF_MONTH, HALF_YEAR, SPAN, VAGUE, span_days, whole_number
from alerts.replies.vocabulary import folded, vocabulary

_BREAKS = "，,。;；!！…．"

_LABEL = r"(?:(?:预警|案件|编号|alerts?|cases?|no\.?|nr\.?|#|№|第)\s*)*"
_LETTERED = rf"{_LABEL}(?<![a-z0-9])a\s*-?\s*(?:\d{{1,9}})(?![\d.]*[a-z0-9])(?!-\d)(?:\s*号)?"
_NUMBERED = (
    r"第\s*(?:\d{1,9}|[一二两三四五六七八九十百]{1,5})\s*号(?:预警|案件)?|(?:预警|案件|编号|alert|case)\s*(?:no\.?|#|号)?\s*\d{1,9}(?![\d.a-z%-])(?!\s*(?:天|日|个|条|件|周|月|days?|weeks?))(?:\s*号)?"
    r"|(?:no\.|#|№)\s*\d{1,9}(?![\d.a-z%-])|(?<![月年\d.-])\d{1,9}\s*号(?![前之以])"
)
_BARE = (
    r"\d{1,9}(?:\s*号)?(?!\s*(?:天|日|周|星期|个|月|年|件|条|项|工作日|小时|days?|weeks?|months?|d\b|w\b"
    r"|[.%:a-z]|-?\d))"
)
_ONE = rf"(?:{_LETTERED}|{_NUMBERED})"
_GAP = r"\s*(?:[,、/&+]|和|及|与|以及|,?\s*and\b)\s*"
_SINGLE = re.compile(_ONE)
_ALERTS = re.compile(rf"{_ONE}(?:(?:{_GAP}|\s+){_ONE}|{_GAP}{_BARE})*")
_RANGE = re.compile(rf"({_ONE})\s*(?:至|到|~|-|to\b|into\b|through)\s*({_ONE}|\d{{1,9}})")
_REASON = re.compile(r"(?<![a-z0-9])f\s*-?\s*(\d+|[一二三四五六七八九])(?![a-z0-9])")
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)*")


@dataclass(frozen=True)
class Token:
    """`kind` with its value: verb, alerts, range, reason, reason-word, days, number, name, note, break, join,
    fill, noun, other, or one of the marks of the vocabulary; `start` and `end` are places in the raw line."""

    kind: str
    value: Any
    start: int
    end: int


class _Reader:
    """Walks once over a line; what a word means may depend on the verb before it."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.text, self.places = folded(line)
        self.tokens: list[Token] = []
        self.at = 0
        self.verb = ""  # the verb that still takes words
        self.reasons = False

    def add(self, kind: str, value: Any, end: int) -> None:
        self.tokens.append(Token(kind, value, self.places[self.at], self.places[end]))
        self.at = end

    def read(self) -> list[Token]:
        while self.at < len(self.text):
            if self.text[self.at].isspace():
                self.at += 1
            elif found := self._embedded():
                self.add("verb", "assign", self.at)
                self.add("name", *found)
            else:
                self._one()
        return self.tokens

    def _one(self) -> None:
        word = self.text[self.at : self.at + 6]
        kind, value, end = _next(self.text, self.at, self.reasons, self.verb == "merge")
        self.add(kind, value, end)
        if kind == "verb":
            self.verb, self.reasons = value, value == "dismiss"
            if value == "assign":
                self._name()
            elif value == "note":
                self._note()
        elif kind == "alerts":
            self._after_alerts()
        elif word.startswith(("理由", "原因", "事由", "reason")):
            self.reasons = True

    def _after_alerts(self) -> None:
        if self.verb == "assign" and self.tokens[-2:-1] and self.tokens[-2].kind == "verb":
            self._name()
        if self.verb == "merge":
            self.verb = ""
        self.reasons = self.reasons and len(self.tokens) > 1 and self.tokens[-2].kind == "verb"

    def _embedded(self) -> tuple[str, int] | None:
        if self.text[self.at] not in "转由交":
            return None
        found = vocabulary(False)[0].match(self.text, self.at)
        if found and vocabulary(False)[1][found[0]][0] == "verb":
            return None
        named = embedded(self.line, self.places[self.at])
        return None if named is None else (named[0], bisect_left(self.places, named[1]))

    def _name(self) -> None:
        if named := name_after(self.line, self.places[self.at]):
            self.add("name", named[0], bisect_left(self.places, named[1]))

    def _note(self) -> None:
        gap = re.compile(r"\s*").match(self.text, self.at)  # behind a colon a number is part of the text
        numbered = any(token.kind == "alerts" for token in self.tokens)
        if gap and not numbered and (found := _ALERTS.match(self.text, gap.end())):
            self.at = gap.end()
            self.add("alerts", tuple(alert_numbers(found[0])), found.end())
        rest = self.line[self.places[self.at] :]
        words = re.sub(r"^(一下|如下)(?=[\s:：])", "", rest).lstrip(" \u3000\t:：,，-—–")
        asks = rest == words and re.search(r"[?？吗]|什么|怎么|如何", rest)  # 备注怎么写？
        self.add(
            "question" if asks or words.lower().startswith("that ") else "note", words.strip(), len(self.text)
        )


def tokenise(line: str) -> list[Token]:
    """Tokens of one line in their order; white space separates and is no token."""
    return _Reader(line).read()


def _next(text: str, at: int, after_dismiss: bool, one_alert: bool) -> tuple[str, Any, int]:
    if found := _RANGE.match(text, at):
        return "range", tuple(alert_numbers(found[0])), found.end()
    if found := (_SINGLE if one_alert else _ALERTS).match(text, at):
        return "alerts", tuple(alert_numbers(found[0])), found.end()
    if (found := DATE.match(text, at)) and not SPAN.fullmatch(found[0]):
        return "other", found[0], found.end()
    if found := VAGUE.match(text, at):
        return "days", None, found.end()
    for pattern, days in ((HALF_MONTH, 15), (HALF_YEAR, 182)):
        if found := pattern.match(text, at):
            return "days", days, found.end()
    if found := SPAN.match(text, at):
        return "days", span_days(found), found.end()
    if found := _REASON.match(text, at):
        return "reason", f"F{whole_number(found[1])}", found.end()
    pattern, words = vocabulary(after_dismiss)
    if found := pattern.match(text, at):
        kind, value = words[found[0]]
        return kind, value, found.end()
    return _leftover(text, at)


def _leftover(text: str, at: int) -> tuple[str, Any, int]:
    if found := re.compile(r"-?\d+(?:\.\d+)?").match(text, at):
        plain = found[0].isdecimal()
        return ("number", int(found[0]), found.end()) if plain else ("other", found[0], found.end())
    if found := _WORD.match(text, at):
        return "other", found[0], found.end()
    letter = text[at]
    if letter in _BREAKS or letter == ".":
        return "break", letter, at + 1
    if letter in "、/&+":
        return "join", letter, at + 1
    return ("other" if letter.isalnum() else "fill"), letter, at + 1


def alert_numbers(text: str) -> list[str]:
    """`A-12、15 和 第三号` (folded) as `["A-12", "A-15", "A-3"]`, each once."""
    found = [whole_number(number) for number in re.findall(r"\d+|[一二两三四五六七八九十百]+", text)]
    return list(dict.fromkeys(f"A-{number}" for number in found if number is not None))
