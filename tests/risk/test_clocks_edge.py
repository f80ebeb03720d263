"""Old and impossible dates, as registers hold them, give clocks without a date and never an exception."""

from __future__ import annotations

from datetime import date

import pytest

from crawlers.records import Filing
from monitor.risk.clocks import clocks_for


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1884, 4, 7), date(1948, 2, 17), date(9999, 12, 31)])
@pytest.mark.parametrize("event", ["published", "registered"])
@pytest.mark.parametrize("place", ["US", "CN", "EM", "DE"])
def test_any_date_of_a_register_is_survived(day: date, event: str, place: str) -> None:
    facts = {"published_on": day} if event == "published" else {"registered_on": day}
    record = Filing(
        source="s", native_id="1", text="X", jurisdiction=place, event=event, event_on=day, **facts
    )
    for clock in clocks_for(record, date(2026, 11, 24)):
        assert clock.last_day is None or clock.last_day >= date(2026, 11, 24)
