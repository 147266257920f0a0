"""The way from one item to the next and the one before, by their numbers; every page opens with its content blurred."""

from dataclasses import dataclass
from uuid import UUID

from vaern.evidence.models import Item
from vaern.evidence.queries import items_of


@dataclass(frozen=True)
class Beside:
    """Where the item stands among the case's, how many they are, and its neighbours (number, id); None at an end."""

    place: int
    of: int
    before: tuple[int, UUID] | None
    after: tuple[int, UUID] | None


def beside(item: Item) -> Beside | None:
    """The item's neighbours in its case; None where it is the only one. Whoever sees one item of a case sees all."""
    every = list(items_of(item.case).values_list("number", "id"))
    if len(every) == 1:
        return None
    at = every.index((item.number, item.id))
    return Beside(at + 1, len(every), every[at - 1] if at else None, every[at + 1] if at + 1 < len(every) else None)
