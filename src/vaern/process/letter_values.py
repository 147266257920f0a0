"""What the case already knows and a letter asks for, by the codes that content's placeholders name."""

from collections.abc import Callable

from django.conf import settings

from vaern import clock
from vaern.cases.models import Case
from vaern.cases.queries import senders
from vaern.measures.queries import police_report_of
from vaern.rulebook.danish import day
from vaern.rulebook.shapes import LetterTemplate
from vaern.vault.text import read


def known_values(case: Case, template: LetterTemplate) -> dict[str, str]:
    """A value for each placeholder that says where it comes from; empty where a person must write it."""
    return {name: _value(case, str(one.get("from", ""))) for name, one in template.placeholders.items()}


def _value(case: Case, code: str) -> str:
    found = SOURCES.get(code)
    return found(case) if found else ""


def _sender_name(case: Case) -> str:
    party = senders(case).exclude(sender_kind="unknown").first()
    return read(party, "identity") if party else ""


def _reported_on(case: Case) -> str:
    report = police_report_of(case)
    return day(clock.local(report.reported_at).date()) if report else ""


def _police_district(case: Case) -> str:
    contact = case.police_contacts.order_by("-contacted_at").first()
    return contact.station if contact else ""


SOURCES: dict[str, Callable[[Case], str]] = {
    "sender_name": _sender_name,
    "authority_name": lambda _case: str(settings.ORGANISATION),
    "unit_name": lambda case: case.unit.name,
    "police_reported_on": _reported_on,
    "police_district": _police_district,
    "dpo_contact": lambda _case: str(getattr(settings, "DPO_CONTACT", "")),
    "retention_says": lambda _case: str(getattr(settings, "RETENTION_SAYS", "")),
}
