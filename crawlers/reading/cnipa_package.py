"""The tables of a CNIPA open-data package: which columns each must have, and how its rows become filings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from pydantic import ValidationError

from config.identifiers import check_cn_trademark_number, check_nice_class
from crawlers.leftover import Fields, cell_text
from crawlers.outcome import Notes, Outcome
from crawlers.reading.bounded_csv import CsvStream
from crawlers.reading.safe_zip import SafeZip, UnsafeZip
from crawlers.reading.scratch import STEP, Key, Scratch
from crawlers.reading.values import BadValue, checked, day, distinct, from_validation, required
from crawlers.records import Event, Filing

NUMBER, CLASS = "注册号/申请号", "国际分类"


@dataclass(frozen=True)
class Table:
    """One CSV of the package and the columns without which it is refused."""

    file: str
    required: tuple[str, ...]


BASIC = Table("注册商标基本信息.csv", (NUMBER, CLASS, "商标名称", "申请日期"))
OWNERS = Table("商标注册人信息.csv", (NUMBER, CLASS, "注册人中文名称"))
GOODS = Table("注册商标商品服务信息.csv", (NUMBER, CLASS, "类似群", "商品中文名称"))

#: Known and not needed to compare a mark or to count a deadline.
_WAIVED = (
    "初审公告期号",
    "注册公告期号",
    "专用有效期",
    "商标设计说明",
    "商标颜色说明",
    "放弃专用权说明",
    "是否立体商标",
    "是否共有申请",
    "颜色标志",
)


@contextmanager
def open_table(archive: SafeZip, table: Table, notes: Notes) -> Iterator[CsvStream]:
    """The table's rows; raises UnsafeZip when it is not in the package, BadValue when a column is missing."""
    member = next((m for m in archive.matching(".csv") if m.name.rpartition("/")[2] == table.file), None)
    if member is None:
        raise UnsafeZip(f"压缩包中没有 {table.file}", f"{table.file} is not in the archive")
    with archive.stream(member) as stream:
        rows = CsvStream(stream, notes, table.file)
        rows.require(*table.required)
        yield rows


def join_sides(archive: SafeZip, store: Scratch, notes: Notes) -> None:
    """Load owners and goods into the scratch store; broken rows of these side tables are warnings."""
    with open_table(archive, OWNERS, notes) as table:
        columns = (NUMBER, CLASS, "注册人中文名称", "注册人外文名称", "注册人中文地址")
        for step in _steps(_picked(table, columns, notes, "owner_row_unreadable")):
            store.add_owners((a, b, c, d, e) for a, b, c, d, e in step)
    with open_table(archive, GOODS, notes) as table:
        goods = (NUMBER, CLASS, "类似群", "商品中文名称")
        for step in _steps(_picked(table, goods, notes, "goods_row_unreadable")):
            store.add_goods((a, b, c, d) for a, b, c, d in step)
    store.index()


def _picked(
    table: CsvStream, columns: tuple[str, ...], notes: Notes, warning: str
) -> Iterator[tuple[str, ...]]:
    for line, cells, raw in table.columns(columns):
        if isinstance(cells, BadValue):
            notes.warn(warning, f"{line}: {raw}")
        else:
            number, klass, *rest = map(cell_text, cells)
            yield (*_key(number, klass), *rest)


def _key(number: str, klass: str) -> Key:
    """Numbers and classes are written with and without leading zeros in the same package."""
    return number.upper().lstrip("0"), klass.lstrip("0")


def _steps(rows: Iterator[tuple[str, ...]]) -> Iterable[list[tuple[str, ...]]]:
    while step := list(islice(rows, STEP)):
        yield step


def row_outcome(
    cells: dict[str, str], line: int, raw: str, store: Scratch, notes: Notes, source: str
) -> Outcome:
    """The filing of one row of 基本信息, or its rejection."""
    fields = Fields(cells, notes)
    try:
        record = _filing(fields, store, source)
    except ValidationError as error:
        return from_validation(error).rejected(BASIC.file, line, raw)
    except BadValue as error:
        return error.rejected(BASIC.file, line, raw)
    fields.waive(*_WAIVED)
    fields.done()
    return record


def _filing(fields: Fields, store: Scratch, source: str) -> Filing:
    number = checked(NUMBER, required(NUMBER, fields.take(NUMBER)), check_cn_trademark_number)
    klass = checked(CLASS, required(CLASS, fields.take(CLASS)), check_nice_class)
    owners = store.owners((number, str(klass)))
    goods = store.goods((number, str(klass)))
    published = day("初审公告日期", fields.take("初审公告日期"))
    registered = day("注册公告日期", fields.take("注册公告日期"))
    event: Event = "registered" if registered else "published" if published else "filed"
    filed = day("申请日期", fields.take("申请日期"))
    return Filing(
        source=source,
        native_id=f"{number}-{klass}",
        number=number,
        text=fields.take("商标名称"),
        nice_classes=(klass,),
        similar_groups=distinct(code for code, _ in goods),
        goods=distinct(name for _, name in goods),
        applicant=owners[0][0] or owners[0][1] if owners else "",
        applicant_address=owners[0][2] if owners else "",
        co_applicants=distinct(name or foreign for name, foreign, _ in owners[1:]),
        filed_on=filed,
        published_on=published,
        registered_on=registered,
        event=event,
        event_on=registered or published or filed,
        extra=_extra(fields),
    )


def _extra(fields: Fields) -> dict[str, str]:
    extra = {
        "mark_type": fields.take("商标类型"),
        "mark_form": fields.take("商标形态"),
        "gi": fields.take("地理标志信息"),
        "well_known": fields.take("是否驰名商标"),
        "agent_code": fields.take("代理机构代码"),
        "valid_from": fields.take("专用期开始日期"),
        "valid_to": fields.take("专用期结束日期"),
    }
    return {name: text for name, text in extra.items() if text}
