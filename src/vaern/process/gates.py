"""A gate as it stands for a case now, with what was set aside and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vaern.assessments.actions import canonical
from vaern.cases.models import Case
from vaern.decisions.actions import keep_gate_check
from vaern.decisions.enums import Moment
from vaern.decisions.models import GateCheck, Proposal, SetAside
from vaern.decisions.queries import set_asides
from vaern.errors import BadInput, NotNow
from vaern.letters.models import Letter
from vaern.people.models import Person
from vaern.process.situation import book, days_since_complaint, situation_of, whole
from vaern.rulebook.gates import ConditionResult, GateResult, check_gate
from vaern.rulebook.receipts import situation_data
from vaern.rulebook.shapes import Condition, Situation

Subject = Proposal | Letter | None


@dataclass(frozen=True)
class ConditionView:
    """One condition with its set-aside, where there is one."""

    result: ConditionResult
    set_aside: SetAside | None

    @property
    def state(self) -> str:
        """met, unmet, unknown, not_relevant or set_aside."""
        stands = self.result.state in ("unmet", "unknown") and self.set_aside is not None
        return "set_aside" if stands and self.result.set_aside != "never" else self.result.state


@dataclass(frozen=True)
class GateView:
    """The whole gate: every condition, and whether it lets the act through."""

    gate_id: str
    title: str
    intro: str
    conditions: tuple[ConditionView, ...]
    situation: Situation
    days_since_complaint: int | None

    @property
    def open_conditions(self) -> tuple[ConditionView, ...]:
        """What still stands in the way."""
        return tuple(one for one in self.conditions if one.state in ("unmet", "unknown"))

    @property
    def is_open(self) -> bool:
        """Whether the act may happen."""
        return not self.open_conditions

    @property
    def states(self) -> dict[str, str]:
        """Each condition's state by its id."""
        return {one.result.id: one.state for one in self.conditions}


def look_at(case: Case, gate_id: str, *, subject: Subject = None, decider: Person | None = None) -> GateView:
    """Evaluate the gate from what is stored now."""
    proposal = subject if isinstance(subject, Proposal) else None
    letter = subject if isinstance(subject, Letter) else None
    situation = whole(situation_of(case, proposal=proposal, letter=letter, decider=decider))
    found: GateResult = check_gate(book(), gate_id, situation)
    aside: Mapping[str, SetAside] = set_asides(case, gate_id, subject.pk if subject else None)
    gate = book().gates[gate_id][-1]
    views = tuple(ConditionView(one, aside.get(one.id)) for one in found.conditions)
    return GateView(gate_id, gate.title, gate.intro, views, situation, days_since_complaint(case))


def keep(view: GateView, case: Case, moment: Moment, proposal: Proposal | None = None) -> GateCheck:
    """Keep how the gate stood. The receipt holds answers, never the written reasons."""
    data = {**situation_data(view.situation), "reasons": {}}
    data["incidents"] = [{**one, "reasons": {}} for one in data["incidents"]]
    file_id = book().gates[view.gate_id][-1].file_id
    sha256 = book().files[file_id].sha256
    return keep_gate_check(
        case=case,
        gate=view.gate_id,
        moment=moment,
        states=view.states,
        open_to_act=view.is_open,
        receipt=canonical({"gate": file_id, "sha256": sha256, "situation": data}),
        proposal=proposal,
    )


def check_is_open(view: GateView) -> None:
    """NotNow, naming every condition that is neither met nor set aside."""
    if not view.is_open:
        names = "; ".join(one.result.title for one in view.open_conditions)
        raise NotNow(
            _("This cannot be done yet."),
            _("Not in place: %(conditions)s.") % {"conditions": names},
            _("See under each point what to do."),
        )


def condition_of(gate_id: str, condition_id: str) -> Condition:
    """The condition as content writes it; BadInput when there is none."""
    texts = book().gates.get(gate_id, ())
    found = [one for one in (texts[-1].conditions if texts else ()) if one.id == condition_id]
    if not found:
        raise BadInput(_("There is no such condition."))
    return found[0]
