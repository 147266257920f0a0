"""The law, provision by provision: its text on the day of the act, the conditions as questions, what speaks against."""

import json
from collections import defaultdict
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.safestring import SafeString
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vaern import clock
from vaern.assessments.models import Assessment
from vaern.cases import queries as cases
from vaern.cases.enums import CaseRole
from vaern.cases.models import Case, Incident, NormReason
from vaern.people.models import Person
from vaern.process.assess import CaseAssessment, assess_case
from vaern.process.in_play import norms_left
from vaern.process.situation import book
from vaern.rulebook.assess import Finding
from vaern.rulebook.calendar import plus_months
from vaern.rulebook.logic import leaves
from vaern.rulebook.shapes import FactIs, Norm, NormIs, Provision, Result, Value
from vaern.rulebook.told.said import pulling
from vaern.rulebook.told.words import outline
from vaern.vault import text
from vaern.web.casework.forms import VALUES
from vaern.web.casework.interview import Interview, ShownQuestion
from vaern.web.casework.marked_up import as_html
from vaern.web.casework.tracks import RESULT_WORDS, law_name, says_finding
from vaern.web.sources import cited, read_on, unchecked
from vaern.web.templatetags.moments import day

# Questions that speak against stand in a place of their own under their provision.
AGAINST = "-imod"
# What a receipt gives the number of alone.
FOLDED = (Result.DOES_NOT_POINT_TO, Result.NOT_IN_FORCE)


@dataclass(frozen=True, kw_only=True)
class ShownNorm:
    """A judgement, with the facts that point one way or the other, and the jurist's reason."""

    norm: Norm
    key: str
    incident: str
    value: str
    says: str
    reason: str
    by: str
    at: Any
    towards: list[str]
    away: list[str]
    editable: bool
    matters: bool = True

    @property
    def asked(self) -> bool:
        """Whether a jurist is asked: it can still change the result, or somebody has judged it."""
        return self.matters or bool(self.value)

    @property
    def choices(self) -> list[tuple[str, Any, bool]]:
        """Yes, no and do not know, and which of them stands."""
        return [(code, label, code == self.value) for code, label in VALUES]

    @property
    def label(self) -> str:
        """The judgement as a word."""
        return next((str(label) for code, label in VALUES if code == self.value), "")


@dataclass(frozen=True, kw_only=True)
class ShownProvision:
    """One text of one provision held against one incident."""

    id: str
    finding: Finding
    text: Provision
    result: str
    day: str
    in_force: bool
    built: str
    conditions: list[ShownQuestion]
    norms: list[ShownNorm]
    against: list[ShownQuestion]
    sanction: list[str]
    unchecked: bool
    read_on: date | None
    source: str
    gaps: list[Mapping[str, Any]]

    @property
    def built_html(self) -> SafeString:
        """How the conditions belong together, for the screen."""
        return as_html(self.built)

    @property
    def judged(self) -> list[ShownNorm]:
        """The judgements that are asked for here."""
        return [one for one in self.norms if one.asked]

    @property
    def unasked(self) -> list[ShownNorm]:
        """Those that the answers settle without."""
        return [one for one in self.norms if not one.asked]


@dataclass(frozen=True)
class Line:
    """A provision in the survey: its name, what it comes to, and the address of its own place on the page."""

    title: str
    cite: str
    says: str
    url: str


@dataclass(frozen=True)
class Heap:
    """Provisions that came out alike; those that nothing speaks for are folded."""

    title: str
    lines: list[Line]
    folded: bool


def place_of(provision_id: str) -> str:
    """What a provision is called in an address."""
    return slugify(provision_id.replace("/", "-"))


def text_of(finding: Finding) -> Provision:
    """The text that the finding was made with."""
    texts = book().provisions[finding.provision_id]
    return next((one for one in texts if one.file_id == finding.file_id), texts[-1])


class LawPage:
    """The law held against one incident (or the case, where it has none), for one person."""

    def __init__(
        self, case: Case, person: Person, incident: Incident | None, assessed: CaseAssessment | None = None
    ) -> None:
        self.case, self.interview = case, Interview(case, person)
        found = assessed or assess_case(case)
        self.found, self.in_play, self.playing = found.law, found.in_play, frozenset(found.in_play)
        self.is_jurist = CaseRole.JURIST in cases.roles_in(person, case)
        self.reasons: dict[tuple[str, str], NormReason] = {
            (row.norm, str(row.incident_id or "")): row for row in cases.current_norm_reasons(case)
        }
        order = list(RESULT_WORDS)
        self.by_incident = defaultdict[str, list[Finding]](list)
        for one in sorted(self.found.findings, key=lambda one: (one not in self.playing, order.index(one.result))):
            self.by_incident[str(one.incident_id or "")].append(one)
        self.incident, self.findings = incident, self._of(incident)

    def about(self, incident: Incident | None) -> "LawPage":
        """The same for another incident, without reading the case again."""
        page = copy(self)
        page.incident, page.findings = incident, self._of(incident)
        return page

    def _of(self, incident: Incident | None) -> list[Finding]:
        return self.by_incident.get(str(incident.id) if incident else "", [])

    def chosen(self, place: str) -> Finding | None:
        """The provision that was asked for, else the first that something speaks for."""
        asked = next((one for one in self.findings if place_of(one.provision_id) == place), None)
        return asked or next(iter(self.findings), None)

    def has(self, place: str) -> bool:
        """Whether there is a provision by that name."""
        return any(place_of(one.provision_id) == place for one in self.findings)

    def survey(self) -> list[Heap]:
        """Every provision, those that something speaks for first."""
        rest = [one for one in self.findings if one not in self.playing]
        heaps = [
            (_("Something speaks for these"), [one for one in self.findings if one in self.playing], False),
            (_("Nothing has been answered that speaks for these"), _of(rest, Result.CANNOT_BE_DECIDED), True),
            (_("The answers do not point to these"), _of(rest, Result.DOES_NOT_POINT_TO), True),
            (_("No text for the day"), _of(rest, Result.NOT_IN_FORCE), True),
        ]
        return [Heap(title, [self.line(one) for one in found], folded) for title, found, folded in heaps if found]

    def line(self, finding: Finding) -> Line:
        """One provision in the survey."""
        cite = str(text_of(finding).source["cite"])
        return Line(finding.title, cite, says_finding(finding), self.address(finding))

    def address(self, finding: Finding) -> str:
        """Where on this page a provision stands."""
        asked = {"haendelse": str(self.incident.number)} if self.incident else {}
        return f"?{urlencode(asked | {'bestemmelse': place_of(finding.provision_id)})}#{place_of(finding.provision_id)}"

    def provision(self, place: str) -> "ShownProvision | None":
        """The provision that is looked at, held against the incident."""
        finding = self.chosen(place)
        return self.shown(finding) if finding else None

    def pairs(self, place: str) -> list[tuple[str, str]]:
        """What the chosen provision can be held up against: first those it is easily taken for, then those in play."""
        finding = self.chosen(place)
        if finding is None:
            return []
        own = text_of(finding)
        alike = [
            one for one in self.findings
            if one.provision_id in own.confused_with or own.id in text_of(one).confused_with
        ]  # fmt: skip
        here = set(self.findings)
        found = dict.fromkeys([*alike, *(one for one in self.in_play if one in here)])
        return [
            (place_of(one.provision_id), f"{one.title} ({text_of(one).source['cite']})")
            for one in found if one.provision_id != own.id
        ]  # fmt: skip

    def uncovered(self) -> list[Mapping[str, Any]]:
        """The declared gaps that concern no single provision, on the days that the findings are about."""
        days = {one.on.isoformat() for one in self.findings}
        general = (gap for gap in book().gaps if not gap.get("provision"))
        return [
            gap for gap in general
            if any(str(gap.get("from", "")) <= on <= str(gap.get("until", "9999-12-31")) for on in days)
        ]  # fmt: skip

    def waiting(self) -> list[ShownQuestion]:
        """What may speak for the citizen and is not answered, where something speaks for a provision."""
        by_id = {str(row.id): row for row in self.interview.incidents}
        asked = {
            question.key: question
            for one in self.in_play
            for question in (
                self.interview.question(key, by_id.get(one.incident_id or "")) for key in one.unanswered_counter
            )
        }
        return list(asked.values())

    def shown(self, finding: Finding) -> ShownProvision:
        """A provision with its conditions, its judgements and what speaks against."""
        law, place, incident = text_of(finding), place_of(finding.provision_id), self.incident
        against = (*law.decides_against, *law.speaks_against)
        return ShownProvision(
            id=place, finding=finding, text=law, result=says_finding(finding), day=day(finding.on),
            in_force=finding.result != Result.NOT_IN_FORCE,
            built="\n".join(outline(book(), law.requires, plain=True)),
            conditions=[self.interview.question(key, incident, place=place) for key in _plain_facts(law, against)],
            norms=self._norms(law, place),
            against=[self.interview.question(key, incident, place=place + AGAINST) for key in against],
            sanction=[*_sanction(law), *_time_barred(law, finding.on)],
            unchecked=unchecked(law.source), read_on=read_on(law.source), source=cited(law.source),
            gaps=[gap for gap in book().gaps if gap["id"] in finding.gaps],
        )  # fmt: skip

    def _norms(self, law: Provision, place: str) -> list[ShownNorm]:
        shown = [self._norm(key, place) for key in _norm_ids(law)]
        judged = {one.norm.id: Value(one.value) for one in shown if one.value}
        left = norms_left(law.requires, self._plain(law), judged)
        return [replace(one, matters=one.norm.id in left) for one in shown]

    def _plain(self, law: Provision) -> dict[str, Value]:
        """What is answered of the provision's own facts."""
        asked = {key: self.interview.question(key, self.incident).value for key in _plain_facts(law, ())}
        return {key: Value(value) for key, value in asked.items() if value}

    def _norm(self, norm_id: str, place: str) -> ShownNorm:
        norm, incident = book().norms[norm_id], self.incident
        own = str(incident.id) if incident else ""
        row = self.reasons.get((norm_id, own)) or self.reasons.get((norm_id, ""))
        return ShownNorm(
            norm=norm, key=f"{place}-{norm_id}", incident=own, value=row.value if row else "",
            says=norm.says[row.value] if row else "",  # type: ignore[index]  # stored values are the codes of Value
            reason=text.read(row, "reason") if row else "", by=row.given_by.name if row else "",
            at=row.given_at if row else None, editable=self.is_jurist and self.case.state == "open",
            towards=self._speaking(norm.indicated, incident), away=self._speaking(norm.against, incident),
        )  # fmt: skip

    def _speaking(self, side: Any, incident: Incident | None) -> list[str]:
        """The answers that pull to one side of a judgement; what is answered the other way does not speak for it."""
        pulls = dict(pulling(side)) if side is not None else {}
        asked = [(self.interview.question(key, incident), yes) for key, yes in pulls.items()]
        return [question.says for question, yes in asked if question.value == ("yes" if yes else "no")]


def _of(findings: list[Finding], result: Result) -> list[Finding]:
    return [one for one in findings if one.result == result]


def _plain_facts(law: Provision, against: tuple[str, ...]) -> list[str]:
    named = [leaf.id for leaf in leaves(law.requires, into_norms=False) if isinstance(leaf, FactIs)]
    return [key for key in dict.fromkeys(named) if key not in against]


def _norm_ids(law: Provision) -> list[str]:
    return list(dict.fromkeys(leaf.id for leaf in leaves(law.requires) if isinstance(leaf, NormIs)))


def _sanction(law: Provision) -> list[str]:
    rule = law.sanction
    kinds = {"public": _("public prosecution"), "private": _("private prosecution"),
             "conditional": _("conditional public prosecution"), "none": ""}  # fmt: skip
    years = rule.get("limitation_years")
    parts = (
        rule.get("max"),
        kinds.get(rule.get("prosecution", ""), ""),
        _("time-barred after %(n)s years") % {"n": years} if years else "",
        rule.get("note"),
    )
    return [capfirst(str(part).rstrip(".")) for part in parts if part]


def _time_barred(law: Provision, on: date) -> list[str]:
    """That the limitation has passed, counted from the day of the act; only an earlier charge can have stopped it."""
    years = law.sanction.get("limitation_years")
    if not years or plus_months(on, 12 * years) >= clock.today():
        return []
    return [_("Counted from the day of the act, the time has passed. Ask a jurist whether it was interrupted")]


@dataclass(frozen=True)
class ShownEdition:
    """A locked edition with its receipt."""

    row: Assessment
    results: list[str]
    files: list[str]


def editions(case: Case, kind: str) -> list[ShownEdition]:
    """The locked editions of one assessment, newest first, each with what it was made from."""
    rows = case.assessments.filter(kind=kind).select_related("made_by").prefetch_related("findings__incident")
    return [ShownEdition(row, _results(row), _files(row)) for row in rows.order_by("-edition")]


def _results(row: Assessment) -> list[str]:
    """What was pointed to or stood open, each by name; the others by their number."""
    says, others = [], 0
    for one in row.findings.all():
        if one.result in FOLDED:
            others += 1
            continue
        words = RESULT_WORDS[Result(one.result)](law_name(one.provision))
        words = _("%(result)s (provisional)") % {"result": words} if one.provisional else words
        says.append(
            _("%(result)s (incident %(n)s)") % {"result": words, "n": one.incident.number} if one.incident else words
        )
    if others:
        says.append(ngettext("%(n)s that is not pointed to", "%(n)s that are not pointed to", others) % {"n": others})
    return says


def _files(row: Assessment) -> list[str]:
    receipt = json.loads(text.read(row, "receipt"))
    return [
        _("%(file)s, edition %(edition)s") % {"file": name, "edition": kept.get("edition", 1)}
        for name, kept in receipt.get("files", {}).items()
    ]
