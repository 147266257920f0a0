"""A small web site on loopback with pages of many kinds, and a count of what was asked for."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GOOD = """<!doctype html><html lang="da"><meta charset="utf-8"><title>Gruppen om skolen</title>
<style>body{font:18px sans-serif}</style>
<h1>Gruppen om skolen</h1><p>Her skriver forældre om hverdagen på skolen, om lektier, ture og fødselsdage.</p>
<p>Rune: Jeg ved hvor din sagsbehandler bor, og jeg kommer forbi en dag.</p>
<img src="/billede.svg" width="200" height="80">"""
LONG = "<p>" + "Mange ord om hverdagen på skolen og alt det, der hører til. " * 40 + "</p>"
PAGES: dict[str, tuple[int, dict[str, str], str]] = {
    "/god": (200, {}, GOOD),
    "/tom": (200, {}, "<!doctype html><title>Tom</title><div id=app></div>"),
    "/login": (200, {}, "<!doctype html><title>Log ind</title><form>Log ind<input type=password></form>"),
    "/samtykke": (
        200,
        {},
        "<!doctype html><title>Avis</title>"
        + LONG
        + "<div style='position:fixed;inset:0;background:#fff'>Vi bruger cookies. Accepter alle</div>",
    ),
    "/dækket": (
        200,
        {},
        LONG + "<div style='position:fixed;inset:0;background:#fff'>Tilmeld dig vores brev i dag</div>",
    ),
    "/fejl": (404, {}, "<!doctype html><title>Væk</title>" + LONG),
    "/billede.svg": (
        200,
        {"Content-Type": "image/svg+xml"},
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 8'><rect width='20' height='8' fill='teal'/></svg>",
    ),
}


class Site:
    """The address of the site, and the paths that were asked for."""

    def __init__(self, port: int) -> None:
        self.port, self.asked = port, list[str]()
        self.pages = dict(PAGES)

    @property
    def host(self) -> str:
        """As the test-only permission names it."""
        return f"127.0.0.1:{self.port}"

    def at(self, path: str) -> str:
        """The address of a page."""
        return f"http://{self.host}{path}"


@contextmanager
def site() -> Iterator[Site]:
    """The site, as long as the block lasts."""
    made: list[Site] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made[0].asked.append(self.path)
            status, headers, body = made[0].pages.get(self.path.split("?")[0], (404, {}, "væk"))
            self.send_response(status)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    made.append(Site(server.server_address[1]))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield made[0]
    finally:
        server.shutdown()
        server.server_close()
