"""What follows from a no: a fact that presupposes another is no where the other is.

What was answered is never changed, also where two answers do not fit together. A yes is not carried the other way:
readers take the wider question in different ways, and nothing may be held against anybody that nobody has said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vaern.rulebook.logic import NO, UNKNOWN, Answers
from vaern.rulebook.shapes import Book, IncidentFacts, Situation, Value

if TYPE_CHECKING:
    import numpy as np


def beneath(near: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """For each fact that others presuppose: all of those, through every link; what each names itself is given."""
    found = dict[str, dict[str, None]]()
    for fact, above in near.items():
        left = list(above)
        for one in left:  # grows while it is read
            if fact not in found.setdefault(one, {}):
                found[one][fact] = None
                left += near.get(one, ())
    return {fact: tuple(others) for fact, others in found.items()}


def with_following(book: Book, answers: Answers) -> dict[str, Value]:
    """The answers, and no to what follows from a no where nobody has said yes or no."""
    whole = dict(answers)
    for fact in (fact for fact in book.beneath if answers.get(fact) == NO):
        whole |= {other: NO for other in book.beneath[fact] if answers.get(other, UNKNOWN) == UNKNOWN}
    return whole


def followed(book: Book, situation: Situation) -> Situation:
    """The situation with what follows; an incident's own answers stand over its case's before anything follows."""
    case = with_following(book, situation.answers)

    def own(one: IncidentFacts) -> IncidentFacts:
        whole = with_following(book, {**situation.answers, **one.answers})
        told = {fact: whole.get(fact, UNKNOWN) for fact in {**case, **whole}}
        kept = {fact: value for fact, value in told.items() if fact in one.answers or value != case.get(fact, UNKNOWN)}
        return replace(one, answers=kept)

    return replace(situation, answers=case, incidents=tuple(map(own, situation.incidents)))


def followed_columns(book: Book, facts: "Mapping[str, np.ndarray[Any, Any]]") -> "dict[str, np.ndarray[Any, Any]]":
    """The same over columns of codes: 1 for yes, -1 for no, 0 for unknown."""
    import numpy as np

    whole = dict(facts)
    for fact, others in book.beneath.items():
        for other in others:
            whole[other] = np.where((whole[other] == 0) & (facts[fact] < 0), np.int8(-1), whole[other])
    return whole
