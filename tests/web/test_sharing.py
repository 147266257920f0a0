"""The page about the people of a case, as a browser uses it."""

import pytest
from django.urls import reverse

from tests.factories.casework import START, casework, holds, person
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.cases import actions
from vaern.cases.enums import CaseRole, ExclusionKind
from vaern.cases.queries import areas_of, current_participants, person_in_role, roles_in, senders
from vaern.people.enums import OrgRole
from vaern.people.models import Person
from vaern.process.taking_part import let_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def page(cast, by="leader"):
    return signed_in(getattr(cast, by)).get(reverse("participants", args=[cast.case.number]))


def press(cast, name, by="leader", **fields):
    return signed_in(getattr(cast, by)).post(reverse(name, args=[cast.case.number]), fields, follow=True)


def sofie(cast) -> Person:
    made = person("Sofie Damsbo", cast.unit)
    holds(made, OrgRole.HR, cast.unit)
    return made


@pytest.mark.row("B02")
def test_case_owner_cannot_make_himself_jurist_and_keeps_what_he_wrote(cast):
    holds(cast.leader, OrgRole.JURIST, cast.unit)
    answer = press(
        cast, "case_add_participant", person=str(cast.leader.id), role="jurist", reason="Så går det hurtigt."
    )
    assert (answer.status_code, roles_in(cast.leader, cast.case)) == (422, {CaseRole.CASE_OWNER})
    assert "Så går det hurtigt." in text_of(answer)
    assert str(cast.leader.id) not in dict(page(cast).context["participant_form"].fields["person"].choices)


def test_role_and_person_that_do_not_fit_are_refused_in_words(cast):
    asger = person("Asger Brink", cast.unit)
    answer = press(cast, "case_add_participant", person=str(asger.id), role="approver", reason="Han er venlig.")
    assert (answer.status_code, roles_in(asger, cast.case)) == (422, frozenset())
    assert "Asger Brink kan ikke have den rolle i sagen." in text_of(answer)


def test_one_added_by_mistake_is_let_out_and_stands_under_earlier_with_the_reason(cast):
    row = let_in(cast.case, cast.as_("leader"), sofie(cast), CaseRole.HR, "Arbejdsskaden")
    assert "Arbejdsskaden" in text_of(page(cast))
    answer = press(cast, "case_end_participation", participation=str(row.id), reason="Det var den forkerte Sofie.")
    assert answer.redirect_chain == [(reverse("participants", args=[cast.case.number]), 302)]
    assert [(one["row"], one["why"]) for one in answer.context["earlier"]] == [(row, "Det var den forkerte Sofie.")]
    assert areas_of(row.person, cast.case) == frozenset()


def test_why_someone_takes_part_is_said_where_nobody_wrote_it(cast):
    actions.add_participant(
        case=cast.case, by=SYSTEM, person=cast.deputy, role=CaseRole.LEADER, reason_code="escalated"
    )
    found = {one["row"].person: str(one["reason"]) for one in page(cast).context["participants"]}
    assert (found[cast.deputy], found[cast.jurist]) == ("Fik adgang, fordi en opgave var over tiden.", "")


def test_nobody_is_chosen_beforehand_where_the_choice_gives_or_takes_away(cast):
    forms = [page(cast).context[name] for name in ("participant_form", "hand_over_form", "conflict_form")]
    assert [next(iter(form)).field.choices[0][0] for form in forms] == ["", "", ""]
    answer = press(cast, "case_conflict", excluded="", ground="close_to_party")
    assert (answer.status_code, cast.case.exclusions.filter(kind="cannot_see").count()) == (422, 0)


def test_form_that_ends_an_access_is_only_there_for_those_who_may(cast):
    found = {one["row"].role: one["form"] is not None for one in page(cast).context["participants"]}
    assert found == {"case_owner": False, "affected_employee": False, "jurist": True, "approver": True}
    by_jurist = [one["row"].person for one in page(cast, "jurist").context["participants"] if one["form"]]
    assert by_jurist == [cast.jurist]


def test_one_who_ends_the_own_access_comes_to_the_overview(cast):
    row = current_participants(cast.case).get(person=cast.jurist)
    answer = press(cast, "case_end_participation", by="jurist", participation=str(row.id), reason="Jeg skifter job.")
    assert (answer.status_code, answer.redirect_chain) == (200, [(reverse("overview"), 302)])


def test_access_that_is_not_in_the_case_is_not_found_and_nonsense_is_refused(cast):
    for given, status in ((cast.case.id, 404), ("noget", 422)):
        answer = press(cast, "case_end_participation", participation=str(given), reason="x")
        assert answer.status_code == status


def test_case_is_given_on_and_the_old_owner_comes_to_the_overview(cast):
    assert dict(page(cast).context["hand_over_form"].fields["owner"].choices).keys() == {"", str(cast.deputy.id)}
    answer = press(cast, "case_hand_over", owner=str(cast.deputy.id), reason="Henrik går på barsel.")
    assert (answer.status_code, answer.redirect_chain) == (200, [(reverse("overview"), 302)])
    assert person_in_role(cast.case, CaseRole.CASE_OWNER) == cast.deputy
    assert page(cast).status_code == 404


def test_those_who_may_not_give_the_case_on_are_not_offered_it(cast):
    assert page(cast, "jurist").context["hand_over_form"] is None
    answer = press(cast, "case_hand_over", by="jurist", owner=str(cast.deputy.id), reason="x")
    assert (answer.status_code, person_in_role(cast.case, CaseRole.CASE_OWNER)) == (422, cast.leader)


@pytest.mark.row("B08")
def test_conflict_is_noted_and_shown(cast):
    answer = press(cast, "case_conflict", excluded=str(cast.jurist.id), ground="declared")
    assert [each["kinds"] for each in excluded(answer, cast.jurist)] == [[ExclusionKind.CANNOT_DECIDE.label]]


def excluded(answer, person):
    return [each for each in answer.context["excluded"] if each["row"].person == person]


@pytest.mark.row("B08")
def test_exclusion_is_lifted_with_a_reason_that_stands_on_the_page(cast):
    press(cast, "case_conflict", excluded=str(cast.jurist.id), ground="declared")
    assert excluded(page(cast, "jurist"), cast.jurist)[0]["form"] is None
    answer = press(cast, "case_lift_exclusion", person=str(cast.jurist.id), ground="declared", reason="Forkert Farid.")
    assert (answer.status_code, excluded(answer, cast.jurist)) == (200, [])
    assert "Forkert Farid." in text_of(page(cast))
    assert press(cast, "case_lift_exclusion", person=str(cast.jurist.id), ground="declared").status_code == 422


def test_one_who_is_close_to_a_party_comes_to_the_overview(cast):
    answer = press(cast, "case_conflict", by="jurist", excluded=str(cast.jurist.id), ground="close_to_party")
    assert (answer.status_code, answer.redirect_chain) == (200, [(reverse("overview"), 302)])


@pytest.mark.row("B08")
def test_colleague_who_is_the_sender_must_be_chosen_and_loses_the_case(cast):
    before = senders(cast.case).count()
    answer = press(cast, "case_sender", sender_kind="colleague", person="", identity="Birthe Kramhøft")
    assert (answer.status_code, senders(cast.case).count()) == (422, before)
    assert "Vælg, hvilken kollega det er." in text_of(answer)
    press(cast, "case_sender", sender_kind="colleague", person=str(cast.approver.id))
    assert (page(cast, "approver").status_code, senders(cast.case).count()) == (404, before + 1)


def test_citizen_is_written_down_as_before(cast):
    before = senders(cast.case).count()
    press(cast, "case_sender", sender_kind="citizen", person="", identity="Rune Thybo", how_known="Han skrev det.")
    assert senders(cast.case).count() == before + 1


def test_field_ids_stand_once_on_the_page(cast):
    ids = [part.split('"')[0] for part in text_of(page(cast)).split(' id="')[1:]]
    assert sorted(one for one in set(ids) if ids.count(one) > 1) == []
