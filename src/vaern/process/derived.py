"""The facts that Værn finds in its own rows. Nobody is asked about them.

Each is declared with `derived: true` in content/facts/derived.yaml, which says what must be so. Yes and no are stored
facts; where nothing is stored the answer is unknown (None here).
"""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings

from vaern.care.queries import talks_of
from vaern.decisions.models import Approval
from vaern.decisions.queries import cannot_decide
from vaern.evidence.queries import items_of
from vaern.injury.queries import current_notice
from vaern.letters.kinds import guiding_kinds
from vaern.letters.queries import postponement_of
from vaern.measures.queries import police_outcome
from vaern.process.gathered import Case_
from vaern.rulebook.load import load
from vaern.rulebook.shapes import Result, Value
from vaern.vault.text import read

Answer = bool | None
LATER_TALKS = ("talk_after_1_week", "talk_after_6_weeks")


Rule = Callable[[Case_], Answer]
RULES: dict[str, Rule] = {}


def derives(rule: Rule) -> Rule:
    """The function's name is the fact's id."""
    RULES[rule.__name__] = rule
    return rule


def derived_facts(facts: Case_) -> dict[str, Value]:
    """Every derived fact with its value now."""
    from vaern.process import derived_letter

    return {name: _value(rule(facts)) for name, rule in {**RULES, **derived_letter.RULES}.items()}


def _value(answer: Answer) -> Value:
    return Value.UNKNOWN if answer is None else (Value.YES if answer else Value.NO)


@derives
def incident_registered(facts: Case_) -> Answer:
    """Something that happened is recorded."""
    return bool(facts.incidents)


@derives
def complaint_made(facts: Case_) -> Answer:
    """A complaint is a row; that there is none is an answer that somebody gave."""
    if facts.complaints:
        return True
    return False if facts.answered.get("complaint_made") == Value.NO else None


@derives
def complaint_pending(facts: Case_) -> Answer:
    """A complaint that has not been settled."""
    made = complaint_made(facts)
    return any(row.settled_on is None for row in facts.complaints) if made else made


@derives
def evidence_secured(facts: Case_) -> Answer:
    """At least one item is sealed; drafts do not count."""
    return items_of(facts.case).exists()


@derives
def accept_given(facts: Case_) -> Answer:
    """What every affected employee last said about a report."""
    return _all_said(facts, "police_report")


@derives
def prosecution_request_made(facts: Case_) -> Answer:
    """The affected employee asked for prosecution, which is another thing than the accept."""
    return bool(_all_said(facts, "prosecution_request"))


def _all_said(facts: Case_, subject: str) -> Answer:
    """Yes from every affected employee; one no or withdrawal is a no."""
    rows = [facts.accepts.get((person.pk, subject)) for person in facts.affected]
    values = [row.value if row else "later" for row in rows]
    if {"no", "withdrawn"} & set(values):
        return False
    return True if values and set(values) == {"yes"} else None


@derives
def jurist_consulted(facts: Case_) -> Answer:
    """A jurist's written answer, or a law assessment that a jurist locked."""
    locked = any((row.kind, row.role) == ("law", "jurist") for row in facts.editions)
    return locked or facts.case.consultations.filter(answered_at__isnull=False).exists()


@derives
def tolerance_assessed(facts: Case_) -> Answer:
    """A finding for every incident, and none left open for want of answers."""
    settled = {
        found.incident_id for found in facts.tolerance if found.capped or found.result != Result.CANNOT_BE_DECIDED
    }
    incidents = {row.id for row in facts.incidents}
    return bool(settled) and incidents <= settled


@derives
def tolerance_points_to(facts: Case_) -> Answer:
    """Everything in the case is lawful criticism, or the use of a right."""
    if not facts.tolerance:
        return None
    return all(found.result == Result.POINTS_TO for found in facts.tolerance)


@derives
def law_points_to_offence(facts: Case_) -> Answer:
    """At least one penal provision is pointed to; unknown while one is open."""
    results = {found.result for found in facts.findings if _is_offence(found.provision)}
    if Result.POINTS_TO in results:
        return True
    return None if not results or Result.CANNOT_BE_DECIDED in results else False


def _is_offence(provision: str) -> bool:
    """Whether the Penal Code punishes it; a right, a possibility or a rule on who prosecutes does not."""
    texts = load().provisions.get(provision, ())
    return provision.startswith("straffeloven/") and any(text.kind == "offence" for text in texts)


@derives
def police_guidance_received(facts: Case_) -> Answer:
    """The police advised; never the reason alone."""
    return facts.case.police_contacts.exists()


@derives
def purpose_stated(facts: Case_) -> Answer:
    """The proposal says what the report is to lead to."""
    return bool(facts.proposal.purposes) if facts.proposal else None


@derives
def relevance_reasoned(facts: Case_) -> Answer:
    """The proposal says why the police are relevant in this very case."""
    return bool(read(facts.proposal, "reason").strip()) if facts.proposal else None


@derives
def warned_before(facts: Case_) -> Answer:
    """A letter of guidance or warning was sent, to the sender whom the proposal is about where there is one."""
    kinds, about = guiding_kinds(), facts.proposal.sender_id if facts.proposal else None
    return any(row.kind in kinds and about in (None, row.recipient_id) for row in facts.sent_letters)


@derives
def deciders_not_excluded(facts: Case_) -> Answer:
    """Neither who proposed nor who approves may be excluded; the proposer may of course have proposed."""
    if facts.proposal is None:
        return None
    approval = Approval.objects.filter(proposal=facts.proposal).select_related("decided_by").first()
    decider = facts.decider or (approval.decided_by if approval else None)
    until = approval.decided_at if approval else None
    proposal = facts.proposal
    grounds = cannot_decide(facts.case, proposal.proposed_by, proposal.proposed_at, until)
    excluded = {person for person, _ground in grounds} | {
        row.person for row in proposal.excluded.select_related("person")
    }
    proposer_too = {person for person, ground in grounds if ground not in ("proposer", "substitute", "late_substitute")}
    return decider not in excluded and proposal.proposed_by not in proposer_too


@derives
def decision_made(facts: Case_) -> Answer:
    """Something is decided, and no proposal waits."""
    waiting = [row for row in facts.proposals if row.withdrawn_at is None and not hasattr(row, "approval")]
    return bool(facts.approvals) and not waiting


@derives
def police_reported(facts: Case_) -> Answer:
    """A report was made."""
    return facts.police_report is not None


@derives
def police_outcome_known(facts: Case_) -> Answer:
    """A final answer has come."""
    return facts.police_report is not None and police_outcome(facts.case) is not None


@derives
def letter_sent(facts: Case_) -> Answer:
    """Any letter to the sender was sent."""
    return bool(facts.sent_letters)


@derives
def environment_answered(facts: Case_) -> Answer:
    """Someone has locked where the working environment track leads."""
    return "environment" in facts.assessments


@derives
def injury_track_answered(facts: Case_) -> Answer:
    """Where it must be notified, it has been, or it is written why not."""
    locked = facts.assessments.get("injury")
    if locked is None:
        return False
    return not locked.outcome.startswith("notify") or current_notice(facts.case) is not None


@derives
def law_answered(facts: Case_) -> Answer:
    """The law is locked, and no incident is newer."""
    locked = facts.assessments.get("law")
    return locked is not None and not any(row.recorded_at > locked.made_at for row in facts.incidents)


@derives
def affected_contacted(facts: Case_) -> Answer:
    """A talk with the affected employee was held."""
    return talks_of(facts.case).filter(held_at__isnull=False).exists()


@derives
def follow_up_talks_held(facts: Case_) -> Answer:
    """Both later talks are closed by a person."""
    talks = [task for task in facts.tasks if task.step in LATER_TALKS]
    return bool(talks) and not any(task.done_at is None for task in talks)


@derives
def employee_told_outcome(facts: Case_) -> Answer:
    """Everyone affected was told, after the last decision."""
    told = facts.case.outcomes_told.all()
    if facts.approvals:
        told = told.filter(told_at__gte=facts.approvals[-1].decided_at)
    people = {person.pk for person in facts.affected}
    return bool(people) and people <= set(told.values_list("person_id", flat=True))


@derives
def sender_informed_or_postponed(facts: Case_) -> Answer:
    """Told in a letter, or it waits with a reason, or nobody knows the sender."""
    return not facts.known_senders or art14_told(facts) or art14_postponed(facts)


def art14_told(facts: Case_) -> bool:
    """Every sender of whom something is known had a letter with the paragraph."""
    return {row.id for row in facts.known_senders} <= art14_told_to(facts)


def art14_told_to(facts: Case_) -> set[UUID]:
    """The senders to whom an earlier letter carried the paragraph."""
    return {row.recipient_id for row in facts.sent_letters if "letter_art14" in row.checked}


def art14_postponed(facts: Case_) -> bool:
    """It waits, with a ground and a day that has not come."""
    return postponement_of(facts.case) is not None


@derives
def plan_required_steps_done(facts: Case_) -> Answer:
    """Every step of the plan is done or left out with a reason."""
    return not facts.open_tasks


@derives
def no_open_drafts(facts: Case_) -> Answer:
    """No letter waits for approval or sending."""
    return all(row.sent_at or row.discarded_at for row in facts.letters)


@derives
def has_citizens_adviser(_facts: Case_) -> Answer:
    """The organisation has a citizens' adviser to call."""
    return bool(getattr(settings, "CITIZENS_ADVISER_PHONE", ""))
