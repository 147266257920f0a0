"""An item that was put in the wrong case is moved, with all that hangs on it; custody says so in both cases.

Every case has a key of its own, so all that is sealed is sealed anew. The custody chain goes on where it was: its first
link rests on the item's salted digest, which does not change.
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit import chains
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.cases.enums import Area
from vaern.cases.guards import check_can_change, check_may_see
from vaern.cases.models import Case
from vaern.cases.queries import current_answers
from vaern.cases.text import clean
from vaern.cases.writing import acting_person, writing
from vaern.errors import BadInput, IntegrityBroken, NotNow
from vaern.evidence import custody
from vaern.evidence.actions import next_number
from vaern.evidence.locking import check_not_locked, family
from vaern.evidence.models import ArrivedItem, Item, MovedItem
from vaern.people.models import Person
from vaern.vault import blobs
from vaern.vault.blobs import Sealer
from vaern.vault.models import Blob
from vaern.vault.text import read, seal_into

SEALED: dict[str, tuple[str, ...]] = {
    "evidencereadings": ("said",),
    "derivedfiles": ("name", "sha256"),
    "provenances": ("said",),
    "firstreadings": ("summary",),
    "locklifts": ("reason", "answer"),
    "marks": ("selector", "note"),
    "redactions": ("layer", "reason", "sha256"),
}
WITH_BLOBS = ("derivedfiles", "redactions")


def move(*, item: Item, to: Case, by: Actor, by_there: Actor, reason: str) -> Item:
    """Move the item to another open case in which the person may see the evidence too.

    The reason is read in both cases. NotNow when it is locked, lies inside another item, or an answer rests on it.
    BadInput without a reason, or when the reason names one of the cases: those who see the other may not know of it.
    """
    here, words = item.case, clean(reason)
    _check_reason(words, here, to)
    with transaction.atomic():
        for case_id in sorted({here.id, to.id}):  # in one order, so that two moves never wait for each other
            chains.lock(Stream.CASE, case_id)
        with writing(here), writing(to):
            _check(item, here, to, by)
            for one in family(item):
                _move(one, here, to, by=by, by_there=by_there, reason=words)
    return item


def moved_away(case: Case) -> Iterator[MovedItem]:
    """What was once in the case, by its numbers there."""
    yield from MovedItem.objects.filter(case=case).select_related("moved_by", "item").order_by("number")


def reasons_for_coming(item: Item, case: Case) -> dict[int, str]:
    """Why the item came to this case, by the line of its custody that says that it did."""
    rows = ArrivedItem.objects.filter(item=item, case=case)
    return {row.sequence: read(row, "reason") for row in rows}


def _check_reason(words: str, here: Case, to: Case) -> None:
    if not words:
        raise BadInput(_("Write why it belongs in the other case."))
    told = words.casefold()
    if any(case.number.casefold() in told for case in (here, to)):
        raise BadInput(
            _("The reason may not hold the number of a case."),
            _("It is read in both cases, also by those who may not know of the other one."),
            _("Write the reason without the number."),
        )


def _check(item: Item, here: Case, to: Case, by: Actor) -> None:
    person = Person.objects.get(pk=acting_person(by))
    for case in (here, to):
        check_may_see(person, case, Area.EVIDENCE)
        check_can_change(case)
    if here.id == to.id:
        raise BadInput(_("It is in that case already."))
    if item.parent is not None:
        raise NotNow(_("This lies inside another item."), "", _("Move the item that it lies in."))
    for one in family(item):
        check_not_locked(one)
        if any(str(one.id) in map(str, answer.evidence) for answer in current_answers(here)):
            raise NotNow(
                _("An answer in this case rests on B%(number)s.") % {"number": one.number},
                _("The answer would be left without its evidence."),
                _("Give the answer again without it, and then move it."),
            )


def _move(item: Item, here: Case, to: Case, *, by: Actor, by_there: Actor, reason: str) -> None:
    out = custody.add(item, "moved_out", by)
    stub = MovedItem(
        case=here,
        item=item,
        number=item.number,
        last_sequence=out.sequence,
        moved_by_id=acting_person(by),
        moved_at=clock.now(),
    )
    seal_into(stub, reason=reason)
    texts = {name: read(item, name) for name in ("name", "sha256", "salt", "source")}
    hanging = [(row, {name: read(row, name) for name in names}) for row, names in _hanging(item)]
    old, digest = item.blob, texts["sha256"]
    new = _sealed_anew(old, to, digest)
    files = [(row, row.blob, _sealed_anew(row.blob, to, read(row, "sha256"))) for row in _with_blobs(item)]
    _rehome(item, to, new, texts)
    _reseal(item, hanging, files)
    stub.save(force_insert=True)
    for blob in (old, *(before for _row, before, _after in files)):
        blobs.remove(blob)
    came = custody.add(item, "moved_in", by_there)
    arrived = ArrivedItem(case=to, item=item, sequence=came.sequence)
    seal_into(arrived, reason=reason)
    arrived.save(force_insert=True)


def _rehome(item: Item, to: Case, blob: Blob, texts: dict[str, str]) -> None:
    item.case, item.number, item.blob = to, next_number(to), blob
    item.report = item.incident = None
    item.save()
    seal_into(item, **texts)
    item.save()
    item.calls.update(item=None)
    item.traces.update(case=to)


def _reseal(item: Item, hanging: list[tuple[Any, dict[str, str]]], files: list[tuple[Any, Blob, Blob]]) -> None:
    fresh = {row.pk: after for row, _before, after in files}
    for row, texts in hanging:
        row.item = item
        if row.pk in fresh:
            row.blob = fresh[row.pk]
        seal_into(row, **{name: words for name, words in texts.items() if words})
        row.save()


def _hanging(item: Item) -> Iterator[tuple[Any, tuple[str, ...]]]:
    for related, names in SEALED.items():
        for row in getattr(item, related).all():
            yield row, names


def _with_blobs(item: Item) -> Iterator[Any]:
    for related in WITH_BLOBS:
        yield from getattr(item, related).select_related("blob")


def _sealed_anew(blob: Blob, to: Case, sha256: str) -> Blob:
    """The same bytes under the other case's key. IntegrityBroken when they are not what was received."""
    sealer = Sealer(to.vault_scope)
    try:
        for chunk in blobs.read(blob):
            sealer.write(chunk)
    except BaseException:
        sealer.abort()
        raise
    new = sealer.finish()
    if sealer.sha256 != sha256:
        raise IntegrityBroken(_("An original is not what was received."))
    return new
