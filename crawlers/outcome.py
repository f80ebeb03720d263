"""Each row of an input ends as exactly one outcome: a record, a rejection or an ignored row.

So that inputs = records + rejected + ignored in every run (promise D12).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from crawlers.records import Document as DocumentRecord
from crawlers.records import DomainName, Filing, Listing, Patent, Record, parse_record

#: Longest raw text kept with a rejection; more would let one bad row fill the disk.
RAW_LIMIT = 4_000


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be read, kept raw, with where and why (Chinese and English)."""

    file: str
    line: int
    field: str
    value: str
    reason_zh: str
    reason_en: str
    raw: str = ""

    def __post_init__(self) -> None:
        for name in ("value", "raw"):
            object.__setattr__(self, name, _writable(getattr(self, name)))

    def __str__(self) -> str:
        where = f"{self.file}:{self.line} {self.field}={self.value[:80]!r}"
        return f"{where}：{self.reason_zh} / {self.reason_en}"


@dataclass(frozen=True, slots=True)
class Ignored:
    """A row that is readable and not wanted; `reason` is a short fixed text, counted by name."""

    reason: str


Outcome = Filing | Listing | Patent | DocumentRecord | DomainName | Rejected | Ignored
RECORD_TYPES = (Filing, Listing, Patent, DocumentRecord, DomainName)


@dataclass
class Notes:
    """What was noticed beside the outcomes: data-quality warnings and fields that nobody reads."""

    warnings: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def warn(self, code: str, example: str = "", count: int = 1) -> None:
        """Count a data-quality warning; the first example of each code is kept."""
        self.warnings[code] += count
        self.examples.setdefault(code, _writable(example)[:200])


def to_json(outcome: Outcome) -> dict[str, Any]:
    """One line of a run file: `{"record": …}`, `{"rejected": …}` or `{"ignored": reason}`."""
    if isinstance(outcome, Rejected):
        return {"rejected": asdict(outcome)}
    if isinstance(outcome, Ignored):
        return {"ignored": outcome.reason}
    return {"record": outcome.model_dump(mode="json", exclude_defaults=True) | {"kind": outcome.kind}}


def from_json(line: dict[str, Any]) -> Outcome:
    """The outcome that `to_json` wrote; raises ValueError for anything else."""
    match line:
        case {"record": dict(body)}:
            return parse_record(body)
        case {"rejected": dict(body)}:
            return Rejected(**body)
        case {"ignored": str(reason)}:
            return Ignored(reason)
    raise ValueError(f"不是运行文件的一行 / not a line of a run file: {str(line)[:80]}")


def _writable(text: str) -> str:
    """Cut, and without lone surrogates, so that it can be written as UTF-8."""
    return text[:RAW_LIMIT].encode("utf-8", "replace").decode()


__all__ = ["RECORD_TYPES", "Ignored", "Notes", "Outcome", "Record", "Rejected", "from_json", "to_json"]
