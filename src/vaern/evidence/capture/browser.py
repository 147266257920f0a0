"""One page in a real Chromium behind the gate: as a picture, PDF, MHTML, DOM and archive. No Django here."""

import base64
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from playwright.sync_api import Browser, CDPSession, Error, Request, Response, sync_playwright
from playwright.sync_api import Page as Tab

from vaern.evidence.capture.addresses import Inward, check_url
from vaern.evidence.capture.archive import SOFTWARE, Page, Received, write_wacz
from vaern.evidence.capture.gate import Gate, Rules
from vaern.evidence.capture.made import Made
from vaern.evidence.capture.verdict import LOOK, verdict

MOST_WAIT, MOST_QUIET = 30_000, 1_500
MOST_HEIGHT, MOST_BODY, MOST_ALL = 16_000, 40 * 1024 * 1024, 150 * 1024 * 1024
WIDTH, HEIGHT = 1280, 900
BROWSERS_OWN, DOWNLOAD = "chrome-error:", "Download is starting"
# Nothing goes round the gate: no names looked up, no other protocol, no voice or video, no calls home.
SWITCHES = (
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)


def capture(url: str, out: Path, *, chromium: str, rules: Rules) -> Made:
    """Capture one page into the folder. `problem` is a code when it could not be.

    The codes: inward, no_answer, too_slow, and download for an address that gives a file.
    """
    made = Made(url, started_at=datetime.now(UTC).isoformat())
    began = time.monotonic()
    try:
        if f"{urlsplit(url).netloc}" not in rules.allowed:
            check_url(url)
    except Inward:
        made.problem = "inward"
        return made
    with Gate(rules) as gate, started(chromium, gate.port) as browser:
        made.seconds["browser"] = time.monotonic() - began
        _visit(browser, out, made, rules)
    made.reached, made.refused = dict(rules.reached), sorted(rules.refused)
    return made


@contextmanager
def started(chromium: str, port: int) -> Iterator[Browser]:
    """A fresh browser without memory, which can go nowhere but through the gate."""
    # The browser's own walls need a user who is not root.
    walls = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        proxy: Any = {"server": f"http://127.0.0.1:{port}", "bypass": "<-loopback>"}
        browser = playwright.chromium.launch(executable_path=chromium, args=[*SWITCHES, *walls], proxy=proxy)
        try:
            yield browser
        finally:
            browser.close()


def _visit(browser: Browser, out: Path, made: Made, rules: Rules) -> None:
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, locale="da-DK", accept_downloads=False, service_workers="block"
    )
    tab, answers, lost = context.new_page(), list[Response](), [made.url]

    def heard(answer: Response) -> None:
        answers.append(answer)

    def missed(request: Request) -> None:
        if request.is_navigation_request() and request.frame == tab.main_frame:
            lost.append(request.url)

    tab.on("response", heard)
    tab.on("requestfailed", missed)
    made.reached = rules.reached
    made.software = f"Chromium {browser.version}, {SOFTWARE}"
    began = time.monotonic()
    try:
        first = tab.goto(made.url, wait_until="load", timeout=MOST_WAIT)
    except Error as error:
        made.problem = _problem(str(error), lost, rules)
        return
    received = dict(_received(answers, made))  # while the page settles, which is waited for in any case
    finished = _quiet(tab)
    made.seconds["page"] = time.monotonic() - began
    made.final_url, made.title, made.status = tab.url, tab.title(), first.status if first else 0
    if made.final_url.startswith(BROWSERS_OWN):  # a script of the page led on to where nothing answers
        made.problem = _problem("", lost, rules)
        return
    if rules.refused:
        made.verdict.append("parts_refused")
    began = time.monotonic()
    _keep(tab, out, made, finished=finished)
    received |= _received([one for one in answers if one not in received], made)
    page = Page(made.final_url, made.title, datetime.fromisoformat(made.started_at), software=made.software)
    write_wacz(out / "side.wacz", list(received.values()), page)
    made.files["wacz"] = "side.wacz"
    made.seconds["capture"] = time.monotonic() - began


def _keep(tab: Tab, out: Path, made: Made, *, finished: bool) -> None:
    look = tab.evaluate(LOOK)
    moved = _place(made.final_url) != _place(made.url)
    made.verdict += verdict(look, status=made.status, moved=moved, finished=finished, most_height=MOST_HEIGHT)
    session = tab.context.new_cdp_session(tab)
    (out / "skaerm.png").write_bytes(_picture(session, min(max(int(look["height"]), HEIGHT), MOST_HEIGHT)))
    (out / "side.mhtml").write_text(session.send("Page.captureSnapshot", {"format": "mhtml"})["data"], newline="")
    (out / "dom.html").write_text(tab.content())
    tab.pdf(path=out / "side.pdf", print_background=True, width=f"{WIDTH}px", height="1810px")
    made.files |= {"png": "skaerm.png", "pdf": "side.pdf", "mhtml": "side.mhtml", "html": "dom.html"}


def _picture(session: CDPSession, height: int) -> bytes:
    """The whole page from top to bottom, packed for speed rather than for size."""
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": height, "scale": 1}
    asked = {"format": "png", "captureBeyondViewport": True, "optimizeForSpeed": True, "clip": clip}
    return base64.b64decode(session.send("Page.captureScreenshot", asked)["data"])


def _received(answers: Sequence[Response], made: Made) -> Iterator[tuple[Response, Received]]:
    """What came, with bodies as the browser had them; a redirect has none."""
    total = 0
    for answer in list(answers):
        if not answer.url.startswith("http"):
            continue
        body = b""
        with suppress(Error):
            body = answer.body() if not 300 <= answer.status < 400 else b""  # noqa: PLR2004 - redirects
        total += len(body)
        if len(body) > MOST_BODY or total > MOST_ALL:
            made.verdict.append("not_finished")
            return
        yield answer, _one(answer, body, made)


def _one(answer: Response, body: bytes, made: Made) -> Received:
    request = answer.request
    return Received(
        url=answer.url,
        method=request.method,
        status=answer.status,
        headers=list(answer.headers.items()),
        body=body,
        request_headers=list(request.headers.items()),
        address=made.reached.get(urlsplit(answer.url).hostname or "", ""),
        reason=answer.status_text,
    )


def _quiet(tab: Tab) -> bool:
    """Wait a little for what a page fetches after it has come; False when it goes on and on."""
    try:
        tab.wait_for_load_state("networkidle", timeout=MOST_QUIET)
    except Error:
        return False
    return True


def _place(url: str) -> tuple[str | None, str, list[tuple[str, str]]]:
    """Host, path and query, however they are written: a post that is gone often leads to its host's front page."""
    parts = urlsplit(url)
    return parts.hostname, unquote(parts.path).rstrip("/"), sorted(parse_qsl(parts.query, keep_blank_values=True))


def _end(url: str) -> str:
    """Host and port, as the gate names them."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def _problem(words: str, lost: Iterable[str], rules: Rules) -> str:
    """Why there is no page, from the browser's words and the addresses that the page itself was lost at."""
    if any(_end(url) in rules.refused for url in lost if url.startswith("http")):
        return "inward"
    if DOWNLOAD in words:
        return "download"
    return "too_slow" if "Timeout" in words else "no_answer"
