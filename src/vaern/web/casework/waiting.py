"""What waits for the viewer beside the tasks of a plan: a jurist's assessment, a decision by another person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from vaern.cases import queries as cases
from vaern.cases.enums import CaseRole, CaseState
from vaern.cases.guards import holds
from vaern.cases.models import Case
from vaern.decisions import guards
from vaern.decisions.enums import Outcome
from vaern.decisions.models import Consultation, Proposal
from vaern.people.viewer import Viewer
from vaern.process.basis import is_void

MOST_WAITING = 10


@dataclass(frozen=True)
class Waiting:
    """One thing that somebody asked this person for."""

    title: str
    number: str
    since: datetime
    url: str


def waiting_for(viewer: Viewer, most: int | None = MOST_WAITING) -> tuple[list[Waiting], bool]:
    """The oldest so many (None: all of it), and whether there are more."""
    enough = None if most is None else most + 1
    found = [one for kind in (_assessments, _decisions, _overtaken) for one in islice(kind(viewer), enough)]
    oldest = sorted(found, key=lambda each: each.since)
    return oldest[:most], most is not None and len(oldest) > most


def _assessments(viewer: Viewer) -> Iterator[Waiting]:
    found = Consultation.objects.filter(_in_role(viewer, CaseRole.JURIST), answered_at=None).select_related("case")
    for row in found.order_by("asked_at"):
        yield _waiting(_("Give your written assessment"), row.case, row.asked_at, "jurist")


def _decisions(viewer: Viewer) -> Iterator[Waiting]:
    undecided = Proposal.objects.filter(_in_role(viewer, CaseRole.APPROVER), withdrawn_at=None, approval=None)
    for row in undecided.select_related("case").order_by("proposed_at"):
        if holds(guards.check_may_decide_proposal, viewer.person, row) and not is_void(row):
            yield _waiting(_("Decide on a proposal"), row.case, row.proposed_at, "beslut")


def _overtaken(viewer: Viewer) -> Iterator[Waiting]:
    """What the case owner is to propose again, or take back: nobody can approve it, or report on it, as it is."""
    later = Proposal.objects.filter(case=OuterRef("case"), withdrawn_at=None, proposed_at__gt=OuterRef("proposed_at"))
    not_acted_on = Q(approval=None) | Q(approval__outcome=Outcome.APPROVED, police_report=None)
    newest = Proposal.objects.filter(_in_role(viewer, CaseRole.CASE_OWNER), not_acted_on, ~Exists(later))
    for row in newest.filter(withdrawn_at=None).select_related("case", "approval").order_by("proposed_at"):
        if is_void(row):
            yield _waiting(_overtaken_words(row), row.case, row.proposed_at, "formaal")


def _overtaken_words(row: Proposal) -> str:
    if hasattr(row, "approval"):
        return _("What was approved no longer holds, and nothing is reported. See what has changed")
    return _("The proposal no longer holds. Make a new one, or take it back")


def _in_role(viewer: Viewer, role: CaseRole) -> Q:
    """In an open case that the viewer may see, and takes part in as this."""
    held = cases.parts_of(viewer.person).filter(role=role, case__state=CaseState.OPEN, case=OuterRef("case_id"))
    return Q(Exists(held))


def _waiting(title: str, case: Case, since: datetime, part: str) -> Waiting:
    return Waiting(title, case.number, since, f"{reverse('decision', args=[case.number])}#{part}")
