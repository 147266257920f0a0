"""A real time-stamp authority on loopback: `openssl ts` behind a tiny server, with keys of its own."""

import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.x509 import Certificate

from vaern.timestamps import read_roots

Answer = Callable[[bytes], tuple[int, str, bytes]]

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = {digests}
ess_cert_id_chain = no
ess_cert_id_alg = sha256
{more}
"""


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
        _make_keys(folder)
        more = f"certs = {folder}/chain.pem" if chain else ""
        (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder, digests=digests, more=more))
        with serving(lambda query: (200, "application/timestamp-reply", _reply(folder, query))) as url:
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


def openssl(*arguments: str | Path, data: bytes | None = None) -> bytes:
    done = subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True, check=True)
    return done.stdout


def _reply(folder: Path, query: bytes) -> bytes:
    (folder / "query.tsq").write_bytes(query)
    openssl(
        "ts", "-reply", "-config", folder / "tsa.cnf", "-queryfile", folder / "query.tsq", "-out", folder / "reply.tsr"
    )
    return (folder / "reply.tsr").read_bytes()


def _make_keys(folder: Path) -> None:
    """A root and a certificate for time-stamping, valid for ten years."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    ca, tsa = folder / "ca.pem", folder / "tsa.pem"
    subject = ["-subj", "/O=Lindsø Test/CN=Test root", "-utf8"]
    openssl("req", "-x509", *key, "-days", "3650", *subject, "-keyout", folder / "ca.key", "-out", ca)
    subject = ["-subj", "/O=Lindsø Test/CN=Test time-stamps", "-utf8"]
    openssl("req", "-new", *key, *subject, "-keyout", folder / "tsa.key", "-out", folder / "tsa.csr")
    (folder / "tsa.ext").write_text("extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n")
    signing = ["-CA", ca, "-CAkey", folder / "ca.key", "-CAcreateserial", "-days", "3650"]
    openssl("x509", "-req", "-in", folder / "tsa.csr", *signing, "-extfile", folder / "tsa.ext", "-out", tsa)
    (folder / "chain.pem").write_bytes(ca.read_bytes() + tsa.read_bytes())
    (folder / "serial").write_text("01\n")
