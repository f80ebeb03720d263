"""An office with pages for these tests."""

from __future__ import annotations

from datetime import datetime

import pytest

from alerts.batch import Post
from config.database import Database
from config.settings import Settings
from tests.subscriptions.office import Clock, open_office, with_pages


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def pages(installation: Settings) -> Settings:
    """The installation with its web part."""
    return with_pages(installation)


@pytest.fixture
def post(pages: Settings, database: Database, clock: Clock) -> Post:
    """How mail is written, the office's people known."""
    open_office(database, pages, clock())
    return Post(pages)
