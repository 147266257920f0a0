"""Two provisions held up against each other: what both ask, what only one of them asks, and what they come to here."""

from dataclasses import dataclass

from vaern.web.casework.interview import ShownQuestion
from vaern.web.casework.law_page import LawPage, ShownNorm, ShownProvision
from vaern.web.casework.tracks import law_name


@dataclass(frozen=True)
class Side:
    """One of the two, with what it alone asks."""

    provision: ShownProvision
    name: str
    only: list[ShownQuestion]
    judged: list[ShownNorm]
    against: list[ShownQuestion]


@dataclass(frozen=True)
class Comparison:
    """The two sides, and what they share."""

    sides: list[Side]
    shared: list[ShownQuestion]
    judged: list[ShownNorm]
    against: list[ShownQuestion]


def compared(page: LawPage, one: str, other: str) -> Comparison | None:
    """The two provisions by their places; None where one of them is unknown or they are the same."""
    found = [page.provision(place) for place in (one, other) if page.has(place)]
    if len(found) != 2 or one == other:  # noqa: PLR2004 - a comparison has two sides
        return None
    first, second = found
    if first is None or second is None:
        return None
    facts = _ids(first.conditions) & _ids(second.conditions)
    norms = {each.norm.id for each in first.norms} & {each.norm.id for each in second.norms}
    asked = {each.norm.id for each in (*first.judged, *second.judged)}
    against = _ids(first.against) & _ids(second.against)
    return Comparison(
        sides=[_side(each, facts, norms, against) for each in (first, second)],
        shared=[each for each in first.conditions if each.fact.id in facts],
        judged=[each for each in first.norms if each.norm.id in norms & asked],
        against=[each for each in first.against if each.fact.id in against],
    )


def _ids(questions: list[ShownQuestion]) -> set[str]:
    return {each.fact.id for each in questions}


def _side(provision: ShownProvision, facts: set[str], norms: set[str], against: set[str]) -> Side:
    return Side(
        provision=provision,
        name=law_name(provision.finding.provision_id),
        only=[each for each in provision.conditions if each.fact.id not in facts],
        judged=[each for each in provision.judged if each.norm.id not in norms],
        against=[each for each in provision.against if each.fact.id not in against],
    )
