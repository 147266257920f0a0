"""What was seen before: the same account, number, address or file elsewhere in the case, and in other cases.

Nobody learns of a case that is not theirs to see more than that there is one. Of some not even that: whoever writes
a colleague's or the own profile into a case of their own finds out nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from vaern.cases.enums import Area, PartyKind, SenderKind
from vaern.cases.guards import check_may_see
from vaern.cases.models import Case, Exclusion, Party
from vaern.cases.queries import NEVER_LISTED, STANDS, areas_with, cases_visible_to, roles_by_case
from vaern.evidence.models import Item, Trace
from vaern.evidence.traces import values_behind
from vaern.people.models import Person


@dataclass(frozen=True, slots=True)
class Seen:
    """One identifier that stands in more than one place."""

    kind: str
    value: str
    items: tuple[Item, ...]
    calls: int
    cases: tuple[str, ...]
    others: bool
    not_alone: bool


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """The other cases, as far as this viewer may know: numbers of those to see, and which of the rest count."""

    numbers: Mapping[UUID, str]
    hidden: Collection[UUID]
    about_others: Collection[UUID]


def seen_before(viewer: Person, case: Case) -> list[Seen]:
    """What stands in several places of this case, or in another case too. NotAllowed without the area of evidence.

    `cases` are the numbers of those whose evidence the viewer may see, `others` whether there are more, and `not_alone`
    whether one of them is about somebody else than this one: then the employee can be told so.
    """
    check_may_see(viewer, case, Area.EVIDENCE)
    here, there = _here(case), _there(case)
    hits = {digest: rows for digest, rows in here.items() if len({row.item_id or row.pk for row in rows}) > 1}
    hits |= {digest: here[digest] for digest in there if digest in here}
    if not hits:
        return []
    elsewhere = _as_known_to(viewer, case, set().union(*there.values()))
    values = values_behind(case, (row for rows in hits.values() for row in rows))
    found = (_seen(rows, values, there.get(digest, set()), elsewhere) for digest, rows in hits.items())
    told = [one for one in found if one is not None]
    return sorted(told, key=lambda one: ([item.number for item in one.items] or [0], one.kind, one.value))


def _here(case: Case) -> dict[str, list[Trace]]:
    """The case's traces by digest; what is locked is not looked for."""
    found: dict[str, list[Trace]] = defaultdict(list)
    for row in Trace.objects.filter(case=case, item__locked_at=None).select_related("item"):
        found[row.digest].append(row)
    return found


def _there(case: Case) -> dict[str, set[UUID]]:
    """In which other cases the same stands."""
    same = Trace.objects.filter(digest__in=Trace.objects.filter(case=case, item__locked_at=None).values("digest"))
    rows = same.filter(item__locked_at=None).exclude(case=case).exclude(case__state__in=NEVER_LISTED)
    found: dict[str, set[UUID]] = defaultdict(set)
    for digest, case_id in rows.values_list("digest", "case_id").distinct():
        found[digest].add(case_id)
    return found


def _as_known_to(viewer: Person, case: Case, ids: set[UUID]) -> _Elsewhere:
    numbers = dict(cases_visible_to(viewer).filter(pk__in=ids).values_list("pk", "number"))
    roles = roles_by_case(viewer, numbers)
    open_ = {key: number for key, number in numbers.items() if Area.EVIDENCE in areas_with(roles[key])}
    affected, silent = _parties(viewer, {case.pk, *ids})
    hit = affected[case.pk]
    hidden = {key for key in ids - set(open_) - silent if not affected[key] or affected[key] - hit}
    return _Elsewhere(open_, hidden, {key for key in ids if hit and affected[key] - hit})


def _parties(viewer: Person, ids: Iterable[UUID]) -> tuple[dict[UUID, set[UUID]], set[UUID]]:
    """Whom each case is about; and the cases of which this viewer hears nothing.

    Those are the ones in which a colleague is the sender, and those that the viewer is a party in or excluded from.
    """
    affected: dict[UUID, set[UUID]] = defaultdict(set)
    silent = set(Exclusion.objects.filter(STANDS, case__in=ids, person=viewer).values_list("case_id", flat=True))
    rows = Party.objects.filter(case__in=ids).values_list("case_id", "kind", "sender_kind", "person_id")
    for case_id, kind, sender_kind, person_id in rows:
        if kind == PartyKind.AFFECTED_EMPLOYEE and person_id is not None:
            affected[case_id].add(person_id)
        if person_id == viewer.pk or sender_kind == SenderKind.COLLEAGUE:
            silent.add(case_id)
    return affected, silent


def _seen(rows: list[Trace], values: Mapping[str, str], there: set[UUID], elsewhere: _Elsewhere) -> Seen | None:
    """As the viewer is told; None where nothing is left to tell."""
    items = {row.item.pk: row.item for row in rows if row.item is not None}
    calls = sum(row.item_id is None for row in rows)
    known, hidden = there & set(elsewhere.numbers), there & set(elsewhere.hidden)
    if not known and not hidden and len(items) + calls < 2:  # noqa: PLR2004 - it is in one place alone
        return None
    return Seen(
        kind=rows[0].kind,
        value=values.get(rows[0].digest, ""),
        items=tuple(sorted(items.values(), key=lambda item: item.number)),
        calls=calls,
        cases=tuple(sorted(elsewhere.numbers[key] for key in known)),
        others=bool(hidden),
        not_alone=bool((known | hidden) & set(elsewhere.about_others)),
    )
