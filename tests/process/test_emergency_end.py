"""An emergency access ends before its day is over: by the case owner, or by the one who took it."""

from datetime import timedelta

import pytest

from tests.factories.casework import START, casework, holds, person
from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases import actions, states
from vaern.cases.enums import CaseRole
from vaern.cases.queries import actor_in, areas_of, current_participants, roles_in
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.enums import OrgRole
from vaern.people.models import Notice
from vaern.people.queries import viewer_of
from vaern.plans import actions as plans
from vaern.plans.queries import open_tasks
from vaern.process.opening import break_glass
from vaern.process.plan_start import start_plan_for
from vaern.process.taking_part import end_own_emergency, let_out
from vaern.vault.text import read

pytestmark = [pytest.mark.django_db, pytest.mark.row("G05")]
WHY = "Maja er truet, og Henrik svarer ikke."


@pytest.fixture
def cast():
    with clock.travel(START):
        made = casework()
        made.ida = person("Ida Vinther", made.unit)
        holds(made.ida, OrgRole.JURIST, made.unit)
        yield made


def broken_in(cast):
    """Ida is in the case by emergency access: her participation."""
    break_glass(viewer_of(cast.ida), cast.case.number, WHY)
    return current_participants(cast.case).get(person=cast.ida)


def told(who):
    """What a person has been told, with which case it leads to."""
    return list(Notice.objects.filter(person=who, code="emergency_ended").values_list("subject_id", flat=True))


def names(cast):
    """The last events of the case."""
    return [(event.name, event.role) for event in events_of(Stream.CASE, cast.case.id)]


def test_case_owner_ends_it_with_a_reason_and_the_one_who_had_it_is_told_without_the_case(cast):
    row = broken_in(cast)
    with clock.travel(START + timedelta(hours=1)):
        ended = let_out(row, cast.as_("leader"), "Jeg er tilbage.")
        assert areas_of(cast.ida, cast.case) == frozenset()
        with pytest.raises(NotNow):
            let_out(row, cast.as_("leader"), "Igen.")
    assert (ended.until, read(ended, "ended_because")) == (START + timedelta(hours=1), "Jeg er tilbage.")
    assert names(cast)[-1] == ("emergency.ended", "case_owner")
    assert told(cast.ida) == [None]


def test_the_one_who_took_it_ends_it_without_a_reason_and_is_not_told_of_it(cast):
    broken_in(cast)
    end_own_emergency(cast.case, actor_in(cast.ida, cast.case))
    assert (roles_in(cast.ida, cast.case), told(cast.ida)) == (frozenset(), [])
    assert names(cast)[-1] == ("emergency.ended", "break_glass")


def test_others_in_the_case_do_not_end_it_and_the_owner_says_why(cast):
    row = broken_in(cast)
    for who in ("jurist", "approver"):
        with pytest.raises(NotAllowed):
            let_out(row, cast.as_(who), "Jeg synes det.")
    with pytest.raises(BadInput):
        let_out(row, cast.as_("leader"), " ")
    assert roles_in(cast.ida, cast.case) == {CaseRole.BREAK_GLASS}


def test_only_ones_own_is_ended_without_a_reason(cast):
    broken_in(cast)
    with pytest.raises(NotNow):
        end_own_emergency(cast.case, cast.as_("jurist"))
    assert roles_in(cast.ida, cast.case) == {CaseRole.BREAK_GLASS}


def test_it_ends_in_a_closed_case_too(cast):
    states.close(case=cast.case, by=cast.as_("leader"))
    row = broken_in(cast)
    let_out(row, cast.as_("leader"), "Sagen er lukket.")
    cast.case.refresh_from_db()
    assert (roles_in(cast.ida, cast.case), cast.case.state) == (frozenset(), "closed")


def test_another_role_in_the_case_stays_and_what_was_taken_on_falls_to_the_owner(cast):
    broken_in(cast)
    start_plan_for(cast.case, SYSTEM)
    task = open_tasks(cast.case).filter(owner=cast.leader).first()
    plans.hand_over_task(task=task, by=cast.as_("leader"), to=cast.ida)
    actions.add_participant(case=cast.case, by=SYSTEM, person=cast.ida, role=CaseRole.HR, reason_code="test")
    end_own_emergency(cast.case, actor_in(cast.ida, cast.case))
    task.refresh_from_db()
    assert (roles_in(cast.ida, cast.case), task.owner) == ({CaseRole.HR}, cast.ida)
    let_out(current_participants(cast.case).get(person=cast.ida), cast.as_("leader"), "Ikke mere.")
    broken_in(cast)
    plans.hand_over_task(task=task, by=cast.as_("leader"), to=cast.ida)
    end_own_emergency(cast.case, actor_in(cast.ida, cast.case))
    task.refresh_from_db()
    assert task.owner == cast.leader


def test_it_can_be_used_again_and_those_it_concerns_are_told_again(cast):
    let_out(broken_in(cast), cast.as_("leader"), "Jeg er tilbage.")
    broken_in(cast)
    assert Notice.objects.filter(person=cast.leader, code="break_glass").count() == 2
