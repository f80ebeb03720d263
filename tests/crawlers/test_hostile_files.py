"""Files from strangers: each ends in seconds and bounded memory, its mistakes named, the good rows kept."""

from __future__ import annotations

import io
import json
import random
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers import limits
from crawlers.feeds import cnipa_gazette_old, cnipa_open, euipo_open, uspto_daily
from crawlers.launch import start_read
from crawlers.outcome import RECORD_TYPES, Notes, Outcome, Rejected
from crawlers.reading.safe_zip import UnsafeZip, open_zip
from crawlers.registry import find_feed

HEAD = '<?xml version="1.0"?><trademark-applications-daily>'
CASE = (
    "<case-file><serial-number>100000{:02}</serial-number><transaction-date>20261120</transaction-date>"
    "<case-file-header><status-code>630</status-code><mark-identification>MARK</mark-identification>"
    "</case-file-header></case-file>"
)


def read(feed: str, file: Path) -> tuple[list[Outcome], list[Rejected]]:
    outcomes = list(find_feed(feed).read(file, Notes()))
    bad = [o for o in outcomes if isinstance(o, Rejected)]
    return [o for o in outcomes if isinstance(o, RECORD_TYPES)], bad


def test_entities_are_not_expanded_and_files_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRETWORD")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bad = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}<!ENTITY f SYSTEM "{secret.as_uri()}">]>'
    case = CASE.format(1)
    file = tmp_path / "bomb.xml"
    for entity in ("&l11;", "&f;"):
        file.write_text(f"<?xml version='1.0'?>{bad}<t>{case.replace('MARK', f'A{entity}B')}</t>")
        began = time.monotonic()
        found, _ = read("uspto_daily", file)
        assert time.monotonic() - began < 5
        assert all("SECRETWORD" not in o.text and len(o.text) < 100 for o in found)


def test_cases_before_an_xml_error_are_kept_and_the_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "cut.xml"
    file.write_text(
        HEAD + "\n" + "\n".join(CASE.format(n) for n in range(1, 4)) + "\n<case-file><serial-number"
    )
    found, bad = read("uspto_daily", file)
    assert [o.native_id for o in found] == ["10000001", "10000002", "10000003"]
    assert len(bad) == 1 and bad[0].line == 5 and "第 5 行" in bad[0].reason_zh


@pytest.mark.parametrize("feed", ["uspto_daily", "euipo_open", "cnipa_gazette_2026", "cnipa_open"])
@pytest.mark.parametrize(
    "body", [b"<!doctype html><html>login</html>", b"", b'{"code":500,"msg":"x"}', b"PK\x03\x04"]
)
def test_a_page_where_data_should_be_is_one_rejection(tmp_path: Path, feed: str, body: bytes) -> None:
    file = tmp_path / "answer"
    file.write_bytes(body)
    found, bad = read(feed, file)
    assert not found and len(bad) == 1
    assert bad[0].reason_zh and bad[0].reason_en


def test_nesting_and_endless_texts_are_one_rejection(tmp_path: Path) -> None:
    deep = tmp_path / "deep.xml"
    deep.write_text(HEAD + CASE.format(1) + "<a>" * 100_000)
    assert [len(part) for part in read("uspto_daily", deep)] == [1, 1]
    nested = tmp_path / "deep.json"
    nested.write_text('{"rows":[{"a":' + "[" * 100_000 + '},{"reg_num":"999000001"}]}')
    found, bad = read("cnipa_gazette_old", nested)
    assert not found and bad
    long = tmp_path / "long.csv"
    long.write_text("标题\n" + "长" * 5_000_000 + "\n好的一行\n", encoding="utf-8")
    found, bad = read("listings_table", long)
    assert [o.text for o in found] == ["好的一行"] and len(bad) == 1


def test_a_broken_object_costs_only_itself(tmp_path: Path) -> None:
    good = {"reg_num": "999000001", "tm_name": "禾川记", "ann_type_code": "TMZCSQ", "ann_num": "1678"}
    good |= {"ann_date": "2020-01-06"}
    whole = json.dumps(good, ensure_ascii=False)
    broken = ['{"reg_num": "1", "tm_name": ', '{"a": 1,}', "null", '"text"', '{"a": {"b": 1', "[1, 2]"]
    for piece in broken:
        file = tmp_path / "rows.json"
        file.write_text(f'{{"rows":[{whole},\n{piece},\n{whole}]}}', encoding="utf-8")
        found, bad = read("cnipa_gazette_old", file)
        assert len(found) == 2, piece
        assert bad and bad[0].line == 2, piece


@settings(max_examples=60)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=8), st.integers(1, 70_000))
def test_every_object_comes_back_whatever_it_says_and_wherever_a_chunk_ends(
    texts: list[str], pad: int
) -> None:
    from tempfile import TemporaryDirectory

    from crawlers.reading.json_stream import JsonStream, objects

    with TemporaryDirectory() as folder:
        file = Path(folder) / "x.json"
        rows = [{"t": text} for text in texts]
        file.write_text('{"pad":"' + "x" * pad + '","rows":' + json.dumps(rows) + "}", encoding="utf-8")
        stream = JsonStream(file)
        found = [one.body for one in objects(stream, "rows")]
        stream.close()
    assert found == rows


def _package(file: Path, tables: dict[str, str]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(name, text)
    return file


BASIC = "注册号/申请号,国际分类,商标名称,申请日期\n999000001,30,禾川记,20250101\n"
OWNERS = "注册号/申请号,国际分类,注册人中文名称\n999000001,30,示例有限公司\n"
GOODS = "注册号/申请号,国际分类,类似群,商品中文名称\n999000001,30,3016,豆瓣酱\n"
TABLES = {"注册商标基本信息.csv": BASIC, "商标注册人信息.csv": OWNERS, "注册商标商品服务信息.csv": GOODS}


def test_a_package_without_a_required_column_is_refused_with_its_name(tmp_path: Path) -> None:
    for name, column in (
        ("注册商标基本信息.csv", "商标名称"),
        ("商标注册人信息.csv", "注册人中文名称"),
        ("注册商标商品服务信息.csv", "类似群"),
    ):
        tables = TABLES | {name: TABLES[name].replace(column, "别的列")}
        found, bad = read("cnipa_open", _package(tmp_path / "p.zip", tables))
        assert not found and len(bad) == 1
        assert column in bad[0].reason_zh and name in bad[0].reason_zh and column in bad[0].reason_en


def test_columns_in_another_order_make_no_difference(tmp_path: Path) -> None:
    basic = "商标名称,申请日期,国际分类,注册号/申请号\n禾川记,20250101,30,999000001\n"
    first, _ = read("cnipa_open", _package(tmp_path / "a.zip", TABLES))
    second, _ = read("cnipa_open", _package(tmp_path / "b.zip", TABLES | {"注册商标基本信息.csv": basic}))
    assert first == second and first[0].goods == ("豆瓣酱",) and first[0].applicant == "示例有限公司"


def test_an_unclosed_quote_costs_only_its_own_line(tmp_path: Path) -> None:
    more = "".join(f"999{n:06},30,第{n}件,20250101\n" for n in range(2, 3_000))
    basic = BASIC + '999009999,30,"没有关上的引号,20250101\n' + more
    notes = Notes()
    file = _package(tmp_path / "p.zip", TABLES | {"注册商标基本信息.csv": basic})
    outcomes = list(cnipa_open.read(file, notes))
    bad = [o for o in outcomes if isinstance(o, Rejected)]
    assert [(b.line, b.raw) for b in bad] == [(3, '999009999,30,"没有关上的引号,20250101')]
    assert len(outcomes) == 1 + 1 + 2_998


def _overlapping(file: Path) -> None:
    """Two entries of the directory that point at the same bytes."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = body.compress(b"<a/>" * 1000) + body.flush()
    header = struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, zlib.crc32(b"<a/>" * 1000), len(packed), 4000, 5, 0
    )
    local = header + b"a.xml" + packed
    entry = struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, zlib.crc32(b"<a/>" * 1000), len(packed), 4000, 5,
        0, 0, 0, 0, 0, 0,
    )  # fmt: skip
    directory = entry + b"a.xml" + entry + b"b.xml"
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, len(directory), len(local), 0)
    file.write_bytes(local + directory + end)


def test_overlapping_entries_ratios_and_passwords_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    _overlapping(file)
    with pytest.raises(UnsafeZip, match="重叠"), open_zip(file):
        pass
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"0" * (64 << 20))
    with pytest.raises(UnsafeZip, match="压缩比"), open_zip(file):
        pass
    found, bad = read("uspto_daily", file)
    assert not found and "压缩比" in bad[0].reason_zh


def test_an_entry_larger_than_it_says_is_cut_off(tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.xml", b"x" * 100_000)
    whole = bytearray(file.read_bytes())
    at = whole.index(b"PK\x01\x02") + 24
    whole[at : at + 4] = struct.pack("<L", 1_000)  # uncompressed size in the directory
    file.write_bytes(whole)
    with open_zip(file) as archive, pytest.raises(UnsafeZip), archive.stream(archive.members[0]) as stream:
        while stream.read(4096):
            pass


def test_names_in_gbk_are_read(tmp_path: Path) -> None:
    assert len(read("cnipa_open", _gbk_zip(tmp_path / "gbk.zip"))[0]) == 1


def _gbk_zip(file: Path) -> Path:
    """A stored zip whose names are GBK bytes with flag bits 0."""
    out, directory = io.BytesIO(), b""
    for name, text in TABLES.items():
        body, coded = text.encode(), name.encode("gb18030")
        common = struct.pack("<5H3L2H", 20, 0, 0, 0, 0, zlib.crc32(body), len(body), len(body), len(coded), 0)
        offset = out.tell()
        out.write(b"PK\x03\x04" + common + coded + body)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<3H2L", 0, 0, 0, 0, offset)
        directory += coded
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 3, 3, len(directory), out.tell(), 0)
    file.write_bytes(out.getvalue() + directory + end)
    return file


def test_random_damage_never_raises(tmp_path: Path) -> None:
    samples = Path(__file__).parent / "samples"
    rng = random.Random(7)
    for feed, module in (
        ("uspto_daily", uspto_daily),
        ("euipo_open", euipo_open),
        ("cnipa_gazette_old", cnipa_gazette_old),
    ):
        whole = next((samples / feed).glob("input.*")).read_bytes()
        for _ in range(150):
            damaged = bytearray(whole)
            for _ in range(rng.randint(1, 20)):
                damaged[rng.randrange(len(damaged))] = rng.randrange(256)
            file = tmp_path / "damaged"
            file.write_bytes(damaged[: rng.randrange(len(damaged))] if rng.random() < 0.3 else damaged)
            list(module.read(file, Notes()))


def test_a_dropped_file_becomes_a_run_file_in_a_child(tmp_path: Path) -> None:
    sample = Path(__file__).parent / "samples" / "cnipa_gazette_old" / "input.json"
    result = start_read("cnipa_gazette_old", sample, tmp_path / "run.jsonl")
    assert result.state == "done" and result.summary is not None
    assert (result.summary.inputs, result.summary.records, result.summary.rejected) == (11, 8, 3)
    assert result.summary.warnings == {"issue_date_disagrees": 1, "unknown_notice_type": 1}


def test_a_hopeless_file_is_refused_with_its_reason(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html>请登录</html>", encoding="utf-8")
    result = start_read("uspto_daily", page, tmp_path / "run.jsonl")
    assert result.state == "refused" and "0 条" in result.reason and "登录页" in result.reason
    result = start_read("no_such_feed", page, tmp_path / "run.jsonl")
    assert result.state == "failed" and "no_such_feed" in result.reason


def test_an_endless_object_costs_only_itself(tmp_path: Path) -> None:
    file = tmp_path / "one-line.json"
    with file.open("w") as out:
        out.write('{"rows":[{"a":"')
        for _ in range(60):
            out.write("x" * (1 << 20))
        out.write('"},{"reg_num":"999000001","ann_type_code":"TMZCSQ","ann_num":"1678"}]}')
    began = time.monotonic()
    result = start_read("cnipa_gazette_old", file, tmp_path / "run.jsonl")
    assert result.summary is not None and (result.summary.records, result.summary.rejected) == (1, 1)
    assert result.state == "done" and time.monotonic() - began < 30


def test_a_packed_file_may_take_as_long_as_what_it_holds(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.csv", tmp_path / "a.zip"
    plain.write_bytes(b"x" * (2 << 20))
    packed.write_bytes(b"PK" + b"x" * (2 << 20))
    assert limits.reading_seconds(plain) == 68
    assert limits.reading_seconds(packed) > 200
