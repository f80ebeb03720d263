"""The status line of the archive: reachable, away since when, lacking how many, and never a command that hangs."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from typer.testing import CliRunner

from config.database import Database
from config.schema import archive_state
from config.settings import Archive as ArchiveSettings
from config.settings import Settings
from monitor.archive.elastic import ElasticArchive
from monitor.archive.health import archive_line, line_in_time
from monitor.archive.opening import open_archive
from monitor.archive.sync import sync_archive
from monitor.cli.main import app
from monitor.screening import keys
from tests.archive.pasts import NAMES, filing, store
from tests.archive.stub_server import bulk_answer, stub_running
from tests.conftest import NOW

SINCE = "自 2026-11-24 10:00"


def _at(settings: Settings, url: str) -> Settings:
    return settings.model_copy(update={"archive": ArchiveSettings(url=url)})


class _Server:
    """A stub that keeps its cursor and can be made to fail or to dawdle."""

    def __init__(self) -> None:
        self.cursor, self.away, self.slow = 0, False, 0.0

    def __call__(self, method: str, path: str, body: str) -> tuple[int, Any] | None:
        time.sleep(self.slow)
        if self.away:
            return 503, {"error": {"type": "busy", "reason": "no shards"}}
        if path.endswith("/_bulk") or "/_bulk?" in path:
            return 200, bulk_answer(body, lambda _: 200)
        if path.endswith("/_mapping") and method == "PUT":
            self.cursor = json.loads(body)["_meta"]["cursor"]
            return 200, {"acknowledged": True}
        if path.endswith("/_mapping"):
            meta = {"stamp": keys.stamp(), "cursor": self.cursor}
            return 200, {"i-000001": {"mappings": {"_meta": meta}}}
        return None


def test_away_since_the_first_failure_and_back_again(database: Database, installation: Settings) -> None:
    store(database, [filing(n, text) for n, text in enumerate(NAMES)])
    server = _Server()
    with stub_running(server) as stub:
        archive = open_archive(_at(installation, stub.url))
        assert isinstance(archive, ElasticArchive)
        archive._sleep = lambda _: None
        assert sync_archive(database, archive, NOW) == {"archived": 8}
        assert archive_line(database, archive).endswith("：已齐")
        store(database, [filing(20, "青羊"), filing(21, "锦江")], first_seq=9)
        assert archive_line(database, archive).endswith("：缺 2 条，正在自动补齐")
        server.away = True
        for hours in (0, 1, 2):
            assert sync_archive(database, archive, NOW + timedelta(hours=hours))["archive_failed"] == 1
        said = archive_line(database, archive)
        assert said.startswith("档案不可用（采集与比对照常，恢复后自动补齐）")
        assert SINCE in said and "缺 2 条" in said and "集群未就绪" in said
        server.away = False
        assert "已恢复（" + SINCE in archive_line(database, archive)
        assert sync_archive(database, archive, NOW) == {"archived": 2}
        assert archive_line(database, archive).endswith("：已齐")
        assert SINCE not in archive_line(database, archive)


def test_what_is_known_is_not_written_again(database: Database, installation: Settings) -> None:
    store(database, [filing(1, "青羊")])
    archive = open_archive(installation)
    sync_archive(database, archive, NOW)
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    assert sync_archive(database, archive, NOW) == {}
    archive.close()
    assert statements and not [one for one in statements if one.startswith(("INSERT", "UPDATE", "BEGIN I"))]
    with database.read() as conn:
        assert conn.execute(select(archive_state.c.cursor)).scalar_one() == 1


@pytest.mark.parametrize("slow", [0.4, 30.0])
def test_a_slow_server_does_not_hold_the_status(
    database: Database, installation: Settings, slow: float
) -> None:
    """One that never answers in time, and one whose every answer is in time but all together are not."""
    store(database, [filing(1, "青羊")])
    server = _Server()
    with stub_running(server) as stub:
        server.slow = slow
        begun = time.monotonic()
        said = line_in_time(database, _at(installation, stub.url), patience=0.5)
        taken = time.monotonic() - begun
        server.slow = 0.0
    assert taken < 2.0
    assert said.startswith("档案不可用") and "缺 1 条" in said
    assert "0.5 秒内没有应答" in said or "连不上" in said


def test_the_command_shows_the_line(installation: Settings, database: Database) -> None:
    store(database, [filing(1, "青羊")])
    file = installation.home / "zhiwei.toml"
    file.write_text("builtin_lists = false\n", "utf-8")
    words = ["status", "--home", str(installation.home)]
    assert "档案　　　内置 archive/：缺 1 条，正在自动补齐" in CliRunner().invoke(app, words).output
    file.write_text('builtin_lists = false\n[archive]\nurl = "http://127.0.0.1:9"\n', "utf-8")
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == 0
    assert json.loads(result.output)["archive"].startswith("档案不可用")
