"""A real Postfix and a real Dovecot on loopback, in a folder of their own, for the time of the tests."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import need_program

PASSWORD = "secret"
DOMAINS = ("office.test", "corp.test", "zhiwei.test")


@dataclass(frozen=True)
class MailServers:
    """Where to send (`smtp`) and read (`imap(user)`); every mailbox of DOMAINS that was named exists."""

    smtp: str
    imap_port: int
    box: Path
    root: Path

    def imap(self, address: str) -> str:
        """The inbox URL of a mailbox."""
        return f"imap://{address.replace('@', '%40')}@127.0.0.1:{self.imap_port}"

    def messages(self, address: str) -> list[bytes]:
        """Everything that lies in a mailbox, in order of arrival."""
        folder = self.box / address
        files = [f for sub in ("new", "cur") for f in (folder / sub).glob("*")]
        return [f.read_bytes() for f in sorted(files, key=lambda f: f.name)]

    def log(self) -> str:
        """Postfix's log, for failures."""
        return (self.root / "maillog").read_text("utf-8", "replace")


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def mail_servers_running(mailboxes: tuple[str, ...]) -> Iterator[MailServers]:
    """Start both servers; stops them at the end. Needs root (Postfix's master does)."""
    postfix, dovecot = need_program("postfix"), need_program("dovecot")
    if os.geteuid() != 0:
        _absent("Postfix needs root")
    user = _user()
    root = Path(tempfile.mkdtemp(prefix="zw-mail-", dir="/tmp"))
    root.chmod(0o755)
    smtp_port, imap_port = free_port(), free_port()
    box = root / "box"
    for address in mailboxes:
        for sub in ("new", "cur", "tmp"):
            (box / address / sub).mkdir(parents=True)
    _chown(box, user)
    try:
        _start_dovecot(dovecot, root, box, mailboxes, imap_port, user)
        _start_postfix(postfix, root, box, mailboxes, smtp_port, user)
        _wait(smtp_port)
        _wait(imap_port)
        yield MailServers(f"smtp://127.0.0.1:{smtp_port}", imap_port, box, root)
    finally:
        if (root / "pf" / "etc").is_dir():
            subprocess.run([postfix, "-c", str(root / "pf" / "etc"), "stop"], capture_output=True)
        pid = root / "dove" / "run" / "master.pid"
        if pid.is_file():
            subprocess.run(["kill", pid.read_text().strip()], capture_output=True)
        time.sleep(0.3)
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def mail_servers() -> Iterator[MailServers]:
    """Both servers with the mailboxes that tests use."""
    names = ("desk", "deputy", "lead", "overseas", "ops")
    boxes = tuple(f"{n}@office.test" for n in names)
    firms = ("firm@corp.test", "second@corp.test", "other@corp.test")
    with mail_servers_running((*boxes, *firms, "alert@zhiwei.test")) as servers:
        yield servers


def _absent(why: str) -> None:
    if os.environ.get("ZHIWEI_TEST_SERVERS") == "required":
        pytest.fail(why)
    pytest.skip(why)


def _user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("zwmailtest")
    except KeyError:
        subprocess.run(["useradd", "--system", "-M", "zwmailtest"], check=True, capture_output=True)
        return pwd.getpwnam("zwmailtest")


def _chown(path: Path, user: pwd.struct_passwd) -> None:
    for one in (path, *path.rglob("*")):
        os.chown(one, user.pw_uid, user.pw_gid)


def _start_dovecot(
    dovecot: str, root: Path, box: Path, boxes: tuple[str, ...], port: int, user: pwd.struct_passwd
) -> None:
    dove = root / "dove"
    (dove / "run").mkdir(parents=True)
    (dove / "users").write_text("".join(f"{b}:{{PLAIN}}{PASSWORD}\n" for b in boxes))
    (dove / "dovecot.conf").write_text(f"""
base_dir = {dove}/run
log_path = {dove}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user.pw_name}
default_internal_group = {grp.getgrgid(user.pw_gid).gr_name}
default_login_user = {user.pw_name}
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_uid = {user.pw_name}
mail_gid = {grp.getgrgid(user.pw_gid).gr_name}
mail_location = maildir:{box}/%u
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {dove}/users
}}
userdb {{
  driver = static
  args = uid={user.pw_name} gid={grp.getgrgid(user.pw_gid).gr_name} home={box}/%u
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
""")
    _chown(dove, user)
    _run([dovecot, "-c", str(dove / "dovecot.conf")], user=user.pw_uid, group=user.pw_gid)


_MASTER = """
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


def _start_postfix(
    postfix: str, root: Path, box: Path, boxes: tuple[str, ...], port: int, user: pwd.struct_passwd
) -> None:
    pf = root / "pf"
    etc, queue, state = pf / "etc", pf / "queue", pf / "data"
    for folder in (etc, queue, state):
        folder.mkdir(parents=True)
    os.chown(state, pwd.getpwnam("postfix").pw_uid, -1)
    (etc / "vmap").write_text("".join(f"{b} {b}/\n" for b in boxes) + "@zhiwei.test alert@zhiwei.test/\n")
    (etc / "main.cf").write_text(f"""
compatibility_level = 3.6
queue_directory = {queue}
data_directory = {state}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
myhostname = mx.zhiwei.test
disable_dns_lookups = yes
default_transport = error:no outside mail
relay_transport = error:no outside mail
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_forbid_bare_newline = normalize
smtpd_forbid_unauth_pipelining = yes
virtual_mailbox_domains = {", ".join(DOMAINS)}
virtual_mailbox_base = {box}
virtual_mailbox_maps = texthash:{etc}/vmap
virtual_uid_maps = static:{user.pw_uid}
virtual_gid_maps = static:{user.pw_gid}
virtual_minimum_uid = 1
maillog_file = {root}/maillog
maillog_file_prefixes = /tmp
""")
    (etc / "master.cf").write_text(f"127.0.0.1:{port} inet n - n - - smtpd\n{_MASTER}")
    _run([postfix, "-c", str(etc), "start"])


def _run(words: list[str], **options: int) -> None:
    """Start a daemon; its output goes to a file, since a pipe would stay open as long as the daemon lives."""
    with tempfile.TemporaryFile() as out:
        done = subprocess.run(words, stdout=out, stderr=out, timeout=60, **options)  # type: ignore[call-overload]
        out.seek(0)
        said = out.read().decode("utf-8", "replace")
    if done.returncode:
        pytest.fail(f"{words[0]} did not start: {said}")


def _wait(port: int, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"nothing listens on port {port}")
