"""`zhiwei eval`: how good the matcher is on a labelled file, for people and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import AsJson, fail


def evaluate(
    file: Annotated[Path, typer.Argument(help="标注文件 JSONL", exists=True, dir_okay=False)],
    as_json: AsJson = False,
    compare: Annotated[Path | None, typer.Option("--compare", help="与先前的 --json 结果对照")] = None,
    streams: Annotated[
        Path | None, typer.Option("--streams", help="日常名称所在目录（默认与文件同处）")
    ] = None,
) -> None:
    """评测比对效果 (evaluate the matcher on a labelled file)."""
    from monitor.evaluation import report as reports
    from monitor.evaluation.rows import BadRow
    from monitor.evaluation.run import run

    try:
        report = run(file, streams=streams)
    except BadRow as error:
        fail(str(error))
    if as_json:
        print(report.to_json())
        return
    print("\n".join(report.lines()))
    if compare is not None:
        print("\n".join(reports.compare(report, json.loads(compare.read_text("utf-8")))))
