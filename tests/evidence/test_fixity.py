"""A sealed file that is not what was received is found, by chance at night and for sure by command, and named."""

import io
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from django.db import connection

from tests.factories.cases import attached, draft, picture, role, workplace
from tests.timestamps.authority import authority
from vaern.audit import triggers
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cli.main import main
from vaern.evidence import fixity
from vaern.evidence.models import FixityRun, ItemToken
from vaern.evidence.queries import items_of
from vaern.evidence.stamping import stamp_items
from vaern.jobs import queue
from vaern.jobs.queue import ALARM
from vaern.jobs.worker import work_one
from vaern.people.enums import OrgRole
from vaern.people.models import Notice
from vaern.process import report as process
from vaern.process.schedule import JOBS
from vaern.vault import storage
from vaern.vault.text import seal_into

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return workplace()


@pytest.fixture
def case(place):
    report = draft(place.maja)
    attached(report, place.maja, picture())
    attached(report, place.maja, b"hej", "note.txt")
    return process.send_report(report, by=place.maja).case


def spoil(item):
    """One byte of the sealed file is another."""
    file = storage.place_of(item.blob_id)
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)


def test_whole_files_are_reported_whole(case):
    run = fixity.check_all()
    assert (run.kind, run.files, run.faults) == ("all", 2, [])
    assert run.bytes == sum(item.size for item in items_of(case))
    assert "Alt er, som det blev modtaget" in fixity.told(run) or "All of it is as it was received" in fixity.told(run)
    assert fixity.told(run).startswith("2 filer (")
    run.files, run.tokens = 1, 1
    assert ("1 fil (" in fixity.told(run), "og 1 tidsstempel er kontrolleret" in fixity.told(run)) == (True, True)
    assert [event.name for event in events_of(Stream.SYSTEM, "fixity")] == ["fixity.checked"]


@pytest.mark.parametrize("check", [fixity.check_all, fixity.check_sample])
def test_changed_file_is_found_and_named(case, check):
    first, second = items_of(case)
    spoil(second)
    run = check()
    assert run.faults == [{"item": str(second.id), "what": "file"}]
    assert str(second.id) in fixity.told(run)
    assert "evidence.not_whole" in [event.name for event in events_of(Stream.CASE, case.id)]
    assert str(first.id) not in fixity.told(run)


def test_file_that_is_gone_or_sealed_anew_is_found(case):
    first, second = items_of(case)
    storage.place_of(first.blob_id).unlink()
    seal_into(second, sha256="0" * 64)
    second.save()
    assert {fault["item"] for fault in fixity.check_all().faults} == {str(first.id), str(second.id)}


def test_touched_custody_is_found(case):
    item = items_of(case)[0]
    triggers.remove(connection)
    item.custody.update(role="leader")
    triggers.install(connection)
    assert fixity.check_all().faults == [{"item": str(item.id), "what": "custody"}]


def test_stamp_of_another_item_is_found(case, settings):
    with authority() as tsa:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = tsa.url, str(Path(tsa.folder) / "ca.pem")
        stamp_items({})
        first, second = items_of(case)
        triggers.remove(connection)
        ItemToken.objects.filter(item=first).update(token=bytes(second.tokens.get().token))
        triggers.install(connection)
        assert fixity.check_all().faults == [{"item": str(first.id), "what": "stamp"}]
        settings.TIMESTAMP_ROOTS_FILE = ""
        assert fixity.check_all().faults == [{"item": str(first.id), "what": "stamp"}]


def test_alarm_reaches_the_system_owner_once_a_day_and_names_the_item(case, place):
    owner = role(place.other.person, OrgRole.SYSTEM_OWNER, place.unit)
    item = items_of(case)[0]
    spoil(item)
    fixity.nightly({})
    fixity.nightly({})
    failed = list(queue.failed())
    assert [(job.name, job.error) for job in failed] == [("evidence.fixity_item", f"not as received: item {item.id}")]
    while work_one(JOBS):
        pass
    assert [notice.code for notice in Notice.objects.filter(person=owner)] == ["job_failed"]
    assert FixityRun.objects.count() == 2


def test_trying_again_succeeds_when_the_file_is_back(case):
    item = items_of(case)[0]
    spoil(item)
    fixity.check_all()
    queue.retry_failed(queue.failed().get().pk)
    queue.waiting().exclude(name=fixity.ITEM_JOB).delete()
    assert work_one(JOBS)
    assert queue.waiting().filter(name=fixity.ITEM_JOB, attempts=1).exists()
    spoil(item)
    queue.waiting().update(run_at=item.received_at)
    assert work_one(JOBS)
    assert not queue.waiting().filter(name=fixity.ITEM_JOB).exists()


def test_command_answers_by_its_exit_code(case):
    said = io.StringIO()
    with redirect_stdout(said):
        assert main(["fixity"]) == 0
        assert main(["fixity", "--all"]) == 0
        spoil(items_of(case)[0])
        assert main(["fixity", "--all"]) == 3
    assert str(items_of(case)[0].id) in said.getvalue()


def test_every_item_is_in_a_sample_when_there_are_few(case):
    assert fixity.check_sample().files == 2


def test_files_in_drafts_are_not_looked_at(place):
    attached(draft(place.maja), place.maja, picture())
    assert fixity.check_all().files == 0


def test_sample_is_read_in_parts_with_other_work_in_between(case, place, monkeypatch):
    monkeypatch.setattr(fixity, "AT_ONCE", 1)
    spoil(items_of(case)[1])
    queue.waiting().delete()
    seen = []
    jobs = {**JOBS, ALARM: lambda _details: None, "other": lambda _details: seen.append(FixityRun.objects.count())}
    queue.enqueue(fixity.FIXITY_JOB)
    queue.enqueue("other")
    while work_one(jobs):
        pass
    runs = FixityRun.objects.order_by("id")
    assert ([run.files for run in runs], sum(len(run.faults) for run in runs), seen) == ([1, 1], 1, [1])


def test_part_that_is_read_again_asks_for_the_next_only_once(case, monkeypatch):
    monkeypatch.setattr(fixity, "AT_ONCE", 1)
    queue.waiting().delete()
    first = {"began": "2026-11-21T02:00:00+00:00", "after": str(items_of(case)[0].id), "left": 2}
    fixity.nightly(first)
    fixity.nightly(first)
    assert [job.details["left"] for job in queue.waiting().filter(name=fixity.FIXITY_JOB)] == [1]
