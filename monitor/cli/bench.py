"""`zhiwei bench`: what screening costs on this machine, and what its keys miss."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import AsJson


def bench(
    entries: Annotated[int, typer.Option("--entries", min=10, help="监测对象数")] = 10_000,
    records: Annotated[int, typer.Option("--records", min=10, help="每轮商标申请数")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="造名种子")] = 1,
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="轮数（各方法交替）")] = 3,
    recall: Annotated[int, typer.Option("--recall", min=0, help="召回检查的申请数（0：不查）")] = 60,
    store: Annotated[str, typer.Option("--store", help="键存放处：memory 或 table")] = "memory",
    rivals: Annotated[bool, typer.Option("--rivals/--no-rivals", help="同时测 rapidfuzz 与 FTS5")] = True,
    disputes: Annotated[
        Path | None,
        typer.Option("--fought", exists=True, dir_okay=False, help="争议标志文件（JSONL），放在监测对象之中"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """比对要花多少时间与内存、漏掉多少 (cost against two rivals, recall, memory)."""
    from monitor.bench.run import bench as measured

    report = measured(
        entries,
        records,
        seed=seed,
        rounds=rounds,
        recall=recall,
        table=store == "table",
        rivals=rivals,
        disputes=disputes,
        told=lambda line: print(line, file=sys.stderr),
    )
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
        return
    for name, value in report.items():
        if name == "fought":
            print(f"争议标志：{value['reached']}/{value['alerts']}（在 {value['among']} 件之中）")
            print("".join(f"  未找到：{pair}\n" for pair in value["missed"]), end="")
        elif name == "recall":
            for way, one in value.items():
                print(f"召回 {way}：{one['reached']}/{one['alerts']}　{one['recall']}")
        elif isinstance(value, dict):
            print(f"{name}：{value['median']}（{value['least']}–{value['most']}）")
        else:
            print(f"{name}：{value}")
