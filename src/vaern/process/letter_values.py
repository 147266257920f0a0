"""What the case already knows and a letter asks for, by the codes that content's placeholders name."""

from collections.abc import Callable

from django.conf import settings

from vaern import clock
from vaern.cases.models import Case, Party
from vaern.cases.queries import sender_name
from vaern.measures.queries import police_report_of
from vaern.rulebook.danish import day
from vaern.rulebook.shapes import LetterTemplate

# The code of placeholders that hold the receiver's name.
RECEIVER = "sender_name"


def known_values(case: Case, template: LetterTemplate, recipient: Party) -> dict[str, str]:
    """A value for each placeholder that says where it comes from; empty where a person must write it."""
    named = dict.fromkeys(receivers_name(template), sender_name(recipient))
    return {name: _value(case, str(one.get("from", ""))) for name, one in template.placeholders.items()} | named


def receivers_name(template: LetterTemplate) -> list[str]:
    """The placeholders that hold the receiver's name."""
    return [name for name, one in template.placeholders.items() if one.get("from") == RECEIVER]


def _value(case: Case, code: str) -> str:
    found = SOURCES.get(code)
    return found(case) if found else ""


def _reported_on(case: Case) -> str:
    report = police_report_of(case)
    return day(clock.local(report.reported_at).date()) if report else ""


def _police_district(case: Case) -> str:
    contact = case.police_contacts.order_by("-contacted_at").first()
    return contact.station if contact else ""


SOURCES: dict[str, Callable[[Case], str]] = {
    "authority_name": lambda _case: str(settings.ORGANISATION),
    "unit_name": lambda case: case.unit.name,
    "police_reported_on": _reported_on,
    "police_district": _police_district,
    "dpo_contact": lambda _case: str(getattr(settings, "DPO_CONTACT", "")),
    "retention_says": lambda _case: str(getattr(settings, "RETENTION_SAYS", "")),
}
