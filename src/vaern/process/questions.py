"""What to ask next, and what follows from an answer."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from vaern.audit.actors import Actor
from vaern.cases import actions
from vaern.cases.enums import CaseRole
from vaern.cases.guards import check_may_answer
from vaern.cases.models import Answer, Case, Complaint, Incident, NormReason
from vaern.cases.queries import roles_in
from vaern.cases.writing import writing
from vaern.errors import BadInput, NotAllowed
from vaern.people.models import Person
from vaern.process.assess import person_of
from vaern.process.plan_start import PLAN, recalculate
from vaern.process.situation import RECORDED_BY_HAND, book, situation_of, whole
from vaern.rulebook.assess import about_the_sender
from vaern.rulebook.questions import Question, next_questions

GOALS = ("environment", "injury", "police_report", PLAN, "close_case", "vejledning_til_borger")
ANSWERS_AS = {"case_owner": "leader"}
Given = tuple[str, str, str]  # fact, value, reason


def interview(case: Case, by: Actor) -> tuple[Question, ...]:
    """The questions that still matter and that this person's role answers, best first."""
    book_ = book()
    asked = next_questions(book_, whole(situation_of(case)), (*GOALS, *about_the_sender(book_)))
    return tuple(one for one in asked if _answers_as(by.role) in book_.facts[one.fact_id].answered_by)


def answer(
    case: Case,
    by: Actor,
    fact: str,
    value: str,
    incident: Incident | None = None,
    *,
    reason: str = "",
    evidence: Iterable[UUID] = (),
) -> Answer:
    """Answer a fact. Tasks and clocks follow; an approval that rests on another answer no longer holds."""
    with writing(case):
        _check(case, by, fact, incident)
        said = actions.Said(fact, value, reason, tuple(evidence))
        row = actions.answer_facts(case=case, by=by, said=[said], incident=incident)[0]
        recalculate(case, by, cause="fact_answered")
        return row


def answer_many(case: Case, by: Actor, answers: Iterable[Given], incident: Incident | None = None) -> list[Answer]:
    """Answer several facts at once; tasks and clocks follow once, after the last."""
    with writing(case):
        said = [actions.Said(*one) for one in answers]
        for one in said:
            _check(case, by, one.fact, incident)
        rows = actions.answer_facts(case=case, by=by, said=said, incident=incident)
        recalculate(case, by, cause="fact_answered")
        return rows


def judge_norm(
    case: Case, by: Actor, norm: str, value: str, reason: str, incident: Incident | None = None
) -> NormReason:
    """A jurist's judgement of an open norm, with its reason."""
    if CaseRole.JURIST not in roles_in(person_of(by), case):
        raise NotAllowed(_("Only a jurist judges this."), "", _("Ask the jurist in the case."))
    if norm not in book().norms:
        raise BadInput(_("There is no such question."))
    with writing(case):
        row = actions.give_norm_reason(case=case, by=by, norm=norm, value=value, reason=reason, incident=incident)
        recalculate(case, by, cause="norm_judged")
        return row


def record_complaint(
    case: Case, by: Actor, made_on: date, *, about: Person | None = None, handled_by: Person | None = None
) -> Complaint:
    """The citizen has complained: who may decide changes at once, and so does the plan."""
    with writing(case):
        check_may_answer(person_of(by), case)
        row = actions.record_complaint(case=case, by=by, made_on=made_on, about=about, handled_by=handled_by)
        recalculate(case, by, cause="complaint_recorded")
        return row


def settle_complaint(complaint: Complaint, by: Actor, settled_on: date) -> Complaint:
    """The citizen has had an answer to the complaint."""
    with writing(complaint.case):
        check_may_answer(person_of(by), complaint.case)
        row = actions.settle_complaint(complaint=complaint, by=by, settled_on=settled_on)
        recalculate(complaint.case, by, cause="complaint_settled")
        return row


def _answers_as(role: str) -> str:
    return ANSWERS_AS.get(role, role)


def _check(case: Case, by: Actor, fact: str, incident: Incident | None) -> None:
    found = book().facts.get(fact)
    if found is None or (incident is not None and incident.case_id != case.id):
        raise BadInput(_("There is no such question."))
    if fact in RECORDED_BY_HAND:
        check_may_answer(person_of(by), case)
        return
    if found.derived:
        raise BadInput(
            _("Nobody answers this question."), _("Værn finds the answer in the case."), _("Do what it is about.")
        )
    if _answers_as(by.role) not in found.answered_by:
        raise NotAllowed(_("Others answer this question."), "", _("Ask one of those who handle the case."))
