"""Material that was locked by mistake is let out again by two persons, and nothing of it is shown before."""

import pytest
from django.db import IntegrityError, transaction

from tests.evidence.items import THREAD, kept, read_as
from tests.factories.cases import person, picture, role
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole
from vaern.cases.queries import actor_in, person_in_role
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.evidence import actions, custody, lifting, locking, provenance, showing
from vaern.evidence.models import Item, LockLift
from vaern.evidence.reading import read_job
from vaern.jobs.models import Job
from vaern.people.enums import OrgRole
from vaern.people.models import Notice
from vaern.process import lift_lock
from vaern.vault.blobs import Sealer
from vaern.vault.text import read

pytestmark = pytest.mark.django_db
ASK = {"ground": "wrong_item", "reason": "Jeg trykkede på det forkerte bevis."}
YES = {"lifted": True, "answer": "Henrik har vist mig, hvad han ville låse."}


@pytest.fixture
def one():
    """A case with one item, and a jurist."""
    found = kept()
    farid = role(person("Farid Nassar", found.place.unit), OrgRole.JURIST, found.place.unit)
    cases.add_participant(
        case=found.case, by=found.owner, person=farid, role=CaseRole.JURIST, reason_code="asked", reason="Hjælp"
    )
    return found


def jurist(one) -> Actor:
    return actor_in(person_in_role(one.case, CaseRole.JURIST), one.case)


def mail(one) -> Item:
    """A mail in the case."""
    sealer = Sealer(one.case.vault_scope)
    sealer.write(b"From: x@mail.invalid\n\nhej")
    return actions.add_to_case(case=one.case, by=one.owner, sealer=sealer, name="brev.eml")


def inside(item, data, name="bilag.png"):
    sealer = Sealer(item.vault_scope)
    sealer.write(data)
    return actions.add_inside(parent=item, part="1", by=Actor(None, "system"), sealer=sealer, name=name)


def fresh(item) -> Item:
    return Item.objects.get(pk=item.pk)


def acts(item) -> list[tuple[str, str]]:
    return [(entry.act, entry.reason_code) for entry in item.custody.order_by("sequence")]


@pytest.mark.row("B04")
def test_lock_is_lifted_when_one_has_asked_and_another_decided(one):
    locking.lock(item=one.item, by=one.owner)
    lift = lift_lock.ask(item=one.item, by=one.owner, **ASK)
    assert fresh(one.item).locked_at is not None
    with pytest.raises(NotNow):
        showing.show(fresh(one.item))
    lift_lock.decide(lift=lift, by=jurist(one), **YES)
    item = fresh(one.item)
    assert (item.locked_at, showing.show(item).is_empty) == (None, False)
    assert acts(item) == [("received", ""), ("locked", "may_not_be_copied"), ("unlocked", "wrong_item")]
    assert (custody.check(item), read(lift, "answer")) == (3, YES["answer"])
    named = [event.name for event in events_of(Stream.CASE, one.case.id)][-3:]
    assert named == ["evidence.locked", "evidence.lock_lift_asked", "evidence.unlocked"]
    told = set(Notice.objects.filter(code__startswith="lock_lift").values_list("code", "person"))
    assert told == {("lock_lift_asked", jurist(one).person_id), ("lock_lift_decided", one.owner.person_id)}


def test_one_person_alone_never_lifts_a_lock(one):
    locking.lock(item=one.item, by=one.owner)
    lift = lift_lock.ask(item=one.item, by=one.owner, **ASK)
    for decide in (lift_lock.decide, lifting.decide_lift):
        with pytest.raises(NotAllowed):
            decide(lift=lift, by=one.owner, **YES)
    with pytest.raises(IntegrityError), transaction.atomic():
        LockLift.objects.filter(pk=lift.pk).update(decided_by=one.owner.person_id)
    assert fresh(one.item).locked_at is not None


def test_lock_that_the_other_lets_stand_can_be_asked_about_again(one):
    locking.lock(item=one.item, by=one.owner)
    lift = lift_lock.ask(item=one.item, by=one.owner, **ASK)
    lift_lock.decide(lift=lift, by=jurist(one), lifted=False, answer="Politiet har ikke svaret.")
    assert (fresh(one.item).locked_at is not None, acts(one.item)[-1][0]) == (True, "locked")
    assert events_of(Stream.CASE, one.case.id).last().name == "evidence.lock_kept"
    with pytest.raises(NotNow):
        lift_lock.decide(lift=lift, by=jurist(one), **YES)
    again = lift_lock.ask(item=one.item, by=jurist(one), ground="police", reason="Politiet ringede.")
    lift_lock.decide(lift=again, by=one.owner, **YES)
    assert acts(one.item)[-1] == ("unlocked", "police")


def test_nobody_who_is_a_part_of_it_or_outside_decides(one):
    locking.lock(item=one.item, by=one.owner)
    lift = lift_lock.ask(item=one.item, by=one.owner, **ASK)
    for viewer in (one.place.maja, one.place.other):
        with pytest.raises(NotAllowed):
            lift_lock.decide(lift=lift, by=Actor(viewer.person.id, "case_owner"), **YES)
    assert fresh(one.item).locked_at is not None


def test_asking_where_nobody_else_can_decide_is_refused_and_leaves_nothing():
    alone = kept()
    locking.lock(item=alone.item, by=alone.owner)
    with pytest.raises(NotNow):
        lift_lock.ask(item=alone.item, by=alone.owner, **ASK)
    assert LockLift.objects.count() == 0


@pytest.mark.parametrize("wrong", [{"ground": "x"}, {"reason": "  "}])
def test_asking_without_a_ground_or_a_reason_is_refused(one, wrong):
    locking.lock(item=one.item, by=one.owner)
    with pytest.raises(BadInput):
        lift_lock.ask(item=one.item, by=one.owner, **{**ASK, **wrong})


def test_asking_for_what_is_not_locked_or_asked_already_is_refused(one):
    with pytest.raises(NotNow):
        lift_lock.ask(item=one.item, by=one.owner, **ASK)
    locking.lock(item=one.item, by=one.owner)
    lift = lift_lock.ask(item=one.item, by=one.owner, **ASK)
    with pytest.raises(NotNow):
        lift_lock.ask(item=one.item, by=jurist(one), **ASK)
    with pytest.raises(BadInput):
        lift_lock.decide(lift=lift, by=jurist(one), lifted=True, answer=" ")


def test_stranger_cannot_ask(one):
    locking.lock(item=one.item, by=one.owner)
    stranger = person("Fremmed", one.place.unit)
    with pytest.raises(NotAllowed):
        lift_lock.ask(item=one.item, by=Actor(stranger.id, "jurist"), **ASK)


@pytest.mark.row("B04")
def test_same_file_elsewhere_in_the_case_is_locked_with_it(one):
    """A picture that also lay in a mail: the mail and its other attachments are locked too."""
    letter = mail(one)
    twin, beside = inside(letter, picture((400, 300))), inside(letter, b"andet", "andet.txt")
    locking.lock(item=one.item, by=one.owner)
    assert [fresh(item).locked_at is not None for item in (one.item, letter, twin, beside)] == [True] * 4
    lift = lift_lock.ask(item=fresh(twin), by=one.owner, **ASK)
    assert lifting.asked_lift(fresh(one.item)) == lift
    lift_lock.decide(lift=lift, by=jurist(one), **YES)
    assert [fresh(item).locked_at for item in (one.item, letter, twin, beside)] == [None] * 4


@pytest.mark.row("B04")
def test_locked_file_that_comes_again_in_a_mail_is_locked_before_anybody_sees_it(one):
    locking.lock(item=one.item, by=one.owner)
    letter = mail(one)
    assert fresh(letter).locked_at is None
    twin = inside(letter, picture((400, 300)))
    assert (fresh(twin).locked_at is not None, fresh(letter).locked_at is not None) == (True, True)
    assert acts(twin) == [("received", "inside_b2"), ("locked", "same_as_locked")]


def test_locked_item_takes_no_words_about_it(one):
    read_as(one.item, **THREAD)
    locking.lock(item=one.item, by=one.owner)
    with pytest.raises(NotNow):
        provenance.say(item=one.item, by=one.owner, strength="own_device")
    with pytest.raises(NotNow):
        provenance.confirm(item=one.item, by=one.owner, confirmed=[("time-0", "i går")])


@pytest.mark.parametrize(("read_before", "job"), [(False, "evidence.read"), (True, "evidence.words")])
def test_what_was_not_read_while_it_was_locked_is_read_afterwards(one, read_before, job):
    if read_before:
        read_as(one.item, kind="picture.png")
    locking.lock(item=one.item, by=one.owner)
    read_job({"item": str(one.item.id)})
    assert one.item.evidencereadings.count() == int(read_before)
    before = Job.objects.filter(name=job).count()
    lift_lock.decide(lift=lift_lock.ask(item=one.item, by=one.owner, **ASK), by=jurist(one), **YES)
    assert Job.objects.filter(name=job).count() == before + 1
