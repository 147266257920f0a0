"""A time-stamp authority of the demo's own, on loopback: `openssl ts` behind a small server. It proves nothing to anybody.

`python -m vaern.demo.authority FOLDER PORT` answers until it is stopped. Keys are made once and lie in the folder.
"""

import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = "ca.pem"
MOST_QUERY = 1 << 16
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


def can_stamp() -> bool:
    """Whether openssl is on this machine."""
    return shutil.which("openssl") is not None


def make(folder: Path, *, name: str, digests: str = "sha256, sha384, sha512", more: str = "") -> None:
    """A root and a certificate for time-stamping, valid for ten years; what is there already stays."""
    if (folder / ROOT).exists():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    tsa, ca = folder / "tsa.pem", folder / "ca.new"
    subject = ["-subj", f"/O={name}/CN=Root", "-utf8"]
    openssl("req", "-x509", *key, "-days", "3650", *subject, "-keyout", folder / "ca.key", "-out", ca)
    subject = ["-subj", f"/O={name}/CN=Time-stamps", "-utf8"]
    openssl("req", "-new", *key, *subject, "-keyout", folder / "tsa.key", "-out", folder / "tsa.csr")
    (folder / "tsa.ext").write_text("extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n")
    signing: list[str | Path] = ["-CA", ca, "-CAkey", folder / "ca.key", "-CAcreateserial", "-days", "3650"]
    openssl("x509", "-req", "-in", folder / "tsa.csr", *signing, "-extfile", folder / "tsa.ext", "-out", tsa)
    (folder / "chain.pem").write_bytes(ca.read_bytes() + tsa.read_bytes())
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder, digests=digests, more=more))
    ca.rename(folder / ROOT)


def reply(folder: Path, query: bytes) -> bytes:
    """The answer to one query; one at a time, since the serial number lies in a file."""
    (folder / "query.tsq").write_bytes(query)
    openssl(
        "ts", "-reply", "-config", folder / "tsa.cnf", "-queryfile", folder / "query.tsq", "-out", folder / "reply.tsr"
    )
    return (folder / "reply.tsr").read_bytes()


def openssl(*arguments: str | Path, data: bytes | None = None) -> bytes:
    """What openssl answers on standard output."""
    command = ["openssl", *map(str, arguments)]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout  # noqa: S603 - our own words


def serve(folder: Path, port: int) -> None:
    """Answer on loopback until the process is stopped."""
    turn = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_QUERY))
            with turn:
                answer = reply(folder, query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing of what is stamped."""

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    where = Path(sys.argv[1])
    make(where, name="Lindsø Kommune (demo)")
    serve(where, int(sys.argv[2]))
