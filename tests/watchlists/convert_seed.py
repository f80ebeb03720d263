"""Turns the public seed list (kind, name, alt_or_owner, region, note, …) into a file that can be imported.

python tests/watchlists/convert_seed.py ../shared/data/watchlist_seed_chengdu/watchlist_seed.csv OUT.csv
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

COLUMNS = ("监测对象", "类别", "别名", "国际分类", "商品", "权利人", "产地", "来源", "备注")
CATEGORY = {
    "老字号": "LZH",
    "地理标志": "GI",
    "地理标志(中欧)": "GI",
    "驰名/著名商标": "WKM",
    "外国品牌": "FB",
}
#: Classes of the goods words that the seed's notes use; an estimate, for measuring only.
CLASSES = {
    "水产": "29、31", "果品": "31", "蔬菜": "31", "茶叶": "30", "粮食": "30", "畜": "29、31",
    "肉类": "29、31",
    "药材": "5", "蛋类": "29", "蜂": "30", "食用菌": "29、31", "油料": "29", "白酒": "33", "葡萄酒": "33",
    "卷烟": "34", "汽车": "12", "润滑油": "4", "药": "5", "饮料": "32", "计算机": "9", "软件": "9",
    "电视": "9", "电话": "9", "电冰箱": "11", "微波炉": "11", "轮胎": "12", "电缆": "9", "塑料管": "17",
    "医疗": "10", "香料": "30", "棉麻": "22", "烟草": "34", "花卉": "31",
}  # fmt: skip


def convert(source: Path, target: Path) -> int:
    """Write the importable file; returns the rows of the seed."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_row(row) for row in rows)
    return len(rows)


def _row(row: dict[str, str]) -> tuple[str, ...]:
    category = CATEGORY[row["kind"]]
    other = row["alt_or_owner"].strip()
    is_alias = category == "FB" or row["kind"] == "地理标志(中欧)"
    classes = next((value for word, value in CLASSES.items() if word in row["note"]), "")
    goods = re.search(r"AGI\d+ (\S+)$", row["note"])
    alias, owner = (other, "") if is_alias else ("", other)
    source = f"{row['dataset']} {row['source']}".strip()
    region = row["region"] if category != "FB" else ""
    goods_word = goods[1] if goods else ""
    return row["name"], category, alias, classes, goods_word, owner, region, source[:200], row["note"]


if __name__ == "__main__":
    print(convert(Path(sys.argv[1]), Path(sys.argv[2])))
