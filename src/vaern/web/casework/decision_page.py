"""Whether to report to the police: purpose, the gate, what else could be done, who decides, what happened after."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vaern.cases.guards import holds
from vaern.cases.models import Case
from vaern.decisions import guards
from vaern.decisions.models import Approval, Consultation, Proposal
from vaern.decisions.queries import newest_proposal, open_proposal
from vaern.evidence import cpr
from vaern.evidence.models import Item
from vaern.evidence.queries import items_of
from vaern.measures.models import PoliceReport
from vaern.people.models import Person
from vaern.process import basis, decide
from vaern.process.clocks import CLOCK_72_HOURS
from vaern.process.situation import book
from vaern.vault import text
from vaern.web.casework.clocks import clock_of
from vaern.web.casework.forms import OpinionForm, PoliceContactForm, ProposalForm, QuestionForm, ReportForm, StatusForm
from vaern.web.casework.gate_rows import gate_note, gate_rows
from vaern.web.casework.letter_page import recipients


@dataclass(frozen=True, kw_only=True)
class ShownProposal:
    """A proposal with its words."""

    row: Proposal
    purposes: list[str]
    items: list[str]
    reason: str
    alternatives: str
    changed: str
    approval: Approval | None
    approval_reason: str
    excluded: list[tuple[str, str]]
    about: str

    @property
    def void(self) -> bool:
        """Whether something that it rests on has changed."""
        return bool(self.changed)


@dataclass(frozen=True)
class ShownConsultation:
    """A question to a jurist with the answer."""

    row: Consultation
    question: str
    answer: str
    recommends: str


def purposes() -> list[tuple[str, str]]:
    """What a report can be for, as content has it."""
    return [(str(one["code"]), str(one["label"])) for one in book().texts["purposes"]["purposes"]]


def item_choices(case: Case) -> list[tuple[str, str]]:
    """The items of evidence that can go with the report: what is locked may not be sent, not even to the police."""
    return list(labels_of(items_of(case).filter(locked_at=None)))


def labels_of(items: Iterable[Item]) -> Iterator[tuple[str, str]]:
    """Each item by its id, and what it is called here."""
    return ((str(item.id), f"B{item.number}. {cpr.mask(text.read(item, 'name'))}") for item in items)


def decision_page(case: Case, person: Person) -> dict[str, Any]:
    """Everything the page shows."""
    newest, waiting = newest_proposal(case), open_proposal(case)
    view = decide.police_gate(case, newest)
    rows = gate_rows(view, case, person)
    last = shown(newest) if newest else None
    overtaken = last is not None and last.void
    return {
        "intro": view.intro,
        "rows": rows,
        "gate_note": gate_note(rows),
        "gate_open": view.is_open,
        "days": says_days(case, view.days_since_complaint),
        "clocks": clocks(case),
        "consultations": consultations(case),
        "contacts": [(row, text.read(row, "said")) for row in case.police_contacts.order_by("-contacted_at")],
        "proposal": last,
        "waiting": waiting,
        "reports": [_report(row) for row in case.police_reports.order_by("reported_at")],
        **may(case, person, newest, waiting, overtaken=overtaken),
        **forms_of(case, newest, again=begins_with(last) if last and overtaken else {}),
    }


def may(
    case: Case, person: Person, newest: Proposal | None, waiting: Proposal | None, *, overtaken: bool
) -> dict[str, bool]:
    """What this person may do here now; each is guarded again when it is done. What is overtaken makes room for new."""
    is_open = case.state == "open"
    approval = Approval.objects.filter(proposal=newest).first() if newest else None
    can_report = approval is not None and approval.outcome == "approved" and not hasattr(newest, "police_report")
    return {
        "may_ask": is_open and holds(guards.check_may_ask_jurist, person, case),
        "may_answer": is_open and holds(guards.check_may_give_opinion, person, case),
        "may_propose": is_open and (waiting is None or overtaken) and holds(guards.check_may_propose, person, case),
        "may_withdraw": is_open and waiting is not None and holds(guards.check_may_propose, person, case),
        "may_decide": waiting is not None and holds(guards.check_may_decide_proposal, person, waiting),
        "may_report": is_open and can_report and holds(guards.check_may_propose, person, case),
        "may_note": is_open,
        "can_report": can_report,
        "has_opinion": case.consultations.exclude(answered_at=None).exists(),
    }


def begins_with(last: ShownProposal) -> dict[str, Any]:
    """What the form of a new proposal holds from the one that was overtaken: what was written is not typed again."""
    row = last.row
    return {
        "purposes": row.purposes,
        "items": row.items,
        "reason": last.reason,
        "alternatives": last.alternatives,
        "sender": str(row.sender_id or ""),
    }


def forms_of(case: Case, newest: Proposal | None, *, again: dict[str, Any]) -> dict[str, Any]:
    """The forms, each with ids of its own."""
    return {
        "question_form": QuestionForm(auto_id="spoerg-%s"),
        "opinion_form": OpinionForm(auto_id="udtalelse-%s"),
        "contact_form": PoliceContactForm(auto_id="politi-%s"),
        "proposal_form": ProposalForm(
            auto_id="forslag-%s", initial=again, purposes=purposes(), items=item_choices(case), senders=recipients(case)
        ),
        "report_form": ReportForm(auto_id="anmeld-%s", initial={"proposal": newest.id if newest else ""}),
        "status_form": StatusForm(auto_id="status-%s"),
    }


def shown(row: Proposal) -> ShownProposal:
    """A proposal in words."""
    names, items = dict(purposes()), dict(labels_of(items_of(row.case)))
    approval = Approval.objects.filter(proposal=row).select_related("decided_by").first()
    return ShownProposal(
        row=row,
        purposes=[names.get(code, code) for code in row.purposes],
        items=[items[key] for key in row.items if key in items],
        reason=text.read(row, "reason"),
        alternatives=text.read(row, "alternatives"),
        changed="" if hasattr(row, "police_report") else basis.says_void(row),
        approval=approval,
        approval_reason=text.read(approval, "reason") if approval else "",
        excluded=excluded(row),
        about=dict(recipients(row.case)).get(str(row.sender_id), ""),
    )


def excluded(row: Proposal) -> list[tuple[str, str]]:
    """Who may not decide on the proposal, and every ground, in words."""
    grounds: dict[str, list[str]] = {}
    for one in row.excluded.select_related("person").order_by("since"):
        grounds.setdefault(one.person.name, []).append(str(one.get_ground_display()))
    return [(name, ", ".join(words)) for name, words in grounds.items()]


def consultations(case: Case) -> list[ShownConsultation]:
    """Questions to the jurist, newest first."""
    words = dict(OpinionForm.RECOMMENDS)
    rows = case.consultations.select_related("asked_by", "jurist").order_by("-asked_at")
    return [
        ShownConsultation(row, text.read(row, "question"), text.read(row, "answer"), str(words.get(row.recommends, "")))
        for row in rows
    ]


def clocks(case: Case) -> list[Any]:
    """The 72 hours of each act, where they still say something."""
    rows = case.deadlines.filter(superseded_by=None, rule=CLOCK_72_HOURS).order_by("due_at")
    return [clock_of(row) for row in rows]


def says_days(case: Case, days: int | None) -> str:
    """How long it is since the citizen complained."""
    if days is None:
        return ""
    if case.police_reports.exists():
        says = ngettext(
            "%(n)s day passed from the complaint to the report.",
            "%(n)s days passed from the complaint to the report.",
            days,
        )
    else:
        says = ngettext(
            "The sender complained %(n)s day ago.", "The sender complained %(n)s days ago.", days
        )  # fmt: skip
    return says % {"n": days} + " " + _("The complaint is a right and does not count as harassment.")


def _report(row: PoliceReport) -> tuple[PoliceReport, list[tuple[Any, str]]]:
    follow_ups = row.follow_ups.select_related("recorded_by").order_by("-asked_at")
    return row, [(one, text.read(one, "note")) for one in follow_ups]
