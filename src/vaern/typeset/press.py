"""Asks for a PDF from the process that sets type, and keeps that process small, fresh and alive.

Typst keeps what it has set in memory, so the process is replaced after some documents or when it has grown. It is
started at the first document, started again when it has died, and killed when one document takes too long.
"""

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from vaern.typeset.characters import printable_data
from vaern.typeset.errors import TypesetFailed
from vaern.typeset.worker import read_message, write_message

HERE = Path(__file__).parent
TRY_AGAIN = "Try again. If it happens again, tell the system owner."


@dataclass(frozen=True)
class Limits:
    """When the process is replaced, and how long one document may take."""

    documents: int = 200
    megabytes: int = 300
    seconds: float = 30.0


class Press:
    """One process that sets type, for all threads of this process: they take turns."""

    def __init__(self, limits: Limits = Limits(), program: Path = HERE / "worker.py") -> None:  # frozen
        self.limits, self.program = limits, program
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0

    @property
    def pid(self) -> int | None:
        """The number of the process that sets type, where there is one."""
        return self._process.pid if self._process else None

    def print(self, request: bytes) -> bytes:
        """The PDF for one request. A process that died is replaced once; one that hangs is killed."""
        if not self._turn.acquire(timeout=self.limits.seconds * 2):
            raise TypesetFailed("The document was not made.", "Too many documents wait.", TRY_AGAIN)
        try:
            body = self._ask(request) or self._ask(request)
            if body is None:
                raise TypesetFailed("The document was not made.", "The program that sets it stopped.", TRY_AGAIN)
            return self._read(body)
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the process; the next document starts a new one."""
        process, self._process, self._made = self._process, None, 0
        if process is None:
            return
        with contextlib.suppress(OSError):
            cast("BinaryIO", process.stdin).close()
        try:
            process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        cast("BinaryIO", process.stdout).close()

    def forget(self) -> None:
        """After a fork the process belongs to the parent: leave it alone and start an own one when needed."""
        self._turn = threading.Lock()
        self._process, self._made = None, 0

    def _ask(self, request: bytes) -> bytes | None:
        """The answer, or None where the process died under way."""
        process = self._running()
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self.limits.seconds, stop)
        timer.start()
        try:
            write_message(cast("BinaryIO", process.stdin), request)
            body = read_message(cast("BinaryIO", process.stdout))
        except OSError:
            body = None
        except BaseException:  # an answer left in the pipe would reach the next person's document
            self.close()
            raise
        finally:
            timer.cancel()
        if body is None:
            self.close()
            if late.is_set():
                raise TypesetFailed(
                    "The document was not made.", f"It took longer than {self.limits.seconds:g} seconds.", TRY_AGAIN
                )
        return body

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603  # our own file, no input from outside on the line
                [sys.executable, "-I", str(self.program)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ},
            )
        return self._process

    def _read(self, body: bytes) -> bytes:
        """The PDF in an answer; the process is replaced here when it has done its share."""
        self._made += 1
        grown = int.from_bytes(body[1:5], "big") > self.limits.megabytes * 1024
        if grown or self._made >= self.limits.documents:
            self.close()
        if body[:1] != b"1":
            raise TypesetFailed("The document was not made.", body[5:].decode("utf-8", "replace"), TRY_AGAIN)
        return body[5:]


press = Press()
atexit.register(press.close)
os.register_at_fork(after_in_child=press.forget)


def templates() -> frozenset[str]:
    """The names that compile_pdf knows; names with an underscore are parts of others."""
    return frozenset(path.stem for path in (HERE / "templates").glob("[!_]*.typ"))


def compile_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """The document as PDF (PDF/UA-1 and PDF/A-2a). The same data gives the same bytes.

    `data` has the shape in `vaern.typeset.shapes`; `dated` is an ISO date. TypesetFailed when it cannot be made.
    """
    if template not in templates():
        raise TypesetFailed("The document was not made.", f"There is no template called “{template}”.")
    request = {"template": template, "data": printable_data(data), "at": _midnight(data.get("dated"))}
    return press.print(json.dumps(request).encode())


def _midnight(dated: object) -> int:
    """The date as the document's own time, in seconds: the clock of the machine never shows in the bytes."""
    try:
        day = date.fromisoformat(str(dated))
    except ValueError as error:
        why = f"Its date, “{dated}”, is not a date like 2026-11-19."
        raise TypesetFailed("The document was not made.", why) from error
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
