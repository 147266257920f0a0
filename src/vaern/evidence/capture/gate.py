"""The only way out for the capturing browser: a proxy on loopback that resolves, checks and connects by itself.

The browser knows no names: every page, redirect and picture comes through here, so a name that changes its address
between the check and the connection (DNS rebinding) is of no use. What it refuses it closes without a word: it never
answers in the place of a host, since what is answered goes into the archive. No Django here.
"""

import select
import socket
import socketserver
import threading
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from vaern.evidence.capture.addresses import Inward, Network, Resolve, public_address, resolve

MOST_HEAD = 64 * 1024
IDLE = 20.0
MOST_BYTES = 300 * 1024 * 1024
# Where Chromium goes on errands of its own, whatever its switches say. No page needs them to be seen.
ERRANDS = frozenset({
    "accounts.google.com", "update.googleapis.com", "clients2.google.com", "clients2.googleusercontent.com",
    "content-autofill.googleapis.com", "optimizationguide-pa.googleapis.com", "redirector.gvt1.com",
    "safebrowsing.googleapis.com",
})  # fmt: skip
REFUSED = b"HTTP/1.1 403 Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
AWAY = b"HTTP/1.1 502 No answer\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
OPEN = b"HTTP/1.1 200 Open\r\n\r\n"


@dataclass
class Rules:
    """How names are asked, what tests may reach and nobody may, which proxy leads on; what was reached and refused."""

    ask: Resolve = resolve
    allowed: frozenset[str] = frozenset()
    refuse: tuple[Network, ...] = ()
    onward: tuple[str, int] | None = None
    reached: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    passed: int = 0


class Gate:
    """The proxy, running in threads of its own between `with Gate(...) as gate`."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._server = _Server(("127.0.0.1", 0), _Visit)
        self._server.rules = rules
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_ended: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    rules: Rules

    def handle_error(self, _request: Any, _client_address: Any) -> None:
        """A browser that hangs up is no news."""


class _Visit(socketserver.BaseRequestHandler):
    request: socket.socket
    server: _Server

    def handle(self) -> None:
        """One connection of the browser: a tunnel, or one plain request."""
        self.request.settimeout(IDLE)
        head, rest = self._head()
        method, _space, target = head.split(b"\r\n", 1)[0].decode("latin-1").partition(" ")
        target = target.rsplit(" ", 1)[0]
        try:
            host, port = _host_of(method, target)
            there = self._connect(host, port)
        except Inward:
            self._turn_away(method, REFUSED)
            return
        except (OSError, ValueError):
            self._turn_away(method, AWAY)
            return
        with there:
            if method == "CONNECT":
                self.request.sendall(OPEN)
            else:
                there.sendall(_as_origin(head, target) + rest)
            self._pump(there)

    def _turn_away(self, method: str, answer: bytes) -> None:
        """A tunnel is refused in words that only the browser hears; a plain request gets no answer at all."""
        if method == "CONNECT":
            self.request.sendall(answer)

    def _head(self) -> tuple[bytes, bytes]:
        data = b""
        while b"\r\n\r\n" not in data and len(data) < MOST_HEAD:
            more = self.request.recv(8192)
            if not more:
                break
            data += more
        head, _blank, rest = data.partition(b"\r\n\r\n")
        return head, rest

    def _connect(self, host: str, port: int) -> socket.socket:
        rules = self.server.rules
        if host in ERRANDS:
            raise Inward(host)
        try:
            address = public_address(host, port, ask=rules.ask, allowed=rules.allowed, refuse=rules.refuse)
        except Inward:
            rules.refused.add(f"{host}:{port}")
            raise
        rules.reached[host] = address
        if rules.onward is None:
            return socket.create_connection((address, port), timeout=IDLE)
        return _through(rules.onward, address, port)

    def _pump(self, there: socket.socket) -> None:
        """Pass bytes both ways until one side ends, nothing moves any more, or it is too much."""
        ends = {self.request: there, there: self.request}
        while self.server.rules.passed < MOST_BYTES:
            ready, _write, _wrong = select.select(list(ends), [], [], IDLE)
            if not ready:
                return
            for end in ready:
                data = end.recv(65536)
                if not data:
                    return
                ends[end].sendall(data)
                self.server.rules.passed += len(data)


def _host_of(method: str, target: str) -> tuple[str, int]:
    parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
    if method != "CONNECT" and parts.scheme != "http":
        raise Inward("not http")
    port = parts.port or (443 if method == "CONNECT" else 80)
    if not parts.hostname:
        raise Inward("no host")
    return parts.hostname, port


def _as_origin(head: bytes, target: str) -> bytes:
    """The request as the server wants it, one on each connection, without what is meant for a proxy."""
    parts = urlsplit(target)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    first, *lines = head.split(b"\r\n")
    method = first.split(b" ", 1)[0]
    kept = [line for line in lines if not line.lower().startswith((b"proxy-", b"connection:", b"keep-alive:"))]
    start = method + b" " + path.encode("latin-1") + b" HTTP/1.1"
    return b"\r\n".join([start, *kept, b"Connection: close"]) + b"\r\n\r\n"


def _through(onward: tuple[str, int], address: str, port: int) -> socket.socket:
    """A tunnel by the organisation's own proxy, to the address that was checked."""
    there = socket.create_connection(onward, timeout=IDLE)
    host = f"[{address}]" if ":" in address else address
    there.sendall(f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    answer = b""
    while b"\r\n\r\n" not in answer and len(answer) < MOST_HEAD:
        more = there.recv(4096)
        if not more:
            break
        answer += more
    if b" 200" not in answer.split(b"\r\n", 1)[0]:
        there.close()
        raise OSError("the proxy said no")
    return there
