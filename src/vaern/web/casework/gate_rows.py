"""A gate as rows: each condition met, missing, set aside or not relevant, with why, the source and what can be done."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from vaern.cases.guards import holds
from vaern.cases.models import Case
from vaern.decisions import guards
from vaern.people.models import Person
from vaern.process.gates import ConditionView, GateView
from vaern.process.situation import book
from vaern.rulebook.shapes import Condition, FactIs, Value
from vaern.vault import text
from vaern.web.sources import cited, unchecked
from vaern.web.templatetags.moments import when


@dataclass(frozen=True, kw_only=True)
class ShownCondition:
    """One condition before an act."""

    id: str
    title: str
    state: str
    sentences: tuple[str, ...]
    todo: str
    reason: str
    by: str
    source: str
    rule: str
    may_set_aside: bool
    unchecked: bool = False
    lapsed: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether it still stands in the way."""
        return self.state in ("unmet", "unknown")


def gate_rows(view: GateView, case: Case, person: Person) -> list[ShownCondition]:
    """The conditions in the order that content has them."""
    whole = {each.id: each for each in view.gate.conditions}
    return [_row(one, whole[one.result.id], case, person) for one in view.conditions]


def _row(one: ConditionView, whole: Condition, case: Case, person: Person) -> ShownCondition:
    aside = one.set_aside if one.state == "set_aside" else None
    result = one.result
    may = case.state == "open" and holds(guards.check_may_set_aside, person, case, result.set_aside)
    return ShownCondition(
        id=result.id, title=result.title, state=one.state, sentences=_said(one, whole),
        todo=result.todo if one.state in ("unmet", "unknown") else "",
        reason=text.read(aside, "reason") if aside else "",
        by=_("%(name)s, %(when)s") % {"name": aside.by.name, "when": when(aside.at)} if aside else "",
        source=cited(result.source), rule=_rule(result.set_aside), may_set_aside=may, links=_links(one, case),
        lapsed=_lapsed(one), unchecked=unchecked(result.source),
    )  # fmt: skip


def _lapsed(one: ConditionView) -> str:
    """That somebody set it aside, when what that rested on has changed."""
    if one.lapsed is None or one.state not in ("unmet", "unknown"):
        return ""
    return _(
        "%(name)s set it aside, %(when)s. What that rested on has changed since, so it does not count any more."
    ) % {
        "name": one.lapsed.by.name,
        "when": when(one.lapsed.at),
    }


def _said(one: ConditionView, whole: Condition) -> tuple[str, ...]:
    """The sentences, none that says the same as another, and none that only says that Værn cannot see something yet.

    A condition that is one fact says it once; one of several that is not met names the facts that stand in the way, and
    one that is not known asks its questions instead. What one question leaves open is not said to be missing.
    """
    facts = [book().facts[key] for key in one.result.deciding]
    unseen = {fact.says[Value.UNKNOWN] for fact in facts if fact.derived}
    said = tuple(says for says in dict.fromkeys(one.result.sentences) if says not in unseen)
    if one.state == "not_relevant":
        return said
    if one.state == "unknown" and len(facts) == 1 and not facts[0].derived:
        return (facts[0].says[Value.UNKNOWN],)
    if isinstance(whole.requires, FactIs) or one.state == "unknown":
        return said[:1]
    return said[1:] or said if one.state == "unmet" else said


def _rule(kind: str) -> str:
    words = {
        "never": _("Cannot be set aside."),
        "with_reason": _("Can be set aside with a written reason."),
        "legal_only": _("Can be set aside by a jurist with a written reason."),
    }
    return words[kind]


def _links(one: ConditionView, case: Case) -> list[tuple[str, str]]:
    """The questions that still decide an open condition, each with its place in the interview."""
    if one.state not in ("unmet", "unknown"):
        return []
    facts = [book().facts[key] for key in one.result.deciding]
    page = reverse("case_facts", args=[case.number])
    return [(fact.question, f"{page}#q-{fact.id}") for fact in facts if not fact.derived and fact.scope == "case"]


def gate_note(rows: list[ShownCondition]) -> str:
    """How many are in order, missing and set aside."""
    said = [
        (_("%(n)s in order"), sum(row.state == "met" for row in rows)),
        (_("%(n)s missing"), sum(row.is_open for row in rows)),
        (_("%(n)s set aside"), sum(row.state == "set_aside" for row in rows)),
        (_("%(n)s not relevant"), sum(row.state == "not_relevant" for row in rows)),
    ]
    return ", ".join(words % {"n": count} for words, count in said if count)
