"""Opens a rendered page in Chromium with the real static files and the real security policy, without a server."""

import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import find
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

AXE = Path(__file__).resolve().parents[1] / "vendor/axe-core/axe.min.js"
READ = """async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run({ runOnly: tags, resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => ({ rule: id, where: nodes.map((node) => node.html) }));
}"""
HOST = "http://vaern.test"
MOST_MILLISECONDS_TO_SHOW = 15_000  # on a machine with much else to do


def policy() -> str:
    """The Content-Security-Policy as the settings have it."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


@contextmanager
def chromium() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as play:
        expect.set_options(timeout=MOST_MILLISECONDS_TO_SHOW)
        browser = play.chromium.launch(executable_path=settings.CAPTURE_BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Opened:
    """A page, with what the browser complained of and the addresses that were posted to."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    posted: list[str] = field(default_factory=list)


def open_pages(browser: Browser, pages: Mapping[str, str], *, width: int = 1280, script: bool = True) -> Opened:
    """Open the first of the pages (path to HTML) at a width; the others answer when they are asked for."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=script, bypass_csp=False
    )
    opened = Opened(context.new_page())
    opened.page.on("console", lambda said: opened.complaints.append(said.text) if said.type == "error" else None)
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.route("**/*", lambda route: answer(route, pages, opened))
    opened.page.goto(HOST + next(iter(pages)))
    return opened


def answer(route: Route, pages: Mapping[str, str], opened: Opened) -> None:
    """Answer one request from the pages or from the static files."""
    path = route.request.url.removeprefix(HOST).split("?")[0].split("#")[0]
    if route.request.method == "POST":
        opened.posted.append(path)
    if path in pages:
        headers = {"Content-Security-Policy": policy(), "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(body=pages[path], headers=headers)
        return
    found = find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if not found:
        route.fulfill(status=404, body="")
        return
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    route.fulfill(body=Path(str(found)).read_bytes(), headers={"Content-Type": kind})


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds wrong: rule and the elements. What it finds right stays in the browser, for that is most of it."""
    page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate(READ)
    return found
