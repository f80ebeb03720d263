"""Opens the archive that the configuration names: embedded, or Elasticsearch when `archive.url` is set."""

from __future__ import annotations

from config.settings import Settings
from monitor.archive.base import Archive
from monitor.archive.embedded import EmbeddedArchive

FOLDER = "data/archive"


def open_archive(settings: Settings, timeout: float = 30) -> Archive:
    """The archive; nothing is asked of a server yet, so that a dead one stops nobody here.

    `timeout`: seconds that a server has for each answer.
    """
    if not settings.archive.url:
        return EmbeddedArchive(settings.path(FOLDER))
    from monitor.archive.elastic import ElasticArchive  # its client loads slowly

    return ElasticArchive.open(settings.archive, timeout)
