"""The demo's own authority, as a program: it answers on loopback, and its keys stay when it is started anew."""

import subprocess
import sys
import time
from pathlib import Path

from tests.installation import environment
from tests.ports import free_port
from vaern.cli import serving
from vaern.timestamps import Token, Unavailable, check, read_roots, stamp


def stamped(folder: Path) -> bytes:
    """A stamp by the program, started for this alone."""
    port = free_port()
    running = subprocess.Popen([sys.executable, "-m", "vaern.demo.authority", str(folder), str(port)])
    try:
        return soon_stamped(f"http://127.0.0.1:{port}/", folder / "ca.pem").der
    finally:
        running.kill()
        running.wait()


def soon_stamped(url: str, roots: Path) -> Token:
    """A stamp, as soon as the program answers."""
    until = time.monotonic() + 30
    while True:
        try:
            return stamp(b"bevis", url=url, roots=read_roots(roots.read_bytes()))
        except (Unavailable, FileNotFoundError):
            assert time.monotonic() < until
            time.sleep(0.1)


def test_stamps_of_before_hold_when_the_demo_is_started_anew(tmp_path: Path) -> None:
    first = stamped(tmp_path / "authority")
    stamped(tmp_path / "authority")
    roots = read_roots((tmp_path / "authority" / "ca.pem").read_bytes())
    assert check(first, b"bevis", roots).tzinfo is not None


def test_demo_asks_its_own_authority_unless_one_is_set(tmp_path, settings, monkeypatch) -> None:
    monkeypatch.setenv("VAERN_TIMESTAMP_URL", "https://tid.invalid/")
    monkeypatch.setenv("VAERN_TIMESTAMP_ROOTS", "")
    settings.DEMO_AUTHORITY = tmp_path / "authority"
    assert serving._start_authority() == []
    monkeypatch.setenv("VAERN_TIMESTAMP_URL", "")
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"  # where it answered the last time the demo ran
    (running,) = serving._start_authority()
    running.kill()
    running.wait()
    assert serving.os.environ["VAERN_TIMESTAMP_URL"].startswith("http://127.0.0.1:")
    assert serving.os.environ["VAERN_TIMESTAMP_ROOTS"] == str(tmp_path / "authority" / "ca.pem")


ASKED = "from django.conf import settings as known; print(known.TIMESTAMP_URL, known.TIMESTAMP_ROOTS_FILE)"


def known_beside(folder: Path, mode: str = "demo", **more: str) -> list[str]:
    """Which authority, with which roots, a command asks that is run beside the demo's server."""
    told = environment(folder, VAERN_MODE=mode, DJANGO_SETTINGS_MODULE="vaern.config.settings", **more)
    said = subprocess.run([sys.executable, "-c", ASKED], env=told, capture_output=True, text=True, check=True)
    return said.stdout.split()


def test_command_beside_the_demo_asks_the_demos_own_authority(tmp_path, settings, monkeypatch) -> None:
    monkeypatch.setenv("VAERN_TIMESTAMP_URL", "")
    monkeypatch.setenv("VAERN_TIMESTAMP_ROOTS", "")
    settings.DEMO_AUTHORITY = tmp_path / "authority"
    assert known_beside(tmp_path) == []
    (running,) = serving._start_authority()
    try:
        url, roots = known_beside(tmp_path)
        assert url == serving.os.environ["VAERN_TIMESTAMP_URL"]
        assert soon_stamped(url, Path(roots)).at.tzinfo is not None
    finally:
        running.kill()
        running.wait()
    assert known_beside(tmp_path, VAERN_TIMESTAMP_URL="https://tid.invalid/")[0] == "https://tid.invalid/"
    assert known_beside(tmp_path, mode="test") == []
