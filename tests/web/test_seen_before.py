"""The part "seen before": on the pages of the evidence for those who may see it, and nowhere else."""

import pytest
from django.urls import reverse

from tests.bad_input.pages import browser, prose, text
from tests.process.test_recurrence import PROFILE, Town, let_in, say, town  # noqa: F401 - a fixture
from vaern.audit.actors import SYSTEM
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole
from vaern.cases.queries import actor_in
from vaern.evidence import provenance
from vaern.evidence.models import Item, Trace
from vaern.people.models import Notice, RoleAssignment
from vaern.people.viewer import Viewer

pytestmark = [pytest.mark.django_db, pytest.mark.row("G16")]

OTHERS, ALONE = "I en eller flere andre sager.", "Du er ikke den eneste."


def listed(who: Viewer, case) -> str:
    return prose(browser(who).get(reverse("evidence_list", args=[case.number])))


def test_page_says_that_there_are_others_what_may_be_told_and_whom_to_ask(town: Town):  # noqa: F811 - the fixture
    told = listed(town.here.henrik, town.mine)
    for words in ("Set før", f"Profil: {PROFILE}", "I denne sag: B1", OTHERS, ALONE, "Spørg arbejdsmiljøteamet."):
        assert words in told
    page = text(browser(town.here.henrik).get(reverse("evidence_list", args=[town.mine.number])))
    for word in (town.theirs.number, "Anton", "Rikke", "Byggesager"):
        assert word not in page


def test_jurist_is_asked_where_there_is_no_team(town: Town):  # noqa: F811 - the fixture
    RoleAssignment.objects.filter(role="safety_team").delete()
    assert "Spørg en jurist." in listed(town.here.henrik, town.mine)


def test_case_that_one_may_see_is_a_link_to_its_evidence(town: Town):  # noqa: F811 - the fixture
    let_in(town, town.theirs, town.henrik, CaseRole.JURIST)
    address = reverse("evidence_list", args=[town.theirs.number])
    page = browser(town.here.henrik).get(reverse("evidence_list", args=[town.mine.number]))
    assert (f'<a href="{address}">' in text(page), OTHERS in prose(page), ALONE in prose(page)) == (True, False, True)


def test_page_of_the_item_says_it_beside_what_was_confirmed_and_a_page_of_another_does_not(town: Town):  # noqa: F811 - the fixture
    item = Item.objects.get(case=town.mine)
    address = reverse("evidence_item", args=[town.mine.number, item.pk])
    told = prose(browser(town.here.henrik).get(address))
    assert ("Set før" in told, OTHERS in told, "I denne sag" in told) == (True, True, False)
    say(town.mine, "facebook.com/en.anden")
    assert "Set før" not in prose(browser(town.here.henrik).get(address))
    assert "Set før" not in listed(town.here.henrik, town.mine)


def test_calls_from_one_number_are_counted_and_the_number_is_written_as_people_write_it(town: Town):  # noqa: F811 - the fixture
    by = actor_in(town.henrik, town.mine)
    for _time in range(2):
        provenance.note_call(case=town.mine, by=by, called_at=town.mine.opened_at, number="22345678", said="Ord")
    told = listed(town.here.henrik, town.mine)
    assert ("Telefonnummer: +45 22 34 56 78" in told, "I denne sag: 2 opkald" in told) == (True, True)


def test_civil_registration_number_in_a_profile_is_hidden_from_those_who_do_not_need_it(town: Town):  # noqa: F811 - the fixture
    for case in (town.mine, town.theirs):
        say(case, "facebook.com/vred.0101901234")
    approver = town.here.lone
    cases.add_participant(
        case=town.mine, by=SYSTEM, person=approver.person, role=CaseRole.APPROVER, reason_code="asked", reason="x"
    )
    assert "vred.010190XXXX" in listed(approver, town.mine)
    assert "vred.0101901234" in listed(town.here.henrik, town.mine)


def test_nothing_of_it_stands_where_the_evidence_is_not_shown_nor_in_notices(town: Town):  # noqa: F811 - the fixture
    for role in (CaseRole.HR, CaseRole.AMR):
        let_in(town, town.mine, town.here.other.person, role)
    for who in (town.here.maja, town.here.other):
        client = browser(who)
        for name in ("case", "case_talks", "case_injury"):
            page = client.get(reverse(name, args=[town.mine.number]), follow=True)
            assert ("Set før" in prose(page), PROFILE in text(page)) == (False, False)
        assert client.get(reverse("evidence_list", args=[town.mine.number])).status_code == 404
    assert not Notice.objects.filter(code__contains="seen").exists()
    assert Trace.objects.filter(case=town.mine).count() == 2
