"""A real Elasticsearch on loopback: one named in the environment, else the core build from Maven Central.

`ZHIWEI_TEST_ELASTIC_URL` names a running server. Otherwise `mvn` brings the zip once (about 97 MB) into
`ZHIWEI_SERVERS`, by default a cache folder outside the repository. It refuses to run as root, so root starts
it as `nobody`.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import need_program
from tests.servers.mail import free_port

VERSION = "9.2.0"
_ARTIFACT = "org.elasticsearch.distribution.integ-test-zip:elasticsearch:{}:zip"
_READY_SECONDS = 120


def _absent(message: str) -> None:
    if os.environ.get("ZHIWEI_TEST_SERVERS") == "required":
        pytest.fail(message)
    pytest.skip(message)


def _cache() -> Path:
    default = Path("/var/cache/zhiwei-servers") if os.getuid() == 0 else Path.home() / ".cache/zhiwei-servers"
    return Path(os.environ.get("ZHIWEI_SERVERS", default))


def _jdk(least: int) -> Path:
    """The folder of a JDK of version `least` or newer on this machine."""
    homes = [Path(os.environ["JAVA_HOME"])] if "JAVA_HOME" in os.environ else []
    for home in [*homes, *sorted(Path("/usr/lib/jvm").glob("*")), *sorted(Path("/opt").glob("*jdk*"))]:
        release = home / "release"
        found = re.search(r'JAVA_VERSION="(\d+)', release.read_text()) if release.is_file() else None
        if found and int(found[1]) >= least:
            return home.resolve()
    _absent(f"no JDK {least} or newer under /usr/lib/jvm")
    raise AssertionError


def program(version: str = VERSION) -> Path:
    """The unpacked server, brought here if need be."""
    home = _cache() / f"elasticsearch-{version}"
    if (home / "bin/elasticsearch").is_file():
        return home
    repository = _cache() / "m2"
    maven = [need_program("mvn"), "-q", "-B", f"-Dmaven.repo.local={repository}", "dependency:get"]
    got = subprocess.run(
        [*maven, f"-Dartifact={_ARTIFACT.format(version)}", "-Dtransitive=false"],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    files = list(repository.glob(f"org/elasticsearch/**/elasticsearch-{version}.zip"))
    if got.returncode or not files:
        _absent(f"Elasticsearch {version} could not be had: {got.stdout[-400:]}{got.stderr[-400:]}")
    with tempfile.TemporaryDirectory(dir=_cache()) as folder:
        with zipfile.ZipFile(files[0]) as packed:
            packed.extractall(folder)
        unpacked = next(Path(folder).glob("elasticsearch-*"))
        (unpacked / "plugins").mkdir(exist_ok=True)
        for script in (unpacked / "bin").iterdir():
            script.chmod(0o755)
        unpacked.replace(home)
    return home


class Elastic:
    """One node with folders of its own; `start`, `kill` (SIGKILL) and `start` again keep its documents."""

    def __init__(self, folder: Path, version: str = VERSION, settings: dict[str, str] | None = None) -> None:
        self.folder, self.version = folder, version
        self.port, self.transport = free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._home = program(version)
        self.scheme = "http"
        self._configure(settings or {})

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def config(self) -> Path:
        """Its configuration folder."""
        return self.folder / "config"

    def _configure(self, settings: dict[str, str]) -> None:
        shutil.copytree(self._home / "config", self.config)
        lines = {
            "cluster.name": "zhiwei-test",
            "node.name": f"n{self.port}",
            "network.host": "127.0.0.1",
            "http.port": str(self.port),
            "transport.port": str(self.transport),
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "xpack.security.enabled": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        } | settings
        if "cluster.initial_master_nodes" not in lines and "discovery.seed_hosts" not in lines:
            lines["discovery.type"] = "single-node"
        text = "".join(f"{name}: {value}\n" for name, value in lines.items())
        (self.config / "elasticsearch.yml").write_text(text)
        for name in ("data", "logs", "tmp"):
            (self.folder / name).mkdir(exist_ok=True)

    def command(self, name: str, *arguments: str) -> None:
        """Run one of the server's own programs, such as `elasticsearch-users`."""
        subprocess.run(
            [str(self._home / "bin" / name), *arguments],
            env=self._environment(),
            check=True,
            capture_output=True,
        )

    def _environment(self) -> dict[str, str]:
        least = 21 if int(self.version.split(".")[0]) >= 9 else 17
        return {
            "PATH": "/usr/bin:/bin",
            "ES_PATH_CONF": str(self.config),
            "ES_JAVA_HOME": str(_jdk(least)),
            "ES_JAVA_OPTS": os.environ.get("ZHIWEI_TEST_ELASTIC_JAVA", "-Xms512m -Xmx512m"),
            "ES_TMPDIR": str(self.folder / "tmp"),
        }

    def start(self, wait: bool = True) -> Elastic:
        """Start it and wait until it answers."""
        user = None
        if os.getuid() == 0:
            user = "nobody"
            nobody = pwd.getpwnam(user)
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        self._process = subprocess.Popen(
            [str(self._home / "bin/elasticsearch")],
            env=self._environment(),
            user=user,
            extra_groups=[] if user else None,
            cwd=self.folder,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=(self.folder / "logs/stdout").open("ab"),
            stderr=subprocess.STDOUT,
        )
        if wait:
            self.wait()
        return self

    def wait(self) -> None:
        """Return when it answers; raises with its log when it does not."""
        until = time.monotonic() + _READY_SECONDS
        while time.monotonic() < until:
            assert self._process is not None
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/_cluster/health", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except urllib.error.HTTPError as error:
                if error.code == 401:
                    return
            except OSError:
                pass
            if self.scheme == "https" and self._listens():
                return
            time.sleep(0.3)
        raise RuntimeError(f"Elasticsearch did not start:\n{self.log()[-3000:]}")

    def _listens(self) -> bool:
        return '"message":"started' in self.log() or "] started" in self.log() or '"started ' in self.log()

    def log(self) -> str:
        """What it printed."""
        return (self.folder / "logs/stdout").read_text("utf-8", "replace")

    def kill(self) -> None:
        """SIGKILL to launcher and server at once."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=30)

    def stop(self) -> None:
        """A clean end."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            try:
                self._process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def elastic_running(version: str = VERSION, settings: dict[str, str] | None = None) -> Iterator[Elastic]:
    """A node in a temporary folder, started; stopped and deleted at the end."""
    with tempfile.TemporaryDirectory(prefix="zhiwei-es-") as folder:
        node = Elastic(Path(folder), version, settings).start()
        try:
            yield node
        finally:
            node.kill()


@pytest.fixture(scope="session")
def elastic_url() -> Iterator[str]:
    """The URL of a server for the whole run; tests use indices of their own."""
    named = os.environ.get("ZHIWEI_TEST_ELASTIC_URL")
    if named:
        yield named
        return
    with elastic_running() as node:
        yield node.url
