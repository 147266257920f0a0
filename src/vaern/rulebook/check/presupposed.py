"""Facts that presuppose others: what they name is there, is asked of the same thing, and does not lead in a circle."""

from collections.abc import Iterator, Mapping
from typing import Any

from vaern.rulebook.check.names import unknown
from vaern.rulebook.check.pages import Pages, Problem, Where
from vaern.rulebook.follows import beneath

MANY = "presupposes"


def presupposed(pages: Pages) -> Iterator[Problem]:
    """Every fault in what facts presuppose."""
    facts = pages.by_id("facts")
    under = beneath({key: one.get(MANY, ()) for key, one in facts.items()})
    for name, where, one in pages.listed("facts"):
        named = tuple((other, (*where, MANY, place)) for place, other in enumerate(one.get(MANY, ())))
        yield from unknown(pages, name, named, facts, "facts")
        for other, there in named:
            if other in facts:
                yield from _link(pages, name, there, one, facts[other])
        if one["id"] in under.get(one["id"], ()):
            what = f"{one['id']} forudsætter sig selv."
            yield pages.at(name, (*where, MANY), what, "Bryd kredsen: lad den bredeste ikke forudsætte noget.")


def _link(pages: Pages, name: str, where: Where, one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Problem]:
    if one["scope"] != other["scope"]:
        what = f"{one['id']} forudsætter {other['id']}, men det ene svar gælder en hændelse og det andet hele sagen."
        yield pages.at(name, where, what, "Slet forudsætningen, eller giv dem samme scope.")
    for derived in (fact["id"] for fact in (one, other) if fact.get("derived")):
        what = f"{derived} finder Værn selv i sagen, så svaret kan ikke følge af et andet eller spare et spørgsmål."
        yield pages.at(name, where, what, "Slet forudsætningen.")
