"""What a proposal to report rests on, and what its approval rests on beside: so that a change can be seen and named.

Each part is kept as a digest made with the case's key: it says that something changed, and nothing of what it was.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vaern.assessments.models import Assessment
from vaern.care.models import Accept
from vaern.cases.models import Case
from vaern.cases.queries import (
    affected_employees,
    current_answers,
    current_incidents,
    current_norm_reasons,
    grounds_against_deciding,
    senders,
)
from vaern.decisions.models import Approval, Consultation, Proposal
from vaern.decisions.queries import set_asides
from vaern.errors import NotNow
from vaern.evidence.queries import items_of
from vaern.letters.kinds import guiding_kinds
from vaern.letters.models import Letter
from vaern.people.models import Person
from vaern.process.gates import gate_text
from vaern.process.situation import book
from vaern.rulebook.assess import about_the_sender
from vaern.rulebook.logic import fact_ids
from vaern.vault.pseudonyms import keyed_digest
from vaern.vault.text import read

GATE = "police_report"
USE = "basis/1"
Basis = Mapping[str, str]


def basis_for(case: Case, proposer: Person, consultation: Consultation, items: Iterable[UUID]) -> Basis:
    """What a proposal that is about to be made rests on.

    The gate is asked again at the approval, and may come into order until then.
    """
    acted = {proposer.pk, consultation.jurist_id}
    return _digests(case, _proposed(case, [str(item) for item in items], acted))


def basis_of_proposal(proposal: Proposal) -> Basis:
    """What the proposal rests on, as it is now."""
    return _digests(proposal.case, _proposed(proposal.case, proposal.items, _proposers(proposal)))


def basis_of_approval(proposal: Proposal, decider: Person) -> Basis:
    """What the approval rests on: the same, and all that the approver saw of the gate."""
    asides = set_asides(proposal.case, GATE, proposal.pk)
    acted = {*_proposers(proposal), decider.pk, *(row.by_id for row in asides.values())}
    seen = {
        "accepts": _accepts(proposal.case),
        "law": _law(proposal.case),
        "opinions": _ids(proposal.case.consultations.exclude(answered_at=None)),
        "warnings": _ids(_warnings(proposal)),
        "set_aside": sorted(str(row.pk) for row in asides.values()),
    }
    return _digests(proposal.case, {**_proposed(proposal.case, proposal.items, acted), **seen})


def changed_since(proposal: Proposal) -> list[str]:
    """In words, what has changed since the approval, or since the proposal where nobody has decided yet."""
    approval = Approval.objects.filter(proposal=proposal).select_related("decided_by").first()
    kept: Basis = approval.basis if approval else proposal.basis
    now = basis_of_approval(proposal, approval.decided_by) if approval else basis_of_proposal(proposal)
    return [words for part, words in _words().items() if kept.get(part) != now.get(part)]


def is_void(proposal: Proposal) -> bool:
    """Whether the facts are no longer those that the proposal, or its approval, rests on."""
    return bool(changed_since(proposal))


def says_void(proposal: Proposal) -> str:
    """What has changed, as a sentence; nothing where the proposal holds."""
    changed = changed_since(proposal)
    return _("Since then this has changed: %(parts)s.") % {"parts": ", ".join(changed)} if changed else ""


def check_not_void(proposal: Proposal) -> None:
    """NotNow, naming what has changed, when the proposal or its approval no longer rests on what is so."""
    says = says_void(proposal)
    if says:
        raise NotNow(_("The proposal no longer holds."), says, _("Make a new proposal from what is known now."))


def facts_used() -> frozenset[str]:
    """The facts that a provision or the gate asks about; a change in others leaves a proposal standing."""
    texts = [text for key in about_the_sender(book()) for text in book().provisions[key]]
    exprs = [text.requires for text in texts]
    for condition in gate_text(GATE).conditions:
        exprs += [one for one in (condition.requires, condition.not_relevant_when) if one is not None]
    counter = {fact for text in texts for fact in (*text.speaks_against, *text.decides_against)}
    return frozenset(fact for expr in exprs for fact in fact_ids(expr)) | counter


def _words() -> Mapping[str, str]:
    return {
        "answers": _("the answers"),
        "norms": _("the jurist's judgements"),
        "incidents": _("what happened"),
        "complaints": _("the citizen's complaint"),
        "affected": _("whom the case is about"),
        "sender": _("who the sender is"),
        "annexes": _("the evidence that goes with it"),
        "excluded": _("who may not decide"),
        "accepts": _("the employee's yes or no"),
        "law": _("the locked assessment of the law"),
        "opinions": _("the jurist's written assessment"),
        "warnings": _("the letters to the sender"),
        "set_aside": _("what is set aside"),
    }


def _digests(case: Case, parts: Mapping[str, Any]) -> Basis:
    return {name: keyed_digest(case.vault_scope, USE, _plain(name, part)) for name, part in parts.items()}


def _plain(name: str, part: Any) -> bytes:
    return json.dumps([name, part], sort_keys=True).encode()


def _proposed(case: Case, items: Iterable[str], acted: set[Any]) -> Mapping[str, Any]:
    used = facts_used()
    return {
        "answers": sorted(
            [row.fact, str(row.incident_id or ""), row.value] for row in current_answers(case) if row.fact in used
        ),
        "norms": sorted([row.norm, str(row.incident_id or ""), row.value] for row in current_norm_reasons(case)),
        "incidents": _ids(current_incidents(case)),
        "complaints": sorted([str(row.id), str(row.settled_on or "")] for row in case.complaints.all()),
        "affected": sorted(str(person.pk) for person in affected_employees(case)),
        "sender": _senders(case),
        "annexes": _annexes(case, items),
        "excluded": _excluded(case, acted),
    }


def _proposers(proposal: Proposal) -> set[Any]:
    """Who proposed, and the jurist whose words the proposal rests on."""
    return {proposal.proposed_by_id, proposal.consultation.jurist_id}


def _senders(case: Case) -> list[list[str]]:
    """Who it is and how we know; where the sender lives does not stand in the report."""
    return sorted(
        [str(row.pk), row.sender_kind, str(row.person_id or ""), read(row, "identity"), read(row, "how_known")]
        for row in senders(case)
    )


def _annexes(case: Case, items: Iterable[str]) -> list[list[str]]:
    """The evidence that goes with the report, as it lies in the case; what was moved away or locked is no longer it."""
    found = {str(item.pk): item for item in items_of(case)}
    there = [found[key] for key in items if key in found]
    return [
        [str(item.pk), item.salted_digest, str(item.incident_id or ""), str(item.locked_at or "")] for item in there
    ]


def _excluded(case: Case, acted: set[Any]) -> list[list[str]]:
    """The grounds against those who acted; that somebody else is kept out changes nothing."""
    grounds = grounds_against_deciding(case)
    return sorted([str(person.pk), *sorted(codes)] for person, codes in grounds.items() if person.pk in acted)


def _accepts(case: Case) -> list[list[str]]:
    rows = Accept.objects.filter(case=case, superseded_by=None, subject__in=("police_report", "prosecution_request"))
    return sorted([str(row.person_id), row.subject, row.value, row.text_version] for row in rows)


def _warnings(proposal: Proposal) -> QuerySet[Letter]:
    """The letters of guidance or warning that went to the sender whom the report is about."""
    sent = proposal.case.letters.filter(kind__in=guiding_kinds(), sent_at__isnull=False)
    return sent.filter(recipient=proposal.sender_id) if proposal.sender_id else sent


def _law(case: Case) -> list[list[str]]:
    """What the newest locked assessment found; locking the same once more changes nothing."""
    locked = Assessment.objects.filter(case=case, kind="law").defer("receipt").order_by("-edition").first()
    found = locked.findings.all() if locked else ()
    return sorted([row.provision, str(row.incident_id or ""), row.result] for row in found)


def _ids(rows: Iterable[Any]) -> list[str]:
    return sorted(str(row.pk) for row in rows)
