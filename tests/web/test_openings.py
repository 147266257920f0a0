"""Every page that shows something of a case is an opening that the affected employee can see, once in a while."""

import json
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from tests.architecture.addresses import addresses
from tests.bad_input.pages import browser, prose
from tests.evidence.items import kept
from tests.factories.cases import MONDAY, person, role
from vaern import clock
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.care.actions import give_accept
from vaern.cases.queries import actor_in
from vaern.evidence.actions import note_copy_without_position, note_export
from vaern.people.enums import OrgRole
from vaern.people.models import Notice
from vaern.people.queries import viewer_of
from vaern.process.exclusions import declare_conflict
from vaern.process.opening import SAME_LOOK, break_glass, open_case
from vaern.web.access import TABLE
from vaern.web.casework.case_page import participants_of
from vaern.web.reporting.presenter import readings

pytestmark = pytest.mark.django_db

# Pages of a case that need no more than its number; the employee's own are not among them.
PAGES = sorted(
    address.name
    for address in addresses()
    if address.arguments == {"number"} and (row := TABLE[address.name]).area and not row.own_case
)


@pytest.fixture(autouse=True)
def _monday():
    with clock.travel(MONDAY):
        yield


@pytest.fixture
def one():
    return kept()


def looks(case):
    """Who looked at what, oldest first."""
    found = events_of(Stream.CASE, case.id).filter(name="case.read")
    return [(event.role, json.loads(event.data)["area"]) for event in found]


def at(one, name):
    return reverse(name, args=[one.case.number])


def test_every_page_of_a_case_is_an_opening_and_nothing_else_is(one):
    client, shown = browser(one.place.henrik), []
    for number, name in enumerate(PAGES, start=1):
        with clock.travel(MONDAY + number * SAME_LOOK):
            before = len(looks(one.case))
            answer = client.get(at(one, name))
            shows = answer.status_code in (200, 422)
            assert (name, len(looks(one.case)) - before) == (name, int(shows))
            shown += [name] * shows
    assert {"case", "case_log", "case_plan", "participants", "evidence_list", "letters", "case_account"} <= set(shown)
    assert {area for _role, area in looks(one.case)} >= {"status", "log", "decision", "evidence", "letters", "account"}


def test_custody_sheet_of_an_item_is_an_opening(one):
    address = reverse("evidence_custody", args=[one.case.number, one.item.id])
    assert (browser(one.place.henrik).get(address).status_code, looks(one.case)) == (200, [("case_owner", "evidence")])


def test_same_look_is_written_down_once_in_a_while_for_each_person_and_part(one):
    henrik, maja = browser(one.place.henrik), browser(one.place.maja)
    for name in ("case", "case", "case_plan", "case_log", "case_log"):
        henrik.get(at(one, name))
    assert looks(one.case) == [("case_owner", "status"), ("case_owner", "log")]
    maja.get(at(one, "my_case"))
    maja.get(at(one, "my_case"))
    assert looks(one.case)[2:] == [("affected_employee", "own")]
    with clock.travel(MONDAY + SAME_LOOK - timedelta(seconds=1)):
        henrik.get(at(one, "case"))
    with clock.travel(MONDAY + SAME_LOOK + timedelta(seconds=1)):
        henrik.get(at(one, "case"))
    assert looks(one.case)[3:] == [("case_owner", "status")]


def test_look_at_the_senders_name_is_written_down_each_time(one):
    henrik = browser(one.place.henrik)
    for _press in range(2):
        assert henrik.post(at(one, "case_sender_name")).status_code == 200
    assert looks(one.case) == [("case_owner", "sender")] * 2


def test_own_receipt_and_own_log_are_no_openings(one):
    maja = browser(one.place.maja)
    assert [maja.get(at(one, name)).status_code for name in ("receipt", "my_case_log")] == [200, 200]
    assert looks(one.case) == []


def test_refused_and_unknown_pages_are_no_openings(one):
    other, henrik = browser(one.place.other), browser(one.place.henrik)
    assert other.get(at(one, "case")).status_code == 404
    assert henrik.get(reverse("evidence_item", args=[one.case.number, one.case.id])).status_code == 404
    assert henrik.get(at(one, "case_sender_name")).status_code == 405
    assert looks(one.case) == []


def no_new_events(execute, sql, params, many, context):
    """A database that takes no more events."""
    if sql.startswith('INSERT INTO "audit_event"'):
        raise OperationalError("disk I/O error")
    return execute(sql, params, many, context)


def test_page_whose_opening_cannot_be_written_down_is_not_shown(one):
    henrik = browser(one.place.henrik)
    with connection.execute_wrapper(no_new_events):
        answer = henrik.get(at(one, "participants"))
    assert (answer.status_code, "Henrik" in prose(answer)) == (503, False)


def test_employee_reads_which_part_was_seen_and_every_copy(one):
    for part in ("status", "sender", "log", "talks"):
        open_case(one.case, by=one.owner, area=part)
    note_export(one.item, one.owner)
    note_copy_without_position(one.item, one.owner)
    read = [line.what for line in readings(one.case, one.place.maja.person)]
    assert read == [
        "Tog en kopi af en fil",
        "Tog en kopi af en fil",
        "Samtalerne",
        "Loggen",
        "Hvem afsenderen er",
        "Sagen",
    ]


def test_emergency_access_stands_in_both_logs_and_among_those_who_take_part(one):
    jurist = viewer_of(role(one.place.other.person, OrgRole.JURIST, one.place.unit))
    break_glass(jurist, one.case.number, "Maja er truet, og Henrik svarer ikke.")
    seen = [(line.name, line.role, line.what) for line in readings(one.case, one.place.maja.person)]
    assert seen == [("Asger Brink", "Nødadgang", "Åbnede sagen med nødadgang")]
    henrik = browser(one.place.henrik)
    assert "Asger Brink åbnede sagen med nødadgang" in prose(henrik.get(at(one, "case_log")))
    assert "Slutter" in prose(henrik.get(at(one, "participants")))
    assert "Asger Brink" in [row.person.name for row in participants_of(one.case)]
    with clock.travel(MONDAY + timedelta(hours=25)):
        assert "Asger Brink" not in [row.person.name for row in participants_of(one.case)]


def test_employee_hears_of_emergency_access_where_she_comes_in_and_reads_why(one):
    jurist = viewer_of(role(one.place.other.person, OrgRole.JURIST, one.place.unit))
    break_glass(jurist, one.case.number, "Maja er truet, og Henrik svarer ikke.")
    maja = browser(one.place.maja)
    home = maja.get(reverse("overview"), follow=True)
    assert "En person har brugt nødadgang." in prose(home)
    log = at(one, "my_case_log")
    assert f'href="{log}"' in home.content.decode()
    assert "Maja er truet, og Henrik svarer ikke." in prose(maja.get(log))
    maja.post(reverse("notices_read"))
    assert "En person har brugt nødadgang." not in prose(maja.get(reverse("overview"), follow=True))


def test_reason_stays_with_the_case_owner_when_the_emergency_access_has_ended(one):
    jurist = viewer_of(role(one.place.other.person, OrgRole.JURIST, one.place.unit))
    break_glass(jurist, one.case.number, "Maja er truet, og Henrik svarer ikke.")
    asger, henrik = browser(jurist), browser(one.place.henrik)
    assert asger.get(at(one, "case")).status_code == 200
    with clock.travel(MONDAY + timedelta(hours=24)):
        assert asger.get(at(one, "case")).status_code == 404
        assert "Maja er truet, og Henrik svarer ikke." in prose(henrik.get(at(one, "participants")))


def test_second_press_opens_the_case_and_tells_nobody_again(one):
    asger = browser(viewer_of(role(one.place.other.person, OrgRole.JURIST, one.place.unit)))
    typed = {"number": f" {one.case.number.lower()} ", "reason": "Maja er truet."}
    answers = [asger.post(reverse("break_glass"), typed, follow=True) for _press in range(2)]
    assert [answer.redirect_chain[-1][0] for answer in answers] == [at(one, "case")] * 2
    assert "Du har allerede adgang til sagen" in prose(answers[1])
    assert Notice.objects.filter(code="break_glass", person=one.place.maja.person).count() == 1


def test_yes_taken_back_has_its_own_line_in_the_log(one):
    maja = actor_in(one.place.maja.person, one.case)
    for value in ("yes", "withdrawn"):
        give_accept(case=one.case, by=maja, subject="police_report", value=value)
    names = events_of(Stream.CASE, one.case.id).filter(name__startswith="accept.").values_list("name", flat=True)
    assert list(names) == ["accept.given", "accept.withdrawn"]


@pytest.mark.row("G05")
def test_data_protection_officer_hears_of_emergency_access_and_reads_why_without_seeing_the_case(one):
    jurist = viewer_of(role(one.place.other.person, OrgRole.JURIST, one.place.unit))
    officer = person("Jens Overgaard", one.place.unit)
    role(officer, OrgRole.DPO, one.place.unit)
    break_glass(jurist, one.case.number, "Maja er truet, og Henrik svarer ikke.")
    jens = browser(viewer_of(officer))
    overview = prose(jens.get(reverse("overview")))
    assert ("En person har brugt nødadgang." in overview, one.case.number in overview) == (True, False)
    page = prose(jens.get(reverse("emergencies")))
    assert all(said in page for said in ("Asger Brink", "Maja er truet, og Henrik svarer ikke.", one.case.number))
    assert jens.get(at(one, "case")).status_code == 404
    assert looks(one.case) == [("dpo", "emergency")]
    newest = readings(one.case, one.place.maja.person)[0]
    assert (newest.name, newest.role, newest.what) == (
        "Jens Overgaard",
        "Databeskyttelsesrådgiver",
        "Hvorfor nødadgang blev brugt",
    )
    assert browser(one.place.henrik).get(reverse("emergencies")).status_code == 404


def test_data_protection_officer_who_may_not_see_the_case_hears_nothing_of_it(one):
    jurist = viewer_of(role(one.place.other.person, OrgRole.JURIST, one.place.unit))
    officer = person("Jens Overgaard", one.place.unit)
    role(officer, OrgRole.DPO, one.place.unit)
    declare_conflict(one.case, actor_in(one.place.henrik.person, one.case), officer, "close_to_party")
    break_glass(jurist, one.case.number, "Maja er truet, og Henrik svarer ikke.")
    jens = browser(viewer_of(officer))
    assert Notice.objects.filter(person=officer).count() == 0
    assert one.case.number not in prose(jens.get(reverse("emergencies")))
    assert looks(one.case) == []
