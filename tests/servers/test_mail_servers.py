"""The servers that other tests rest on: a mail sent through Postfix is read through Dovecot."""

from __future__ import annotations

import smtplib
import time
from urllib.parse import urlsplit

import pytest
from imap_tools import MailBoxUnencrypted

from tests.servers.mail import PASSWORD, MailServers, mail_servers

__all__ = ["mail_servers"]


@pytest.mark.server
def test_a_mail_goes_round(mail_servers: MailServers) -> None:
    parts = urlsplit(mail_servers.smtp)
    with smtplib.SMTP(parts.hostname or "", parts.port or 0) as smtp:
        smtp.sendmail("firm@corp.test", ["desk@office.test"], "Subject: hello\r\n\r\ntext\r\n")
    with MailBoxUnencrypted("127.0.0.1", mail_servers.imap_port) as box:
        box.login("desk@office.test", PASSWORD)
        for _ in range(50):
            if subjects := [m.subject for m in box.fetch(mark_seen=False)]:
                break
            time.sleep(0.1)
    assert subjects == ["hello"], mail_servers.log()
