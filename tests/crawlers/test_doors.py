"""What the upper floors may touch imports no Scrapy; walls, rest and quota are kept on disk."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers import barriers
from crawlers.leftover import MAX_NAMES, Fields
from crawlers.outcome import Notes
from crawlers.source_state import SourceState

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("door", ["launch", "registry", "runfile", "records", "source", "demo_site"])
def test_the_doors_of_this_floor_import_no_scrapy(door: str) -> None:
    program = f"import sys, crawlers.{door}; sys.exit('scrapy' in sys.modules or 'twisted' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_list_names_every_source_with_its_way_in() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "crawlers", "list"], check=True, capture_output=True, text=True
    ).stdout
    ways = {line.split("\t")[0]: line.split("\t")[1] for line in answer.splitlines()}
    assert ways["demo_gazette"] == "自动"
    assert ways["cnipa_gazette"] == ways["uspto_daily"] == ways["filings_table"] == "文件"


def test_a_wall_is_remembered_for_a_day(tmp_path: Path) -> None:
    SourceState.load(tmp_path, "shop", NOW).block("captcha", NOW)
    later = SourceState.load(tmp_path, "shop", NOW)
    assert later.barrier == "captcha"
    assert later.rests(NOW + timedelta(hours=23, minutes=59))
    assert not later.rests(NOW + timedelta(hours=24))
    assert not SourceState.load(tmp_path, "other", NOW).rests(NOW)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"barrier_at": "gestern"}', '{"requests": "many"}', '{"x": 1}']
)
def test_an_unreadable_state_is_read_as_a_wall(tmp_path: Path, text: str) -> None:
    (tmp_path / "shop.json").write_text(text)
    assert SourceState.load(tmp_path, "shop", NOW).rests(NOW)


def test_requests_are_counted_by_the_day_in_chengdu(tmp_path: Path) -> None:
    state = SourceState.load(tmp_path, "shop", NOW)
    assert [state.count_request(NOW) for _ in range(3)] == [1, 2, 3]
    state.save()
    evening = datetime(2026, 11, 24, 15, 59, tzinfo=UTC)
    assert SourceState.load(tmp_path, "shop", evening).count_request(evening) == 4
    midnight = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert SourceState.load(tmp_path, "shop", midnight).count_request(midnight) == 1


def test_walls_are_told_from_pages() -> None:
    assert barriers.from_page("<input name=p type='password'>") == "login"
    assert barriers.from_page("<p>请登录后查看</p>") == "login"
    assert barriers.from_page("<p>拖动滑块完成验证</p>") == "captcha"
    assert barriers.from_page("<title>Just a moment</title><p>Checking your browser</p>") == "captcha"
    assert barriers.from_page("<html><title>安全验证</title></html>") == "captcha"
    assert barriers.from_page("<p>请输入图中的验证码</p>") == "captcha"
    assert barriers.from_redirect("https://sso.cnipa.gov.cn/am/UI?goto=x") == "login"
    assert barriers.from_redirect("/passport/signin?back=/") == "login"
    assert [barriers.from_status(s) for s in (200, 404, 500, 403, 429)] == ["", "", "", "403", "429"]


def test_ordinary_pages_are_no_walls() -> None:
    goods = "<p>蓝牙音箱 验证码短信不收费 请登录领券</p>" + "<div>商品</div>" * 4_000
    assert barriers.from_page(goods) == ""
    for title in (
        "登录石 登山扣",
        "安全帽",
        "短信验证码服务；验证码识别软件",
        "滑板 儿童",
        "author biography",
        "passports cover",
    ):
        assert barriers.from_page(f"<html><h1>{title}</h1><p>商品详情</p></html>") == "", title
    for path in ("/gazette?page=2", "/authors/list", "/loginess/1", "/blog/signing"):
        assert barriers.from_redirect(path) == "", path


def test_fields_nobody_reads_are_counted_and_cannot_flood() -> None:
    notes = Notes()
    for n in range(MAX_NAMES + 50):
        fields = Fields({"used": "x", "waived": "y", f"new{n}": "z", "empty": " "}, notes)
        assert fields.take("missing", "used") == "x"
        fields.waive("waived")
        fields.done()
    assert notes.unread["…"] == 50 and len(notes.unread) == MAX_NAMES + 1
    assert not {"used", "waived", "empty"} & set(notes.unread)
