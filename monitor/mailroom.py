"""While the daemon runs, answers arrive at once: an LMTP listener, or a watch on the IMAP mailbox (IDLE)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from alerts.intake.imap import watch
from alerts.intake.lmtp import start_lmtp
from config.logging import get_logger
from monitor.passes import Service

_log = get_logger(__name__)


@contextmanager
def mailroom(service: Service) -> Iterator[None]:
    """Open for the time of the block; a folder of files is taken by its job instead."""
    mail = service.settings.mail
    scheme = urlsplit(mail.inbox).scheme
    if scheme == "lmtp":
        listener = start_lmtp(mail.inbox, service.intake())
        _log.info("lmtp_listening", port=listener.port)
        try:
            yield
        finally:
            listener.stop()
    elif scheme in ("imap", "imaps"):
        words = (mail.inbox, mail.inbox_password.get_secret_value(), service.intake(), service.stop)
        seconds = service.settings.schedule.inbox_seconds
        watcher = threading.Thread(target=watch, args=(*words, seconds), name="inbox")
        service.watched_inbox = True
        watcher.start()
        try:
            yield
        finally:
            service.stop.set()
            watcher.join(timeout=30)
    else:
        yield
