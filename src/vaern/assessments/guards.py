"""Who may lock which assessment, and when."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from vaern.cases.enums import CaseRole
from vaern.cases.models import Case
from vaern.cases.queries import roles_in
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.models import Person
from vaern.rulebook.assess import Finding
from vaern.rulebook.shapes import Fact

MAY_LOCK: dict[str, frozenset[CaseRole]] = {
    "environment": frozenset({CaseRole.CASE_OWNER, CaseRole.LEADER, CaseRole.AMR}),
    "injury": frozenset({CaseRole.CASE_OWNER, CaseRole.LEADER, CaseRole.HR}),
    "law": frozenset({CaseRole.JURIST}),
}


def check_may_lock(person: Person, case: Case, kind: str) -> None:
    """The law is locked by a jurist, the work injury by HR or the leader, the working environment by the workplace."""
    if kind not in MAY_LOCK:
        raise BadInput(_("There is no such assessment."))
    if not roles_in(person, case) & MAY_LOCK[kind]:
        raise NotAllowed(
            _("You cannot lock this assessment."),
            _("Each of the three assessments belongs to those who know that subject."),
            _("Ask one of them to lock it."),
        )


def check_can_lock_track(outcome_id: str | None) -> None:
    """A track is locked when it leads somewhere."""
    if outcome_id is None:
        raise NotNow(
            _("The assessment cannot be locked yet."),
            _("Answers are missing that decide where it leads."),
            _("Answer the questions that are named under it."),
        )


def check_can_lock_law(in_play: Iterable[Finding], questions: Mapping[str, Fact]) -> None:
    """What speaks for the citizen must be answered first, for every provision that something speaks for."""
    missing = dict.fromkeys(fact for found in in_play for fact in found.unanswered_counter)
    if missing:
        raise NotNow(
            _("The assessment cannot be locked yet."),
            _("What may speak for the citizen has not been answered: %(facts)s")
            % {"facts": " ".join(questions[fact].question for fact in missing)},
            _("Answer it first; “unknown” is no answer here."),
        )
