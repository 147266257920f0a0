"""What a person confirmed of a screenshot's time becomes an incident's, and the clocks count from it."""

from datetime import UTC, date, datetime

import pytest

from tests.bad_input.pages import browser, prose
from tests.evidence.items import kept, read_as
from tests.factories.answers import answer_fact
from tests.factories.cases import attached, draft, picture, workplace
from tests.web.test_evidence import at, press
from vaern.audit.actors import Actor
from vaern.cases.queries import actor_in, current_incidents
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.evidence import locking, provenance
from vaern.evidence.models import Item
from vaern.evidence.queries import items_of
from vaern.evidence.readers.ocr_finds import moment_in
from vaern.evidence.readers.shapes import Sure, Time
from vaern.plans.queries import current_deadlines
from vaern.process import report as process
from vaern.process.clocks import CLOCK_72_HOURS
from vaern.process.incidents import incident_from_evidence
from vaern.vault.text import read

pytestmark = pytest.mark.django_db
THEN = datetime(2025, 11, 20, 20, 40, tzinfo=UTC)
SAID = {"day": date(2025, 11, 20), "clock_time": "21.40"}


def told(**fields):
    """A case told with these times, and its one picture."""
    place = workplace()
    report = draft(place.maja, **fields)
    attached(report, place.maja, picture())
    case = process.send_report(report, by=place.maja).case
    return case, items_of(case).get(), actor_in(place.henrik.person, case)


def clocks(case):
    rows = [row for row in current_deadlines(case) if row.rule == CLOCK_72_HOURS]
    return sorted(((row.incident.number, row.started_at) for row in rows), key=lambda one: one[0])


@pytest.mark.row("B04")
def test_incident_whose_time_nobody_knew_gets_it_and_its_clock_begins():
    case, item, by = told(when_words="engang i efteråret")
    before = current_incidents(case).get()
    assert (before.happened_from, clocks(case)) == (None, [(1, None)])
    row = incident_from_evidence(item, by, **SAID)
    assert (row.happened_from, row.replaces, read(row, "summary")) == (THEN, before, read(before, "summary"))
    assert (list(current_incidents(case)), clocks(case)) == ([row], [(2, THEN)])
    assert Item.objects.get(pk=item.pk).incident == row
    assert (row.known_at, row.media, row.types) == (before.known_at, before.media, before.types)


def test_time_that_the_case_knows_is_not_written_over():
    case, item, by = told(day_typed="20.11.2025", clock_typed="21.40")
    with pytest.raises(NotNow):
        incident_from_evidence(item, by, **SAID)
    assert case.incidents.count() == 1


def test_incident_that_answers_rest_on_is_not_taken_from_them():
    case, item, by = told(when_words="engang")
    incident = current_incidents(case).get()
    answer_fact(case=case, by=by, fact="aimed_at_employee", value="yes", incident=incident, reason="Ses")
    with pytest.raises(NotNow):
        incident_from_evidence(item, by, **SAID)
    assert current_incidents(case).get() == incident


def test_evidence_that_shows_something_else_becomes_an_incident_of_its_own():
    case, item, by = told(when_words="engang")
    Item.objects.filter(pk=item.pk).update(incident=None)
    row = incident_from_evidence(item, by, summary="Et opslag om Maja", **SAID)
    assert (row.replaces, row.number, read(row, "summary")) == (None, 2, "Et opslag om Maja")
    assert (clocks(case), Item.objects.get(pk=item.pk).incident) == ([(1, None), (2, THEN)], row)


def test_what_cannot_be_a_time_of_it_is_refused():
    case, item, by = told(when_words="engang")
    with pytest.raises(BadInput):
        incident_from_evidence(item, by, when_words="i går")
    with pytest.raises(BadInput):
        incident_from_evidence(item, by, day=date(2090, 1, 1))
    with pytest.raises(NotAllowed):
        incident_from_evidence(item, Actor(item.received_from_id, "affected_employee"), **SAID)
    locking.lock(item=item, by=by)
    with pytest.raises(NotNow):
        incident_from_evidence(item, by, **SAID)
    assert case.incidents.count() == 1


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("20. november 2025 kl. 21.40", datetime(2025, 11, 20, 21, 40)),  # noqa: DTZ001 - a screen shows its own clock
        ("2025-11-20 21:40", datetime(2025, 11, 20, 21, 40)),  # noqa: DTZ001 - the same
        ("i går kl. 21.40", None),
        ("20. november kl. 21.40", None),
        ("20. november 2025 kl. 21.40 og 21. november 2025 kl. 8.00", None),
    ],
)
def test_confirmed_words_give_a_moment_only_where_they_hold_one(words, at):
    assert moment_in(words) == at


@pytest.mark.row("B04")
def test_confirmed_time_is_offered_on_the_page_and_used():
    one = kept()
    Item.objects.filter(pk=one.item.pk).update(incident=None)
    read_as(
        one.item, kind="picture.png", times=(Time("posted", None, words="20. nov. 2025 21.40", sure=Sure.PROPOSED),)
    )
    page = browser(one.place.henrik).get(at(one, "evidence_item"))
    assert "Brug det bekræftede tidspunkt" not in prose(page)
    fields = {"confirmed": "time-0", "value-time-0": "20. november 2025 kl. 21.40"}
    page = press(one, "evidence_confirm", **fields).content.decode()
    assert ('value="2025-11-20"' in page, 'value="21.40"' in page) == (True, True)
    assert press(one, "evidence_incident", day="2025-11-20", clock="21.40").status_code == 422
    assert press(one, "evidence_incident", clock="21.40", summary="Et opslag").status_code == 422
    page = prose(press(one, "evidence_incident", day="2025-11-20", clock="21.40", summary="Et opslag"))
    assert ("Det viser hændelse 2" in page, "Brug det bekræftede tidspunkt" in page) == (True, False)
    assert (2, THEN) in clocks(one.case)
    assert provenance.confirmed_moment(one.item) is not None
