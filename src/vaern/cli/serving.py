"""Runs the web processes and the worker, and stops both."""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from vaern.errors import NotNow, why_not


def serve(*, port: int, processes: int, demo: bool) -> int:
    """Migrate, seed the demo where asked, then serve with granian and a worker beside it."""
    from vaern.process.install import bring_up_to_date

    _check_port_is_free(port)
    print("Værn: bringing the databases up to date", flush=True)
    bring_up_to_date()
    call_command("check", databases=["default", "keys"], verbosity=0)
    if demo:
        _seed()
    collect_static()
    children = [*(_start_authority() if demo else ()), _start_worker(), start_web(port, processes)]
    print(f"Værn: open http://127.0.0.1:{port} (stop with Ctrl-C)", flush=True)
    return _wait(children)


def _check_port_is_free(port: int) -> None:
    """Two servers may listen at one port, and each page would come from whichever is asked: that is refused."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as taken:
            what = _("Port %(port)s cannot be used.") % {"port": port}
            why = _("Something else listens there already.") if taken.errno == errno.EADDRINUSE else why_not(taken)
            raise NotNow(what, why, _("Stop it, or choose another port with VAERN_PORT or --port.")) from taken


def _seed() -> None:
    from vaern.demo.town import seed_if_empty

    settings_file = settings.VAR / "settings.env"
    if not settings_file.exists():
        settings_file.write_text("VAERN_MODE=demo\n")
    print("Værn: seeding Lindsø Kommune (invented people and cases; once)", flush=True)
    seed_if_empty()


def _start_authority() -> "list[subprocess.Popen[bytes]]":
    """The demo's own time-stamp authority, unless one is set or openssl is not here.

    Worker and web are told of it, and where it answers is written down for commands that are run beside them.
    """
    from vaern.demo import authority

    if os.environ.get("VAERN_TIMESTAMP_URL") or not authority.can_stamp():
        return []
    folder: Path = settings.DEMO_AUTHORITY
    authority.make(folder, name="Lindsø Kommune (demo)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = os.environ["VAERN_TIMESTAMP_URL"] = f"http://127.0.0.1:{port}/"
    (folder / "address").write_text(f"{address}\n", encoding="utf-8")
    os.environ["VAERN_TIMESTAMP_ROOTS"] = str(folder / authority.ROOT)
    command = [sys.executable, "-m", "vaern.demo.authority", str(folder), str(port)]
    return [subprocess.Popen(command)]  # noqa: S603 - our own interpreter


def collect_static() -> None:
    """Put the static files where they are served from, under names that follow their content."""
    # htmx is vendored; django_htmx' own copies import what it does not ship.
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["django_htmx"])


def _start_worker() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "vaern.cli.main", "worker"])


def start_web(port: int, processes: int) -> "subprocess.Popen[bytes]":
    """The web processes, on loopback; end them by SIGTERM."""
    # Memory that one thread let go of is for all of them, else each keeps what its largest page took.
    environment = {"MALLOC_ARENA_MAX": "1", **os.environ, "DJANGO_SETTINGS_MODULE": "vaern.config.settings"}
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(processes), "--blocking-threads", "3", "--runtime-threads", "1", "--no-ws",
        "--log-level", "warning", "vaern.config.wsgi:application",
    ]  # fmt: skip
    # Ctrl-C reaches every process of a terminal; granian's own processes, told twice, would stay behind.
    return subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - our own interpreter


def _wait(children: "list[subprocess.Popen[bytes]]") -> int:
    """Until one ends or we are told to stop; then stop the rest."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # begun by nohup it goes on when the terminal is closed
        signal.signal(signal.SIGHUP, stop)
    while not stopping.wait(0.5) and all(child.poll() is None for child in children):
        pass
    ended_badly = not stopping.is_set()
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
    return 3 if ended_badly else 0


def work() -> int:
    """Work the jobs until told to stop."""
    from vaern.jobs.worker import run
    from vaern.process.schedule import JOBS, PERIODIC

    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    signal.signal(signal.SIGINT, lambda *_: stopping.set())
    run(JOBS, stopping, PERIODIC)
    return 0
