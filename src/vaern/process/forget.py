"""Lets a closed case be forgotten: clear rows go, keys are destroyed, and a ledger keeps a restore from undoing it.

What stays: the case's number, unit, state and times; its chain of events and the custody of its items, in which
persons stand by reader ids that nobody can work out any more; and the ledger: from which day no copy can be read.
"""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit import events
from vaern.audit.actors import SYSTEM, Actor
from vaern.audit.enums import Stream
from vaern.cases.enums import CaseState
from vaern.cases.models import Case, Party
from vaern.cases.writing import note, writing
from vaern.errors import NotNow
from vaern.evidence.models import CustodyEntry, Item, ItemToken
from vaern.people.models import Notice
from vaern.process.situation import book
from vaern.rulebook.gates import check_gate
from vaern.rulebook.shapes import Situation
from vaern.vault import keys, storage
from vaern.vault.ledger import Entry
from vaern.vault.models import Blob, Forgotten
from vaern.vault.scopes import Scope, ScopeKind

GATE = "forget_case"
# The shells that the custody chains hang on, and the chains: they hold sealed bytes, codes, times and reader ids.
KEPT = (Item, ItemToken, CustodyEntry)
# Where the shells point to a person or to rows that go.
LOOSENED = ("report", "incident", "received_from")


def forget_case(case: Case, *, by: Actor, situation: Situation, aside: Collection[str] = ()) -> list[Entry]:
    """Let a closed case be forgotten, for good; the entries say from which day no copy anywhere can be read.

    The situation answers what must be so before a case is forgotten; `aside` are the ids of conditions that are set
    aside. How each stood is written to the log. NotNow when the case is not closed or a condition is open. The rows go
    in one transaction; then the keys, each written to the ledger first. A crash in between is finished by
    `finish_forgetting`, which the worker runs.
    """
    with writing(case):
        check_can_forget(case)
        stood = [f"{condition}.{state}" for condition, state in states_of(situation, aside).items()]
        note("case.forgotten", case, by)
        system = Stream.SYSTEM
        events.record("case.forgotten", stream=system, stream_id=system.value, by=by, data={"conditions": stood})
        scopes = clear_rows(case)
    return destroy(scopes)


def states_of(situation: Situation, aside: Collection[str] = ()) -> dict[str, str]:
    """Each condition of the gate by its id. NotNow, with what to do about each that is neither met nor set aside."""
    conditions = check_gate(book(), GATE, situation).conditions
    put_aside = {one.id for one in conditions if one.id in aside and one.set_aside != "never"}
    still = [one for one in conditions if one.state in ("unmet", "unknown") and one.id not in put_aside]
    if still:
        raise NotNow(
            _("The case cannot be forgotten yet."),
            "\n".join(f"{one.title}: {' '.join(one.sentences)} {one.todo}" for one in still),
            _("Answer in the file: %(facts)s.")
            % {"facts": ", ".join(sorted({f for one in still for f in one.deciding}))},
        )
    return {one.id: "set_aside" if one.id in put_aside else one.state for one in conditions}


def check_can_forget(case: Case) -> None:
    """Only a closed case is forgotten."""
    if case.state != CaseState.CLOSED:
        raise NotNow(
            _("The case is not closed."),
            _("What is still worked on cannot be forgotten."),
            _("Close the case first."),
        )


def clear_rows(case: Case) -> list[Scope]:
    """Delete every row of the case that says something in clear, and turn the case into an empty shell.

    Returns the scopes whose keys are to be destroyed. Foreign keys are checked at the end of the transaction. That the
    case is forgotten is written first: until then the database lets nobody take a decision or an exclusion away.
    """
    scopes, gone = scopes_of(case), {case.id}
    case.state, case.next_deadline = CaseState.FORGOTTEN, None
    case.save(update_fields=["state", "next_deadline"])
    Item.with_drafts.filter(case=case).update(**dict.fromkeys(LOOSENED))
    for model, lookup in tables_of_a_case():
        rows = model._base_manager.filter(**{lookup: case.id})  # noqa: SLF001 - Django's own, documented
        gone |= {one for one in rows.values_list("pk", flat=True) if isinstance(one, UUID)}
        rows._raw_delete(rows.db)  # noqa: SLF001 - past PROTECT, which stands against everything but forgetting
    Notice.objects.filter(subject_id__in=gone).delete()
    return scopes


def scopes_of(case: Case) -> list[Scope]:
    """The keys that open anything of the case: its own, that of its injury track, and that of each party."""
    parties = Party.objects.filter(case=case).values_list("id", flat=True)
    own = [Scope(ScopeKind.CASE, case.id), Scope(ScopeKind.INJURY, case.id)]
    return own + [Scope(ScopeKind.SENDER, party) for party in parties]


def tables_of_a_case() -> Iterator[tuple[type[models.Model], str]]:
    """Every table whose rows hang on a case, however far, with the way there; not those that are kept."""
    ways: dict[type[models.Model], str] = {Case: "pk"}
    waiting = [model for model in apps.get_models() if model.__module__.startswith("vaern.") and model is not Case]
    found = True
    while found:
        found = False
        for model in [one for one in waiting if one not in ways]:
            way = next((field for field in _links(model) if field.related_model in ways), None)
            if way is not None:
                further = ways[way.related_model]
                ways[model] = way.name if further == "pk" else f"{way.name}__{further}"
                found = True
    # The farthest first: a row is found by way of those that it hangs on.
    for model in reversed(list(ways)):
        if model is not Case and model not in KEPT:
            yield model, ways[model]


def _links(model: type[models.Model]) -> Iterator[Any]:
    return (field for field in model._meta.get_fields() if isinstance(field, models.ForeignKey) and not field.null)  # noqa: SLF001 - Django's own, documented


def destroy(scopes: list[Scope]) -> list[Entry]:
    """Destroy the keys, each in the ledger first, and take the sealed files away, which nobody can open any more."""
    entries = [keys.destroy(scope) for scope in scopes]
    for scope in scopes:
        for blob_id in Blob.objects.filter(kind=scope.kind.value, scope_id=scope.id).values_list("id", flat=True):
            storage.delete(blob_id)
    return entries


def finish_forgetting() -> int:
    """Destroy the keys of cases whose rows are gone and whose keys are not: a crash came in between. How many cases."""
    destroyed = Forgotten.objects.filter(kind=ScopeKind.CASE.value).values_list("scope_id", flat=True)
    left = Case.objects.filter(state=CaseState.FORGOTTEN).exclude(id__in=list(destroyed))
    for case in left:
        destroy(scopes_of(case))
    return len(left)


def forget_again(scopes: list[Scope]) -> int:
    """After a restore: the rows of cases whose keys the ledger has destroyed are cleared again. How many cases."""
    forgotten = {scope.id for scope in scopes if scope.kind is ScopeKind.CASE}
    cases = [case for case in Case.objects.exclude(state=CaseState.FORGOTTEN) if case.id in forgotten]
    for case in cases:
        with transaction.atomic():
            events.record("case.forgotten", stream=Stream.CASE, stream_id=case.id, by=SYSTEM, happened_at=clock.now())
            left = clear_rows(case)
        destroy(left)
    return len(cases)
