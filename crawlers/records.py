"""What was seen at a source, told apart by `kind`. Imports no crawler, so that upper floors can use it."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Event = Literal[
    "filed", "published", "registered", "renewed", "assigned", "lost", "served", "disputed", "seen", "other"
]


class _Seen(BaseModel):
    """What every record carries: where it was seen, under which native id, and the text that is compared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Facts whose change is worth a follow-up (reliability D7); all others may change silently.
    watched: ClassVar[tuple[str, ...]] = ()

    source: str
    native_id: str
    text: str
    jurisdiction: str = "CN"
    url: str = ""
    event: Event = "seen"
    event_on: date | None = None
    seen_at: datetime | None = None
    extra: dict[str, str] = Field(default_factory=dict)

    @property
    def record_id(self) -> str:
        """`source:native_id`, unique and stable over repeated sightings."""
        return f"{self.source}:{self.native_id}"

    def content_hash(self) -> str:
        """SHA-256 of the watched facts: equal for a mere repetition, different after a real change."""
        body = self.model_dump(mode="json", include=set(self.watched) | {"text", "event", "event_on"})
        return hashlib.sha256(repr(sorted(body.items())).encode()).hexdigest()


class Filing(_Seen):
    """商标申请: a trademark application, publication or registration."""

    watched: ClassVar[tuple[str, ...]] = ("nice_classes", "applicant", "status", "registered_on")

    kind: Literal["filing"] = "filing"
    number: str = ""
    variants: tuple[str, ...] = ()  # translation, transliteration, pseudo mark
    nice_classes: tuple[int, ...] = ()
    similar_groups: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    applicant: str = ""
    applicant_address: str = ""
    co_applicants: tuple[str, ...] = ()
    agent: str = ""
    filed_on: date | None = None
    published_on: date | None = None
    registered_on: date | None = None
    opposition_to: date | None = None  # as printed by the office
    issue: str = ""  # gazette issue number
    status: str = ""
    office_code: str = ""  # the office's own event or status code
    origin: str = ""
    image: str = ""


class Listing(_Seen):
    """商品链接: an offer in a marketplace."""

    watched: ClassVar[tuple[str, ...]] = ("seller", "price_band", "images")

    kind: Literal["listing"] = "listing"
    platform: str = ""
    seller: str = ""
    seller_country: str = ""
    price: Decimal | None = None
    currency: str = "CNY"
    sales: int | None = None
    origin: str = ""  # 发货地 / 产地 as shown
    brand: str = ""
    category: str = ""
    nice_classes: tuple[int, ...] = ()
    images: tuple[str, ...] = ()

    @property
    def price_band(self) -> int | None:
        """Powers of 1.25 of the price, so that small discounts are no change."""
        if self.price is None or self.price <= 0:
            return None
        return int(self.price.ln() / Decimal("1.25").ln())

    def content_hash(self) -> str:
        """As for every record, with the price by band."""
        parts = (self.text, self.seller, str(self.price_band), *sorted(self.images))
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


class Patent(_Seen):
    """专利文献: a published application, grant or legal event; `text` is the title."""

    watched: ClassVar[tuple[str, ...]] = ("status", "applicants")

    kind: Literal["patent"] = "patent"
    number: str = ""
    applicants: tuple[str, ...] = ()
    inventors: tuple[str, ...] = ()
    ipc: tuple[str, ...] = ()
    abstract: str = ""
    cited: tuple[str, ...] = ()
    status: str = ""
    filed_on: date | None = None
    published_on: date | None = None


class Document(_Seen):
    """公开文档: a public page or file; `text` is the title."""

    kind: Literal["document"] = "document"
    author: str = ""
    body: str = ""


class DomainName(_Seen):
    """域名: a newly seen domain name; `text` is its Unicode form."""

    kind: Literal["domain"] = "domain"
    registrar: str = ""
    has_mx: bool | None = None
    registered_on: date | None = None


Record = Annotated[Filing | Listing | Patent | Document | DomainName, Field(discriminator="kind")]

_ADAPTER: TypeAdapter[Filing | Listing | Patent | Document | DomainName] = TypeAdapter(Record)


def parse_record(body: dict[str, Any] | str | bytes) -> Record:
    """A record from its JSON form (text or already decoded); raises `pydantic.ValidationError`."""
    if isinstance(body, dict):
        return _ADAPTER.validate_python(body)
    return _ADAPTER.validate_json(body)
