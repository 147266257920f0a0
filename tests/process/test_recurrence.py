"""What was seen before, as each viewer may know it; each rule with the case in which it is broken."""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.cases import Workplace, attached, draft, person, picture, role, workplace
from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.cases import actions as cases
from vaern.cases import states
from vaern.cases.enums import CaseRole, CaseState, ExclusionGround, ExclusionKind, SenderKind
from vaern.cases.models import Case
from vaern.cases.queries import actor_in
from vaern.cases.senders import Sender
from vaern.errors import NotAllowed
from vaern.evidence import locking, moving, provenance, traces
from vaern.evidence.identifiers import Known
from vaern.evidence.models import Item, Trace
from vaern.people.enums import OrgRole, UnitKind
from vaern.people.models import Person, Unit
from vaern.people.queries import viewer_of
from vaern.people.viewer import Viewer
from vaern.process import forget
from vaern.process import report as process
from vaern.process.recurrence import Seen, seen_before

pytestmark = [pytest.mark.django_db, pytest.mark.row("G16")]

PROFILE = "facebook.com/vred.borger"


@dataclass
class Town:
    """Two workplaces whose leaders see their own cases only."""

    here: Workplace
    rikke: Viewer
    anton: Viewer
    mine: Case
    theirs: Case

    @property
    def henrik(self) -> Person:
        """Who looks."""
        return self.here.henrik.person

    def seen(self) -> list[Seen]:
        """As Henrik sees his case."""
        return seen_before(self.henrik, self.mine)

    def told(self) -> list[tuple[str, list[int], tuple[str, ...], bool, bool]]:
        """The same in short."""
        return [
            (one.value, [item.number for item in one.items], one.cases, one.others, one.not_alone)
            for one in self.seen()
        ]


def case_of(who: Viewer, size: int) -> Case:
    """A case with one picture, told by somebody."""
    report = draft(who)
    attached(report, who, picture((size, size)))
    return process.send_report(report, by=who).case


def say(case: Case, url: str = PROFILE, item: Item | None = None) -> None:
    """Where an item comes from."""
    row = item or Item.objects.filter(case=case).order_by("number").first()
    owner = case.participations.get(role=CaseRole.CASE_OWNER).person
    provenance.say(item=row, by=actor_in(owner, case), strength="own_device", url=url)


@pytest.fixture
def town() -> Town:
    """The same profile was said in a case of Maja's and in one of Anton's, elsewhere."""
    here = workplace()
    root = here.unit.parent
    key = uuid4()
    there = Unit.objects.create(
        id=key, name="Byggesager", kind=UnitKind.WORKPLACE, parent=root, path=f"{root.path}{key.hex}/"
    )
    rikke = viewer_of(role(person("Rikke Leder", there), OrgRole.LEADER, there))
    anton = viewer_of(person("Anton Sagsbehandler", there))
    found = Town(here, rikke, anton, case_of(here.maja, 11), case_of(anton, 12))
    say(found.mine)
    say(found.theirs, f"https://www.{PROFILE.title()}/?ref=x")
    return found


def let_in(town: Town, case: Case, who: Person, as_: CaseRole) -> None:
    cases.add_participant(case=case, by=SYSTEM, person=who, role=as_, reason_code="asked_to_help", reason="Ser med")


def test_nothing_is_said_where_nothing_was_seen_before(town):
    say(town.mine, "facebook.com/en.anden")
    assert town.told() == []


def test_who_sees_one_case_learns_that_there_is_another_and_nothing_more_of_it(town):
    assert town.told() == [(PROFILE, [1], (), True, True)]
    assert town.theirs.number not in repr(town.seen())


def test_who_may_see_the_evidence_of_both_gets_the_number(town):
    let_in(town, town.theirs, town.henrik, CaseRole.JURIST)
    assert town.told() == [(PROFILE, [1], (town.theirs.number,), False, True)]


def test_who_takes_part_without_seeing_the_evidence_gets_no_number(town):
    let_in(town, town.theirs, town.henrik, CaseRole.AMR)
    assert town.told() == [(PROFILE, [1], (), True, True)]


def test_one_who_may_not_see_the_evidence_of_the_case_is_told_nothing(town):
    for who in (town.here.maja, town.here.lone, town.rikke):
        with pytest.raises(NotAllowed):
            seen_before(who.person, town.mine)


def test_case_with_a_colleague_as_the_sender_is_silent_for_those_outside_it(town):
    sender = Sender(SenderKind.COLLEAGUE, person=town.here.other.person)
    cases.add_sender(case=town.theirs, by=actor_in(town.rikke.person, town.theirs), sender=sender)
    assert town.told() == []
    let_in(town, town.theirs, town.henrik, CaseRole.JURIST)
    assert town.told() == [(PROFILE, [1], (town.theirs.number,), False, True)]


@pytest.mark.parametrize("kind", list(ExclusionKind))
def test_case_from_which_the_viewer_is_excluded_is_silent_until_that_is_lifted(town, kind):
    by = actor_in(town.rikke.person, town.theirs)
    row = cases.exclude(case=town.theirs, by=by, person=town.henrik, kind=kind, ground=ExclusionGround.CLOSE_TO_PARTY)
    assert town.told() == []
    cases.lift_exclusion(exclusion=row, by=by, reason="En fejl")
    assert town.told() == [(PROFILE, [1], (), True, True)]


def test_case_that_is_about_the_viewer_is_silent(town):
    about_henrik = case_of(viewer_of(town.henrik), 13)
    say(about_henrik)
    Trace.objects.filter(case=town.theirs).delete()
    assert town.told() == []


def test_another_case_of_the_same_employee_is_no_sign_that_there_are_others(town):
    again = case_of(town.here.maja, 14)
    say(again)
    Trace.objects.filter(case=town.theirs).delete()
    assert town.told() == [(PROFILE, [1], (again.number,), False, False)]
    again.participations.filter(person=town.henrik).update(until=clock.now())
    assert town.told() == []


def test_employee_whom_nobody_has_named_is_not_told_that_there_are_others(town):
    town.mine.parties.all().delete()
    assert town.told() == [(PROFILE, [1], (), True, False)]


def test_closed_case_counts_and_one_that_was_forgotten_does_not(town):
    states.close(case=town.theirs, by=SYSTEM)
    assert [one.others for one in town.seen()] == [True]
    forget.clear_rows(Case.objects.get(pk=town.theirs.pk))
    assert town.told() == []


def test_case_that_is_forgotten_while_its_traces_are_still_there_is_not_found(town):
    Case.objects.filter(pk=town.theirs.pk).update(state=CaseState.FORGOTTEN)
    assert town.told() == []


def test_moved_item_is_found_in_the_case_that_it_was_moved_to(town):
    to = case_of(town.anton, 15)
    let_in(town, town.theirs, town.rikke.person, CaseRole.LEADER)
    item = Item.objects.get(case=town.theirs)
    by, there = actor_in(town.rikke.person, town.theirs), actor_in(town.rikke.person, to)
    moving.move(item=item, to=to, by=by, by_there=there, reason="Hører til der")
    let_in(town, to, town.henrik, CaseRole.JURIST)
    assert town.told() == [(PROFILE, [1], (to.number,), False, True)]


def test_locked_item_is_found_by_nobody_by_what_was_said_of_it_nor_by_its_file(town):
    same = Item.objects.get(case=town.theirs)
    Trace.objects.filter(item=same, source="file").update(
        digest=Trace.objects.get(case=town.mine, source="file").digest
    )
    assert [one.kind for one in town.seen()] == ["file", "profile_url"]
    locking.lock(item=same, by=actor_in(town.rikke.person, town.theirs))
    assert town.told() == []
    assert seen_before(town.rikke.person, town.theirs) == []


def test_what_stands_in_several_items_and_calls_of_the_case_is_named(town):
    Trace.objects.filter(case=town.theirs).delete()
    by = actor_in(town.henrik, town.mine)
    for _time in range(2):
        provenance.note_call(case=town.mine, by=by, called_at=clock.now(), number="22 34 56 78", said="Ord")
    second = process.send_report(_more(town), by=town.here.maja).case.items.get(number=2)
    say(town.mine, item=second)
    told = [(one.kind, one.value, [item.number for item in one.items], one.calls, one.others) for one in town.seen()]
    assert told == [("phone", "+4522345678", [], 2, False), ("profile_url", PROFILE, [1, 2], 0, False)]


def _more(town: Town):
    report = process.start_draft(by=town.here.maja, case=town.mine)
    saved = process.save_draft(report, by=town.here.maja, revision=0, fields={"words": "Mere", "who_is_hit": "me"})
    attached(saved.report, town.here.maja, picture((16, 16)))
    return saved.report


def test_questions_to_the_database_do_not_grow_with_items_and_cases(town):
    def questions() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert [one.others for one in town.seen()] == [True]
        return len(seen)

    few = questions()
    second = process.send_report(_more(town), by=town.here.maja).case.items.get(number=2)
    say(town.mine, item=second)
    digest = traces.digest_of(Known("profile_url", PROFILE))
    for size in range(20, 24):
        other = case_of(town.anton, size)
        Trace.objects.create(case=other, source="call", kind="profile_url", digest=digest)
    assert questions() == few
