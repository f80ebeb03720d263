"""Members of a zip from a stranger, streamed without unpacking: no overlap, no bomb, no lie about size.

The standard library checks none of this on the interpreters we support (reliability finding 5): entries
that share bytes, ratios of 10⁶ and false sizes are all accepted by it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

MAX_ENTRIES = 200_000  # an open-data package holds one picture a mark
MAX_MEMBER = 16 << 30
MAX_RATIO = 200
_LOCAL_HEADER = 30


class UnsafeZip(ValueError):
    """The archive is broken, hostile, or cannot be read without a password."""

    def __init__(self, reason_zh: str, reason_en: str) -> None:
        super().__init__(f"{reason_zh} / {reason_en}")
        self.reason_zh, self.reason_en = reason_zh, reason_en


@dataclass(frozen=True)
class Member:
    """One file of the archive; `name` is decoded as Chinese archives write it."""

    name: str
    entry: zipfile.ZipInfo


class SafeZip:
    """An archive whose list of entries has been judged; use as a context manager's result (`open_zip`)."""

    def __init__(self, archive: zipfile.ZipFile, size: int) -> None:
        self._archive = archive
        self.members = tuple(Member(_name(e), e) for e in archive.infolist() if not e.is_dir())
        _judge([m.entry for m in self.members], size)

    def matching(self, suffix: str) -> tuple[Member, ...]:
        """Members whose name ends so (lower case compared), in the order of the archive."""
        return tuple(m for m in self.members if m.name.lower().endswith(suffix))

    @contextmanager
    def stream(self, member: Member) -> Iterator[IO[bytes]]:
        """The content, read on; raises UnsafeZip while reading when it is larger than it said."""
        try:
            with self._archive.open(member.entry) as raw:
                yield io.BufferedReader(_Bounded(raw, member.entry.file_size), 1 << 16)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
            raise UnsafeZip(f"压缩包损坏：{member.name}", f"broken entry {member.name}: {error}") from error


@contextmanager
def open_zip(path: Path) -> Iterator[SafeZip]:
    """Open and judge the archive at `path`; raises UnsafeZip."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise UnsafeZip("不是有效的 zip 文件", f"not a zip file: {error}") from error
    with archive:
        yield SafeZip(archive, path.stat().st_size)


def _name(entry: zipfile.ZipInfo) -> str:
    """Windows tools write GBK names without a flag, which Python reads as cp437."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _judge(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len(entries) > MAX_ENTRIES:
        raise UnsafeZip(f"压缩包内文件过多（{len(entries)}）", f"too many entries ({len(entries)})")
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < end:
            raise UnsafeZip(f"压缩包条目重叠：{_name(entry)}", f"overlapping entry {_name(entry)}")
        end = entry.header_offset + _LOCAL_HEADER + entry.compress_size
        if end > size:
            raise UnsafeZip("压缩包不完整", f"entry {_name(entry)} lies beyond the end of the file")
        if entry.flag_bits & 0x1:
            raise UnsafeZip("压缩包有密码", "the archive is encrypted")
        if entry.file_size > MAX_MEMBER or entry.file_size > MAX_RATIO * max(entry.compress_size, 1000):
            raise UnsafeZip(f"压缩比异常：{_name(entry)}", f"suspicious ratio or size: {_name(entry)}")


class _Bounded(io.RawIOBase):
    """A reader that refuses to give more than the size the archive declared."""

    def __init__(self, raw: IO[bytes], limit: int) -> None:
        self._raw, self._left = raw, limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        chunk = self._raw.read(len(view))
        self._left -= len(chunk)
        if self._left < 0:
            raise UnsafeZip("解压后大于声明的大小", "larger than its declared size")
        view[: len(chunk)] = chunk
        return len(chunk)
