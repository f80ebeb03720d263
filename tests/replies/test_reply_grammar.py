"""The command language: what acts, what is refused and why, and what each field holds."""

from __future__ import annotations

import pytest

from alerts.replies import Command
from alerts.replies.grammar import read_commands
from alerts.replies.numbers import SPAN, span_days, whole_number
from alerts.replies.tokens import alert_numbers
from alerts.replies.vocabulary import MARKS, table

A = Command


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("【A-12】受理", [A("accept", "A-12")]),
        ("预警A-12受理", [A("accept", "A-12")]),
        ("A-12 立即受理", [A("accept", "A-12")]),
        ("受理 A-12、A-13", [A("accept", "A-12"), A("accept", "A-13")]),
        ("受理：A-12，A-13", [A("accept", "A-12"), A("accept", "A-13")]),
        ("A-12,A-13 全部受理", [A("accept", "A-12"), A("accept", "A-13")]),
        ("accept A-12, dismiss A-13 F3", [A("accept", "A-12"), A("dismiss", "A-13", reason="F3")]),
        ("A-12 受理 A-13 排除 F3", [A("accept", "A-12"), A("dismiss", "A-13", reason="F3")]),
        ("1. A-12 受理\n2. A-13 排除 F4", [A("accept", "A-12"), A("dismiss", "A-13", reason="F4")]),
        ("A-12\n受理", [A("accept", "A-12")]),
        ("A-12 受理（已电话告知权利人）", [A("accept", "A-12")]),
        ("A-12（青羊晨露）受理", [A("accept", "A-12")]),
        ("A-12 受理：与在先商标近似", [A("accept", "A-12")]),
        ("A-12 受理，与我方商标近似", [A("accept", "A-12")]),
        ("F3，排除", [A("dismiss", reason="F3")]),
        ("排除\n理由：F2", [A("dismiss", reason="F2")]),
        ("A-12 排除 F4，对方为正规经销商，不构成侵权", [A("dismiss", "A-12", reason="F4")]),
        ("dismiss genuine goods resale", [A("dismiss", reason="F4")]),
        ("三天后再提醒", [A("snooze", days=3)]),
        ("延后（3天）", [A("snooze", days=3)]),
        ("延后，半个月", [A("snooze", days=15)]),
        ("snooze A-12 by 7 days", [A("snooze", "A-12", days=7)]),
        ("静默 90 天", [A("silence", days=90)]),
        ("A-12 合并到 A-7，A-13 受理", [A("merge", "A-12", into="A-7"), A("accept", "A-13")]),
        ("merge A-12 with A-7", [A("merge", "A-12", into="A-7")]),
        ("合并 A-12 到 A-7", [A("merge", "A-12", into="A-7")]),
        ("A-12 并入 7 号", [A("merge", "A-12", into="A-7")]),
        ("转办 A-12 给李娜", [A("assign", "A-12", to="李娜")]),
        ("转办 张伟（商标科）", [A("assign", to="张伟")]),
        ("转给王芳处理", [A("assign", to="王芳")]),
        ("由李娜办理", [A("assign", to="李娜")]),
        ("assign A-12 to Li Na, please", [A("assign", "A-12", to="Li Na")]),
        ("A-12 受理并补证", [A("accept", "A-12"), A("evidence", "A-12")]),
        (
            "A-12 受理，备注：对方已停用，待回函？",
            [A("accept", "A-12"), A("note", "A-12", note="对方已停用，待回函？")],
        ),
        ("备注 A-12 全角：Ａ不变", [A("note", "A-12", note="全角：Ａ不变")]),
        ("请協助", [A("assist")]),
        ("轉海外", [A("overseas")]),
        ("延後三天", [A("snooze", days=3)]),
        ("撤销 A-12 的受理", [A("undo", "A-12")]),
        ("误报，请勿再提醒", [A("false-alarm")]),
        ("受理\n\n谢谢！\n张三\n成都某局受理科", [A("accept")]),
    ],
)
def test_what_is_meant(text: str, commands: list[Command]) -> None:
    assert read_commands(text).commands == tuple(commands)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("不受理", "negation"),
        ("（不）受理", "negation"),
        ("先别受理", "prohibition"),
        ("是否受理？", "question"),
        ("受理（？）", "question"),
        ("如果对方续费，就受理", "condition"),
        ("受理，但要等法务", "condition"),
        ("受理或排除 F3", "contrast"),
        ("受理 / 排除 F3", "contrast"),
        ("A-12 受理\n不对，先不要受理", "contrast"),
        ("可能受理", "doubt"),
        ("领导说受理", "report"),
        ("已经受理过了", "done"),
        ("受理中", "unclear"),
        ("受理时间", "unclear"),
        ("受理人员名单", "unclear"),
        ("请回复“受理”", "quotation"),
        ("其余受理", "everything"),
        ("全部受理", "whole"),
        ("A-12至A-15 受理", "range"),
        ("排除", "reason-missing"),
        ("排除 F9", "reason-unknown"),
        ("排除 F2 F3", "reason-many"),
        ("延后几天", "days-missing"),
        ("延后 3 个工作日", "days-missing"),
        ("延后三五天", "days-missing"),
        ("延后 0 天", "days-impossible"),
        ("静默 200 天", "days-impossible"),
        ("延后到下周一", "unclear"),
        ("转办", "name-missing"),
        ("转办给他", "name-missing"),
        ("转办李娜和张伟", "name-missing"),
        ("转办李娜、张伟", "unclear"),
        ("合并", "number-missing"),
        ("A-12 合并 A-12", "number-missing"),
        ("A-12 与 A-7 合并", "number-missing"),
        ("备注：", "note-missing"),
        ("备注怎么写？", "question"),
        ("A-12 受理，A-12 排除 F3", "contradictory"),
        ("A-12 排除 F3，A-12 排除 F4", "contradictory"),
        ("A-12 受理\nA-12 不受理", "negation"),
        ("受理\nA-13 排除 F3", "mixed"),
        ("A-12 排除 F2，A-13 同上", "unclear"),
        ("今天天气不错\n受理", "not-first"),
        ("A-12 受理\n以上是我的看法\nA-13 排除 F3", "scattered"),
        ("受\u200b理", "disguise"),
        ("A-12 \u202e受理", "disguise"),
        ("受理\n不", "negation"),
        ("受理\n？", "question"),
        ("不受，受理", "negation"),
        ("谢谢", "no-command"),
        ("对方专利已授权", "unclear"),
        ("请核实我方商标是否被冒用", "question"),
    ],
)
def test_why_nothing_happens(text: str, code: str) -> None:
    reading = read_commands(text)
    assert (reading.code, reading.commands) == (code, ())


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    why = table()["why"]
    assert set(MARKS) <= set(why)
    assert all(len(sentences) == 2 and all(sentences) for sentences in why.values())


@pytest.mark.parametrize("mark", [mark for mark in MARKS if mark not in {"whole"}])
def test_every_mark_stops_every_verb(mark: str) -> None:
    orders = [
        "受理",
        "排除 F3",
        "转海外",
        "转办 李娜",
        "补证",
        "延后 3 天",
        "合并 A-7",
        "静默 3 天",
        "误报",
        "我方商标",
        "撤销",
    ]
    for word in table()["marks"][mark]:
        for order in orders:
            assert read_commands(f"{word} {order}").code != "applied", (word, order)


def test_every_word_of_a_verb_and_of_a_reason_is_understood() -> None:
    more = {
        "dismiss": " F3",
        "snooze": " 3 天",
        "silence": " 3 天",
        "merge": " A-7",
        "assign": " 李娜",
        "note": " 已联系",
    }
    for verb, words in table()["verbs"].items():
        for word in words:
            days_first = verb == "snooze" and ("提醒" in word or "提示" in word)
            text = f"3天{word}" if days_first else word + more.get(verb, "")
            assert [c.verb for c in read_commands(text).commands] == [verb], text
    for code, words in table()["reasons"].items():
        for word in words:
            assert [c.reason for c in read_commands(f"排除 {word}").commands] == [code], word


def test_traditional_map_is_one_to_one() -> None:
    assert len(table()["traditional"]["from"]) == len(table()["traditional"]["to"])


@pytest.mark.parametrize(
    ("text", "number"),
    [("十五", 15), ("二十", 20), ("两", 2), ("九十", 90), ("一百二十", 120), ("一百零五", 105), ("廿五", 25), ("三五", None),
     ("three", 3), ("07", 7), ("1.5", None), ("", None), ("百", 100)],
)  # fmt: skip
def test_numbers(text: str, number: int | None) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("text", "days"),
    [("3天", 3), ("十五日", 15), ("两周", 14), ("一个月", 30), ("a week", 7), ("-3 天", -3), ("3 个工作日", None), ("2小时", None), ("1年", 365)],
)  # fmt: skip
def test_spans(text: str, days: int | None) -> None:
    found = SPAN.fullmatch(text)
    assert found and span_days(found) == days


def test_alert_numbers_lose_leading_zeros_and_repeats() -> None:
    assert alert_numbers("a-012、12 和 第三号") == ["A-12", "A-3"]
