"""Makes input files of any size, and measures what reading one costs a process of its own.

By hand: `python tests/crawlers/big_files.py FEED MEBIBYTES FOLDER` prints one line of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MIB = 1 << 20

_CHILD = """
import json, sys, time
from pathlib import Path
from crawlers.registry import find_feed
from crawlers.outcome import Notes, RECORD_TYPES
feed, file, rows = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
# VmHWM is this program's own peak; ru_maxrss would hold that of the test that started it
peak = lambda: int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
before, began, seen, records, third = peak(), time.monotonic(), 0, 0, 0.0
for outcome in find_feed(feed).read(file, Notes()):
    seen += 1
    records += isinstance(outcome, RECORD_TYPES)
    if seen == rows // 3:
        third = peak()
print(json.dumps({"inputs": seen, "records": records, "seconds": round(time.monotonic() - began, 1),
  "mib_before": round(before), "mib_at_a_third": round(third), "mib_at_the_end": round(peak())}))
"""


def measure(feed: str, file: Path, rows: int) -> dict[str, Any]:
    """Read `file` by `feed` in a child: rows, seconds, peak memory before, after a third, and at the end."""
    words = [sys.executable, "-c", _CHILD, feed, str(file), str(rows)]
    return dict(json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout))


def make(feed: str, size: int, folder: Path) -> tuple[Path, int]:
    """A file of about `size` bytes for `feed` (the package of cnipa_open: unpacked size), and its rows."""
    folder.mkdir(parents=True, exist_ok=True)
    if feed == "cnipa_open":
        return _package(size, folder)
    file = folder / {"uspto_daily": "big.xml", "euipo_open": "big.xml", "cnipa_gazette_old": "big.json"}.get(
        feed, "big.csv"
    )
    head, tail = _FRAMES.get(feed, ("商标名称,申请号,国际分类,商品服务,申请人,申请日期\n", ""))
    written = rows = 0
    with file.open("w", encoding="utf-8") as out:
        out.write(head)
        while written < size:
            text = _ROWS[feed](rows)
            written += out.write(text)
            rows += 1
        out.write(tail)
    return file, rows


def _uspto(n: int) -> str:
    goods = f"Bean sauce number {n}; chili sauce; spices; " * 20
    return (
        f"<case-file><serial-number>{10_000_000 + n}</serial-number><registration-number>0000000"
        "</registration-number><transaction-date>20261120</transaction-date><case-file-header><filing-date>"
        f"20250110</filing-date><status-code>630</status-code><mark-identification>EXAMPLE {n}"
        "</mark-identification></case-file-header><case-file-statements><case-file-statement><type-code>"
        f"GS0301</type-code><text>{goods}</text></case-file-statement></case-file-statements><case-file-owners>"
        "<case-file-owner><entry-number>1</entry-number><party-type>10</party-type><party-name>Example Owner"
        "</party-name></case-file-owner></case-file-owners></case-file>\n"
    )


def _euipo(n: int) -> str:
    words = "Sauces; spices; " * 60
    return (
        f'<TradeMark operationCode="Insert"><ApplicationNumber>{n % 10**9:09}</ApplicationNumber>'
        "<MarkCurrentStatusCode>Registered</MarkCurrentStatusCode><WordMarkSpecification><MarkVerbalElementText>"
        f"EXAMPLE {n}</MarkVerbalElementText></WordMarkSpecification><GoodsServicesDetails><GoodsServices>"
        "<ClassDescriptionDetails><ClassDescription><ClassNumber>30</ClassNumber><GoodsServicesDescription "
        f'languageCode="en">{words}</GoodsServicesDescription></ClassDescription></ClassDescriptionDetails>'
        "</GoodsServices></GoodsServicesDetails></TradeMark>\n"
    )


def _gazette(n: int) -> str:
    body = {"reg_num": str(999_000_000 + n % 999_999), "tm_name": f"示例商标{n}", "reg_name": "示例有限公司"}
    body |= {"ann_type_code": "TMZCSQ", "ann_num": "1678", "ann_date": "2020-01-06", "rn": n}
    return ("," if n else "") + json.dumps(body, ensure_ascii=False) + "\n"


def _filing(n: int) -> str:
    return f"示例商标{n},{n % 999_999_998 + 1},30,{'豆瓣酱；调味酱；' * 6}糕点,示例{n}有限公司,2026-01-05\n"


_ROWS = {"uspto_daily": _uspto, "euipo_open": _euipo, "cnipa_gazette_old": _gazette, "filings_table": _filing}
_FRAMES = {
    "uspto_daily": (
        '<?xml version="1.0"?><trademark-applications-daily>\n',
        "</trademark-applications-daily>",
    ),
    "euipo_open": ('<?xml version="1.0"?><T xmlns="http://euipo.europa.eu/trademark/data">\n', "</T>"),
    "cnipa_gazette_old": ('{"total":1,"rows":[\n', "]}"),
}


def _package(size: int, folder: Path) -> tuple[Path, int]:
    """Four goods a mark: about 300 bytes of CSV each over the three tables."""
    rows, file = size // 330, folder / "big.zip"
    tables: dict[str, Iterator[str]] = {
        "注册商标基本信息.csv": _lines(
            "注册号/申请号,国际分类,商标名称,申请日期\n", rows, lambda n: f"{n + 1},30,示例商标{n},20250101\n"
        ),
        "商标注册人信息.csv": _lines(
            "注册号/申请号,国际分类,注册人中文名称\n", rows, lambda n: f"{n + 1},30,示例{n}有限公司\n"
        ),
        "注册商标商品服务信息.csv": _lines(
            "注册号/申请号,国际分类,类似群,商品中文名称\n",
            rows,
            lambda n: "".join(f"{n + 1},30,3016,豆瓣酱第{n}号第{k}种调味制品\n" for k in range(4)),
        ),
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, lines in tables.items():
            with archive.open(name, "w", force_zip64=True) as out:
                for line in lines:
                    out.write(line.encode())
    return file, rows


def _lines(head: str, rows: int, line: Any) -> Iterator[str]:
    yield head
    for n in range(rows):
        yield line(n)


if __name__ == "__main__":
    made, count = make(sys.argv[1], int(sys.argv[2]) * MIB, Path(sys.argv[3]))
    figures = measure(sys.argv[1], made, count)
    print(json.dumps({"feed": sys.argv[1], "file_mib": made.stat().st_size // MIB, "rows": count} | figures))
    made.unlink()
