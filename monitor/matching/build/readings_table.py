"""Builds `tables/readings.tsv.gz`: toneless modern readings of each character, the commonest first.

Where Unihan names the readings of modern dictionaries (kTGHZ2013, kXHC1983) or counts them
(kHanyuPinlu), only those are taken: older lists add dead readings (华 kua) that make false homophones.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict

from pypinyin.pinyin_dict import pinyin_dict

from monitor.matching.build.sources import Mojidata, write_lines

_COUNTED = re.compile(r"([^\s(]+)\((\d+)\)")
_TONES = {0x300, 0x301, 0x304, 0x30C}
_LETTERS_ONLY = {"m", "n", "ng", "hm", "hng", "ê", "e^"}


def toneless(reading: str) -> str:
    """`lǜ` → `lv`, `zhòng` → `zhong`."""
    plain = "".join(c for c in unicodedata.normalize("NFD", reading) if ord(c) not in _TONES)
    return unicodedata.normalize("NFC", plain).replace("ü", "v").lower()


def _listed(value: str) -> list[str]:
    return [part.split(":")[1] for part in value.split() if ":" in part]


def modern(char: str, columns: dict[str, dict[str, str]]) -> list[str]:
    """Readings of one character from the modern sources; empty when none has it."""
    counted = _COUNTED.findall(columns["kHanyuPinlu"].get(char, ""))
    ordered = [reading for reading, _ in sorted(counted, key=lambda pair: -int(pair[1]))]
    if not ordered:
        ordered = columns["kMandarin"].get(char, "").split()[:1]
    dictionary = _listed(columns["kTGHZ2013"].get(char, "")) or _listed(columns["kXHC1983"].get(char, ""))
    return ordered + [r for r in dictionary if r not in ordered] if dictionary else []


def readings(char: str, columns: dict[str, dict[str, str]]) -> tuple[str, ...]:
    """All readings, toneless, without repeats, and without interjection sounds where others exist."""
    found = modern(char, columns) or pinyin_dict.get(ord(char), "").split(",")
    plain = list(dict.fromkeys(toneless(r) for r in found if r))
    spoken = [r for r in plain if r not in _LETTERS_ONLY]
    return tuple(spoken or plain)


def all_readings(source: Mojidata) -> dict[str, tuple[str, ...]]:
    """{character: readings} for every character that any source can read."""
    columns = {name: source.column(name) for name in ("kHanyuPinlu", "kMandarin", "kTGHZ2013", "kXHC1983")}
    everything = {chr(code) for code in pinyin_dict} | set(columns["kMandarin"])
    return {char: found for char in sorted(everything) if (found := readings(char, columns))}


def reading_sets(source: Mojidata) -> dict[str, set[str]]:
    """The same as sets, with the dead readings too: to ask whether two forms can be one word."""
    listed = {chr(c): {toneless(r) for r in value.split(",")} for c, value in pinyin_dict.items()}
    for char, found in all_readings(source).items():
        listed.setdefault(char, set()).update(found)
    return listed


def syllable_costs(source: Mojidata) -> dict[str, float]:
    """{syllable: cost}, the cost being minus the logarithm of its share in running text (kHanyuPinlu)."""
    counts: dict[str, float] = defaultdict(lambda: 3.0)
    for value in source.column("kHanyuPinlu").values():
        for reading, count in _COUNTED.findall(value):
            counts[toneless(reading)] += int(count)
    standard = set(source.standard())
    for char, found in all_readings(source).items():
        for reading in found if char in standard else ():
            counts[reading] += 1
    total = sum(counts.values())
    return {s: math.log(total / n) for s, n in counts.items() if s.isascii() and set(s) & set("aeiouv")}


def build(source: Mojidata) -> None:
    """Group the characters by their readings: one line is `readings TAB characters`."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for char, found in all_readings(source).items():
        groups[found].append(char)
    write_lines("readings.tsv.gz", (f"{' '.join(key)}\t{''.join(groups[key])}" for key in sorted(groups)))
    costs = syllable_costs(source)
    write_lines("syllables.tsv.gz", (f"{name}\t{costs[name]:.2f}" for name in sorted(costs)))
