"""The first lines of a person's own text become commands, or one reason why nothing is changed.

Pure and deterministic: the same text always reads the same. All or nothing: one negated, doubtful,
incomplete, impossible or contradictory command, and the whole answer gets help.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from alerts.replies.clauses import Clause, Command, kinds, read_clause
from alerts.replies.tokens import Token, tokenise
from alerts.replies.vocabulary import disguised, folded, table

_MAX_LINES = 40
_MAX_LINE = 500
_NOTE = re.compile(r"[^,.。;]{0,24}(?:备注|批注|附注|加注|note|comment|remark)")
_ENUMERATOR = re.compile(
    r"(?:\A|(?<=[;；。]))\s*(?:[-*•·●○▪]\s*|[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*[.)）、．]\s*)(?=\s*(?:预警|第|#)?\s*[AaＡａ]\s*[-‐‑–—−－]?\s*[\d０-９])"
)
# In lines below the commands only these still count: they take back or tie what was ordered.
_ENDS = "".join(" ,.!:;~、。")
_TAKES_BACK = ("prohibition", "condition", "contrast")
_NEAR = 5  # lines below the last command that are still read for them
_WAITING = ("reason-missing", "days-missing")  # may be answered by the next clause: 排除，理由：F2
_DESCRIBING = frozenset({"own-mark", "authorised", "false-alarm", "evidence", "assist"})


@dataclass(frozen=True)
class Reading:
    """`code` is `applied` with commands, or the reason for help without any."""

    code: str
    commands: tuple[Command, ...] = ()


@dataclass
class _State:
    commands: list[Command] = field(default_factory=list)
    subject: tuple[str, ...] = ()
    subjects: set[tuple[str, ...]] = field(default_factory=set)
    reasons: tuple[str, ...] = ()  # written before the verb: F3，排除
    prose: bool = False  # a line of prose has come in
    since: int = 0  # lines since the last command


def read_commands(text: str) -> Reading:
    """What `text` (own text, without quotes and signature) orders."""
    state = _State()
    for line in [line.strip() for line in text.split("\n") if line.strip()][:_MAX_LINES]:
        if problem := _line(line, state):
            return Reading(problem)
    return _settled(state.commands) if state.commands else Reading("no-command")


def _line(line: str, state: _State) -> str | None:
    line = re.sub(r"\s{3,}", "  ", line)
    started = bool(state.commands)
    state.since += 1
    if len(line) > _MAX_LINE and not _NOTE.match(folded(line)[0]):
        state.prose = True
        return None
    parts = _parts(tokenise(_ENUMERATOR.sub("", line)))
    clauses: list[Clause] = []
    for part in parts:
        clauses.append(read_clause(part, started or any(clause.commands for clause in clauses)))
    acts = any(clause.commands for clause in clauses)
    if (acts or any(clause.verbal for clause in clauses)) and disguised(line):
        return "disguise"
    if problem := _problem(clauses, started, state.since):
        return problem
    if acts and state.prose and not _only_prose(clauses, started):
        return "scattered" if started else "not-first"
    if not acts:
        state.prose = state.prose or not _may_stand_before(line, clauses, started)
    return _take(clauses, state, started)


def _problem(clauses: list[Clause], started: bool, since: int) -> str | None:
    acts = any(clause.commands and clause.problem is None for clause in clauses)
    for clause in clauses:
        if clause.problem is None or clause.problem in _WAITING:
            continue
        if _is_description(clause, acts or started):
            continue
        if not started or acts or clause.alerts:
            return clause.problem
        alone = not clause.prose and not clause.verbal  # 不 or ？ on a line of its own
        ordering = clause.verbal and clause.problem != "unclear"
        if since <= _NEAR and (alone or ordering or clause.problem in _TAKES_BACK):
            return clause.problem
    return None


def _is_description(clause: Clause, beside_command: bool) -> bool:
    """`受理，与我方商标近似`: a word of the language used to describe, beside a real command."""
    describing = all(command.verb in _DESCRIBING for command in clause.commands)
    return (
        beside_command
        and clause.problem == "unclear"
        and describing
        and not clause.alerts
        and not clause.named
    )


def _only_prose(clauses: list[Clause], started: bool) -> bool:
    return started and all(clause.problem == "unclear" for clause in clauses if clause.commands)


def _may_stand_before(line: str, clauses: list[Clause], started: bool) -> bool:
    """Greetings, thanks, prefaces (`经核查，意见如下：`) and lines with only a number or an argument."""
    if started:
        return not any(clause.prose for clause in clauses)
    if not any(clause.prose for clause in clauses):
        return True
    if len(line) <= 16 and line[-1] in "：:，,":
        return True
    plain = folded(line)[0].strip(_ENDS)
    forms = table()["greetings"]
    return (
        any(re.fullmatch(form, plain) for form in (*forms["lines"], *forms["prefaces"])) and len(plain) <= 64
    )


def _parts(tokens: list[Token]) -> list[list[Token]]:
    """Clauses: cut at stops, and at `、` or `/` between two verbs (`/` there is a choice)."""
    parts: list[list[Token]] = [[]]
    for at, token in enumerate(tokens):
        if token.kind == "break" or _opens_explanation(tokens, at, parts[-1]):
            parts.append([])
        elif token.kind == "join" and "verb" in kinds(parts[-1]) and _verb_follows(tokens[at + 1 :]):
            if token.value == "/":
                parts[-1].append(replace(token, kind="contrast"))
            else:
                parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _opens_explanation(tokens: list[Token], at: int, part: list[Token]) -> bool:
    """A bracket or a colon behind a verb: `受理（已电话告知）`, `排除：正品转售`; not before a number."""
    if token_text(tokens[at]) not in {"(", ")", "[", "]", "【", "】", ":"} or tokens[at + 1 : at + 2] == []:
        return False
    bracket = token_text(tokens[at]) != ":"
    return (bracket or "verb" in kinds(part)) and tokens[at + 1].kind not in {"alerts", "range"}


def token_text(token: Token) -> str:
    """The sign of a filler that is one, otherwise nothing."""
    return token.value if token.kind == "fill" else ""


def _verb_follows(tokens: list[Token]) -> bool:
    return next((token.kind == "verb" for token in tokens if token.kind in {"verb", "break"}), False)


def _take(clauses: list[Clause], state: _State, started: bool) -> str | None:
    subject: tuple[str, ...] = ()
    acts = any(clause.commands for clause in clauses)
    last = max((at for at, clause in enumerate(clauses) if clause.commands), default=-1)
    for at, clause in enumerate(clauses):
        if clause.problem == "unclear":
            continue
        if clause.alerts and not clause.commands:
            if (acts and at > last) or (started and not acts and clause.prose):
                return "unclear"  # a number that no command takes: A-13 同上
            subject = clause.alerts
            state.subjects.add(subject)
            state.subject = subject
        if clause.commands:
            known = subject or (state.subject if len(state.subjects) <= 1 else ())
            if not clause.named and not known and len(state.subjects) > 1:
                return "mixed"
            named = _named(clause, known)
            subject = tuple(dict.fromkeys(command.alert for command in named if command.alert)) or subject
            if subject:
                state.subjects.add(subject)
                state.subject = subject
            state.commands += [_answered(command, state.reasons, ()) for command in named]
            state.reasons, state.since = (), 0
        elif clause.reasons or clause.days:
            if state.commands and state.since == 0 or (state.commands and not clause.prose):
                state.commands = [
                    _answered(command, clause.reasons, clause.days) for command in state.commands
                ]
            else:
                state.reasons = clause.reasons
    return None


def _named(clause: Clause, known: tuple[str, ...]) -> list[Command]:
    if clause.named:
        return clause.commands
    return [replace(command, alert=number) for command in clause.commands for number in known or (None,)]


def _answered(command: Command, reasons: tuple[str, ...], days: tuple[int | None, ...]) -> Command:
    """A command that waits for its reason or days takes them from the clause beside it."""
    if command.verb == "dismiss" and command.reason is None and len(set(reasons)) == 1:
        known = reasons[0] in table()["reasons"]
        return replace(command, reason=reasons[0]) if known else command
    if (
        command.verb in {"snooze", "silence"}
        and command.days is None
        and len(days) == 1
        and days[0] is not None
    ):
        fits = 1 <= days[0] <= table()["limits"]["days"]
        return replace(command, days=days[0]) if fits else command
    return command


def _settled(commands: list[Command]) -> Reading:
    commands = list(dict.fromkeys(commands))
    if any(command.verb == "dismiss" and command.reason is None for command in commands):
        return Reading("reason-missing")
    if any(command.verb in {"snooze", "silence"} and command.days is None for command in commands):
        return Reading("days-missing")
    if len({command.alert is None for command in commands}) > 1:
        return Reading("mixed")
    if _contradictory(commands):
        return Reading("contradictory")
    return Reading("applied", tuple(commands))


def _contradictory(commands: list[Command]) -> bool:
    for alert in {command.alert for command in commands}:
        verbs = [command.verb for command in commands if command.alert == alert and command.verb != "note"]
        if len(set(verbs)) < len(verbs):
            return True  # one verb twice with different words
        if any(len(set(group) & set(verbs)) > 1 for group in table()["conflicts"]["groups"]):
            return True
    return False
