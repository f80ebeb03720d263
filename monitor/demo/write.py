"""The demo's installation: written anew at each start, since the local servers have new ports."""

from __future__ import annotations

from pathlib import Path

from monitor.installation import FOLDERS, write_secret

_CONFIG = """# 演示用配置，由 zhiwei demo 写成 / written by zhiwei demo
builtin_lists = true

[office]
name = "知识产权保护中心（演示）"

[[office.people]]
name = "值班员"
address = "desk@centre.example"
role = "officer"

[[office.people]]
name = "海外中心"
address = "overseas@centre.example"
role = "overseas"

[mail]
sender = "alert@zhiwei.example"
smtp = "{smtp}"
inbox = "folder:mail-in"
trusted_domains = ["centre.example"]

[alerts]
digest_minutes = 0

[schedule]
ingest_seconds = 1
screen_seconds = 1
dispatch_seconds = 1
inbox_seconds = 1
crawl_check_seconds = 1

[[sources]]
name = "demo_gazette"
config = "demo_gazette.toml"
options = {{ start_url = "{site}/gazette?page=1" }}

[[sources]]
name = "demo_shop"
config = "demo_shop.toml"
options = {{ start_url = "{site}/shop?page=1" }}
"""


def write_installation(home: Path, site: str, smtp: str) -> None:
    """Folders, key and configuration of the demo in `home`; keeps what an earlier run left."""
    for name in FOLDERS:
        (home / name).mkdir(parents=True, exist_ok=True)
    write_secret(home / "keys" / "secret")
    (home / "zhiwei.toml").write_text(_CONFIG.format(smtp=smtp, site=site), "utf-8")
