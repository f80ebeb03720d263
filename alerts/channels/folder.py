"""Until a mail server is set, mails become .eml files in a folder that every status line names."""

from __future__ import annotations

import os
from pathlib import Path

from alerts.channels import DeliveryError
from alerts.outbox import Notification


class FolderChannel:
    """Writes `<message id>.eml`; the same mail written twice is the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def deliver(self, mail: Notification) -> None:
        """Write, fsync, rename: a file that has its name is whole."""
        name = mail.message_id.strip("<>").partition("@")[0]
        part = self._folder / f"{name}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(mail.mime)
                file.flush()
                os.fsync(file.fileno())
            part.rename(self._folder / f"{name}.eml")
        except OSError as error:
            raise DeliveryError(
                f"写入 {self._folder} 失败 / cannot write: {error}", permanent=False
            ) from error

    async def close(self) -> None:
        """Nothing is held open."""
