"""Time-stamps on items, by a real authority on loopback; and none of it lost while the authority is away."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.factories.cases import attached, draft, picture, workplace
from tests.timestamps.authority import authority
from vaern import clock, timestamps
from vaern.audit import triggers
from vaern.audit.actors import SYSTEM
from vaern.audit.models import Event
from vaern.config.checks import check_time_stamp_roots
from vaern.errors import IntegrityBroken
from vaern.evidence.bundle import write_bundle
from vaern.evidence.models import ItemToken
from vaern.evidence.queries import items_of
from vaern.evidence.stamping import STAMP_JOB, WrongClock, check_clock, stamp_items, token_faults
from vaern.jobs.models import Job
from vaern.jobs.queue import ALARM, enqueue
from vaern.jobs.worker import work_one
from vaern.process import report as process
from vaern.process.schedule import JOBS, PERIODIC

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    place = workplace()
    report = draft(place.maja)
    attached(report, place.maja, picture())
    return items_of(process.send_report(report, by=place.maja).case).get()


@pytest.mark.row("B04")
def test_item_gets_a_token_over_its_salted_digest_once(item, settings):
    with authority() as tsa:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = tsa.url, str(Path(tsa.folder) / "ca.pem")
        stamp_items({})
        stamp_items({})
        token = ItemToken.objects.get(item=item)
        assert timestamps.check(bytes(token.token), bytes.fromhex(item.salted_digest), tsa.roots) == token.stamped_at


def test_item_of_a_forgotten_case_is_not_stamped(item, settings):
    type(item.case).objects.filter(pk=item.case_id).update(state="forgotten")
    with authority() as tsa:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = tsa.url, str(Path(tsa.folder) / "ca.pem")
        stamp_items({})
    assert list(ItemToken.objects.all()) == []


def test_authority_that_is_down_leaves_the_item_waiting(item, settings):
    with authority() as tsa:
        settings.TIMESTAMP_ROOTS_FILE = str(Path(tsa.folder) / "ca.pem")
        settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
        with pytest.raises(timestamps.Unavailable):
            stamp_items({})
    assert (ItemToken.objects.count(), item.custody.count()) == (0, 1)


def test_without_an_authority_nothing_is_asked(item, settings):
    settings.TIMESTAMP_URL = ""
    stamp_items({})
    assert ItemToken.objects.count() == 0


def test_token_is_kept_with_its_chain_and_who_gave_it(item, settings):
    with authority() as tsa:
        settings.TIMESTAMP_URL = f"http://127.0.0.1:9/, {tsa.url}"
        settings.TIMESTAMP_ROOTS_FILE = str(Path(tsa.folder) / "ca.pem")
        stamp_items({})
        token = ItemToken.objects.get(item=item)
        assert (token.authority, len(timestamps.read_roots(bytes(token.chain)))) == (tsa.url, 2)
        assert list(token_faults(iter([token]))) == []
    settings.TIMESTAMP_ROOTS_FILE = ""
    assert list(token_faults(iter([token]))) == []


def test_token_that_leads_to_another_root_is_a_fault(item, settings):
    with authority() as tsa, authority() as stranger:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = tsa.url, str(Path(tsa.folder) / "ca.pem")
        stamp_items({})
        settings.TIMESTAMP_ROOTS_FILE = str(Path(stranger.folder) / "ca.pem")
        token = ItemToken.objects.get(item=item)
        assert list(token_faults(iter([token]))) == [token]


def test_outage_raises_one_alarm_and_no_more(item, settings):
    """Every five minutes somebody asks; only the first attempt goes on failing, and its end is the alarm."""
    with authority() as tsa:
        settings.TIMESTAMP_ROOTS_FILE = str(Path(tsa.folder) / "ca.pem")
        settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
        Job.objects.all().delete()
        for minutes in range(0, 240, 5):
            with clock.travel(item.received_at + timedelta(minutes=minutes)):
                enqueue(STAMP_JOB)
                while work_one({STAMP_JOB: stamp_items, ALARM: lambda _details: None}):
                    pass
        stuck = Job.objects.filter(name=STAMP_JOB, failed_at__isnull=False)
        assert (stuck.count(), Job.objects.filter(name=ALARM).count()) == (1, 1)
        settings.TIMESTAMP_URL = tsa.url
        enqueue(STAMP_JOB)
        with clock.travel(item.received_at + timedelta(hours=5)):
            while work_one({STAMP_JOB: stamp_items}):
                pass
    assert ItemToken.objects.filter(item=item).count() == 1


def test_check_at_start_asks_for_certificates_to_trust(settings, tmp_path):
    settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = "", ""
    assert check_time_stamp_roots() == []
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
    for file in ("", str(tmp_path), str(tmp_path / "nowhere.pem")):
        settings.TIMESTAMP_ROOTS_FILE = file
        assert [fault.id for fault in check_time_stamp_roots()] == ["vaern.E007"]
    with authority() as tsa:
        settings.TIMESTAMP_ROOTS_FILE = str(Path(tsa.folder) / "ca.pem")
        assert check_time_stamp_roots() == []


def test_roots_that_cannot_be_read_hold_no_item_and_no_bundle_back(item, settings, tmp_path):
    settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = "http://127.0.0.1:9/", str(tmp_path / "nowhere.pem")
    Job.objects.all().delete()
    with pytest.raises(timestamps.Unavailable):
        stamp_items({})
    made = write_bundle(item.case, by=SYSTEM, to=tmp_path / "b.zip")
    assert made.stat().st_size > 0


def test_log_is_verified_each_night(item):
    JOBS["audit.verify"]({})
    triggers.remove(connection)
    Event.objects.filter(stream_id=str(item.case_id), sequence=1).update(role="leader")
    triggers.install(connection)
    with pytest.raises(IntegrityBroken):
        JOBS["audit.verify"]({})
    assert "audit.verify" in {every.name for every in PERIODIC}


@pytest.mark.parametrize("minutes", [-180, -3, 3, 60])
def test_clock_that_goes_wrong_is_found_by_the_authority(settings, monkeypatch, minutes):
    with authority() as tsa:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = tsa.url, str(Path(tsa.folder) / "ca.pem")
        check_clock({})
        monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(minutes=minutes))
        with pytest.raises(WrongClock, match="UTC"):
            check_clock({})


def test_clock_is_not_held_against_anything_where_nobody_can_say(settings, monkeypatch):
    """None is configured, none answers, or the time was chosen."""
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(hours=2))
    for url in ("", "http://127.0.0.1:9/"):
        settings.TIMESTAMP_URL = url
        check_clock({})
    monkeypatch.undo()
    with authority() as tsa, clock.travel(clock.now() - timedelta(days=9)):
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = tsa.url, str(Path(tsa.folder) / "ca.pem")
        check_clock({})
    assert "clock.check" in {every.name for every in PERIODIC}
