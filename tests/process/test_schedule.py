"""What repeats: each job has a function, is planned once, and is not stopped by a service that does not answer."""

from datetime import timedelta

import pytest

from tests.factories.casework import START
from tests.timestamps.authority import authority
from vaern import clock
from vaern.audit.models import Anchor, AnchorToken
from vaern.jobs import periodic, queue, worker
from vaern.jobs.models import Job
from vaern.process import schedule

pytestmark = pytest.mark.django_db


def test_every_periodic_job_has_a_function_and_is_planned_once():
    assert {every.name for every in schedule.PERIODIC} <= set(schedule.JOBS)
    with clock.travel(START):
        periodic.plan(schedule.PERIODIC)
        periodic.plan(schedule.PERIODIC)
    assert Job.objects.count() == len(schedule.PERIODIC)


def test_jobs_run_on_an_empty_installation():
    schedule.anchor({})
    schedule.stamp_anchor({})
    schedule.sweep_vault({})
    assert (Anchor.objects.count(), AnchorToken.objects.count()) == (1, 0)


def hours_of_anchoring(hours):
    """The worker's turns, every minute."""
    Job.objects.all().delete()
    for minutes in range(hours * 60):
        with clock.travel(START + timedelta(minutes=minutes)):
            periodic.plan([every for every in schedule.PERIODIC if every.name == "audit.anchor"])
            while worker.work_one({**schedule.JOBS, queue.ALARM: lambda _details: None}):
                pass


def test_anchors_stand_while_no_time_stamp_authority_answers_and_one_alarm_is_raised(settings):
    with authority() as tsa:
        settings.TIMESTAMP_ROOTS_FILE = str(tsa.folder / "ca.pem")
        settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
        hours_of_anchoring(6)
        assert (Anchor.objects.count(), AnchorToken.objects.count()) == (6, 0)
        assert [job.name for job in queue.failed()] == ["audit.stamp"]
        assert Job.objects.filter(name=queue.ALARM).count() == 1
        settings.TIMESTAMP_URL = tsa.url
        queue.retry_failed(queue.failed().get().pk)
        worker.work_one(schedule.JOBS)
        assert AnchorToken.objects.get().anchor == Anchor.objects.order_by("-id").first()


@pytest.mark.parametrize("job", [schedule.anchor, schedule.stamp_anchor, schedule.sweep_vault, schedule.verify_log])
def test_slow_job_holds_no_transaction_open(job):
    """On SQLite nobody else could write in the meantime."""
    assert job.outside_transaction is True
