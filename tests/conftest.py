"""Fixtures that every floor's tests share: an installation in a temporary folder, real and small."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from config.database import Database
from config.settings import Settings

hypothesis_settings.register_profile("zhiwei", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis_settings.load_profile("zhiwei")

REPOSITORY = Path(__file__).parents[1]
SHARED = REPOSITORY.parent / "shared"
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Tuesday 2026-11-24, 10:00 in Chengdu."""
    return NOW


@pytest.fixture
def shared() -> Path:
    """The folder of public test material; the test is skipped, visibly, where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"no public test material at {SHARED}")
    return SHARED


@pytest.fixture
def installation(tmp_path: Path) -> Settings:
    """Settings of a fresh installation: SQLite, an officer, a lead, the overseas desk, an operator."""
    for name in ("data", "drop", "runs", "mail-out", "mail-in", "keys", "state"):
        (tmp_path / name).mkdir()
    (tmp_path / "keys" / "secret").write_text("0123456789abcdef" * 4)
    return Settings(
        home=tmp_path,
        builtin_lists=False,
        office={
            "name": "示例保护中心",
            "people": [
                {"name": "王值班", "address": "desk@office.test", "role": "officer", "deputy": "李副班"},
                {"name": "李副班", "address": "deputy@office.test", "role": "officer"},
                {"name": "赵负责", "address": "lead@office.test", "role": "lead"},
                {"name": "海外中心", "address": "overseas@office.test", "role": "overseas"},
                {"name": "运维", "address": "ops@office.test", "role": "operator"},
            ],
        },
        mail={"sender": "alert@zhiwei.test", "trusted_domains": ["office.test"]},
        alerts={"digest_minutes": 0},
    )


@pytest.fixture
def database(installation: Settings) -> Iterator[Database]:
    """The migrated SQLite database of `installation`."""
    opened = Database(installation.database_url)
    opened.migrate()
    yield opened
    opened.close()


def need_program(name: str) -> str:
    """The path of a server program; skips visibly without it, fails where CI requires servers."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/lib/postgresql/15/bin:/usr/bin")
    if found is None:
        message = f"{name} is not installed"
        if os.environ.get("ZHIWEI_TEST_SERVERS") == "required":
            pytest.fail(message)
        pytest.skip(message)
    return found
