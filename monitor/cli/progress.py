"""The bar that long commands show on standard error; silent where that is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def shown(label: str, *, bytes_: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A function that is told (done, in all).

    It draws only when told, without a thread of its own: a process with threads must not be forked.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    counter = DownloadColumn() if bytes_ else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), counter, TimeRemainingColumn())
    with Progress(
        *columns, console=console, auto_refresh=False, redirect_stdout=False, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(label, total=None)

        def told(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, refresh=True)

        yield told
