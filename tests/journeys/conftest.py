"""The demo as a person meets it: `vaern serve --demo` in a folder of its own, and a real Chromium."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.web.browser import chromium

MOST_SECONDS_TO_START = 240


def free_port() -> int:
    """A port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demo."""
    folder, port = tmp_path_factory.mktemp("town"), free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VAERN_")}
    environment = {**kept, "VAERN_VAR": str(folder), "VAERN_MODE": "demo", "VAERN_PORT": str(port)}
    command = [sys.executable, "-m", "vaern.cli.main", "serve", "--demo"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/", server, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until the page answers; the log when it does not."""
    until = time.monotonic() + MOST_SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).read()
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise AssertionError(f"the demo did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    with chromium() as running:
        yield running


class Visitor:
    """A person at the demo, in a browser of their own."""

    def __init__(self, browser: Browser, town: str, name: str, width: int) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, locale="da-DK")
        self.page: Page = self.context.new_page()
        self.town, self.complaints = town, list[str]()
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(town)
        self.page.get_by_role("button", name=name).click()

    def open(self, path: str) -> Page:
        """Go to a page of the demo."""
        self.page.goto(self.town + path)
        return self.page


@pytest.fixture
def visit(browser: Browser, town: str) -> Iterator[object]:
    """Sign in as one of the cast by the start page: `visit("Maja Lindvig", width=390)`."""
    visitors: list[Visitor] = []

    def enter(name: str, *, width: int = 1280) -> Visitor:
        visitors.append(Visitor(browser, town, name, width))
        return visitors[-1]

    yield enter
    for visitor in visitors:
        visitor.context.close()
