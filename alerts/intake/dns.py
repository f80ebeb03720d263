"""TXT records for DKIM keys; no answer is no key, never an exception."""

from __future__ import annotations

import dns.exception
import dns.resolver


def txt_record(name: str) -> bytes | None:
    """The TXT record of `name` joined, or None."""
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=5)
    except (dns.exception.DNSException, ValueError):
        return None
    return next((b"".join(row.strings) for row in answer), None)
