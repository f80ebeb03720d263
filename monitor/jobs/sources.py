"""The sources of this installation as reports need them: title, rhythm, greatest silence, gazette or not."""

from __future__ import annotations

from datetime import timedelta

from alerts.sources import ExpectedSource
from config.settings import Settings, SourceSetting
from crawlers.declaration import DeclarationError
from crawlers.registry import find_source


def expected_sources(settings: Settings) -> list[ExpectedSource]:
    """The configured sources in their order; an undeclared one is known by its name and rhythm alone."""
    return [_expected(settings, one) for one in settings.sources]


def _expected(settings: Settings, setting: SourceSetting) -> ExpectedSource:
    config = settings.path(setting.config) if setting.config else None
    try:
        source = find_source(setting.name, config if config is not None and config.is_file() else None)
    except (DeclarationError, LookupError, OSError):
        source = None  # `zhiwei check` names what is wrong with it; its silence counts all the same
    every = timedelta(hours=setting.every_hours)
    if source is None:
        return ExpectedSource(setting.name, setting.name, every, 2 * every, "gazette" in setting.name)
    return ExpectedSource(
        source.name,
        source.title_zh,
        None if source.kind == "drop" else every,
        source.max_silence or (source.silence_limit if source.kind == "drop" else 2 * every),
        gazette="cnipa_gazette" in source.name,
    )
