"""`zhiwei deadline`: the last day by law and the day to act by, for a code and a date."""

from __future__ import annotations

import json as jsonlib
import re
from datetime import date
from typing import Annotated, cast

import typer

from monitor.risk.deadlines import TransitionPolicy
from monitor.risk.deadlines import deadline as compute
from monitor.risk.rules import UnknownCode
from monitor.risk.spoken import as_sentences, as_values
from monitor.risk.table import markdown

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def deadline(
    code: Annotated[
        str, typer.Argument(help="异议表代码（CN、US-66a、EM-IR …）或期限编号（US-DC-ANS …）")
    ] = "",
    anchor: Annotated[str, typer.Option(help="起算日 YYYY-MM-DD")] = "",
    json: Annotated[bool, typer.Option("--json", help="输出一行 JSON")] = False,
    transition: Annotated[str, typer.Option(help="过渡期取 certain 还是 arguable")] = "certain",
    table: Annotated[bool, typer.Option("--table", help="输出全部期限规则（Markdown）")] = False,
) -> None:
    """计算法定期限：最后一日、建议办理日、依据、日历与核实程度。"""
    if table:
        typer.echo(markdown(), nl=False)
        return
    day = _day(anchor)
    if transition not in ("certain", "arguable"):
        raise _refusal(
            f"--transition 只能是 certain 或 arguable | must be certain or arguable: {transition!r}"
        )
    try:
        found = compute(code, day, transition_policy=cast(TransitionPolicy, transition))
    except (UnknownCode, ValueError) as error:
        raise _refusal(str(error)) from error
    if json:
        typer.echo(jsonlib.dumps(as_values(found), ensure_ascii=False))
    else:
        typer.echo(as_sentences(found))


def _day(text: str) -> date:
    if not _ISO.fullmatch(text):
        raise _refusal(f"--anchor 须为 YYYY-MM-DD | must be YYYY-MM-DD: {text!r}")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _refusal(f"--anchor 不是有效日期 | no such day: {text!r}") from error


def _refusal(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(2)
