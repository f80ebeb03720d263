"""A real PostgreSQL in a folder of its own, for the time of the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import need_program
from tests.servers.mail import _run, free_port


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of an empty database (UTF-8, C.UTF-8)."""
    initdb = Path(need_program("initdb")).resolve()
    user = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    folder = Path(tempfile.mkdtemp(prefix="zw-pg-", dir="/tmp"))
    os.chown(folder, user.pw_uid, user.pw_gid)
    port, control, options = free_port(), str(initdb.with_name("pg_ctl")), {"user": user.pw_uid}
    if os.geteuid() != 0:
        options = {}
    subprocess.run(
        [str(initdb), "-D", str(folder / "db"), "--auth=trust", "--locale=C.UTF-8", "-U", "zhiwei"],
        check=True,
        capture_output=True,
        cwd=folder,
        **options,  # type: ignore[call-overload]
    )
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    _run(
        [control, "-D", str(folder / "db"), "-o", settings, "-l", str(folder / "log"), "-w", "start"],
        **options,
    )
    try:
        yield f"postgresql+psycopg://zhiwei@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [control, "-D", str(folder / "db"), "-m", "immediate", "stop"], capture_output=True, **options
        )  # type: ignore[call-overload]
        shutil.rmtree(folder, ignore_errors=True)
