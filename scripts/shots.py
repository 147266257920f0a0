"""A picture of every page at 1280 and 390 wide, as each role that can see it, in shots/, with an index to look through.

Serves its own demo; `--at ADDRESS --var FOLDER` uses one that runs, `--role NAME` takes one person, `--page NAME`
one page.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from scripts.pages import Place

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vaern.config.settings")

import django  # the settings above must stand before Django reads them
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, sync_playwright

OUT = Path(__file__).resolve().parents[1] / "shots"
WIDTHS = (1280, 390)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A demo of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "VAERN_VAR": str(folder), "VAERN_MODE": "demo", "VAERN_PORT": str(port)}
    command = [sys.executable, "-m", "vaern.cli.main", "serve", "--demo"]
    address, server = f"http://127.0.0.1:{port}", subprocess.Popen(command, env=environment)  # noqa: S603 - our own
    try:
        while server.poll() is None and not _answers(address):
            time.sleep(0.5)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).read()  # noqa: S310 - our own address on loopback
    except OSError:
        return False
    return True


def sign_in(context: BrowserContext, address: str, role: str) -> list["Place"]:
    """By the start page. The one who tells begins a draft, so that the form can be seen: its place."""
    from scripts.pages import NOBODY, TELLS, Place

    if role == NOBODY:
        return []
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name=role).click()
    if role != TELLS:
        return []
    page.goto(address + "/fortael/")
    page.locator("form[action='/fortael/'] button").click()
    return [Place("report_draft", urlsplit(page.url).path)]


def take(browser: Browser, address: str, folder: Path, role: str, only: str) -> list[Path]:
    """Pictures of the pages that the role can see."""
    from scripts.pages import places

    taken = []
    (OUT / role).mkdir(parents=True, exist_ok=True)
    context = browser.new_context(locale="da-DK")
    own = sign_in(context, address, role)
    page = context.new_page()
    for place in [*places(folder), *own]:
        if only and only != place.name:
            continue
        answer = context.request.get(address + place.path, max_redirects=0)
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):  # noqa: PLR2004 - found
            continue
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address + place.path)
            taken.append(OUT / role / f"{place.name}-{width}.png")
            page.screenshot(path=taken[-1], full_page=True)
    context.close()
    return taken


def write_index(taken: list[Path]) -> None:
    """One page with every picture, by role."""
    rows = [_figure(path) for path in taken]
    style = "body{font:14px sans-serif}figure{display:inline-block;margin:8px;max-height:480px;overflow:hidden}"
    page = f'<!doctype html><html lang="da"><title>Værn: alle sider</title><style>{style}</style>{"".join(rows)}</html>'
    (OUT / "index.html").write_text(page, encoding="utf-8")


def _figure(path: Path) -> str:
    where, says = escape(str(path.relative_to(OUT))), escape(f"{path.parent.name}: {path.stem}")
    shown = f'<a href="{where}"><img loading="lazy" width="320" alt="" src="{where}"></a>'
    return f"<figure>{shown}<figcaption>{says}</figcaption></figure>"


def pictures(address: str, folder: Path, role: str, only: str) -> None:
    """As one role, or as all of them."""
    from scripts.pages import ROLES

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=settings.CAPTURE_BROWSER, args=["--no-sandbox"])
        chosen = [each for each in ROLES if not role or role in each]
        write_index([path for each in chosen for path in take(browser, address, folder, each, only)])
        browser.close()


def main() -> int:
    """The command."""
    asked = argparse.ArgumentParser(description="pictures of every page")
    for name in ("--at", "--var", "--role", "--page"):
        asked.add_argument(name, default="")
    given = asked.parse_args()
    folder = Path(given.var or tempfile.mkdtemp(prefix="vaern-shots-"))
    os.environ.update(VAERN_VAR=str(folder), VAERN_MODE="demo")
    if given.at:
        django.setup()
        pictures(given.at, folder, given.role, given.page)
        return 0
    with serving(folder) as address:
        django.setup()
        pictures(address, folder, given.role, given.page)
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
