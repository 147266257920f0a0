"""Puts the cast into the organisation."""

from datetime import datetime

from vaern.audit.actors import SYSTEM
from vaern.demo.cast import CAST, UNITS
from vaern.people import actions
from vaern.people.models import Person, Unit


def seat_everyone(since: datetime) -> dict[str, Person]:
    """Units, persons and roles, from a day before any case. Returns the persons by name."""
    units: dict[str, Unit] = {}
    for part in UNITS:
        parent = units[part.parent] if part.parent else None
        units[part.name] = actions.create_unit(by=SYSTEM, name=part.name, kind=part.kind, parent=parent)
    people: dict[str, Person] = {}
    for role in CAST:
        people[role.name] = actions.create_person(
            by=SYSTEM, name=role.name, title=role.title, work_email=role.email, work_phone=role.phone,
            unit=units[role.unit],
        )  # fmt: skip
        for held, unit in role.roles:
            actions.assign_role(by=SYSTEM, person=people[role.name], role=held, unit=units[unit], since=since.date())
    return people
