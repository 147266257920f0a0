"""Somebody else looks first, so that nobody meets the worst unprepared: asked, and answered with a short summary."""

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases.enums import Area
from vaern.cases.guards import check_can_change
from vaern.cases.queries import areas_of, current_participants
from vaern.cases.text import clean
from vaern.cases.writing import acting_person, note, writing
from vaern.errors import BadInput, NotAllowed
from vaern.evidence.locking import check_not_locked
from vaern.evidence.models import FirstReading, Item
from vaern.people.models import Person
from vaern.people.notices import notify
from vaern.vault.text import seal_into


def can_be_asked(item: Item, by: Actor) -> list[Person]:
    """Those who may see the evidence of the case, without the one who asks."""
    people = {row.person.id: row.person for row in current_participants(item.case)}
    return [
        person
        for person in people.values()
        if person.id != by.person_id and Area.EVIDENCE in areas_of(person, item.case)
    ]


def ask(*, item: Item, by: Actor, person: Person) -> FirstReading:
    """Ask somebody to look first. BadInput when the person may not see the evidence of this case."""
    if person not in can_be_asked(item, by):
        raise BadInput(_("This person cannot see the evidence of the case."), "", _("Choose somebody else."))
    with writing(item.case):
        check_can_change(item.case)
        check_not_locked(item)
        row = FirstReading(item=item, asked=person, asked_by_id=acting_person(by), asked_at=clock.now())
        row.save(force_insert=True)
        note("evidence.first_reader_asked", item.case, by, item=item.id, to=person.id)
        notify(person, "first_reading", item.case_id, dedupe=str(row.id))
        return row


def answer(*, reading: FirstReading, by: Actor, summary: str) -> FirstReading:
    """The one who was asked says shortly what it is; the one who asked is told that there is news.

    NotAllowed for everybody else, BadInput without words, NotNow in a case that is not open.
    """
    words = clean(summary)
    if reading.asked_id != by.person_id:
        raise NotAllowed(_("Somebody else was asked."))
    if not words:
        raise BadInput(_("Write one sentence about what it is."))
    with writing(reading.item.case):
        check_can_change(reading.item.case)
        seal_into(reading, summary=words)
        reading.answered_at = clock.now()
        reading.save(update_fields=["summary", "answered_at"])
        note("evidence.first_read", reading.item.case, by, item=reading.item_id)
        notify(reading.asked_by, "first_reading_done", reading.item.case_id, dedupe=str(reading.id))
        return reading
