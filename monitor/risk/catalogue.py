"""The response catalogue: what to do in which situation, as data; articles follow the law of the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from alerts.model import Advice, Deadline
from monitor.risk.articles import articles, cite_all, topics_in
from monitor.risk.sheets import HOME, BadSheet, Row, checked, table
from watchlists.entries import Confidence

OPPOSITION = "@opposition"
PATH = HOME / "responses" / "catalogue.toml"


class Response(Row):
    """One situation with its first step."""

    situation: str
    route: str
    action: str
    alternative: str = ""
    needs: tuple[str, ...] = ()
    window: str
    basis: str
    confidence: Confidence = "未核实"


@cache
def responses() -> dict[str, Response]:
    """All situations by id; raises `BadSheet` for a route or a topic that is not declared."""
    body = table(PATH)
    routes = body["routes"]
    found = {key: checked(PATH, 0, Response, value) for key, value in body.items() if isinstance(value, dict)}
    for key, one in found.items():
        if one.route not in routes:
            raise BadSheet(PATH, 0, f"{key}.route", f"未声明的路径 {one.route}")
        if unknown := topics_in(one.basis) - articles().keys():
            raise BadSheet(PATH, 0, f"{key}.basis", f"条文对照表没有 {sorted(unknown)}")
    return found


def advice_for(situation: str, today: date, clocks: Iterable[Deadline] = ()) -> Advice:
    """The catalogue's answer to one situation; a dated deadline makes its window concrete."""
    one = responses()[situation]
    nearest = next((clock for clock in clocks if clock.last_day), None)
    window = one.window
    if nearest and "期" in window:
        window = f"{window}（至 {nearest.certain_day or nearest.last_day}，建议不迟于 {nearest.act_by}）"
    basis = cite_all(one.basis, nearest.anchor if nearest and nearest.anchor else today)
    if nearest and one.basis == OPPOSITION and nearest.basis:
        basis = nearest.basis  # the clock knows of transitions and of other statutes
    return Advice(
        situation=one.situation,
        action=one.action,
        route=one.route,
        alternative=one.alternative,
        needs=one.needs,
        window=window,
        basis=basis,
        confidence=one.confidence,
    )
