"""Pages with very many cases: four readers who think for two seconds, while one writer files reports.

A server of its own on loopback, in a folder of its own, stopped by its process id; bounded in requests and in time.
`VAERN_BENCH_CASES` sets how many cases (100,000); `VAERN_BENCH_FOLDER` names a folder that is kept and used again.
"""

import json
import os
import random
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import heading, resident_mb, show, size

CASES = int(os.environ.get("VAERN_BENCH_CASES", size(100_000, 30)))
READERS, THINK_SECONDS, RUN_SECONDS = 4, size(2000, 200) / 1000, size(60, 3)
MOST_WEB_MB = 110
READER, WRITER = "Henrik Solbjerg", "Maja Lindvig"


def main() -> bool:
    """Seed, serve, measure, stop."""
    with _folder() as folder, heading(f"pages with {CASES:,} cases"):
        os.environ.update(VAERN_VAR=folder, VAERN_MODE="demo", DJANGO_SETTINGS_MODULE="vaern.config.settings")
        import django

        django.setup()
        cookies, numbers = _prepared(Path(folder) / "bench.json")
        port = _free_port()
        server = _serve(port)
        try:
            return _measure(f"http://127.0.0.1:{port}", cookies, numbers, server.pid)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


@contextmanager
def _folder() -> Iterator[str]:
    """The folder that is kept, or one that is gone afterwards."""
    if "VAERN_BENCH_FOLDER" in os.environ:
        yield os.environ["VAERN_BENCH_FOLDER"]
        return
    with tempfile.TemporaryDirectory(prefix="vaern-bench-") as folder:
        yield folder


def _prepared(note: Path) -> tuple[dict[str, str], list[str]]:
    """A signed-in session for the leader and for the writer, and the town's cases, made once for each folder."""
    if not note.exists():
        note.write_text(json.dumps(_prepare()), encoding="utf-8")
    from vaern.people.models import Person

    person = Person.objects.get
    cookies = {"reader": _session(person(name=READER)), "writer": _session(person(name=WRITER))}
    return cookies, json.loads(note.read_text(encoding="utf-8"))


def _prepare() -> list[str]:
    """The town with many cases; the numbers of open ones."""
    from datetime import timedelta

    from bench.many_cases import seed
    from vaern import clock
    from vaern.cases.queries import cases_visible_to
    from vaern.demo.cast import WORKPLACES
    from vaern.demo.people import seat_everyone
    from vaern.people.models import Unit
    from vaern.process.install import bring_up_to_date

    bring_up_to_date()
    people = seat_everyone(clock.now() - timedelta(days=600))
    leader, jurist = people[READER], people["Farid Nassar"]
    employees = [person for person in people.values() if person not in (leader, jurist)]
    units = list(Unit.objects.filter(name__in=WORKPLACES))
    started = time.perf_counter()
    seed(CASES, leader=leader, jurist=jurist, employees=employees, units=units)
    print(f"seeded in {time.perf_counter() - started:.0f} s")
    return list(cases_visible_to(leader).filter(state="open").values_list("number", flat=True)[:200])


def _session(person: object) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from vaern.demo.accounts import account_of

    account = account_of(person)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(port: int) -> "subprocess.Popen[bytes]":
    from vaern.cli.serving import collect_static, start_web

    collect_static()
    server = start_web(port, 1)
    for _attempt in range(100):
        time.sleep(0.1)
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).read()
        except OSError:
            continue
        return server
    raise RuntimeError("the server did not start")


def _measure(base: str, cookies: dict[str, str], numbers: list[str], pid: int) -> bool:
    from vaern.web.readiness import make_ready

    make_ready()  # as a server is when it starts, for the writer in this process
    first = _timed(base + "/overblik/", cookies["reader"])
    print(f"first page after the server started: {first * 1000:.0f} ms (not counted below)")
    seconds: dict[str, list[float]] = {"case list": [], "overview (inbox)": [], "case page": []}
    filing: list[float] = []
    until = time.monotonic() + RUN_SECONDS
    readers = [
        threading.Thread(target=_read, args=(base, cookies["reader"], numbers, seconds, until, n))
        for n in range(READERS)
    ]
    writer = threading.Thread(target=_write, args=(filing, until))
    for thread in (*readers, writer):
        thread.start()
    for thread in (*readers, writer):
        thread.join(RUN_SECONDS + 60)
    reached = [show(name, times, limit_ms=100) for name, times in seconds.items() if times]
    reached.append(show("filing a report with one picture", filing, limit_ms=150))
    reached.append(_opening(numbers))
    web = max(resident_mb(each) for each in _family(pid))
    print(
        f"one web process holds {web:.0f} MB  goal < {MOST_WEB_MB}: {'reached' if web < MOST_WEB_MB else 'NOT REACHED'}"
    )
    return all(reached) and web < MOST_WEB_MB


def _read(base: str, cookie: str, numbers: list[str], seconds: dict[str, list[float]], until: float, seed: int) -> None:
    rng = random.Random(seed)
    time.sleep(seed * THINK_SECONDS / READERS)
    while time.monotonic() < until:
        pages = {
            "case list": "/sager/",
            "overview (inbox)": "/overblik/",
            "case page": f"/sager/{rng.choice(numbers)}/",
        }
        for name, address in pages.items():
            seconds[name].append(_timed(base + address, cookie))
            time.sleep(THINK_SECONDS)


def _timed(address: str, cookie: str) -> float:
    """Seconds until the whole page is here."""
    request = urllib.request.Request(address, headers={"Cookie": f"sessionid={cookie}"})  # noqa: S310 - our own server
    started = time.perf_counter()
    body = urllib.request.urlopen(request, timeout=30).read()  # noqa: S310 - our own server
    took = time.perf_counter() - started
    assert b"Log af" in body or b"Sign out" in body, address  # noqa: S101 - a page, not a way in
    return took


def _write(filing: list[float], until: float) -> None:
    """File reports through the same process step as the page does, in this process, beside the server."""
    from vaern.demo.filing import PICTURE, drawn, file_report
    from vaern.people.models import Person
    from vaern.vault import keys

    maja = Person.objects.get(name="Maja Lindvig")
    while not filing or time.monotonic() < until:
        drawn(PICTURE)  # the employee has the picture already
        started = time.perf_counter()
        with keys.held():  # as a page does
            file_report(maja)
        filing.append(time.perf_counter() - started)
        time.sleep(1.0)


def _opening(numbers: list[str]) -> bool:
    """Open a sealed case: find it, unwrap its key, read its sealed text."""
    from vaern.cases.models import Incident
    from vaern.vault import text

    seconds = []
    for number in numbers:
        started = time.perf_counter()
        text.read(Incident.objects.select_related("case").get(case__number=number), "summary")
        seconds.append(time.perf_counter() - started)
    return show("opening a sealed case", seconds, limit_ms=60)


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(int(child) for child in children)]
