"""A source introduces itself before it works: who publishes, under which terms, how much to expect.

Every feed and spider carries one `Source`; a pull source whose terms forbid automated access
refuses to start and names the way by file instead (domain facts 1.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

#: A unattended · B with account or contract · C by file only · D forbidden or blocked.
Grade = Literal["A", "B", "C", "D"]


class Expectations(BaseModel):
    """Below these a run publishes nothing: a broken page must not look like a quiet day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_records: int = Field(default=1, ge=0)
    #: Record field → least share of records (0–1) in which it is not empty.
    fill: Mapping[str, float] = {}
    #: True only where a day without any record is normal.
    may_be_empty: bool = False
    #: Greatest share of inputs (0–1) that may be rejected.
    max_rejected: float = Field(default=0.5, ge=0, le=1)


class Source(BaseModel):
    """数据源: a website, feed or drop folder that we collect from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")
    title_zh: str
    publisher: str
    homepage: str = ""
    terms_url: str = ""
    kind: Literal["pull", "drop"]
    grade: Grade
    jurisdiction: str = "CN"
    schedule: timedelta = timedelta(hours=24)
    min_interval_s: float = Field(default=2.0, ge=0)
    daily_quota: int | None = Field(default=None, ge=1)  # requests a day
    redistribution_allowed: bool = False
    automated_access_allowed: bool = False
    last_checked: date  # when terms and format were last looked at
    expect: Expectations = Expectations()
    max_silence: timedelta | None = None

    @model_validator(mode="after")
    def _silence_is_longer_than_schedule(self) -> Source:
        if self.max_silence is not None and self.max_silence < self.schedule:
            raise ValueError("max_silence 短于 schedule / max_silence is shorter than the schedule")
        return self

    @property
    def silence_limit(self) -> timedelta:
        """How long nothing may arrive before somebody is told; twice the schedule unless declared."""
        return self.max_silence or 2 * self.schedule


class SourceRefused(RuntimeError):
    """The source must not be collected this way; the text says what to do instead."""


def require_automated_access(source: Source) -> None:
    """Raise SourceRefused for a pull from a source whose terms or walls forbid it."""
    if source.kind == "drop" or not source.automated_access_allowed:
        raise SourceRefused(
            f"数据源 {source.name}（{source.title_zh}）不允许自动访问，请人工下载后导入："
            f"zhiwei import 文件 --source 导入格式 / source {source.name} does not allow automated access"
            f" ({source.terms_url or source.homepage or 'see its declaration'});"
            " download by hand and use: zhiwei import FILE --source FEED"
        )
