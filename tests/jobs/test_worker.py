"""The table of work: done at least once, tried again, given up loudly, never lost with a killed worker."""

import multiprocessing
import os
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from vaern import clock
from vaern.audit.actors import Actor
from vaern.audit.places import Place, acting_from, place_of
from vaern.jobs import queue, worker
from vaern.jobs.lease import LEASE
from vaern.jobs.models import Job
from vaern.jobs.periodic import Every, plan
from vaern.jobs.queue import ALARM, enqueue
from vaern.jobs.worker import MOST_ATTEMPTS, claim, wait_after, work_one

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


def fail(details):
    raise ValueError("Maja Lindvig")


def test_job_is_done_once_with_its_details() -> None:
    seen = []
    enqueue("count", {"id": 7})
    assert [work_one({"count": seen.append}), work_one({"count": seen.append})] == [True, False]
    assert seen == [{"id": 7}]


def test_job_is_done_on_the_server_whoever_asked_and_from_wherever() -> None:
    seen, somebody = [], Actor(UUID(int=1), "leader")
    enqueue("look")
    with acting_from(Place.OUTSIDE):
        work_one({"look": lambda _details: seen.append(place_of(somebody))})
    assert seen == [Place.SERVER]


def test_slot_is_taken_once() -> None:
    enqueue("anchor", slot="anchor/1")
    enqueue("anchor", slot="anchor/1")
    assert Job.objects.count() == 1


def test_job_of_an_act_that_is_rolled_back_is_not_there() -> None:
    with transaction.atomic():
        enqueue("count")
        transaction.set_rollback(True)
    assert Job.objects.count() == 0


def test_job_waits_for_its_time() -> None:
    with clock.travel(NOW):
        enqueue("count", run_at=NOW + timedelta(minutes=1))
        assert claim() is None
    with clock.travel(NOW + timedelta(minutes=1)):
        assert claim() is not None


def test_leased_job_is_not_claimed_by_another_before_the_lease_runs_out() -> None:
    with clock.travel(NOW):
        enqueue("count")
        first = claim()
        assert (first is not None, claim()) == (True, None)
    with clock.travel(NOW + LEASE + timedelta(seconds=1)):
        again = claim()
    assert (again.pk, again.attempts) == (first.pk, 2)


def test_effect_of_a_failing_job_is_rolled_back_and_it_is_tried_later() -> None:
    def half(details):
        enqueue("effect")
        raise ValueError

    with clock.travel(NOW):
        enqueue("half")
        work_one({"half": half})
    job = Job.objects.get()
    assert (job.name, job.attempts, job.run_at, job.leased_until) == ("half", 1, NOW + wait_after(1), None)


def test_slow_worker_whose_job_was_taken_over_leaves_no_effect() -> None:
    def slow(details):
        Job.objects.filter(name="slow").update(attempts=2)  # what another worker's claim does
        enqueue("effect")

    enqueue("slow")
    work_one({"slow": slow})
    assert [job.name for job in Job.objects.filter(done_at=None)] == ["slow"]


def test_waits_are_doubled_up_to_an_hour() -> None:
    assert [int(wait_after(n).total_seconds()) for n in (1, 2, 3, 8, 20)] == [15, 30, 60, 1920, 3600]


def run_out(registry, name="broken"):
    enqueue(name)
    at = clock.now()
    for _ in range(MOST_ATTEMPTS):
        at += timedelta(hours=2)
        with clock.travel(at):
            work_one(registry)
    return Job.objects.get(name=name)


def test_job_that_fails_for_good_is_listed_and_raises_an_alarm() -> None:
    job = run_out({"broken": fail})
    assert (job.failed_at is not None, list(queue.failed())) == (True, [job])
    assert Job.objects.get(name=ALARM).details == {"job": job.pk}


def test_alarm_that_fails_raises_no_alarm() -> None:
    job = run_out({ALARM: fail}, ALARM)
    assert (job.failed_at is not None, Job.objects.count()) == (True, 1)


def test_error_names_kind_and_place_and_no_words() -> None:
    enqueue("broken")
    work_one({"broken": fail})
    error = Job.objects.get().error
    assert (error.startswith("ValueError at test_worker.py:"), "Maja" in error) == (True, False)


def test_unknown_name_is_a_failure_and_not_a_crash() -> None:
    enqueue("nobody_knows")
    assert work_one({}) is True
    assert Job.objects.get().error.startswith("KeyError")


def test_failed_job_is_tried_again_from_the_start_once_asked() -> None:
    job = run_out({"broken": fail})
    assert (queue.retry_failed(job.pk), queue.retry_failed(job.pk)) == (True, False)
    job.refresh_from_db()
    assert (job.failed_at, job.attempts) == (None, 0)


def test_job_that_kills_every_worker_is_given_up() -> None:
    enqueue("deadly")
    Job.objects.update(attempts=MOST_ATTEMPTS)
    work_one({"deadly": fail})
    job = Job.objects.get(name="deadly")
    assert (job.failed_at is not None, job.error) == (True, "worker lost")


def test_function_for_the_world_outside_runs_in_no_transaction_of_ours() -> None:
    depth = []

    def inside(details):
        depth.append(len(transaction.get_connection().savepoint_ids))

    @worker.outside_transaction
    def outside(details):
        inside(details)

    enqueue("out")
    work_one({"out": outside})
    enqueue("in")
    work_one({"in": inside})
    assert depth[1] == depth[0] + 1


def test_periodic_work_is_planned_once_in_each_period() -> None:
    hourly = (Every("anchor", 60),)
    for at in (NOW, NOW + timedelta(minutes=59), NOW + timedelta(minutes=60)):
        with clock.travel(at):
            plan(hourly)
    assert Job.objects.filter(name="anchor").count() == 2


def test_waiting_is_summed_by_name() -> None:
    with clock.travel(NOW):
        enqueue("a")
        enqueue("a")
        enqueue("b")
    rows = [(row["name"], row["number"], row["again"]) for row in queue.waiting_by_name()]
    assert rows == [("a", 2, 0), ("b", 1, 0)]


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_run_works_until_stopped() -> None:
    stop = threading.Event()
    enqueue("last")
    worker.run({"last": lambda _details: stop.set()}, stop, pause=0.01)
    assert Job.objects.get().done_at is not None


class Killed(BaseException):
    """What a worker meets that is told to end in the middle."""


def test_worker_that_ends_in_the_middle_leaves_no_effect_and_the_job_to_another() -> None:
    def end(details):
        enqueue("effect")
        raise Killed

    enqueue("interrupted")
    with pytest.raises(Killed):
        work_one({"interrupted": end})
    assert (work_one({}), Job.objects.count()) == (False, 1)
    done = []
    with clock.travel(clock.now() + LEASE + timedelta(seconds=1)):
        work_one({"interrupted": done.append})
    assert done == [{}]


def die(details):
    os._exit(9)


def _doomed():
    work_one({"deadly": die})


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_job_of_a_killed_worker_is_done_by_another_when_the_lease_runs_out() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the tests' SQLite lies in this process's memory; PostgreSQL can be shared with one that is killed")
    enqueue("deadly")
    connections.close_all()  # a connection that two processes share belongs to neither
    process = multiprocessing.get_context("fork").Process(target=_doomed)
    process.start()
    process.join(30)
    done = []
    assert (process.exitcode, work_one({"deadly": done.append})) == (9, False)
    with clock.travel(clock.now() + LEASE + timedelta(seconds=1)):
        assert work_one({"deadly": done.append}) is True
    assert (done, Job.objects.get().attempts) == ([{}], 2)
