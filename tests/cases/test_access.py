"""Who sees a case: participation, less exclusion; and the emergency way in."""

from datetime import date, timedelta

import pytest

from tests.factories.answers import answer_fact
from tests.factories.cases import role, sent, workplace
from vaern import clock
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases import actions, guards, numbers, queries, states
from vaern.cases.enums import Area, CaseRole, ExclusionGround, ExclusionKind, SenderKind
from vaern.cases.senders import Sender
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.enums import OrgRole
from vaern.people.models import Notice
from vaern.people.queries import viewer_of
from vaern.process.opening import break_glass
from vaern.vault.text import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return workplace()


@pytest.fixture
def case(place):
    return sent(place.maja).case


@pytest.fixture
def owner(place, case):
    return queries.actor_in(place.henrik.person, case)


def test_number_is_random_and_easily_said():
    found = {numbers.candidate() for _try in range(50)}
    assert len(found) > 45
    assert all(set(one[7:]) <= set(numbers.LETTERS) and one.startswith("V-20") for one in found)


def test_taken_number_is_not_given_again(case, monkeypatch):
    tries = iter([case.number, "V-2026-AAAA"])
    monkeypatch.setattr(numbers, "candidate", lambda: next(tries))
    assert numbers.number() == "V-2026-AAAA"


def test_only_participants_see_it_and_all_others_get_the_same_answer(place, case):
    assert list(queries.cases_visible_to(place.henrik.person)) == [case]
    assert list(queries.cases_visible_to(place.other.person)) == []
    says = set()
    for person, number in ((place.other.person, case.number), (place.henrik.person, "V-2026-9999")):
        with pytest.raises(NotAllowed) as refused:
            queries.enter(person, number, Area.STATUS)
        says.add(refused.value.text)
    assert len(says) == 1


def test_area_is_given_by_the_role(place, case):
    assert queries.enter(place.henrik.person, case.number.lower(), Area.EVIDENCE)[0] == case
    with pytest.raises(NotAllowed):
        queries.enter(place.maja.person, case.number, Area.EVIDENCE)
    with pytest.raises(NotAllowed):
        queries.actor_in(place.other.person, case)


def test_participation_that_ended_opens_nothing(place, case, owner):
    row = queries.current_participants(case).get(person=place.henrik.person)
    actions.end_participation(participation=row, by=owner, reason_code="moved")
    assert list(queries.cases_visible_to(place.henrik.person)) == []


def test_exclusion_beats_role(place, case, owner):
    kind, ground = ExclusionKind.CANNOT_SEE, ExclusionGround.CLOSE_TO_PARTY
    actions.exclude(case=case, by=owner, person=place.henrik.person, kind=kind, ground=ground)
    assert queries.areas_of(place.henrik.person, case) == frozenset()
    with pytest.raises(NotAllowed):
        actions.add_participant(
            case=case, by=owner, person=place.henrik.person, role=CaseRole.JURIST, reason_code="asked"
        )


def test_sender_is_sealed_apart_and_a_colleague_cannot_see_the_case(place, case, owner):
    row = actions.add_sender(
        case=case, by=owner, sender=Sender(SenderKind.COLLEAGUE, identity="Asger Brink", person=place.other.person)
    )
    assert (read(row, "identity"), b"Asger" in bytes(row.identity)) == ("Asger Brink", False)
    assert row.vault_scope != case.vault_scope
    assert not guards.holds(guards.check_may_take_part, place.other.person, case)


@pytest.mark.row("B08")
def test_complaint_keeps_those_it_concerns_from_deciding(place, case, owner):
    actions.record_complaint(
        case=case, by=owner, made_on=date(2020, 1, 1), about=place.henrik.person, handled_by=place.lone.person
    )
    for viewer in (place.henrik, place.lone, place.maja):
        assert not guards.holds(guards.check_may_decide, viewer.person, case)
    assert guards.holds(guards.check_may_decide, place.other.person, case)


@pytest.mark.row("B08")
def test_complaint_about_the_one_who_handles_it_is_written_down_as_both(place, case, owner):
    one = place.henrik.person
    actions.record_complaint(case=case, by=owner, made_on=date(2020, 1, 1), about=one, handled_by=one)
    assert set(queries.grounds_against_deciding(case)[one]) == {
        ExclusionGround.COMPLAINED_OF,
        ExclusionGround.HANDLES_COMPLAINT,
    }


def test_colleague_who_is_the_sender_must_be_chosen_and_nobody_else_can_be(place, case, owner):
    for kind, who in ((SenderKind.COLLEAGUE, None), (SenderKind.CITIZEN, place.other.person)):
        with pytest.raises(BadInput):
            actions.add_sender(case=case, by=owner, sender=Sender(kind, identity="Asger Brink", person=who))
    assert queries.senders(case).count() == 0


def test_complaint_from_tomorrow_is_refused(case, owner):
    with pytest.raises(BadInput):
        actions.record_complaint(case=case, by=owner, made_on=clock.today() + timedelta(days=1))


def test_new_answer_supersedes_and_what_we_knew_can_be_asked(case, owner):
    first = answer_fact(case=case, by=owner, fact="sender_blocked", value="unknown")
    known = clock.now()
    with clock.travel(known + timedelta(hours=1)):
        second = answer_fact(case=case, by=owner, fact="sender_blocked", value="yes", reason="Skærmbillede")
    assert list(queries.current_answers(case)) == [second]
    assert list(queries.answers_at(case, known)) == [first]


def test_answer_must_be_one_of_three_and_a_judgement_has_a_reason(case, owner):
    with pytest.raises(BadInput):
        answer_fact(case=case, by=owner, fact="sender_blocked", value="maybe")
    with pytest.raises(BadInput):
        actions.give_norm_reason(case=case, by=owner, norm="violates_peace", value="yes", reason=" ")


def test_judgement_is_superseded_by_the_next(case, owner):
    actions.give_norm_reason(case=case, by=owner, norm="violates_peace", value="no", reason="Mild.")
    last = actions.give_norm_reason(case=case, by=owner, norm="violates_peace", value="yes", reason="Gentaget.")
    assert list(queries.current_norm_reasons(case)) == [last]


def test_closed_case_does_not_change_until_it_is_opened_with_a_reason(case, owner):
    states.close(case=case, by=owner)
    with pytest.raises(NotNow):
        answer_fact(case=case, by=owner, fact="sender_blocked", value="yes")
    with pytest.raises(BadInput):
        states.reopen(case=case, by=owner, reason="")
    states.reopen(case=case, by=owner, reason="Der kom en besked til.")
    with pytest.raises(NotNow):
        states.reopen(case=case, by=owner, reason="Igen.")
    assert [row.state for row in case.state_changes.order_by("changed_at")] == ["open", "closed", "open"]


def test_system_alone_answers_nothing(case):
    with pytest.raises(NotAllowed):
        answer_fact(case=case, by=Actor(None, "system"), fact="sender_blocked", value="yes")


def test_emergency_access_lasts_a_day_and_tells_those_it_concerns(place, case):
    dpo = role(place.team.person, OrgRole.DPO, place.unit)
    jurist = viewer_of(role(place.other.person, OrgRole.JURIST, place.unit))
    with pytest.raises(BadInput):
        break_glass(jurist, case.number, " ")
    break_glass(jurist, f" {case.number.lower()} ", "Maja er truet, og Henrik svarer ikke.")
    told = set(Notice.objects.filter(code="break_glass").values_list("person", flat=True))
    assert told == {place.maja.person.id, place.henrik.person.id, dpo.id}
    assert Area.REPORT in queries.areas_of(place.other.person, case)
    with clock.travel(clock.now() + timedelta(hours=25)):
        assert queries.areas_of(place.other.person, case) == frozenset()


def test_emergency_access_is_not_for_the_one_it_happened_to(place, case):
    maja = viewer_of(role(place.maja.person, OrgRole.LEADER, place.unit))
    before = queries.areas_of(place.maja.person, case)
    with pytest.raises(NotAllowed):
        break_glass(maja, case.number, "Jeg vil se, hvad de skriver.")
    assert queries.areas_of(place.maja.person, case) == before
    assert Notice.objects.filter(code="break_glass").count() == 0


def test_emergency_access_is_not_used_twice_at_a_time_nor_by_one_who_has_the_case(place, case):
    jurist = viewer_of(role(place.other.person, OrgRole.JURIST, place.unit))
    break_glass(jurist, case.number, "Maja er truet, og Henrik svarer ikke.")
    for someone in (jurist, place.henrik):
        with pytest.raises(NotNow):
            break_glass(someone, case.number, "En anden grund.")
    told = Notice.objects.filter(code="break_glass").count()
    assert (told, events_of(Stream.CASE, case.id).filter(name="case.glass_broken").count()) == (2, 1)
    with clock.travel(clock.now() + timedelta(hours=25)):
        break_glass(jurist, case.number, "Der er kommet en ny trussel.")
    assert Notice.objects.filter(code="break_glass").count() == told * 2


def test_emergency_access_is_for_those_who_lead_or_advise(place, case):
    for nobody in (place.other, place.lone):
        with pytest.raises(NotAllowed):
            break_glass(nobody, case.number, "Jeg vil bare se.")
    assert Notice.objects.filter(code="break_glass").count() == 0
    assert break_glass(place.mikkel, case.number, "Henrik er syg, og Maja er truet.") == case


def test_emergency_access_to_a_case_that_is_not_there_or_closed_to_one_looks_the_same(place, case, owner):
    kind, ground = ExclusionKind.CANNOT_SEE, ExclusionGround.SENDER
    actions.exclude(case=case, by=owner, person=place.other.person, kind=kind, ground=ground)
    says, jurist = set(), viewer_of(role(place.other.person, OrgRole.JURIST, place.unit))
    for number in (case.number, "V-2026-9999"):
        with pytest.raises(BadInput) as refused:
            break_glass(jurist, number, "Det haster.")
        says.add(refused.value.text)
    assert len(says) == 1


def test_timeline_has_what_happened_and_what_we_did(case):
    found = queries.timeline(case)
    assert (sum(row.incident is not None for row in found), found[0].at) == (1, None)
