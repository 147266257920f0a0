"""The talks with the affected employee: promised, held, and what they close in the plan."""

from datetime import timedelta

import pytest

from tests.factories.casework import START, casework
from vaern import clock
from vaern.care.enums import TalkKind
from vaern.care.queries import talks_of
from vaern.cases.actions import add_participant
from vaern.cases.enums import CaseRole
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.models import Notice
from vaern.process import plan_start, talks
from vaern.process.situation import situation_of, whole
from vaern.rulebook.shapes import Value
from vaern.vault.text import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        one = casework()
        plan_start.start_plan_for(one.case, one.as_("leader"))
        yield one


def note(cast, kind=TalkKind.FIRST, **more):
    return talks.note_talk(cast.case, cast.as_("leader"), kind=kind, **{"held_at": START, "note": "", **more})


@pytest.mark.row("G05")
def test_first_talk_that_is_noted_closes_the_first_step_and_counts_as_contact(cast):
    assert whole(situation_of(cast.case)).answers["affected_contacted"] == Value.NO
    note(cast, note="Ring helst efter kl. 15.")
    assert whole(situation_of(cast.case)).answers["affected_contacted"] == Value.YES
    assert cast.case.tasks.get(step="make_safe_and_listen").done_at == START
    assert read(talks_of(cast.case).get(), "note") == "Ring helst efter kl. 15."


@pytest.mark.row("G05")
@pytest.mark.parametrize(
    ("kind", "done"), [(TalkKind.WEEK, "talk_after_1_week"), (TalkKind.WEEKS, "talk_after_6_weeks")]
)
def test_later_talk_closes_its_own_step_alone(cast, kind, done):
    note(cast, kind=kind)
    steps = {task.step for task in cast.case.tasks.filter(step__startswith="talk_after", done_at__isnull=False)}
    assert steps == {done}
    note(cast, kind=kind)  # once more, with nothing left to close
    assert talks_of(cast.case).count() == 2


def test_promised_talk_is_held_once_by_the_one_who_notes_it(cast):
    before = START + timedelta(days=2)
    amr = cast.deputy
    add_participant(case=cast.case, by=cast.as_("leader"), person=amr, role=CaseRole.AMR, reason_code="asked_to_help")
    talk = talks.agree_talk(cast.case, cast.as_("leader"), kind=TalkKind.WEEK, held_by=amr, before=before)
    assert Notice.objects.filter(person=amr, code="talk_promised", subject_id=cast.case.id).count() == 1
    talks.hold_talk(talk, cast.as_("leader"), held_at=START, note="")
    talk.refresh_from_db()
    assert (talk.held_by, talk.held_at) == (cast.leader, START)
    with pytest.raises(NotNow):
        talks.hold_talk(talk, cast.as_("leader"), held_at=START, note="")


def test_talk_is_not_agreed_for_the_past_nor_held_in_the_future(cast):
    with pytest.raises(BadInput):
        talks.agree_talk(cast.case, cast.as_("leader"), kind=TalkKind.WEEK, held_by=cast.leader, before=START)
    with pytest.raises(BadInput):
        note(cast, held_at=START + timedelta(minutes=1))
    assert talks_of(cast.case).count() == 0


def test_talk_is_for_those_who_may_know_how_she_is_and_never_noted_by_herself(cast):
    later = START + timedelta(days=1)
    with pytest.raises(NotAllowed):
        talks.note_talk(cast.case, cast.as_("jurist"), kind=TalkKind.FIRST, held_at=START, note="")
    with pytest.raises(NotAllowed):
        talks.note_talk(cast.case, cast.as_("employee"), kind=TalkKind.FIRST, held_at=START, note="")
    for person in (cast.jurist, cast.employee):
        with pytest.raises(NotAllowed):
            talks.agree_talk(cast.case, cast.as_("leader"), kind=TalkKind.MORE, held_by=person, before=later)
