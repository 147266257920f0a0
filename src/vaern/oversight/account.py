"""The account (redegørelse) for one case: the ombudsman's six questions, answered from what is stored.

Nobody is named: those who took part stand as roles. Source: content/guidance/account.yaml
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from vaern import clock
from vaern.cases.models import Case
from vaern.letters.queries import guidance_sent
from vaern.measures.queries import police_report_of
from vaern.oversight.answers import ANSWERS
from vaern.oversight.material import WARNED_FIRST, Material, gather, reasons_for
from vaern.rulebook.danish import day
from vaern.rulebook.load import load
from vaern.typeset import compile_pdf
from vaern.typeset.blocks import paragraph, table
from vaern.typeset.shapes import Block

WARNED, WITH_REASON, WITHOUT_REASON, NOT_REPORTED = (
    "warned",
    "not_warned_with_reason",
    "not_warned_without_reason",
    "not_reported",
)
WARNED_SAYS = {
    WARNED: "Afsenderen fik vejledning eller en advarsel først",
    WITH_REASON: "Der blev ikke advaret først, og der er en skriftlig begrundelse",
    WITHOUT_REASON: "Der blev ikke advaret først, og der er ingen begrundelse",
    NOT_REPORTED: "Sagen er ikke anmeldt til politiet",
}


@dataclass(frozen=True)
class Answered:
    """One of the six questions with its sentences."""

    id: str
    number: int
    question: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Account:
    """Everything that the account says, as data."""

    case_number: str
    on: date
    title: str
    intro: str
    questions: tuple[Answered, ...]
    closing: str
    warned: str
    days_from_complaint_to_report: int | None
    plan: tuple[str, str]  # content file and edition that applied
    roles: tuple[tuple[str, int], ...]  # role and how many persons
    conditions: tuple[tuple[str, str, str], ...]  # title, state, reason where it was set aside
    items_total: int


def account_for(case: Case, on: date | None = None) -> Account:
    """The account for a case, dated `on` (today), from what is stored now."""
    text = load().texts["account"]
    made_on = on or clock.today()
    found = gather(case)
    return Account(
        case_number=case.number,
        on=made_on,
        title=text["title"],
        intro=text["intro"],
        questions=tuple(_answered(one, found, text["missing"]) for one in text["questions"]),
        closing=text["closing"].format(made_on=day(made_on)),
        warned=warned_before_report(case),
        days_from_complaint_to_report=found.days_from_complaint,
        plan=(found.plan.template, found.plan.edition) if found.plan else ("", ""),
        roles=found.roles,
        conditions=found.conditions,
        items_total=len(found.items),
    )


def warned_before_report(case: Case) -> str:
    """Warned first; not, with a written reason; not, without one; or not reported at all."""
    report = police_report_of(case)
    if report is None:
        return NOT_REPORTED
    if guidance_sent(case, report.proposal.sender_id).filter(sent_at__lt=report.reported_at).exists():
        return WARNED
    return WITH_REASON if WARNED_FIRST in reasons_for(report.proposal, report) else WITHOUT_REASON


def account_pdf(case: Case, on: date | None = None) -> bytes:
    """The account as an accessible PDF."""
    account = account_for(case, on)
    tables = [_conditions(account)]
    tables.append(
        table(
            ["Rolle", "Antal personer"],
            [[role[:1].upper() + role[1:], str(n)] for role, n in account.roles],
            "Hvem der tog del",
        )
    )
    days = account.days_from_complaint_to_report
    text = load().texts["account"]
    meta = [("Advarsel først", WARNED_SAYS[account.warned])]
    if days is not None:
        meta.append(("Dage fra klage til anmeldelse", str(days)))
    return compile_pdf(
        "account",
        {
            "dated": account.on.isoformat(),
            "organisation": settings.ORGANISATION,
            "unit": case.unit.name,
            "case_number": account.case_number,
            "title": account.title,
            "meta": meta,
            "intro": [paragraph(account.intro)],
            "questions": [
                {"question": one.question, "answer": [paragraph(said) for said in one.sentences]}
                for one in account.questions
            ],
            "tables": [one for one in tables if one.get("rows")],
            "tables_title": text["conditions_title"],
            "sections": [{"title": text["about_title"], "blocks": [paragraph(account.closing)]}],
        },
    )


def _conditions(account: Account) -> Block:
    """The gate's points; the reasons have a column where there is one to read."""
    wide = 3 if any(reason for _title, _state, reason in account.conditions) else 2
    header = ["Punkt", "Tilstand", "Begrundelse for at fravige"][:wide]
    return table(header, [row[:wide] for row in account.conditions], "Punkterne før en politianmeldelse")


def _answered(question: Mapping[str, Any], found: Material, missing: str) -> Answered:
    """The sentences whose data is there, in the order of content; where there is nothing, it says so."""
    values = ANSWERS[question["id"]](found)
    said = [
        str(sentence["text"]).format(**one)
        for sentence in question["sentences"]
        for one in _each(values.get(sentence["id"]))
    ]
    return Answered(question["id"], question["number"], question["question"], tuple(said) or (missing,))


def _each(filled: Any) -> list[dict[str, Any]]:
    """A sentence is said once, once for each, or not at all."""
    return filled if isinstance(filled, list) else [] if filled is None else [filled]
