"""From the first word to the receipt."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories.cases import MONDAY, attached, draft, person, picture, sent, workplace
from vaern import clock
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.care.queries import talks_of
from vaern.cases import queries
from vaern.cases.enums import Area, CaseRole, CaseState
from vaern.cases.models import Case
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.evidence import custody
from vaern.evidence.queries import custody_of, items_in, items_of
from vaern.people.models import Absence, Notice, RoleAssignment
from vaern.people.queries import viewer_of
from vaern.plans.queries import open_tasks
from vaern.process import report as process
from vaern.vault import storage
from vaern.vault.blobs import read_whole
from vaern.vault.text import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.travel(MONDAY):
        yield


@pytest.fixture
def place():
    return workplace()


def away(who, first, last):
    Absence.objects.create(person=who.person, first_day=first, last_day=last, made_at=clock.now())


def something_new(case, by):
    more = process.start_draft(by=by, case=case)
    more = process.save_draft(more, by=by, revision=0, fields={"words": "Der kom en besked til."}).report
    return process.send_report(more, by=by)


@pytest.mark.row("G03")
def test_one_sentence_is_enough(place):
    receipt = sent(place.maja, words="Han skrev igen.")
    assert receipt.case.state == CaseState.OPEN
    assert queries.current_incidents(receipt.case).count() == 1


@pytest.mark.row("G03")
def test_a_file_alone_is_enough(place):
    report = draft(place.maja, words="")
    attached(report, place.maja, picture())
    assert process.send_report(report, by=place.maja).case.state == CaseState.OPEN


def test_nothing_at_all_is_refused_and_the_draft_stays(place):
    report = draft(place.maja, words="  \x00 ")
    with pytest.raises(BadInput):
        process.send_report(report, by=place.maja)
    assert list(queries.own_drafts(place.maja.person)) == [report]


@pytest.mark.row("G23")
@pytest.mark.row("G05")
def test_leader_gets_it_with_a_promise_and_a_notice_without_content(place):
    receipt = sent(place.maja)
    assert (receipt.receiver, receipt.through) == (place.henrik.person, "role")
    assert receipt.call_before == datetime(2026, 11, 16, 10, 0, tzinfo=clock.COPENHAGEN)
    assert Notice.objects.get(person=place.henrik.person).code == "report_received"
    assert talks_of(receipt.case).get().promised_before == receipt.call_before


def test_leader_who_is_unticked_neither_gets_it_nor_sees_it(place):
    receipt = sent(place.maja, recipients=["amr"])
    assert receipt.receiver == place.lone.person
    assert list(queries.cases_visible_to(place.henrik.person)) == []


def test_with_nobody_ticked_the_safety_team_gets_it(place):
    receipt = sent(place.maja, recipients=[])
    assert (receipt.receiver, receipt.safety_team) == (place.team.person, True)


def test_union_representative_alone_passes_the_leader_by(place):
    receipt = sent(place.maja, recipients=["tr"])
    assert receipt.receiver == place.team.person


@pytest.mark.row("G23")
def test_absent_leader_is_passed_over_and_she_is_told_the_name(place):
    away(place.henrik, date(2026, 11, 9), date(2026, 11, 20))
    receipt = sent(place.maja)
    assert (receipt.receiver, receipt.through) == (place.mikkel.person, "deputy")
    assert receipt.absent == (place.henrik.person,)


def test_leader_who_is_away_when_the_call_is_promised_does_not_promise_it(place):
    away(place.henrik, date(2026, 11, 16), date(2026, 11, 20))
    with clock.travel(datetime(2026, 11, 13, 16, 0, tzinfo=clock.COPENHAGEN)):
        receipt = sent(place.maja)
    assert receipt.call_before == datetime(2026, 11, 16, 10, 0, tzinfo=clock.COPENHAGEN)
    assert (receipt.receiver, receipt.absent) == (place.mikkel.person, (place.henrik.person,))


def test_with_nobody_at_all_the_message_is_still_received(place):
    RoleAssignment.objects.all().delete()
    receipt = sent(place.maja)
    assert (receipt.receiver, receipt.call_before, receipt.case.state) == (None, None, "open")


def test_others_who_are_ticked_take_part_in_their_own_role(place):
    receipt = sent(place.maja, recipients=["leader", "amr"])
    assert receipt.others == (place.lone.person,)
    assert queries.areas_of(place.lone.person, receipt.case) == {Area.STATUS, Area.CARE}


def test_sending_twice_gives_the_same_receipt(place):
    report = draft(place.maja)
    first, second = process.send_report(report, by=place.maja), process.send_report(report, by=place.maja)
    assert (first.case, first.receiver, first.call_before) == (second.case, second.receiver, second.call_before)
    assert Case.objects.count() == 1
    assert queries.current_incidents(first.case).count() == 1


def test_a_draft_is_seen_by_its_writer_alone(place):
    report = draft(place.maja)
    for viewer in (place.maja, place.henrik, place.other):
        assert list(queries.cases_visible_to(viewer.person)) == []
    with pytest.raises(NotAllowed):
        process.save_draft(report, by=place.other, revision=9, fields={"words": "x"})
    with pytest.raises(NotAllowed):
        process.send_report(report, by=place.other)


def test_two_windows_in_one_draft_keep_both_texts(place):
    report = draft(place.maja, words="Fra telefonen.")
    saved = process.save_draft(report, by=place.maja, revision=0, fields={"words": "Fra computeren."})
    text = read(saved.report, "words")
    assert (saved.merged, "Fra telefonen." in text, "Fra computeren." in text) == (True, True, True)


def test_the_same_again_is_no_conflict(place):
    report = draft(place.maja, words="Det samme.")
    saved = process.save_draft(report, by=place.maja, revision=0, fields={"words": "Det samme."})
    assert (saved.merged, saved.report.revision) == (False, 1)


def test_what_was_sent_never_changes(place):
    report = draft(place.maja)
    process.send_report(report, by=place.maja)
    with pytest.raises(NotNow):
        process.save_draft(report, by=place.maja, revision=1, fields={"words": "noget andet"})


def test_too_long_a_text_is_refused_and_the_saved_one_stays(place):
    report = draft(place.maja, words="Kort.")
    with pytest.raises(BadInput):
        process.save_draft(report, by=place.maja, revision=1, fields={"words": "x" * 200_001})
    report.refresh_from_db()
    assert read(report, "words") == "Kort."


def test_future_time_is_refused_and_what_was_typed_is_kept(place):
    report = draft(place.maja, day_typed="2026-11-20", clock_typed="21.40")
    with pytest.raises(BadInput):
        process.send_report(report, by=place.maja)
    report.refresh_from_db()
    assert (read(report, "clock_typed"), report.sent_at) == ("21.40", None)


@pytest.mark.row("B09")
def test_the_incident_has_three_times(place):
    receipt = sent(place.maja, day_typed="2026-11-15", clock_typed="21.40")
    incident = queries.current_incidents(receipt.case).get()
    assert incident.happened_from == datetime(2026, 11, 15, 21, 40, tzinfo=clock.COPENHAGEN)
    assert (incident.known_at, incident.recorded_at) == (MONDAY, MONDAY)


@pytest.mark.row("B04")
def test_file_is_kept_byte_for_byte_and_custody_begins_when_it_is_sent(place):
    report, data = draft(place.maja), picture()
    item = attached(report, place.maja, data, claimed=hashlib.sha256(data).hexdigest())
    assert list(items_of(report.case)) == []
    assert custody.check(item) == 0
    receipt = process.send_report(report, by=place.maja)
    kept = items_of(receipt.case).get()
    assert (read_whole(kept.blob), kept.media_type, kept.checked_in_browser) == (data, "image/png", True)
    assert [entry.act for entry in custody_of(kept)] == ["received"]


@pytest.mark.row("B04")
def test_mismatch_is_refused_and_nothing_is_left(place, django_capture_on_commit_callbacks):
    report = draft(place.maja)
    before = set(storage.all_ids())
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(BadInput):
        attached(report, place.maja, picture(), claimed="0" * 64)
    assert list(items_in(report)) == []
    assert set(storage.all_ids()) == before


def test_empty_file_is_refused(place):
    report = draft(place.maja)
    with pytest.raises(BadInput):
        attached(report, place.maja, b"")
    assert list(items_in(report)) == []


def test_file_can_be_taken_out_of_the_draft_and_not_afterwards(place):
    report = draft(place.maja)
    first, second = attached(report, place.maja, picture()), attached(report, place.maja, picture((9, 9)))
    process.detach(first, by=place.maja)
    assert list(items_in(report)) == [second]
    process.send_report(report, by=place.maja)
    with pytest.raises(NotNow):
        process.detach(second, by=place.maja)


def test_throwing_a_draft_away_leaves_neither_draft_nor_case(place):
    report = draft(place.maja)
    attached(report, place.maja, picture())
    process.discard(report, by=place.maja)
    assert (Case.objects.count(), list(queries.own_drafts(place.maja.person))) == (0, [])


def test_something_new_joins_the_same_case(place):
    receipt = sent(place.maja)
    more = process.start_draft(by=place.maja, case=receipt.case)
    attached(more, place.maja, picture())
    more = process.save_draft(more, by=place.maja, revision=0, fields={"words": "Der kom en besked til."}).report
    assert list(items_of(receipt.case)) == list(receipt.case.items.all()) == []
    second = process.send_report(more, by=place.maja)
    assert (second.case, second.receiver) == (receipt.case, place.henrik.person)
    assert items_of(receipt.case).count() == 1
    assert queries.current_incidents(receipt.case).count() == 2


def test_something_new_in_a_case_that_closed_meanwhile_says_what_she_can_do_and_is_kept(place):
    case = sent(place.maja).case
    more = process.start_draft(by=place.maja, case=case)
    more = process.save_draft(more, by=place.maja, revision=0, fields={"words": "Der kom en besked til."}).report
    Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, closed_at=clock.now())
    with pytest.raises(NotNow, match="Fortæl, hvad der er sket"):
        process.send_report(more, by=place.maja)
    more.refresh_from_db()
    assert (more.sent_at, read(more, "words")) == (None, "Der kom en besked til.")


@pytest.mark.row("G23")
def test_something_new_while_the_owner_is_away_reaches_who_stands_in_and_she_is_told_the_name(place):
    case = sent(place.maja).case
    away(place.henrik, date(2026, 11, 16), date(2026, 11, 20))
    second = something_new(case, place.maja)
    assert (second.receiver, second.absent) == (place.mikkel.person, (place.henrik.person,))
    assert Notice.objects.filter(person=place.mikkel.person, code="case_update").exists()
    assert queries.roles_in(place.mikkel.person, case) == {CaseRole.LEADER}
    assert queries.person_in_role(case, CaseRole.CASE_OWNER) == place.henrik.person
    assert not open_tasks(case).filter(owner=place.mikkel.person).exists()


def test_something_new_never_reaches_a_leader_who_was_unticked(place):
    case = sent(place.maja, recipients=[]).case
    away(place.team, date(2026, 11, 16), date(2026, 11, 20))
    second = something_new(case, place.maja)
    assert (second.receiver, second.absent) == (place.team.person, ())
    assert queries.roles_in(place.henrik.person, case) == set()


def test_report_for_a_colleague_gives_the_reporter_the_own_report_only(place):
    receipt = sent(place.maja, who_is_hit="colleague", colleague="Asger")
    assert queries.areas_of(place.maja.person, receipt.case) == {Area.REPORT}
    assert queries.affected_employees(receipt.case) == ()


def test_affected_employee_never_decides_in_it(place):
    receipt = sent(place.maja)
    assert queries.roles_in(place.maja.person, receipt.case) == {CaseRole.AFFECTED_EMPLOYEE}
    assert list(queries.grounds_against_deciding(receipt.case)) == [place.maja.person]


@pytest.mark.row("G05")
def test_the_plan_starts_when_it_is_sent(place):
    assert sent(place.maja).case.plan.tasks.count() > 0


def test_every_step_is_an_event(place):
    receipt = sent(place.maja)
    names = {event.name for event in events_of(Stream.CASE, receipt.case.id)}
    assert {"case.opened", "participant.added", "incident.added", "report.sent", "talk.promised"} <= names


@pytest.mark.parametrize(
    ("at", "before"),
    [
        ((2026, 11, 16, 8, 12), (2026, 11, 16, 10, 0)),
        ((2026, 11, 16, 14, 59), (2026, 11, 16, 16, 30)),
        ((2026, 11, 16, 15, 0), (2026, 11, 17, 10, 0)),
        ((2026, 11, 16, 5, 0), (2026, 11, 16, 10, 0)),
        ((2026, 11, 20, 22, 0), (2026, 11, 23, 10, 0)),
        ((2026, 12, 25, 9, 0), (2026, 12, 28, 10, 0)),
    ],
)
def test_call_is_promised_within_the_working_day(at, before):
    zone = clock.COPENHAGEN
    assert process.call_before(datetime(*at, tzinfo=zone)) == datetime(*before, tzinfo=zone)


def test_it_is_happening_now_counts_from_when_it_was_ticked(place):
    report = draft(place.maja, happening=True)
    with clock.travel(MONDAY + timedelta(minutes=9)):
        process.send_report(report, by=place.maja)
    assert queries.current_incidents(report.case).get().happened_from == MONDAY


def test_reporter_who_is_the_leader_is_not_the_receiver(place):
    receipt = sent(place.henrik)
    assert receipt.receiver != place.henrik.person


def test_newcomer_without_any_role_can_report(place):
    newcomer = viewer_of(person("Nina Vang", place.unit))
    assert sent(newcomer).receiver == place.henrik.person


def test_utc_is_what_is_stored(place):
    assert sent(place.maja).report.sent_at == MONDAY.astimezone(UTC)
