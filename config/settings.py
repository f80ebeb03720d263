"""Settings: one TOML an operator edits, environment variables over it, every mistake named with its cure."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

FILE_NAME = "zhiwei.toml"


class SettingsError(ValueError):
    """The configuration cannot be used; the text says where and what to do (Chinese, then English)."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Person(_Part):
    """Somebody who answers mail: an officer, a lead, a deputy."""

    name: str
    address: str
    role: Literal["officer", "lead", "overseas", "operator"] = "officer"
    deputy: str = ""


class Office(_Part):
    """Whose service this is, and its desks; the first of a role is its desk's own mailbox."""

    name: str = "知微监测服务"
    people: tuple[Person, ...] = ()

    def desk(self, role: str) -> Person | None:
        """The mailbox of a desk: `officer` (保护中心), `overseas` (海外中心), `operator`."""
        return next((p for p in self.people if p.role == role), None)


class Mail(_Part):
    """How mail leaves and comes in. Without `smtp`, mails become .eml files in `mail-out/`."""

    sender: str = "alert@zhiwei.invalid"
    smtp: str = ""  # smtp://user@host:587, smtps://host:465
    password: SecretStr = SecretStr("")
    inbox: str = ""  # imap://user@host:143, imaps://…, lmtp://127.0.0.1:2400, folder:PATH
    inbox_password: SecretStr = SecretStr("")
    reply_domain: str = ""  # Reply-To is t+<token>@reply_domain; empty: the sender's own domain
    authserv_id: str = ""  # whose Authentication-Results are believed (IMAP only)
    require_authentication: bool = True  # DKIM or a trusted Authentication-Results before a reply acts
    trusted_domains: tuple[str, ...] = ()  # accepted on the token and mailbox alone (inside the office)
    dkim_key: str = ""  # path of the private key
    dkim_selector: str = ""
    subscribe_address: str = ""
    deadline_hours: int = 120  # how long a mail is retried (5 days, as RFC 5321 asks)
    concurrency: int = Field(default=1, ge=1, le=8)

    @field_validator("smtp", "inbox")
    @classmethod
    def _known_scheme(cls, value: str) -> str:
        schemes = ("", "smtp", "smtps", "imap", "imaps", "lmtp", "folder")
        if urlsplit(value).scheme not in schemes:
            raise ValueError(f"只认 {'、'.join(s for s in schemes if s)} / unknown scheme in {value!r}")
        return value


class Alerts(_Part):
    """How alerts are grouped, repeated and quieted."""

    minimum: Literal["蓝", "黄", "橙", "红"] = "蓝"
    digest_minutes: int = Field(default=5, ge=0)
    reminder_days: int = Field(default=2, ge=1)  # working days without an answer
    deputy_days: int = Field(default=4, ge=1)
    judgement_days: int = Field(default=365, ge=1)  # how long a dismissal stays quiet
    silence_max_days: int = Field(default=90, ge=1, le=90)
    transition_policy: Literal["certain", "arguable"] = "certain"


class Archive(_Part):
    """Where past records are searched for a new entry: embedded, or Elasticsearch by URL."""

    url: str = ""  # empty: embedded
    index: str = "zhiwei-records"
    user: str = ""
    password: SecretStr = SecretStr("")
    api_key: SecretStr = SecretStr("")
    ca_file: str = ""


class Web(_Part):
    """The small web part; off unless `listen` is set."""

    listen: str = ""  # 127.0.0.1:8080
    public_url: str = ""
    api_keys: dict[str, SecretStr] = {}
    dead_man_url: str = ""
    webhooks: tuple[str, ...] = ()
    inner_hosts: tuple[str, ...] = ()  # hosts inside our network that webhooks may reach
    chat: tuple[SecretStr, ...] = ()  # apprise URLs of 企业微信, 钉钉, 飞书 robots


class Schedule(_Part):
    """When each job runs: seconds between runs, and the daily hour (Asia/Shanghai) of the slow ones."""

    ingest_seconds: float = Field(default=60, gt=0)
    screen_seconds: float = Field(default=60, gt=0)
    dispatch_seconds: float = Field(default=15, gt=0)
    inbox_seconds: float = Field(default=30, gt=0)
    crawl_check_seconds: float = Field(default=300, gt=0)
    keep_seconds: float = Field(default=600, gt=0)
    keep_hour: int = Field(default=3, ge=0, le=23)


class SourceSetting(_Part):
    """One source switched on; its declaration lives in crawlers, its options here."""

    name: str
    every_hours: float = Field(default=24, gt=0)
    config: str = ""  # a TOML of config/sources or beside zhiwei.toml
    options: dict[str, str | int | bool] = {}


class Settings(BaseSettings):
    """Everything that can be set. `home` is the folder that holds zhiwei.toml; paths are relative to it."""

    model_config = SettingsConfigDict(env_prefix="ZHIWEI_", env_nested_delimiter="__", extra="forbid")

    home: Path = Path()
    database: str = "sqlite:///data/zhiwei.db"
    builtin_lists: bool = True
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    secret_key_file: str = "keys/secret"
    threshold: float | None = Field(default=None, gt=0, lt=1)  # default: the matcher's own
    workers: int = Field(default=1, ge=1)
    office: Office = Office()
    mail: Mail = Mail()
    alerts: Alerts = Alerts()
    archive: Archive = Archive()
    web: Web = Web()
    schedule: Schedule = Schedule()
    sources: tuple[SourceSetting, ...] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before file, so that secrets need not stand in the TOML."""
        return env_settings, init_settings

    def path(self, relative: str) -> Path:
        """A path of this installation, absolute."""
        return (self.home / relative).resolve()

    @property
    def database_url(self) -> str:
        """The database URL with a relative SQLite path made absolute under `home`."""
        prefix = "sqlite:///"
        if self.database.startswith(prefix) and not self.database.startswith(prefix + "/"):
            return prefix + str(self.path(self.database.removeprefix(prefix)))
        return self.database

    @property
    def mail_is_configured(self) -> bool:
        """False: mails go as .eml files to `mail-out/`, and every status line says so."""
        return bool(self.mail.smtp)


def load_settings(home: Path | None = None) -> Settings:
    """Settings of the installation in `home` (default: ZHIWEI_HOME, then the current folder).

    Raises SettingsError with file, field and cure.
    """
    folder = (home or Path(os.environ.get("ZHIWEI_HOME", "."))).resolve()
    file = folder / FILE_NAME
    if not file.is_file():
        raise SettingsError(
            f"{folder} 中没有 {FILE_NAME}，请先运行 zhiwei init {folder}"
            f" / no {FILE_NAME} in {folder}; run: zhiwei init {folder}"
        )
    return _validated(_read_toml(file), folder, file)


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}：不是有效的 TOML（UTF-8）/ not valid TOML: {error}") from error


def _validated(content: dict[str, Any], folder: Path, file: Path) -> Settings:
    try:
        return Settings(**{**content, "home": folder})
    except ValidationError as error:
        lines = [f"{file}：{_where(e['loc'])}：{e['msg']}（当前值 {e['input']!r}）" for e in error.errors()]
        raise SettingsError("配置有误 / invalid configuration:\n  " + "\n  ".join(lines)) from error


def _where(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc)
