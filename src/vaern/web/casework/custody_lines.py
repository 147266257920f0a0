"""The custody log of one item as sentences."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from vaern.audit.moments import from_microseconds
from vaern.cases.readers import names_behind
from vaern.evidence.models import Item
from vaern.evidence.queries import custody_of


@dataclass(frozen=True)
class CustodyLine:
    """Who did what with the item, and when."""

    at: datetime
    who: str
    says: str


def custody_lines(item: Item) -> list[CustodyLine]:
    """Oldest first."""
    entries = list(custody_of(item))
    names = names_behind(item.case_id, {entry.person_id for entry in entries})
    acts = {
        "received": _("Received and sealed"),
        "viewed": _("The picture was shown"),
        "exported": _("A copy of the original was taken out"),
        "stamped": _("Time-stamped by an outside authority"),
    }
    return [
        CustodyLine(from_microseconds(entry.at), names.get(entry.person_id, "Værn"), acts.get(entry.act, entry.act))
        for entry in entries
    ]
