"""`vaern serve` as the one who runs it sees it: it answers, it stops when told, and it says when it cannot."""

import os
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.request
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.installation import COMMAND, environment, install_in
from tests.ports import free_port
from vaern.process.schedule import PERIODIC

MOST_SECONDS = 120
pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that has been brought up to date."""
    return install_in(tmp_path_factory.mktemp("installed"))


def hear_the_terminal() -> None:
    """Ctrl-C, and that the terminal is closed, are heard, also where the tests themselves were begun without one."""
    for told in (signal.SIGINT, signal.SIGHUP):
        signal.signal(told, signal.SIG_DFL)


def started(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """A command that goes on until it is told to stop, begun as at a terminal."""
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [*COMMAND, *arguments],
            env=environment(folder),
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=hear_the_terminal,  # noqa: PLW1509 - no threads are begun here
        )


def answer_from(address: str, running: "subprocess.Popen[bytes]") -> int:
    """The status of the page, once there is one."""
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as page:  # noqa: S310 - our own address on loopback
                return int(page.status)
        except OSError:
            time.sleep(0.2)
    return 0


def jobs_in(folder: Path) -> int:
    """How many rows the table of work has."""
    with closing(sqlite3.connect(folder / "vaern.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM jobs_job").fetchone()[0])


def left_at(port: int) -> list[str]:
    """The commands of processes that were started for this port."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it ended while we looked
            found.append(each.read_text().split("\0"))
    return [" ".join(command) for command in found if str(port) in command]


def test_worker_plans_what_repeats_and_stops_when_told(installed):
    running = started(installed, "worker")
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until and jobs_in(installed) == 0:
        time.sleep(0.2)
    running.send_signal(signal.SIGTERM)
    assert running.wait(MOST_SECONDS) == 0
    assert jobs_in(installed) >= len(PERIODIC)


@pytest.mark.parametrize(
    ("to", "told"), [(os.kill, signal.SIGTERM), (os.killpg, signal.SIGINT), (os.killpg, signal.SIGHUP)]
)
def test_serve_answers_and_stops_when_told(installed, to, told):
    """By the system, by Ctrl-C and by a terminal that is closed: the last two reach all processes of the terminal."""
    port = free_port()
    running = started(installed, "serve", "--port", str(port))
    try:
        status = answer_from(f"http://127.0.0.1:{port}/faa-hjaelp/", running)
    finally:
        to(running.pid, told)
        code = running.wait(MOST_SECONDS)
    assert (status, code) == (200, 0), (installed / "log").read_text()
    assert left_at(port) == []


def test_serve_ends_with_a_fault_where_somebody_else_has_the_port(installed):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        running = started(installed, "serve", "--port", str(taken.getsockname()[1]))
        assert running.wait(MOST_SECONDS) == 3


def test_migrating_once_more_changes_nothing(installed):
    before = sorted(path.name for path in installed.iterdir() if path.suffix == ".sqlite3")
    again = subprocess.run([*COMMAND, "migrate"], env=environment(installed), capture_output=True, check=False)
    assert (again.returncode, again.stdout, again.stderr) == (0, b"", b"")
    assert sorted(path.name for path in installed.iterdir() if path.suffix == ".sqlite3") == before
