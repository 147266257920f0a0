"""A real time-stamp authority on loopback: `openssl ts` behind a tiny server, with keys of its own."""

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.x509 import Certificate

from vaern.demo.authority import make, openssl, reply
from vaern.timestamps import read_roots

__all__ = ["Authority", "authority", "openssl", "serving"]

Answer = Callable[[bytes], tuple[int, str, bytes]]


@dataclass(frozen=True)
class Authority:
    """Where it answers, its folder (`ca.pem` for openssl), and the certificates to trust."""

    url: str
    folder: Path
    roots: list[Certificate]


@contextmanager
def authority(*, digests: str = "sha256, sha384, sha512", chain: bool = False) -> Iterator[Authority]:
    """An authority on a free port until the block ends. With `chain` it sends its certificates unsorted, as some do."""
    with tempfile.TemporaryDirectory(prefix="tsa") as name:
        folder = Path(name)
        more = f"certs = {folder}/chain.pem" if chain else ""
        make(folder, name="Lindsø Test", digests=digests, more=more)
        with serving(lambda query: (200, "application/timestamp-reply", reply(folder, query))) as url:
            yield Authority(url, folder, read_roots((folder / "ca.pem").read_bytes()))


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """The address of a server on a free loopback port that gives `answer` to each POST, one at a time."""
    turn = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            with turn:
                status, kind, body = answer(query)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep the test output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
