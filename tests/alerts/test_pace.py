"""Mail keeps to the receiver's pace and hours, red to none; private numbers stay out of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from alerts.cadence import due_at, within_hours
from alerts.compose import Receiver
from alerts.redact import MASK, redact
from config.clock import SHANGHAI


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def receiver(**facts: str) -> Receiver:
    return Receiver("enterprise:a@x.test", "enterprise", "a@x.test", **facts)


@pytest.mark.parametrize(
    ("hours", "now", "then"),
    [
        ("", "2026-11-28T03:00", "2026-11-28T03:00"),
        ("09:00-18:00", "2026-11-24T10:00", "2026-11-24T10:00"),
        ("09:00-18:00", "2026-11-24T08:59", "2026-11-24T09:00"),
        ("09:00-18:00", "2026-11-24T18:00", "2026-11-25T09:00"),
        ("工作日 09:00-18:00", "2026-11-27T19:00", "2026-11-30T09:00"),
        ("工作日 09:00-18:00", "2026-11-28T10:00", "2026-11-30T09:00"),
        ("00:00-24:00", "2026-11-28T23:59", "2026-11-28T23:59"),
        ("nonsense", "2026-11-28T03:00", "2026-11-28T03:00"),
    ],
)
def test_working_hours_move_mail_to_the_next_open_moment(hours: str, now: str, then: str) -> None:
    assert within_hours(hours, at(now)) == at(then)


@pytest.mark.parametrize(
    ("facts", "level", "then"),
    [
        ({}, "蓝", "2026-11-28T22:00"),
        ({"hours": "工作日 08:30-17:00"}, "橙", "2026-11-30T08:30"),
        ({"hours": "工作日 08:30-17:00"}, "红", "2026-11-28T22:00"),
        ({"cadence": "daily"}, "橙", "2026-11-29T09:00"),
        ({"cadence": "daily", "hours": "工作日 10:00-17:00"}, "橙", "2026-11-30T10:00"),
        ({"cadence": "weekly"}, "橙", "2026-11-30T09:00"),
        ({"cadence": "weekly"}, "红", "2026-11-28T22:00"),
    ],
)
def test_pace_and_hours_together(facts: dict[str, str], level: str, then: str) -> None:
    """Saturday, ten in the evening."""
    assert due_at(receiver(**facts), level, at("2026-11-28T22:00")) == at(then)


@pytest.mark.parametrize(
    "text",
    [
        "郫县豆瓣 联系13812345678包邮",
        "微信同号 138-1234-5678",
        "+86 13812345678",
        "电话 028-87654321",
        "身份证 11010519491231002X",
        "发货地 3栋2单元501室",
    ],
)
def test_numbers_of_private_people_are_masked(text: str) -> None:
    assert MASK in redact(text)
    assert not any(part in redact(text) for part in ("12345678", "5678", "87654321", "002X", "501室"))


@pytest.mark.parametrize(
    "text",
    [
        "80000001",
        "914403001922038216",
        "第2009期",
        "201110269715.3",
        "6901234567892",
        "2027-01-20",
        "老字号 1956",
        "3栋",
    ],
)
def test_numbers_of_rights_companies_goods_and_days_stay(text: str) -> None:
    assert redact(text) == text
