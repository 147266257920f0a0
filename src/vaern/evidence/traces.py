"""By what the same sender is known again: digests of what people confirmed, said and heard, and of the files.

The key of the digests is the organisation's, so that they can be compared across cases. It stands in the vault: the
table alone says nothing, and nobody can try names against it.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from vaern.cases.models import Case
from vaern.evidence.enums import TraceSource
from vaern.evidence.identifiers import EMAIL, FILE, PHONE, PROFILE, URL, USER_ID, Known, in_one_form
from vaern.evidence.models import CallEntry, EvidenceReading, Item, Provenance, Trace
from vaern.people.models import Person, Unit
from vaern.vault import keys
from vaern.vault.pseudonyms import keyed_digest
from vaern.vault.scopes import ORGANISATION
from vaern.vault.text import read

USE = "trace/1"
SAID = {"url": URL, "profile": PROFILE, "user_id": USER_ID}
LETTERS, TEXTS = ("mail.eml", "mail.msg"), "sms."
STATED = ("stated", "checked")
# Machines write for everybody.
NOBODY = (
    "noreply",
    "no-reply",
    "no_reply",
    "donotreply",
    "do-not-reply",
    "notification",
    "mailer-daemon",
    "postmaster",
)


def of_file(item: Item) -> None:
    """The file itself, from the moment that its custody begins."""
    _renew(item, TraceSource.FILE, [Known(FILE, read(item, "sha256"))])


def of_provenance(item: Item, said: Mapping[str, Any]) -> None:
    """What is now held to be so of where the item comes from; what was held before is no longer looked for."""
    _renew(item, TraceSource.SAID, _said(said))
    _renew(item, TraceSource.CONFIRMED, _confirmed(said))


def of_reading(item: Item, said: Mapping[str, Any]) -> None:
    """Who wrote it, where the file itself says so."""
    _renew(item, TraceSource.WRITER, _writers(said))


def of_call(case: Case, said: Mapping[str, str]) -> None:
    """The number that somebody called from. It stays in the case of the call."""
    _add(case, None, TraceSource.CALL, _called(said))


def only_the_file(item: Item) -> None:
    """The item was locked: nothing that was said of it is looked for any more."""
    Trace.objects.filter(item=item).exclude(source=TraceSource.FILE).delete()


def again(item: Item) -> None:
    """The lock was lifted: what is held to be so of the item is looked for as before."""
    of_provenance(item, _newest(Provenance, [item.pk]).get(item.pk, {}))
    of_reading(item, _newest(EvidenceReading, [item.pk]).get(item.pk, {}))


def values_behind(case: Case, traces: Iterable[Trace]) -> dict[str, str]:
    """What stands behind these digests of one case, in clear, read from where it is sealed; a file has no words."""
    rows = list(traces)
    items = {source: {row.item_id for row in rows if row.source == source} for source in TraceSource}
    provenances = _newest(Provenance, items[TraceSource.SAID] | items[TraceSource.CONFIRMED])
    found = [one for said in provenances.values() for one in (*_said(said), *_confirmed(said))]
    found += [one for said in _newest(EvidenceReading, items[TraceSource.WRITER]).values() for one in _writers(said)]
    if items[TraceSource.CALL]:
        calls = CallEntry.objects.filter(case=case)
        found += [one for call in calls for one in _called(json.loads(read(call, "said")))]
    return {digest_of(one): one.value for one in {*found}}


def digest_of(known: Known) -> str:
    """The digest by which an identifier is found again. IntegrityBroken where the organisation's key is lost."""
    return keyed_digest(ORGANISATION, USE, f"{known.kind}\0{known.value}".encode())


def _said(said: Mapping[str, Any]) -> list[Known]:
    return _known((kind, said.get(name, "")) for name, kind in SAID.items())


def _confirmed(said: Mapping[str, Any]) -> list[Known]:
    return _known((one["kind"], one["value"]) for one in said.get("confirmed", ()))


def _called(said: Mapping[str, str]) -> list[Known]:
    return _known([(PHONE, said.get("number", ""))])


def _writers(said: Mapping[str, Any]) -> list[Known]:
    """The sender of a letter; the one other number of a thread of text messages, not the many of a whole telephone."""
    kind = said.get("kind", "")
    stated = [one for one in said.get("identifiers", ()) if one["sure"] in STATED and not one["part"]]
    if kind in LETTERS:
        written = [one["value"] for one in stated if (one["kind"], one["role"]) == (EMAIL, "from")]
        return _known((EMAIL, address) for address in written if not address.lower().startswith(NOBODY))
    numbers = [one["value"] for one in stated if (one["kind"], one["role"]) == (PHONE, "party")]
    return _known([(PHONE, numbers[0])]) if kind.startswith(TEXTS) and len(numbers) == 1 else []


def _known(given: Iterable[tuple[str, str]]) -> list[Known]:
    """Each identifier once, in its one form."""
    found = dict.fromkeys(in_one_form(kind, value) for kind, value in given)
    return [one for one in found if one is not None]


def _renew(item: Item, source: TraceSource, found: Iterable[Known]) -> None:
    """The item's traces from one source, as they are now."""
    Trace.objects.filter(item=item, source=source).delete()
    if source == TraceSource.FILE or Item.objects.filter(pk=item.pk, locked_at=None).exists():
        _add(item.case, item, source, found)


def _add(case: Case, item: Item | None, source: TraceSource, found: Iterable[Known]) -> None:
    theirs = [one for one in found if not _is_ours(one)]
    if theirs and not Trace.objects.exists():
        keys.make(ORGANISATION)  # before the first trace; one that is lost afterwards is not made anew in silence
    rows = [Trace(case=case, item=item, source=source, kind=one.kind, digest=digest_of(one)) for one in theirs]
    Trace.objects.bulk_create(rows)


def _is_ours(known: Known) -> bool:
    """An address or a number of our own people is in every case, and is no sender's."""
    if known.kind == EMAIL:
        domain = known.value.rpartition("@")[2]
        return Person.objects.filter(work_email__iendswith=f"@{domain}").exists()
    if known.kind != PHONE:
        return False
    ours = {*Person.objects.exclude(work_phone="").values_list("work_phone", flat=True)}
    ours |= {*Unit.objects.exclude(phone="").values_list("phone", flat=True)}
    return any(in_one_form(PHONE, number) == known for number in ours)


def _newest(model: type[Provenance] | type[EvidenceReading], items: Iterable[Any]) -> dict[Any, dict[str, Any]]:
    """What the newest row of each item says."""
    rows = model._base_manager.filter(item__in=list(items)).select_related("item").order_by("made_at")  # noqa: SLF001 - Django's own, documented
    return {row.item_id: json.loads(read(row, "said")) for row in {row.item_id: row for row in rows}.values()}
