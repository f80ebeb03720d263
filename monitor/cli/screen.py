"""`zhiwei screen`: a watchlist and a file of records in, a file of matches out; stateless and offline."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.common import fail
from monitor.cli.progress import shown

SHOWN = 20


def screen(
    watchlist: Annotated[
        Path, typer.Option("--watchlist", help="监测对象 JSONL", exists=True, dir_okay=False)
    ],
    records: Annotated[Path, typer.Option("--records", help="记录 JSONL", exists=True, dir_okay=False)],
    out: Annotated[Path, typer.Option("--out", help="结果 JSONL")],
    min_score: Annotated[
        float | None, typer.Option("--min-score", min=0, max=1, help="只写达到此分的（默认：提示线）")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="同时使用的核数（默认：记录多时用全部，少时一个）"),
    ] = None,
) -> None:
    """无状态比对：文件进，文件出；用几个核结果都一样 (stateless screening)."""
    from monitor.screening.stateless import screen_files
    from monitor.screening.workers import WorkerDied

    try:
        with shown("比对", bytes_=True) as told:
            done = screen_files(watchlist, records, out, min_score, workers=workers, progress=told)
    except WorkerDied as error:
        fail(str(error), 1)
    for bad in done.bad[:SHOWN]:
        print(f"! {bad}", file=sys.stderr)
    if len(done.bad) > SHOWN:
        print(f"! 另有 {len(done.bad) - SHOWN} 行有误 / more bad rows", file=sys.stderr)
    print(
        f"监测对象 {done.entries}　记录 {done.records}　写出 {done.matches} 对，其中提示 {done.alerts}"
        f"　有误 {len(done.bad)} 行 → {out}",
        file=sys.stderr,
    )
