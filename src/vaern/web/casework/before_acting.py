"""Before an act that has no page of its own: what must be so, the questions that it asks, and what the rules say."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from vaern import clock
from vaern.cases.models import Case
from vaern.people.models import Person
from vaern.process import gates
from vaern.process.assess import workplace_rules
from vaern.process.situation import book
from vaern.rulebook.assess import Finding
from vaern.rulebook.checklists import Point
from vaern.rulebook.dated import in_force
from vaern.rulebook.logic import fact_ids
from vaern.rulebook.shapes import Gate
from vaern.web.casework.gate_rows import ShownCondition, gate_note, gate_rows
from vaern.web.casework.interview import Interview, ShownQuestion
from vaern.web.casework.law_page import text_of

# How many questions stand open at once.
MOST_FIRST = 5
POLICE_FILE, REMOVAL = "police_file_quality", "removal_request"
# The checklists that a case can answer.
LISTS = (POLICE_FILE, "letters_control_list")
# These acts are asked about where they are done; forgetting is not for those who handle the case.
ELSEWHERE = frozenset({"police_report", "send_letter", "close_case", "forget_case"})


@dataclass(frozen=True)
class Act:
    """One act to choose."""

    id: str
    title: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class ShownGate:
    """What must be so before one act, and what is still to be answered."""

    id: str
    title: str
    intro: str
    rows: list[ShownCondition]
    note: str
    questions: list[ShownQuestion]
    is_open: bool

    @property
    def first(self) -> list[ShownQuestion]:
        """The few to answer now."""
        return [one for one in self.questions if not one.answered][:MOST_FIRST]

    @property
    def rest(self) -> list[ShownQuestion]:
        """The others, and those that are answered."""
        return [one for one in self.questions if one not in self.first]


@dataclass(frozen=True)
class Rule:
    """What a rule says that the workplace must or may do here, where it stands, and whether a jurist has seen it."""

    title: str
    says: str
    source: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ShownList:
    """A checklist that the case answers as far as it can, and what is told beside it."""

    id: str
    title: str
    intro: str
    note: str
    points: list[Point]
    source: Mapping[str, Any]


def before_acting_page(case: Case, person: Person, chosen: str) -> dict[str, Any]:
    """The acts, the one that is chosen, and the rules that now point to something."""
    known = [key for key, texts in book().gates.items() if key not in ELSEWHERE and _begun(texts)]
    asks = Interview(case, person)
    return {
        "acts": [Act(key, gates.gate_text(key).title, key == chosen) for key in known],
        "gate": shown(case, person, chosen, asks) if chosen in known else None,
        "rules": [_rule(one) for one in workplace_rules(case)],
        "lists": [Act(key, book().checklists[key][-1].title, key == chosen) for key in LISTS],
        "checklist": shown_list(case, chosen) if chosen in LISTS else None,
        "police": book().texts["police_channels"] if chosen == POLICE_FILE else None,
        "ladder": book().texts["removal_ladder"] if chosen == REMOVAL else None,
        "evidence": asks.evidence(),
        "back": "before_acting",
    }


def shown(case: Case, person: Person, gate_id: str, asks: Interview) -> ShownGate:
    """One gate as it stands, with the questions of its own; what is about an incident is asked in the interview."""
    view = gates.look_at(case, gate_id)
    rows = [replace(row, may_set_aside=False, links=[]) for row in gate_rows(view, case, person)]
    own = [key for key in facts_of(gate_id) if book().facts[key].scope == "case" and not book().facts[key].derived]
    return ShownGate(
        id=gate_id, title=view.title, intro=view.intro, rows=rows, note=gate_note(rows), is_open=view.is_open,
        questions=[asks.question(key, place=gate_id) for key in own],
    )  # fmt: skip


def shown_list(case: Case, checklist_id: str) -> ShownList:
    """One checklist as it stands for the case."""
    own, points = gates.points_of(case, checklist_id)
    done = sum(one.state == "met" for one in points)
    note = _("%(done)s of %(all)s are in order") % {"done": done, "all": len(points)}
    return ShownList(
        id=own.id, title=own.title, intro=own.intro, note=note, points=list(points), source=own.source,
    )  # fmt: skip


def facts_of(gate_id: str) -> list[str]:
    """Every fact that the gate's conditions look at, in their order."""
    conditions = gates.gate_text(gate_id).conditions
    parts = (part for one in conditions for part in (one.not_relevant_when, one.requires) if part is not None)
    return list(dict.fromkeys(key for part in parts for key in fact_ids(part)))


def _rule(finding: Finding) -> Rule:
    text = text_of(finding)
    return Rule(text.title, text.text_short, text.source)


def _begun(texts: tuple[Gate, ...]) -> bool:
    """Whether one of the gate's texts is in force today."""
    return in_force(texts, clock.today()) is not None
