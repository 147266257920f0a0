"""The rows of a case that derived facts, tasks and clocks look at, each kind fetched once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from vaern.assessments.models import Assessment, Finding
from vaern.care.models import Accept
from vaern.cases.enums import PartyKind
from vaern.cases.models import Case, Complaint, Incident, Party
from vaern.cases.queries import current_incidents
from vaern.decisions.models import Approval, Proposal
from vaern.letters.models import Letter
from vaern.measures.models import PoliceReport
from vaern.people.models import Person
from vaern.plans.models import Task
from vaern.plans.queries import tasks_of
from vaern.rulebook.shapes import Value

TOLERANCE = "ytringsfrihed/tolerance"


@dataclass
class Case_:  # noqa: N801 - the case as the derived facts see it, beside the model of the same name
    """A case with what is about to be decided or sent in it. Good for one look: what is fetched is kept."""

    case: Case
    proposal: Proposal | None = None
    letter: Letter | None = None
    decider: Person | None = None
    answered: Mapping[str, Value] = field(default_factory=dict)

    @cached_property
    def incidents(self) -> list[Incident]:
        """What happened, without what was corrected later."""
        return list(current_incidents(self.case))

    @cached_property
    def complaints(self) -> list[Complaint]:
        """The citizen's complaints, oldest first."""
        return list(self.case.complaints.order_by("made_on"))

    @cached_property
    def parties(self) -> list[Party]:
        """Whom it is about, in the order in which they were added."""
        return list(self.case.parties.select_related("person").order_by("added_at"))

    @property
    def affected(self) -> list[Person]:
        """The employees it is about."""
        mine = [row for row in self.parties if row.kind == PartyKind.AFFECTED_EMPLOYEE]
        return [row.person for row in mine if row.person is not None]

    @property
    def known_senders(self) -> list[Party]:
        """The senders of whom something is known."""
        return [row for row in self.parties if row.kind == PartyKind.SENDER and row.sender_kind != "unknown"]

    @cached_property
    def accepts(self) -> Mapping[tuple[UUID, str], Accept]:
        """What each employee last said of each subject."""
        rows = Accept.objects.filter(case=self.case, superseded_by=None).order_by("given_at")
        return {(row.person_id, row.subject): row for row in rows}

    @cached_property
    def editions(self) -> list[Assessment]:
        """Every locked edition of the three assessments, the oldest first, without their receipts."""
        return list(self.case.assessments.defer("receipt").order_by("edition"))

    @property
    def assessments(self) -> Mapping[str, Assessment]:
        """The newest locked edition of each of the three."""
        return {row.kind: row for row in self.editions}

    @cached_property
    def findings(self) -> list[Finding]:
        """What the newest locked assessment of the law found."""
        locked = self.assessments.get("law")
        return list(locked.findings.defer("deciding").order_by("id")) if locked else []

    @property
    def tolerance(self) -> list[Finding]:
        """Of those, what the employee must tolerate."""
        return [found for found in self.findings if found.provision == TOLERANCE]

    @cached_property
    def letters(self) -> list[Letter]:
        """All letters, without their words."""
        return list(self.case.letters.defer("values", "body"))

    @property
    def sent_letters(self) -> list[Letter]:
        """Of those, what went out."""
        return [row for row in self.letters if row.sent_at is not None]

    @cached_property
    def proposals(self) -> list[Proposal]:
        """All proposals, each with its decision where there is one."""
        return list(self.case.proposals.select_related("approval").defer("reason", "alternatives"))

    @property
    def approvals(self) -> list[Approval]:
        """The decisions, oldest first."""
        made = [row.approval for row in self.proposals if hasattr(row, "approval")]
        return sorted(made, key=lambda row: row.decided_at)

    @cached_property
    def police_report(self) -> PoliceReport | None:
        """The newest report that was made."""
        return self.case.police_reports.defer("text").order_by("-reported_at").first()

    @cached_property
    def tasks(self) -> list[Task]:
        """All tasks, in the order of the plan, without the persons behind them."""
        return list(tasks_of(self.case).select_related(None))

    @property
    def open_tasks(self) -> list[Task]:
        """Of those, what nobody has closed."""
        return [task for task in self.tasks if task.done_at is None]
