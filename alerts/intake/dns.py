"""TXT records for DKIM keys: no such name is no key; no answer in time is TimeoutError."""

from __future__ import annotations

import dns.exception
import dns.resolver


def txt_record(name: str) -> bytes | None:
    """The TXT record of `name` joined, or None; raises TimeoutError when nobody answered."""
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=5)
    except (dns.exception.Timeout, dns.resolver.NoNameservers) as error:
        raise TimeoutError(f"DNS: {error}") from error
    except (dns.exception.DNSException, ValueError):
        return None
    return next((b"".join(row.strings) for row in answer), None)
