"""`zhiwei reply check`: what an answer by mail means and why it would (not) act; changes nothing."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from alerts.replies import Reply, read_reply

app = typer.Typer(help="回复邮件：看懂了什么、为什么没有执行", no_args_is_help=True)
_VERDICTS = {"apply": "可以执行", "help": "不执行，回帮助", "ignore": "不处理"}


@app.callback()
def _replies() -> None:
    """回复邮件的检查（只读，不改变任何预警）。"""


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="一封或多封 .eml 邮件")],
    as_json: Annotated[bool, typer.Option("--json", help="每封一行 JSON，按给定顺序")] = False,
) -> None:
    """读懂回复邮件（不核对身份）：结论、原因、本人所写文字、指令。"""
    failed = False
    for path in files:
        try:
            raw = path.read_bytes()
        except OSError as error:
            failed = True
            typer.echo(
                f"读不了文件 {path}：{error.strerror} / cannot read {path}: {error.strerror}", err=True
            )
            if as_json:  # one line a file, whatever happens: the reader counts lines
                typer.echo(
                    _line(
                        "ignore", f"unreadable: 读不了文件 / cannot read the file: {error.strerror}", "", []
                    )
                )
            continue
        reply = read_reply(raw)
        typer.echo(_json(reply) if as_json else _explanation(path, reply))
    if failed:
        raise typer.Exit(code=1)


def _json(reply: Reply) -> str:
    return _line(reply.verdict, reply.why, reply.own_text, [asdict(command) for command in reply.commands])


def _line(verdict: str, why: str, own_text: str, commands: list[dict[str, object]]) -> str:
    row = {"verdict": verdict, "why": why, "own_text": own_text, "commands": commands}
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def _explanation(path: Path, reply: Reply) -> str:
    lines = [f"{path.name}：{_VERDICTS[reply.verdict]}", f"  原因：{reply.zh}（{reply.code}）"]
    lines.append(f"  发件人：{reply.sender or '不是恰好一个邮箱'}")
    lines += [f"  指令：{_words(asdict(command))}" for command in reply.commands]
    lines.append("  本人所写：" + (reply.own_text.replace("\n", "\n    ") or "（无）"))
    return "\n".join(lines)


def _words(command: dict[str, object]) -> str:
    named = (f"{key}={value}" for key, value in command.items() if value is not None)
    return " ".join(named)
