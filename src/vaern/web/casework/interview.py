"""The interview: every question of a case, by subject, with what was answered, by whom, when and from what."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vaern.cases import queries as cases
from vaern.cases.enums import Area
from vaern.cases.models import Answer, Case, Incident
from vaern.people.models import Person
from vaern.process.questions import ANSWERS_AS
from vaern.process.situation import RECORDED_BY_HAND, book
from vaern.rulebook.danish import uncapital
from vaern.rulebook.shapes import Fact, Value
from vaern.vault import text
from vaern.web.casework.forms import VALUES
from vaern.web.casework.timeline import happened
from vaern.web.casework.titles import labels


@dataclass(frozen=True, kw_only=True)
class ShownQuestion:
    """One question with its answer. `key` is unique on the page; `incident` is empty for the case as a whole."""

    fact: Fact
    key: str
    incident: str
    number: int
    value: str
    says: str
    reason: str
    by: str
    at: Any
    items: list[tuple[str, str]]
    editable: bool
    asks: str
    place: str
    url: str
    why: str = ""
    wider_no: str = ""  # the wider answer that is no: this one follows from it, or does not fit with it
    waits_for: tuple[str, ...] = ()  # wider questions that nobody has answered, whose no would answer this one
    typed: tuple[str, str] | None = None  # what was chosen and written when the answer was refused

    @property
    def answered(self) -> bool:
        """Whether somebody has answered; “do not know” is an answer."""
        return bool(self.value)

    @property
    def choices(self) -> list[tuple[str, Any, bool]]:
        """Yes, no and do not know, and which of them stands."""
        chosen = self.typed[0] if self.typed else self.value
        return [(code, label, code == chosen) for code, label in VALUES]

    @property
    def words(self) -> str:
        """What stands in the box for the reason."""
        return self.typed[1] if self.typed else self.reason

    @property
    def follows(self) -> str:
        """That nobody gave the answer, and from which it follows."""
        alone = self.wider_no and not self.by
        return _("Follows from another answer: %(says)s") % {"says": self.wider_no} if alone else ""

    @property
    def clashes(self) -> str:
        """The wider answer with which this yes does not fit."""
        return self.wider_no if self.by and self.value == Value.YES else ""

    @property
    def item_names(self) -> list[str]:
        """The evidence that the answer rests on."""
        return [name for name, _url in self.items]

    @property
    def label(self) -> str:
        """The answer as a word."""
        return next((str(label) for code, label in VALUES if code == self.value), "")


# Every subject unfolded at once.
EVERY = "alle"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The questions about one thing."""

    id: str
    title: str
    questions: list[ShownQuestion]
    is_open: bool = False
    matters: frozenset[str] | None = None  # None where nobody has asked which do

    @property
    def settled(self) -> list[ShownQuestion]:
        """Those that nobody has answered, and that no answer can matter to any more."""
        return [question for question in self.questions if not question.answered and not self._asks(question)]

    def _asks(self, question: ShownQuestion) -> bool:
        return self.matters is None or question.fact.id in self.matters

    def _waits(self, question: ShownQuestion) -> bool:
        return not (self.matters or frozenset()).isdisjoint(question.waits_for)

    @property
    def note(self) -> str:
        """How many are answered."""
        done = sum(question.answered for question in self.questions)
        return _("%(done)s of %(all)s are answered") % {"done": done, "all": len(self.questions)}

    @property
    def open(self) -> list[ShownQuestion]:
        """Those that nobody has answered, and that still matter, whatever a wider one comes to."""
        return [question for question in self._unanswered() if not self._waits(question)]

    @property
    def waiting(self) -> list[ShownQuestion]:
        """Those that are only asked where a wider one is not answered no."""
        return [question for question in self._unanswered() if self._waits(question)]

    def _unanswered(self) -> list[ShownQuestion]:
        return [question for question in self.questions if not question.answered and self._asks(question)]

    @property
    def mine(self) -> list[ShownQuestion]:
        """Those of the open ones that the viewer may answer: they can be answered together."""
        return [question for question in self.open if question.editable]

    @property
    def folded(self) -> list[ShownQuestion]:
        """Those that somebody has answered."""
        return [question for question in self.questions if question.answered]


def subjects() -> dict[str, str]:
    """The subjects in the order that a leader needs them; the codes are the groups of content/facts."""
    return {
        "care": _("The employee and the workplace"),
        "service": _("The connection with work"),
        "contact": _("Contact from the sender"),
        "following": _("Looking at profiles and following"),
        "publication": _("What was shared"),
        "threats": _("Threats"),
        "speech": _("Criticism and freedom of speech"),
        "sender": _("The sender, and how we know"),
        "injury": _("Absence and injury"),
        "civil": _("Injunction, damages and pictures"),
        "access": _("Access to documents and to one's own data"),
        "data_protection": _("Registering and protecting data"),
        "police_report": _("Before a report to the police"),
    }


class Interview:
    """All questions of one case for one person, read from the database once."""

    def __init__(self, case: Case, person: Person) -> None:
        self.case, self.facts = case, book().facts
        role = cases.actor_in(person, case).role
        self.voice = ANSWERS_AS.get(role, role)
        self.incidents = list(cases.current_incidents(case))
        self.answers: dict[tuple[str, str], Answer] = {
            (row.fact, str(row.incident_id or "")): row
            for row in cases.current_answers(case).select_related(None).prefetch_related("answered_by")
        }
        self.items = {str(item.id): f"B{item.number}" for item in case.items.order_by("number")}
        areas = cases.areas_of(person, case)
        self.sees_evidence, self.sees_facts = Area.EVIDENCE in areas, Area.FACTS in areas
        self.answers_at = "case_answer" if self.sees_facts else "case_injury_answer"
        self.may_change = case.state == "open"

    def question(
        self, fact_id: str, incident: Incident | None = None, *, place: str = "q", why: str = ""
    ) -> ShownQuestion:
        """One question; a fact about the case is asked once, whichever incident is looked at."""
        fact = self.facts[fact_id]
        about = incident if incident is not None and fact.scope == "incident" else None
        row, wider = self._said(fact_id, about), self._wider_no(fact_id, about)
        if wider and not self._decided(fact_id, about):
            row, value = None, str(Value.NO)
        else:
            value = row.value if row else ""
        return ShownQuestion(
            fact=fact, key="-".join(part for part in (place, fact_id, str(about.number) if about else "") if part),
            incident=str(about.id) if about else "", number=about.number if about else 0,
            value=value, says=fact.says[Value(value)] if value else "",
            wider_no=wider.says[Value.NO] if wider else "",
            waits_for=tuple(key for key in self._wider(fact_id) if self._said(key, about) is None),
            reason=text.read(row, "reason") if row else "",
            by=row.answered_by.name if row else "", at=row.answered_at if row else None,
            items=self._items(row), editable=self.may_change and self.may_answer(fact), asks=self._asks(fact), why=why,
            place=place, url=reverse(self.answers_at, args=[self.case.number]),
        )  # fmt: skip

    def _said(self, fact_id: str, about: Incident | None) -> Answer | None:
        return self.answers.get((fact_id, str(about.id) if about else ""))

    def _decided(self, fact_id: str, about: Incident | None) -> str:
        """Yes or no, as somebody said it of the incident, or else of the case; empty where nobody did."""
        row = self._said(fact_id, about) or self._said(fact_id, None)
        return "" if row is None or row.value == Value.UNKNOWN else row.value

    def _wider_no(self, fact_id: str, about: Incident | None) -> Fact | None:
        """The wider question that is answered no, and so answers this one too where nobody has."""
        above = self._wider(fact_id)
        return next((self.facts[wider] for wider in above if self._decided(wider, about) == Value.NO), None)

    def _wider(self, fact_id: str) -> list[str]:
        return [wider for wider, others in book().beneath.items() if fact_id in others]

    def may_answer(self, fact: Fact) -> bool:
        """Whether content gives the question to the role in which the person acts here."""
        by_hand = fact.id in RECORDED_BY_HAND and not self.case.complaints.exists()
        return (by_hand and self.sees_facts) or (not fact.derived and self.voice in fact.answered_by)

    def by_subject(
        self, incident: Incident | None, *, chosen: str = "", matters: Iterable[str] | None = None
    ) -> list[Subject]:
        """The questions of the case as a whole, or those of one incident; `chosen` is the subject that is unfolded."""
        scope = "incident" if incident else "case"
        asked = [fact for fact in self.facts.values() if fact.scope == scope and not fact.derived]
        found = []
        for code, title in subjects().items():
            keys = [fact.id for fact in asked if fact.group == code]
            keys += self._by_hand() if (scope, code) == ("case", "sender") else []
            questions = [self.question(key, incident) for key in keys]
            if questions:
                where = {"title": title, "n": incident.number if incident else 0}
                shown = _("%(title)s (incident %(n)s)") % where if incident else title
                name = f"{scope}-{code}"
                unfolded = chosen in (name, EVERY)
                found.append(Subject(
                    id=name, title=shown, questions=questions, is_open=unfolded,
                    matters=None if matters is None else frozenset(matters),
                ))  # fmt: skip
        return found

    def _by_hand(self) -> list[str]:
        """What Værn sees by itself once it is recorded, and what somebody can say is not so."""
        return [] if self.case.complaints.exists() else sorted(RECORDED_BY_HAND)

    def evidence(self, chosen: Iterable[str] = ()) -> list[tuple[str, str, bool]]:
        """The items of evidence to tick, and which are ticked."""
        ticked = set(chosen)
        return [(key, name, name in ticked) for key, name in self.items.items()]

    def _items(self, row: Answer | None) -> list[tuple[str, str]]:
        if row is None or not self.sees_evidence:
            return []
        url = reverse("evidence_list", args=[self.case.number])
        return [(self.items[key], f"{url}#{self.items[key]}") for key in row.evidence if key in self.items]

    def _asks(self, fact: Fact) -> str:
        if fact.derived and fact.id not in RECORDED_BY_HAND:
            return _("Værn sees this in the case.")
        who = labels("roles", fact.answered_by or ("leader", "jurist"))
        return _("Answered by: %(who)s") % {"who": ", ".join(map(uncapital, who))}


@dataclass(frozen=True)
class Tab:
    """One incident to choose."""

    incident: Incident
    title: str
    current: bool


def chosen_incident(case: Case, asked: str) -> Incident | None:
    """The incident whose number stands in the address, else the first."""
    found = list(cases.current_incidents(case))
    return next((row for row in found if str(row.number) == asked), found[0] if found else None)


def tabs_of(case: Case, chosen: Incident | None) -> list[Tab]:
    """The incidents of the case, by number and time."""
    return [Tab(row, _incident_title(row), row == chosen) for row in cases.current_incidents(case)]


def _incident_title(row: Incident) -> str:
    return _("Incident %(number)s: %(when)s") % {"number": row.number, "when": happened(row) or _("time unknown")}


def missing_note(subjects_: Iterable[Subject]) -> str:
    """How many questions nobody has answered yet."""
    n = sum(len(subject.open) for subject in subjects_)
    if not n:
        return _("Everything that can matter is answered.")
    return ngettext("%(n)s question is not answered yet.", "%(n)s questions are not answered yet.", n) % {"n": n}
