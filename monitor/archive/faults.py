"""What an Elasticsearch answer means to the operator: one sentence each, and whether waiting may help."""

from __future__ import annotations

from typing import Any

from monitor.archive.base import ArchiveError

#: (status, part of the reason, sentence, may work later without a person). The first that fits is told.
_KNOWN: tuple[tuple[int, str, str, bool], ...] = (
    (
        400, "media_type_header", "服务器是 8.x，请安装客户端 8.19：pip install 'elasticsearch>=8.19.3,<9'"
        " / this 8.x server needs client 8.19", False,
    ),
    (401, "", "用户名、密码或 API key 不对，请核对 [archive] / wrong user, password or API key", False),
    (
        0, "read-only", "索引被设为只读（多因磁盘将满）：清出空间后，取消 index.blocks.read_only_allow_delete"
        " / the index is read-only, usually for lack of disk space", True,
    ),
    (
        0, "FORBIDDEN/8", "索引被禁止写入：请取消 index.blocks.write"
        " / writing to the index is blocked", True,
    ),
    (403, "", "账户没有所需权限（索引读写、别名、monitor）/ the account lacks a permission", False),
    (
        404, "", "索引或别名不存在，请运行 zhiwei archive rebuild"
        " / no such index or alias; run: zhiwei archive rebuild", False,
    ),
    (
        400, "", "索引的字段定义与本程序不符，请运行 zhiwei archive rebuild"
        " / the index has other fields than this program writes; run: zhiwei archive rebuild", False,
    ),
    (413, "", "单次写入过大，被服务器拒绝 / the request is too large for the server", False),
    (429, "", "服务器忙（429），稍后自动再试 / the server is busy (429); tried again by itself", True),
    (503, "", "集群未就绪（分片不可用），稍后自动再试 / shards are not available", True),
)  # fmt: skip


def fault(status: int, reason: str, place: str) -> ArchiveError:
    """The error to raise for an HTTP status and the server's reason."""
    for known, part, sentence, retry in _KNOWN:
        if known in (0, status) and part in reason:
            return ArchiveError(f"{place}：{sentence}（{reason[:200]}）", retry=retry)
    text = "服务器出错" if status >= 500 else "服务器拒绝了请求"
    return ArchiveError(f"{place}：{text}（{status} {reason[:200]}）", retry=status >= 500)


def unreachable(place: str, reason: str) -> ArchiveError:
    """The error to raise when nothing answered."""
    return ArchiveError(
        f"{place}：连不上，稍后自动再试；采集与比对照常 / not reachable, tried again later（{reason[:200]}）",
        retry=True,
    )


def reason_of(body: Any) -> str:
    """The server's reason in one line: `type: text`."""
    error = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(error, dict):
        return str(error)
    cause = error.get("root_cause") or [error]
    first = cause[0] if isinstance(cause, list) and cause else error
    return f"{first.get('type', '')}: {first.get('reason', '')}"
