"""A time-stamp service that is down: the item is safe and waits, the job is tried again, and somebody is told."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from tests.bad_input.pages import browser, prose
from tests.factories.cases import MONDAY, attached, draft, picture, role, workplace
from tests.timestamps.authority import authority
from vaern import clock
from vaern.evidence.models import ItemToken
from vaern.evidence.queries import items_of
from vaern.jobs.models import Job
from vaern.jobs.queue import enqueue
from vaern.jobs.worker import MOST_ATTEMPTS, work_one
from vaern.people.enums import OrgRole
from vaern.people.models import Notice
from vaern.process import report as process
from vaern.process.schedule import JOBS
from vaern.vault.blobs import read_whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    with clock.travel(MONDAY):
        place = workplace()
        owner = role(place.other.person, OrgRole.SYSTEM_OWNER, place.unit)
        report = draft(place.maja)
        attached(report, place.maja, picture())
        found = process.send_report(report, by=place.maja).case
        Job.objects.all().delete()
        yield found, place, owner


def work(times):
    """The worker's turns, each an hour after the last."""
    for turn in range(1, times + 1):
        with clock.travel(MONDAY + timedelta(hours=2 * turn)):
            work_one(JOBS)


@pytest.mark.row("B04")
def test_service_that_is_down_loses_nothing_and_is_asked_again(case, settings):
    found, place, _owner = case
    with authority() as tsa:
        settings.TIMESTAMP_ROOTS_FILE = str(Path(tsa.folder) / "ca.pem")
        settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
        enqueue("evidence.stamp")
        work(1)
        item, job = items_of(found).get(), Job.objects.get(name="evidence.stamp")
        assert (read_whole(item.blob), ItemToken.objects.count()) == (picture(), 0)
        assert (job.done_at, job.failed_at, job.attempts, job.run_at > MONDAY) == (None, None, 1, True)
        page = prose(browser(place.henrik).get(reverse("evidence_list", args=[found.number])))
        assert "Endnu ikke tidsstemplet" in page
        settings.TIMESTAMP_URL = tsa.url
        work(2)
    assert (ItemToken.objects.count(), Job.objects.get(pk=job.pk).done_at is not None) == (1, True)
    page = prose(browser(place.henrik).get(reverse("evidence_list", args=[found.number])))
    assert "Endnu ikke tidsstemplet" not in page


def test_service_that_stays_down_alarms_the_system_owner(case, settings):
    found, _place, owner = case
    with authority() as tsa:
        settings.TIMESTAMP_ROOTS_FILE = str(Path(tsa.folder) / "ca.pem")
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
    enqueue("evidence.stamp")
    with authority() as tsa:
        settings.TIMESTAMP_ROOTS_FILE = str(Path(tsa.folder) / "ca.pem")
        work(MOST_ATTEMPTS + 2)
    assert Job.objects.get(name="evidence.stamp").failed_at is not None
    assert Notice.objects.filter(person=owner).exists()
    assert (items_of(found).get().custody.count(), ItemToken.objects.count()) == (1, 0)
