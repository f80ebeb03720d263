"""What the stages hand to one another within one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from alerts.compose import Receiver
from alerts.model import Hit, Risk
from alerts.outbox import Sender
from config.settings import Settings
from crawlers.records import Record
from watchlists.entries import WatchEntry

#: receiver, key of the letter, now → Reply-To address (empty: none)
ReplyAddress = Callable[[Receiver, str, datetime], str]


@dataclass
class Finding:
    """One hit on its way; `quiet` says why it raises no mail, `silenced` that it is hidden but kept."""

    entry: WatchEntry
    entry_version: int
    record: Record
    record_revision: int
    hit: Hit
    risk: Risk
    mark_key: str  # the record's text folded as the matcher folds it
    quiet: str = ""
    silenced: str = ""
    reopens: str = ""  # which judgement ended, who had decided, and why it no longer stands
    hit_row: int = 0


@dataclass(frozen=True)
class News:
    """Something to tell about a case; `cause` is new, changed, reopened, reminder, decision or level."""

    alert_id: int
    revision: int
    cause: str
    hidden: bool = False


@dataclass(frozen=True)
class Telling:
    """News for one receiver."""

    receiver: Receiver
    news: News
    level: str


@dataclass(frozen=True)
class Post:
    """How mail is written here: sender, reply addresses, grouping, the office's people."""

    settings: Settings
    reply_address: ReplyAddress = lambda receiver, key, now: ""

    @property
    def sender(self) -> Sender:
        """The envelope and display sender."""
        mail = self.settings.mail
        return Sender(mail.sender, self.settings.office.name, timedelta(hours=mail.deadline_hours))


@dataclass
class Batch:
    """Findings of one screening step and what became of them; `counts` is the ledger."""

    conn: Connection
    now: datetime
    post: Post
    findings: list[Finding]
    news: list[News] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
