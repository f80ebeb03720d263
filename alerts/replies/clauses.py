"""One clause of an answer becomes commands, or the one reason why it must change nothing.

A command clause is read whole: verb, alert numbers, arguments and known fillers. Any negation, question,
condition, doubt or unknown word in it stops it, because a wrong decision costs more than one more mail.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from alerts.replies.tokens import Token
from alerts.replies.vocabulary import MARKS, table

_SPANS = {"snooze", "silence"}
_EXPLAINED = {"dismiss", "assist", "evidence", "note"}  # free words may follow
_WITH_NOUNS = {"dismiss", "assist", "evidence", "note", "snooze", "silence", "assign", "merge", "undo"}
# What a sentence beside a command may not hold either, and what it may when it explains afterwards.
_STOPPERS_BEFORE = frozenset(MARKS) - {"negation", "done", "quotation", "everything", "whole"}
_STOPPERS_AFTER = _STOPPERS_BEFORE - {"report"}


@dataclass(frozen=True)
class Command:
    """One decided act; `alert` and `into` as `A-12`, `days` whole days, absent fields `None`."""

    verb: str
    alert: str | None = None
    reason: str | None = None
    days: int | None = None
    to: str | None = None
    into: str | None = None
    note: str | None = None


@dataclass
class Clause:
    """What one clause said: a problem code, commands, arguments for its neighbours, or prose."""

    problem: str | None = None
    commands: list[Command] = field(default_factory=list)
    alerts: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    days: tuple[int | None, ...] = ()
    prose: bool = False
    named: bool = False  # the commands name their alerts themselves
    verbal: bool = False  # a word of the command language occurs


def kinds(tokens: list[Token]) -> set[str]:
    """The kinds that occur."""
    return {token.kind for token in tokens}


def read_clause(tokens: list[Token], started: bool) -> Clause:
    """`tokens` of one clause; `started` when a command stood before it."""
    if "verb" not in kinds(tokens):
        return _without_verb(tokens, started)
    blocking = _blocking(tokens) - ({"whole"} if "alerts" in kinds(tokens) else set())
    marks = [mark for mark in MARKS if mark in blocking]
    if marks:
        return Clause(problem=marks[0], verbal=True)
    if "range" in kinds(tokens) and not _is_merge(tokens):
        return Clause(problem="range", verbal=True)
    clause = Clause(verbal=True)
    for piece in split_pieces(tokens):
        _piece(piece, clause)
    return clause


def _blocking(tokens: list[Token]) -> set[str]:
    """Marks that stop a command; behind an explicit code a plain negation explains (`F2 不构成近似`)."""
    code = next((at for at, token in enumerate(tokens) if token.kind == "reason"), None)
    if (
        code is None
        or tokens[code - 1].kind not in {"verb", "fill", "reason-word"}
        or tokens[-1].kind in MARKS
    ):
        return kinds(tokens)
    verbs_after = any(token.kind == "verb" for token in tokens[code:])
    return (
        kinds(tokens) if verbs_after else kinds(tokens[:code]) | (kinds(tokens[code:]) - {"negation", "done"})
    )


def _without_verb(tokens: list[Token], started: bool) -> Clause:
    found = kinds(tokens)
    stopper = next(
        (mark for mark in MARKS if mark in found & (_STOPPERS_AFTER if started else _STOPPERS_BEFORE)), None
    )
    spoken = sum(token.kind == "other" for token in tokens)
    plain = found <= {"fill", "noun", "negation", "done", "join"} or (not started and spoken < 2)
    if stopper is None and "negation" in found and plain:
        stopper = "negation"  # 先不处理, 不用了: about the command itself
    if "range" in found:
        stopper = stopper or "range"
    return Clause(
        problem=stopper,
        alerts=tuple(number for token in tokens if token.kind == "alerts" for number in token.value),
        reasons=tuple(token.value for token in tokens if token.kind in {"reason", "reason-word"}),
        days=tuple(token.value for token in tokens if token.kind == "days"),
        prose=bool(found & {"other", "number", "done", "report", "quotation", "everything"}),
    )


def _is_merge(tokens: list[Token]) -> bool:
    return any(token.kind == "verb" and token.value == "merge" for token in tokens)


def split_pieces(tokens: list[Token]) -> list[list[Token]]:
    """`A-12 受理 A-13 排除 F3` and `accept A-12 dismiss A-13 F3` written without a stop, cut apart."""
    pieces: list[list[Token]] = [[]]
    first = next(token.kind for token in tokens if token.kind in {"verb", "alerts", "range"})
    for at, token in enumerate(tokens):
        verbs = [old.value for old in pieces[-1] if old.kind == "verb"]
        numbered = any(old.kind == "alerts" for old in pieces[-1])
        more = any(later.kind == "verb" for later in tokens[at + 1 :])
        new_subject = first == "alerts" and token.kind == "alerts" and verbs and more and verbs[-1] != "merge"
        new_verb = first == "verb" and token.kind == "verb" and numbered and _numbered_next(tokens[at + 1 :])
        if new_subject or new_verb:
            pieces.append([])
        pieces[-1].append(token)
    return pieces


def _numbered_next(tokens: list[Token]) -> bool:
    following = next((token.kind for token in tokens if token.kind in {"verb", "alerts"}), None)
    return following == "alerts"


def _piece(tokens: list[Token], clause: Clause) -> None:
    verbs = [at for at, token in enumerate(tokens) if token.kind == "verb"]
    if not verbs:
        clause.problem = clause.problem or "unclear"
        return
    if tokens[verbs[0]].value == "undo":
        verbs = verbs[:1]  # 撤销受理: the second verb names what is taken back
    first = {tokens[at].value: at for at in reversed(verbs)}  # 延后 14 天再提醒 says one thing twice
    verbs = sorted(first.values())
    merges = _is_merge(tokens)
    before = [n for token in tokens[: verbs[0]] if token.kind == "alerts" for n in token.value]
    behind = [n for token in tokens[verbs[0] :] if token.kind == "alerts" for n in token.value]
    between = len(verbs) > 1 and any(token.kind == "alerts" for token in tokens[verbs[0] : verbs[-1]])
    if between or (before and behind and not merges):
        clause.problem = clause.problem or "unclear"
        return
    clause.named = clause.named or bool(before or (behind and not merges) or "range" in kinds(tokens))
    edges = [0, *verbs[1:], len(tokens)]
    for start, end in zip(edges, edges[1:], strict=False):
        words = tokens[start:end]
        if next((token.value for token in words if token.kind == "verb"), "") == "merge":
            _merge(words, before, behind, clause)
        else:
            numbers = before or ([] if merges else behind)
            problem, command = _command(words)
            clause.problem = clause.problem or problem
            clause.commands += [replace(command, alert=number) for number in numbers or [None]]


def _command(words: list[Token]) -> tuple[str | None, Command]:
    verb = next(token.value for token in words if token.kind == "verb")
    at = next(place for place, token in enumerate(words) if token.kind == "verb")
    command = Command(verb)
    codes = list(dict.fromkeys(token.value for token in words if token.kind == "reason"))
    meant = list(dict.fromkeys(token.value for token in words if token.kind == "reason-word"))
    spans = [token.value for token in words if token.kind == "days"]
    numbers = [token.value for token in words if token.kind == "number"]
    problem = "unclear" if "other" in kinds(words[:at]) else None
    if "other" in kinds(words[at:]) and verb not in _EXPLAINED:
        problem = "unclear"
    if verb not in _WITH_NOUNS and words[at + 1 : at + 2] and words[at + 1].kind == "noun":
        problem = "unclear"
    if verb in {"dismiss", "false-alarm"}:
        wrong, command = _reasoned(command, codes, meant)
        return problem or wrong or ("unclear" if spans or numbers else None), command
    if verb in _SPANS:
        wrong, command = _lasting(command, spans or numbers)
        return problem or wrong, command
    if verb == "assign":
        names = [token.value for token in words if token.kind == "name"]
        command = replace(command, to=names[0] if len(names) == 1 else None)
        return ("name-missing" if not names else problem), command
    if verb == "note":
        text = next((token.value for token in words if token.kind == "note"), "")
        return problem or (None if text else "note-missing"), replace(command, note=text or None)
    return problem or ("unclear" if codes or spans or numbers else None), command


def _reasoned(command: Command, codes: list[str], meant: list[str]) -> tuple[str | None, Command]:
    known = table()["reasons"]
    if any(code not in known for code in codes):
        return "reason-unknown", command
    chosen = codes or meant
    if len(chosen) > 1:
        return "reason-many", command
    command = replace(command, reason=chosen[0] if chosen else None)
    return ("reason-missing" if command.verb == "dismiss" and not chosen else None), command


def _lasting(command: Command, spans: list[int | None]) -> tuple[str | None, Command]:
    if len(spans) != 1 or spans[0] is None:
        return "days-missing", command
    if not 1 <= spans[0] <= table()["limits"]["days"]:
        return "days-impossible", command
    return None, replace(command, days=spans[0])


def _merge(words: list[Token], before: list[str], behind: list[str], clause: Clause) -> None:
    ranged = next((token.value for token in words if token.kind == "range"), None)
    numbers = [f"A-{token.value}" for token in words if token.kind == "number"]
    if ranged is not None:
        subjects, targets = [ranged[0]], list(ranged[1:])
    elif not before and len(behind) == 2 and "join" not in kinds(words):
        subjects, targets = behind[:1], behind[1:]
    elif len(before) == 1 and not behind and not numbers and words[0].value in {"与", "和", "跟", "同"}:
        subjects, targets = [], before
    else:
        subjects, targets = before, behind + numbers
    if len(targets) != 1 or targets[0] in subjects:
        clause.problem = clause.problem or "number-missing"
    elif "other" in kinds(words):
        clause.problem = clause.problem or "unclear"
    clause.named = clause.named or bool(subjects)
    clause.commands += [
        Command("merge", alert=subject, into=targets[0] if targets else None)
        for subject in subjects or [None]
    ]
