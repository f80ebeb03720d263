"""Who asks the read interface: a key stands for the office or for exactly one tenant."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from alerts.tenancy import View
from monitor.web.context import Web, web_of

OFFICE = "office"
_bearer = HTTPBearer(auto_error=False, description="密钥由本中心发给，见 zhiwei.toml 的 [web.api_keys]")
Here = Annotated[Web, Depends(web_of)]
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def owner_of(web: Here, credentials: Credentials) -> str:
    """The name under which the key stands in the settings; 401 for none and for a wrong one alike."""
    given = credentials.credentials if credentials else ""
    owner = ""
    for name, secret in web.settings.web.api_keys.items():  # all of them, so that time tells nothing
        expected = secret.get_secret_value()
        if len(expected) >= 16 and hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
            owner = name
    if not owner:
        raise HTTPException(
            401, "需要有效的密钥 / a valid key is needed", headers={"WWW-Authenticate": "Bearer"}
        )
    return owner


def office_only(owner: Annotated[str, Depends(owner_of)]) -> str:
    """For figures of the whole installation: another's key is told that there is nothing here."""
    if owner != OFFICE:
        raise HTTPException(404, "没有这一项 / not found")
    return owner


OfficeKey = Annotated[str, Depends(office_only)]


def view_of(web: Here, owner: Annotated[str, Depends(owner_of)]) -> Iterator[View]:
    """The asker's side of the wall, on a reading connection."""
    with web.database.read() as conn:
        yield View.office(conn) if owner == OFFICE else View.tenant(conn, owner)


Mine = Annotated[View, Depends(view_of)]
