"""A case with one item, as the tests of evidence use it."""

from dataclasses import dataclass
from typing import Any

from tests.factories.cases import Workplace, attached, draft, picture, workplace
from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases.models import Case
from vaern.cases.queries import actor_in
from vaern.evidence.models import EvidenceReading, Item
from vaern.evidence.queries import items_of
from vaern.evidence.readers import wire
from vaern.evidence.readers.shapes import Identifier, Message, Reading, Sure, Text, Time
from vaern.process import report as process
from vaern.vault.text import seal_into


@dataclass
class Kept:
    """The workplace, its case, the one item, and its owner."""

    place: Workplace
    case: Case
    item: Item
    owner: Actor


def kept(data: bytes | None = None, name: str = "skærm.png", place: Workplace | None = None) -> Kept:
    """One item in one case."""
    where = place or workplace()
    case = case_with(where, data or picture((400, 300)), name)
    return Kept(where, case, items_of(case).get(), actor_in(where.henrik.person, case))


def case_with(place: Workplace, data: bytes, name: str = "skærm.png") -> Case:
    """A case with one file."""
    report = draft(place.maja)
    attached(report, place.maja, data, name)
    return process.send_report(report, by=place.maja).case


def read_as(item: Item, **said: Any) -> EvidenceReading:
    """A reading as a reader would have made it."""
    row = EvidenceReading(item=item, made_at=clock.now(), outcome="read", kind=said.get("kind", "text"))
    seal_into(row, said=wire.dumps(wire.to_json(Reading(**{"kind": "text", **said}))).decode())
    row.save()
    return row


THREAD = {
    "kind": "sms.backup",
    "messages": (
        Message(1, "+45 12 34 56 78", "Jeg ved hvor dine børn går i skole."),
        Message(2, "mig", "Hold op med at skrive."),
    ),
    "texts": (Text("Jeg holder øje med dig hver dag.", kind="body"),),
    "times": (Time("posted", None, words="i går kl. 21.40", sure=Sure.PROPOSED),),
    "identifiers": (
        Identifier("profile_url", "facebook.invalid/rune", sure=Sure.PROPOSED),
        Identifier("phone", "+45 12 34 56 78"),
    ),
}
