"""One row of everything that hangs on evidence, in a case of the walk."""

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases.models import Case
from vaern.evidence import first_reading, marks, provenance, redaction, uploading
from vaern.evidence.models import ArrivedItem, Capture, DerivedFile, EvidenceReading, Item, LockLift, MovedItem
from vaern.people.models import Person
from vaern.vault.blobs import Sealer
from vaern.vault.text import seal_into


def hang_on_evidence(case: Case, by: Actor) -> None:
    """A reading, a derived file, a source, a mark, a hidden part, a trace, a lock, a call, a capture, a file coming."""
    item = case.items.exclude(secured_at=None).order_by("number").first()
    assert item is not None
    reading = EvidenceReading(item=item, made_at=clock.now(), outcome="read", kind="text")
    seal_into(reading, said="{}")
    reading.save(force_insert=True)
    derive(item)
    # The same in every case of the walk: each is seen before in the others, and nothing of those may be met.
    provenance.say(item=item, by=by, strength="photo_of_screen", url="https://facebook.com/vred.opdigtet")
    marks.mark(item=item, by=by, selector=marks.area_selector(1, 1, 5, 5), words="Se her")
    redaction.redact_picture(item=item, by=by, areas=[(1, 1, 5, 5)], reason="Et navn")
    provenance.note_call(case=case, by=by, called_at=clock.now(), number="22 34 56 78", said="Ord", heard_by="En")
    moved = MovedItem(case=case, item=item, number=99, last_sequence=1, moved_by_id=by.person_id, moved_at=clock.now())
    seal_into(moved, reason="Forkert sag")
    moved.save(force_insert=True)
    arrived = ArrivedItem(case=case, item=item, sequence=1)
    seal_into(arrived, reason="Hører til her")
    arrived.save(force_insert=True)
    lift = LockLift(item=item, ground="wrong_item", asked_by_id=by.person_id, asked_at=clock.now())
    seal_into(lift, reason="En anden var ment", answer="Det er rigtigt")
    lift.save(force_insert=True)
    capture = Capture(case=case, asked_by_id=by.person_id, asked_at=clock.now())
    seal_into(capture, url="https://x.invalid/")
    capture.save(force_insert=True)
    uploading.begin(case=case, by=by, name="på vej.png", length=9)


def derive(item: Item) -> None:
    """What lay inside."""
    sealer = Sealer(item.vault_scope)
    sealer.write(b"Ord")
    row = DerivedFile(item=item, part="1", blob=sealer.finish(), media_type="text/plain")
    seal_into(row, name="del.txt", sha256=sealer.sha256)
    row.save(force_insert=True)


def look_first(case: Case, by: Actor, person: Person) -> None:
    """Another is asked to look first, and has answered."""
    item = case.items.exclude(secured_at=None).order_by("number").first()
    assert item is not None
    row = first_reading.ask(item=item, by=by, person=person)
    first_reading.answer(reading=row, by=Actor(person.id, "jurist"), summary="Et billede")
