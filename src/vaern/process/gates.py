"""A gate as it stands for a case now, with what was set aside and why."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vaern import clock
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
from vaern.rulebook.checklists import Point, checklist_on, evaluate
from vaern.rulebook.dated import in_force, latest
from vaern.rulebook.gates import ConditionResult, GateResult, check_gate, gate_on
from vaern.rulebook.logic import leaves
from vaern.rulebook.receipts import situation_data
from vaern.rulebook.shapes import Checklist, Condition, Gate, Situation, Value
from vaern.vault.pseudonyms import keyed_digest

Subject = Proposal | Letter | None
USE = "set-aside/1"


@dataclass(frozen=True)
class ConditionView:
    """One condition with its set-aside, where there is one."""

    result: ConditionResult
    set_aside: SetAside | None
    lapsed: SetAside | None = None  # set aside once, and what it rested on has changed since

    @property
    def state(self) -> str:
        """met, unmet, unknown, not_relevant or set_aside."""
        stands = self.result.state in ("unmet", "unknown") and self.set_aside is not None
        return "set_aside" if stands and self.result.set_aside != "never" else self.result.state


@dataclass(frozen=True)
class GateView:
    """The whole gate: every condition, and whether it lets the act through."""

    gate: Gate
    conditions: tuple[ConditionView, ...]
    situation: Situation
    days_since_complaint: int | None

    @property
    def gate_id(self) -> str:
        """Which gate."""
        return self.gate.id

    @property
    def title(self) -> str:
        """The gate's name."""
        return self.gate.title

    @property
    def intro(self) -> str:
        """What the gate is for."""
        return self.gate.intro

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


def points_of(case: Case, checklist_id: str) -> tuple[Checklist, tuple[Point, ...]]:
    """A checklist with its points as the case answers them; a point that no fact answers is for a person to see to."""
    situation = whole(situation_of(case))
    return checklist_on(book(), checklist_id, situation), evaluate(book(), checklist_id, situation)


def look_at(case: Case, gate_id: str, *, subject: Subject = None, decider: Person | None = None) -> GateView:
    """Evaluate the gate from what is stored now."""
    proposal = subject if isinstance(subject, Proposal) else None
    letter = subject if isinstance(subject, Letter) else None
    situation = whole(situation_of(case, proposal=proposal, letter=letter, decider=decider))
    gate = gate_on(book(), gate_id, situation)
    found: GateResult = check_gate(book(), gate_id, situation)
    aside: Mapping[str, SetAside] = set_asides(case, gate_id, subject.pk if subject else None)
    views = tuple(
        _view(case, condition, one, situation, aside.get(one.id))
        for condition, one in zip(gate.conditions, found.conditions, strict=True)
    )
    return GateView(gate, views, situation, days_since_complaint(case))


def _view(
    case: Case, condition: Condition, result: ConditionResult, situation: Situation, aside: SetAside | None
) -> ConditionView:
    """A condition stays set aside as what it was: "she has not answered" is not "she said no"."""
    if aside is None or (aside.state, aside.rests_on) == (result.state, rests_on(case, condition, situation)):
        return ConditionView(result, aside)
    return ConditionView(result, None, lapsed=aside)


def rests_on(case: Case, condition: Condition, situation: Situation) -> str:
    """A digest, made with the case's key, of the answers and judgements that the condition looks at."""
    parts = [part for part in (condition.requires, condition.not_relevant_when) if part is not None]
    names = {leaf.id for part in parts for leaf in leaves(part)}
    known = {name: str(situation.answers.get(name, situation.norms.get(name, Value.UNKNOWN))) for name in sorted(names)}
    return keyed_digest(case.vault_scope, USE, json.dumps(known).encode())


def as_it_stands(view: GateView, case: Case, condition_id: str) -> tuple[str, str]:
    """How an open condition stands, for setting it aside as that. NotNow when nothing stands in the way."""
    condition = next(one for one in view.gate.conditions if one.id == condition_id)
    result = next(one.result for one in view.conditions if one.result.id == condition_id)
    if result.state not in ("unmet", "unknown"):
        raise NotNow(
            _("There is nothing to set aside."), _("“%(title)s” does not stand in the way.") % {"title": result.title}
        )
    return result.state, rests_on(case, condition, view.situation)


def keep(view: GateView, case: Case, moment: Moment, proposal: Proposal | None = None) -> GateCheck:
    """Keep how the gate stood. The receipt holds answers, never the written reasons."""
    data = {**situation_data(view.situation), "reasons": {}}
    data["incidents"] = [{**one, "reasons": {}} for one in data["incidents"]]
    file_id = view.gate.file_id
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
    """The condition as the gate in force today writes it; BadInput when there is none."""
    text = in_force(book().gates.get(gate_id, ()), clock.today())
    found = [one for one in (text.conditions if text else ()) if one.id == condition_id]
    if not found:
        raise BadInput(_("There is no such condition."), "", _("Load the page again. The rules may have changed."))
    return found[0]


def gate_text(gate_id: str) -> Gate:
    """The gate that is in force today; where none is, the newest that has been."""
    return latest(book().gates[gate_id], clock.today())
