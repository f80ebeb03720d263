"""Lines and CSV records of a text file in whatever encoding it has; a bad line costs only itself."""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from config.tabular_row import MAX_CELL, Cells, OnError, TabularError, too_long

MAX_LINE = 8 * MAX_CELL
_UNDECODED = re.compile("[\ud800-\udfff]")
MAX_RECORD_LINES = 200  # an unclosed quote must not swallow the file
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(path: Path) -> str:
    """`utf-8-sig` or `utf-16` by BOM, else `utf-8` or `gb18030` by what most of the text fits.

    A stray byte in UTF-8 text could be read as GB18030 by luck, so the whole file decides, not the first
    misfit; lines that do not fit are then refused one by one.
    """
    with path.open("rb") as file:
        head = file.read(4)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    fits, misfits = _utf8_characters(path)
    return "utf-8" if fits >= misfits else "gb18030"


def _utf8_characters(path: Path) -> tuple[int, int]:
    """How many characters beyond ASCII the file has when read as UTF-8, and how many misfits."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    fits = misfits = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            text = decoder.decode(chunk)
            if not text.isascii():
                bad = text.count("\ufffd")
                fits, misfits = fits + len(re.sub(r"[\x00-\x7f]+", "", text)) - bad, misfits + bad
    return fits, misfits + decoder.decode(b"", True).count("\ufffd")


def lines(path: Path, report: OnError) -> Iterator[tuple[int, str]]:
    """Numbered lines with their ends; over-long or undecodable ones go to `report`."""
    with path.open(encoding=encoding_of(path), errors="surrogateescape", newline="") as file:
        number = 0
        while line := file.readline(MAX_LINE):
            number += 1
            if len(line) == MAX_LINE and line[-1] not in "\r\n":
                while (rest := file.readline(MAX_LINE)) and rest[-1] not in "\r\n":
                    pass
                report(too_long(path, number, "", line, printable(line[:MAX_CELL])))
            elif _UNDECODED.search(line):
                raw = printable(line.rstrip("\r\n"))
                zh, en = "含有无法解码的字节，请另存为 UTF-8", "bytes that cannot be decoded; save as UTF-8"
                report(TabularError(path.name, number, "", raw, zh, en, raw))
            else:
                yield number, line


def printable(text: str) -> str:
    """Text with undecoded bytes shown as \\xNN, so that it can be stored and mailed."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def delimiter_of(header: str, suffix: str) -> str:
    """Tab, comma or semicolon: whichever cuts the header into most cells; a `.tsv` is cut by tabs."""
    if suffix == ".tsv":
        return "\t"
    return max(",;\t", key=lambda mark: len(next(csv.reader([header], delimiter=mark), [])))


def csv_cells(path: Path, report: OnError) -> Cells:
    """Records of a delimited file. A record with a broken quote is refused as its first line alone."""
    source = _Lines(lines(path, report))
    if not source.more():
        return
    reader = csv.reader(source, delimiter=delimiter_of(source.peek(), path.suffix.lower()), strict=True)
    while source.more():
        source.taken.clear()
        try:
            cells = next(reader)
        except csv.Error as error:
            number, line = source.give_back()
            raw = line.rstrip("\r\n")
            zh, en = f"引号没有配对或格式有误（{error}）", f"unbalanced quote or broken record ({error})"
            report(TabularError(path.name, number, "", raw, zh, en, raw))
            continue
        taken = source.taken
        raw = taken[0][1] if len(taken) == 1 else "".join(line for _, line in taken)
        yield taken[0][0], cells, raw.rstrip("\r\n")


class _Lines:
    """An iterator of lines for `csv.reader` that remembers what one record took and can give it back."""

    def __init__(self, numbered: Iterator[tuple[int, str]]) -> None:
        self._numbered = numbered
        self._waiting: deque[tuple[int, str]] = deque()
        self.taken: list[tuple[int, str]] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MAX_RECORD_LINES:
            raise csv.Error(f"more than {MAX_RECORD_LINES} lines in one record")
        if not self.more():
            raise StopIteration
        self.taken.append(self._waiting.popleft())
        return self.taken[-1][1]

    def more(self) -> bool:
        if not self._waiting:
            line = next(self._numbered, None)
            if line is None:
                return False
            self._waiting.append(line)
        return True

    def peek(self) -> str:
        return self._waiting[0][1]

    def give_back(self) -> tuple[int, str]:
        """Put all lines of the broken record back except its first, which is returned."""
        first, *rest = self.taken
        self._waiting.extendleft(reversed(rest))
        return first
