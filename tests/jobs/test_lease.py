"""A job is never done by two at once, however long it takes, and one whose worker died is free within minutes."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, connections

from tests.installation import environment, install_in
from vaern.jobs.lease import BEAT, LEASE, LONGEST, renewed
from vaern.jobs.models import Job
from vaern.jobs.queue import enqueue
from vaern.jobs.worker import claim, outside_transaction, work_one

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
OFTEN = timedelta(milliseconds=20)
SOON = 30.0


def waited(until: Callable[[], bool]) -> bool:
    """Whether it came true in time."""
    last = time.monotonic() + SOON
    while time.monotonic() < last:
        if until():
            return True
        time.sleep(0.01)
    return False


def lease_ends() -> datetime | None:
    return Job.objects.values_list("leased_until", flat=True).get()


@contextmanager
def another_worker(function: Callable[[dict], None]) -> Iterator[threading.Thread]:
    """A worker in a thread of its own, that does one job."""

    def work() -> None:
        try:
            work_one({"slow": function}, OFTEN)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(SOON)


def test_a_lease_bears_several_beats_that_fail() -> None:
    assert BEAT * 4 < LEASE <= timedelta(minutes=5)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["outside", "in_transaction"])
def test_job_of_an_hour_is_done_once_and_claimed_by_nobody_else(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if kind == "in_transaction" and connection.vendor == "sqlite":
        pytest.skip("a transaction holds SQLite's one lock: two processes show it below")
    begun, may_end, done = threading.Event(), threading.Event(), []

    def slow(details: dict) -> None:
        begun.set()
        may_end.wait(SOON)
        done.append(details)

    monkeypatch.setenv("VAERN_NOW", NOW.isoformat())
    enqueue("slow")
    with another_worker(outside_transaction(slow) if kind == "outside" else slow) as worker:
        assert begun.wait(SOON)
        for minutes in range(4, 64, 4):
            at = NOW + timedelta(minutes=minutes)
            monkeypatch.setenv("VAERN_NOW", at.isoformat())
            assert claim() is None
            assert waited(lambda at=at: lease_ends() == at + LEASE)
        may_end.set()
        worker.join(SOON)
    job = Job.objects.get()
    assert (done, job.attempts, job.done_at is not None, job.leased_until) == ([{}], 1, True, None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("now_so", [{"attempts": 2, "leased_until": NOW}, {"leased_until": None}, {"done_at": NOW}])
def test_lease_that_another_has_or_nobody_needs_is_left_alone(now_so: dict[str, object]) -> None:
    enqueue("slow")
    job, before = claim(), threading.active_count()
    Job.objects.update(**{"leased_until": NOW, **now_so})
    with renewed(job, OFTEN):
        time.sleep(OFTEN.total_seconds() * 5)
    assert (lease_ends(), threading.active_count()) == (now_so.get("leased_until", NOW), before)


@pytest.mark.django_db(transaction=True)
def test_work_that_hangs_for_a_day_is_left_to_another() -> None:
    enqueue("slow")
    job = claim()
    Job.objects.update(leased_until=NOW)
    with renewed(job, OFTEN, longest=timedelta(0)):
        time.sleep(OFTEN.total_seconds() * 5)
    assert (lease_ends(), LONGEST) == (NOW, timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_for_a_beat_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    enqueue("slow")
    job = claim()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE jobs_job RENAME TO jobs_away")
    try:
        with renewed(job, OFTEN):
            assert waited(lambda: "could not be renewed" in caplog.text)
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE jobs_away RENAME TO jobs_job")
            before = lease_ends()
            assert waited(lambda: lease_ends() != before)
    finally:
        with connection.cursor() as cursor:
            if "jobs_away" in connection.introspection.table_names(cursor):
                cursor.execute("ALTER TABLE jobs_away RENAME TO jobs_job")


# Two processes on one SQLite file, as an installation has them ---------------------------------------------------
WORKER = """
import sys, time
from datetime import timedelta
import django; django.setup()
from pathlib import Path
from vaern import clock
from vaern.jobs.lease import LEASE
from vaern.jobs.queue import enqueue
from vaern.jobs.worker import outside_transaction, work_one
folder, what = Path(sys.argv[1]), sys.argv[2]
def slow(details):
    with (folder / "runs").open("a") as runs:
        runs.write("x")
    until = time.monotonic() + float(sys.argv[3])
    while time.monotonic() < until and not (folder / "end").exists():
        time.sleep(0.05)
if what.startswith("outside"):
    slow = outside_transaction(slow)
if what.endswith("first"):
    enqueue("slow")
    print(work_one({"slow": slow}, timedelta(milliseconds=50)))
else:
    after = LEASE + timedelta(seconds={"later": 1, "almost": -1}[what.split()[1]])
    with clock.travel(clock.now() + after):
        print(work_one({"slow": slow}))
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    return install_in(tmp_path)


def started(folder: Path, what: str, seconds: float) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WORKER, str(folder), what, str(seconds)]
    return subprocess.Popen(
        command,
        env=environment(folder, DJANGO_SETTINGS_MODULE="vaern.config.settings"),
        stdout=subprocess.PIPE,
        text=True,
    )


def runs(folder: Path) -> str:
    return (folder / "runs").read_text() if (folder / "runs").exists() else ""


@pytest.mark.once
def test_job_of_a_killed_worker_is_free_when_its_last_lease_has_run_out(installed: Path) -> None:
    first = started(installed, "outside first", 60)
    assert waited(lambda: runs(installed) == "x")
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert started(installed, "outside later", 0).communicate()[0] == "True\n"
    assert runs(installed) == "xx"


@pytest.mark.once
def test_other_process_gets_nothing_while_the_first_renews_its_lease(installed: Path) -> None:
    """By the second's clock the lease of the claim is over, and that of the last beat is not."""
    first = started(installed, "outside first", 60)
    assert waited(lambda: runs(installed) == "x")
    time.sleep(2)
    assert started(installed, "outside almost", 0).communicate()[0] == "False\n"
    (installed / "end").touch()
    assert (first.communicate()[0], runs(installed)) == ("True\n", "x")


@pytest.mark.once
def test_other_process_gets_nothing_while_the_first_works_in_a_transaction(installed: Path) -> None:
    """By the second's clock every lease is over, but the lock of the first lets nobody claim until it has ended."""
    first = started(installed, "inside first", 4)
    assert waited(lambda: runs(installed) == "x")
    assert started(installed, "inside later", 0).communicate()[0] == "False\n"
    assert (first.communicate()[0], runs(installed)) == ("True\n", "x")
