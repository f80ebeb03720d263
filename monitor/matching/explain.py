"""Turns a compared pair into what people read: reasons with exact shares, and the aligned characters."""

from __future__ import annotations

from typing import Literal

from alerts.model import AlignedPair, Reason
from monitor.matching import model, readings, rules, scope
from monitor.matching.align import align
from monitor.matching.pair import Pair

_TOGETHER = {
    "strongest": "其中最强的一项相似在普通名称中罕见。",
    "second": "另有一项独立的相似也不常见。",
    "strongest_in_scope": "相似程度与商品关系合看，偶然巧合的可能小。",
}

#: Told wherever they hold, also when other signals carry their weight: what a person would say first.
_FACTS = frozenset(
    ("same_text", "holds_mark", "reordered", "meaning", "same_letters", "holds_words", "acronym")
)


def _words(pair: Pair) -> dict[str, str]:
    evidence = pair.evidence
    return {
        "mark": pair.form.raw,
        "sign": pair.other.raw,
        "run": getattr(evidence, "run", ""),
        "shared": getattr(evidence, "shared", ""),
        "found": getattr(evidence, "found", "") or pair.form.raw,
        "relation": scope.CHINESE[pair.relation],
    }


def reasons_of(pair: Pair | None, settled: str, distance: float) -> tuple[Reason, ...]:
    """The reasons by falling share; `settled` and rules of fair use come first. Shares and base add up exactly."""
    found: list[Reason] = []
    if settled:
        found.append(Reason(signal="rule", text=settled, value=1.0, share=0.0, rules=("F3",)))
    if pair is None:
        return tuple(found)
    fair = rules.fair_use(pair.mark, pair.sign)
    if fair and not settled:
        found.append(Reason(signal="rule", text=fair, value=1.0, share=0.0, rules=("F3", "F4")))
    table = model.table(pair.model)
    known = {signal.name: signal for signal in model.signals(pair.model)}
    words = _words(pair)
    told = []
    values = model.values(pair)
    shares = table.shares(values, pair.length)
    weightless = values.keys() - {share.name for share in shares}
    for share in (*shares, *(model.Share(name, values[name], 0.0) for name in sorted(weightless))):
        if share.share == 0.0 and not (share.name in _FACTS and share.value > 0.0):
            continue
        signal = known.get(share.name)
        text = signal.sentence(words) if signal else _TOGETHER[share.name]
        told.append(
            Reason(
                signal=f"{pair.model}.{share.name}",
                text=text,
                value=share.value,
                share=share.share,
                rules=signal.rules if signal else (),
            )
        )
    told.sort(key=lambda reason: (-reason.share, reason.signal))
    base = Reason(
        signal="base", text="起点：普通申请与监测标志无关。", value=1.0, share=table.bias - table.threshold
    )
    return (*found, *told, base)


def alignment_of(pair: Pair | None) -> tuple[AlignedPair, ...]:
    """The columns of the match card for two Han signs; empty for others."""
    if pair is None or not pair.form.units or not pair.other.units or len(pair.other.units) > 40:
        return ()
    mark, sign = pair.form.units, pair.other.units
    columns, i, j = [], 0, 0
    for step in align(mark, sign).steps:
        columns += [_column(c, "", "gap") for c in mark[i : step.at]]
        columns += [_column("", c, "gap") for c in sign[j : step.from_]]
        relation = step.like.relation
        shown: Literal["same", "sound", "shape", "both", "other"] = (
            "other" if relation == "meaning" else relation
        )
        columns.append(_column(mark[step.at : step.to], sign[step.from_ : step.until], shown))
        i, j = step.to, step.until
    columns += [_column(c, "", "gap") for c in mark[i:]]
    columns += [_column("", c, "gap") for c in sign[j:]]
    return tuple(columns)


def _column(
    ours: str, theirs: str, relation: Literal["same", "sound", "shape", "both", "other", "gap"]
) -> AlignedPair:
    return AlignedPair(
        entry=ours,
        record=theirs,
        relation=relation,
        entry_reading=_reading(ours),
        record_reading=_reading(theirs),
    )


def _reading(units: str) -> str:
    return " ".join("/".join(sounds[:2]) for sounds in readings.syllables(units) if sounds)
