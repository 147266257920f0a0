"""The demo as a person meets it: `vaern serve --demo` in a folder of its own, and a real Chromium."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize

from tests.ports import free_port

MOST_SECONDS_TO_START = 240


@dataclass(frozen=True)
class Demo:
    """A demo that runs: its address, and the folder with its databases."""

    address: str
    folder: Path


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of our own; VAERN_TOWN="ADDRESS FOLDER" uses one that runs already, while one writes a test."""
    if "VAERN_TOWN" in os.environ:
        address, where = os.environ["VAERN_TOWN"].split(" ", 1)
        yield Demo(address, Path(where))
        return
    folder = tmp_path_factory.mktemp("town") / "var"
    shutil.copytree(seeded(tmp_path_factory.getbasetemp()), folder)
    with serving(folder) as address:
        yield Demo(address, folder)


def seeded(ours: Path) -> Path:
    """The folder of a town that has been seeded: once for all who test side by side, each of whom copies it."""
    town = (ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours) / "seeded"
    with town.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not town.is_dir():
            growing = town.with_suffix(".growing")
            growing.mkdir()
            with serving(growing):
                pass
            growing.rename(town)
    return town


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The demo of this folder, seeded where it is empty: the address it answers at."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VAERN_")}
    port = free_port()
    environment = {**kept, "VAERN_VAR": str(folder), "VAERN_MODE": "demo", "VAERN_PORT": str(port)}
    command = [sys.executable, "-m", "vaern.cli.main", "serve", "--demo"]
    log = folder.with_suffix(".log")
    with log.open("wb") as out:
        server = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
        try:
            wait_for(f"http://127.0.0.1:{port}/", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


@pytest.fixture(scope="session")
def town(demo: Demo) -> str:
    """The address of a running demo."""
    return demo.address


def wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until the page answers; the log when it does not."""
    until = time.monotonic() + MOST_SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).read()  # noqa: S310 - our own address on loopback
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise AssertionError(f"the demo did not start:\n{log.read_text()[-3000:]}")


class Visitor:
    """A person at the demo, in a browser of their own. Nobody by name is a visitor who does not sign in."""

    def __init__(self, browser: Browser, town: str, name: str, width: int, *, script: bool = True) -> None:
        screen = ViewportSize(width=width, height=900)
        self.context = browser.new_context(viewport=screen, locale="da-DK", java_script_enabled=script)
        self.context.set_default_timeout(12_000)
        self.page: Page = self.context.new_page()
        self.town, self.complaints = town, list[str]()
        self.page.on("console", self.note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(town)
        if name:
            self.page.get_by_role("button", name=name).click()
            self.page.wait_for_load_state()

    def note(self, said: ConsoleMessage) -> None:
        """What the browser complains of, and where."""
        if said.type == "error":
            self.complaints.append(f"{said.text} {said.location['url']}")

    def open(self, path: str) -> Page:
        """Go to a page of the demo."""
        self.page.goto(self.town + path)
        return self.page


class Visit(Protocol):
    """Lets somebody in."""

    def __call__(self, name: str, *, width: int = 1280, script: bool = True) -> Visitor: ...


@pytest.fixture
def visit(browser: Browser, town: str) -> Iterator[Visit]:
    """Sign in as one of the cast by the start page: `visit("Maja Lindvig", width=390)`."""
    visitors: list[Visitor] = []

    def enter(name: str, *, width: int = 1280, script: bool = True) -> Visitor:
        visitors.append(Visitor(browser, town, name, width, script=script))
        return visitors[-1]

    yield enter
    for visitor in visitors:
        visitor.context.close()
