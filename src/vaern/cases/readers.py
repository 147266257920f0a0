"""Persons stand in a case's log by reader ids, which the case's own key makes: who they were is forgotten with it.

No table holds the map from person to reader id. It is worked out for those who may read the log, as long as the case's
key is there.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from vaern.audit.actors import Actor
from vaern.people.models import Person
from vaern.vault.pseudonyms import Pseudonyms
from vaern.vault.scopes import Scope, ScopeKind

USE = "reader/1"
# What an event's data calls a person.
PERSONS = frozenset({"person", "owner", "to", "receiver"})


def readers_of(case_id: UUID) -> Pseudonyms:
    """The reader ids of a case."""
    return Pseudonyms(Scope(ScopeKind.CASE, case_id), USE)


def in_log(case_id: UUID, by: Actor) -> Actor:
    """The actor as the case's log names it; the system is nobody."""
    if by.person_id is None:
        return by
    return replace(by, person_id=readers_of(case_id).of(by.person_id))


def data_in_log(case_id: UUID, data: dict[str, Any]) -> dict[str, Any]:
    """An event's data with the persons in it by their reader ids."""
    named = {key for key, value in data.items() if key in PERSONS and isinstance(value, UUID)}
    if not named:
        return data
    readers = readers_of(case_id)
    return {key: readers.of(value) if key in named else value for key, value in data.items()}


def names_behind(case_id: UUID, reader_ids: Iterable[str]) -> dict[str, str]:
    """The names of those behind reader ids. Those who take part are tried first, then everybody."""
    wanted = {one for one in reader_ids if one}
    readers, found = readers_of(case_id), dict[str, str]()
    for people in (Person.objects.filter(participations__case=case_id), Person.objects.all()):
        if wanted - set(found):
            found |= {
                str(readers.of(person)): name for person, name in people.values_list("id", "name").distinct().iterator()
            }
    return {one: found[one] for one in wanted if one in found}
