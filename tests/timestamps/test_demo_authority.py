"""The demo's own authority, as a program: it answers on loopback, and its keys stay when it is started anew."""

import subprocess
import sys
import time
from pathlib import Path

from tests.ports import free_port
from vaern.cli import serving
from vaern.timestamps import Unavailable, check, read_roots, stamp


def stamped(folder: Path) -> bytes:
    """A stamp by the program, started for this alone."""
    port = free_port()
    running = subprocess.Popen([sys.executable, "-m", "vaern.demo.authority", str(folder), str(port)])
    until = time.monotonic() + 30
    try:
        while True:
            try:
                roots = read_roots((folder / "ca.pem").read_bytes())
                return stamp(b"bevis", url=f"http://127.0.0.1:{port}/", roots=roots).der
            except (Unavailable, FileNotFoundError):
                assert (running.poll(), time.monotonic() < until) == (None, True)
                time.sleep(0.1)
    finally:
        running.kill()
        running.wait()


def test_stamps_of_before_hold_when_the_demo_is_started_anew(tmp_path: Path) -> None:
    first = stamped(tmp_path / "authority")
    stamped(tmp_path / "authority")
    roots = read_roots((tmp_path / "authority" / "ca.pem").read_bytes())
    assert check(first, b"bevis", roots).tzinfo is not None


def test_demo_asks_its_own_authority_unless_one_is_set(tmp_path, settings, monkeypatch) -> None:
    monkeypatch.setenv("VAERN_TIMESTAMP_URL", "")
    monkeypatch.setenv("VAERN_TIMESTAMP_ROOTS", "")
    settings.VAR, settings.TIMESTAMP_URL = tmp_path, "https://tid.invalid/"
    assert serving._start_authority() == []
    settings.TIMESTAMP_URL = ""
    (running,) = serving._start_authority()
    running.kill()
    running.wait()
    assert serving.os.environ["VAERN_TIMESTAMP_URL"].startswith("http://127.0.0.1:")
    assert serving.os.environ["VAERN_TIMESTAMP_ROOTS"] == str(tmp_path / "authority" / "ca.pem")
