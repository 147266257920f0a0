"""The law, provision by provision: its text on the day of the act, the conditions as questions, what speaks against."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from vaern.assessments.models import Assessment
from vaern.cases import queries as cases
from vaern.cases.enums import CaseRole
from vaern.cases.models import Case, Incident, NormReason
from vaern.people.models import Person
from vaern.process.assess import assess_case
from vaern.process.situation import book
from vaern.rulebook.assess import Finding
from vaern.rulebook.logic import fact_ids, leaves
from vaern.rulebook.shapes import FactIs, Norm, NormIs, Provision, Result
from vaern.vault import text
from vaern.web.casework.forms import VALUES
from vaern.web.casework.interview import Interview, ShownQuestion
from vaern.web.casework.tracks import RESULT_WORDS, law_name, says_finding
from vaern.web.templatetags.moments import day


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
    conditions: list[ShownQuestion]
    norms: list[ShownNorm]
    against: list[ShownQuestion]
    sanction: list[str]
    unchecked: bool
    read_on: date | None
    source: str


@dataclass(frozen=True)
class Cell:
    """One result in the survey of provisions and incidents."""

    incident: Incident | None
    says: str
    url: str


@dataclass(frozen=True)
class Line:
    """A provision in the survey."""

    title: str
    cite: str
    cells: list[Cell]


def survey(case: Case, findings: tuple[Finding, ...]) -> list[Line]:
    """Every provision with its result for each incident."""
    incidents = {str(row.id): row for row in cases.current_incidents(case)}
    lines = []
    for key in dict.fromkeys(finding.provision_id for finding in findings):
        found = [finding for finding in findings if finding.provision_id == key]
        lines.append(Line(found[0].title, text_of(found[0]).source["cite"], [_cell(one, incidents) for one in found]))
    return lines


def _cell(finding: Finding, incidents: dict[str, Incident]) -> Cell:
    incident = incidents.get(finding.incident_id or "")
    where = f"?haendelse={incident.number}" if incident else ""
    return Cell(incident, says_finding(finding), f"{where}#{slugify(finding.provision_id.replace('/', '-'))}")


def text_of(finding: Finding) -> Provision:
    """The text that the finding was made with."""
    texts = book().provisions[finding.provision_id]
    return next((one for one in texts if one.file_id == finding.file_id), texts[-1])


class LawPage:
    """The law of one case for one person."""

    def __init__(self, case: Case, person: Person) -> None:
        self.case, self.interview = case, Interview(case, person)
        self.found = assess_case(case).law
        self.is_jurist = CaseRole.JURIST in cases.roles_in(person, case)
        self.reasons: dict[tuple[str, str], NormReason] = {
            (row.norm, str(row.incident_id or "")): row for row in cases.current_norm_reasons(case)
        }

    def provisions(self, incident: Incident | None) -> list[ShownProvision]:
        """Every provision held against the incident (or the case where it has none), what is pointed to first."""
        wanted = str(incident.id) if incident else None
        order = list(RESULT_WORDS)
        found = [one for one in self.found.findings if (str(one.incident_id) if one.incident_id else None) == wanted]
        return [self._provision(one, incident) for one in sorted(found, key=lambda one: order.index(one.result))]

    def waiting(self) -> list[ShownQuestion]:
        """What may speak for the citizen and is not answered, where a provision can still be pointed to."""
        by_id = {str(row.id): row for row in self.interview.incidents}
        still = (Result.POINTS_TO, Result.CANNOT_BE_DECIDED)
        asked = {
            question.key: question
            for one in self.found.findings
            if one.result in still
            for question in (
                self.interview.question(key, by_id.get(one.incident_id or "")) for key in one.unanswered_counter
            )
        }
        return list(asked.values())

    def _provision(self, finding: Finding, incident: Incident | None) -> ShownProvision:
        law, place = text_of(finding), slugify(finding.provision_id.replace("/", "-"))
        against = (*law.decides_against, *law.speaks_against)
        return ShownProvision(
            id=place, finding=finding, text=law, result=says_finding(finding), day=day(finding.on),
            in_force=finding.result != Result.NOT_IN_FORCE,
            conditions=[self.interview.question(key, incident, place=place) for key in _plain_facts(law, against)],
            norms=[self._norm(key, incident, place) for key in _norm_ids(law)],
            against=[self.interview.question(key, incident, place=f"{place}-imod") for key in against],
            sanction=_sanction(law),
            unchecked=unchecked(law.source), read_on=read_on(law.source), source=cited(law.source),
        )  # fmt: skip

    def _norm(self, norm_id: str, incident: Incident | None, place: str) -> ShownNorm:
        norm = book().norms[norm_id]
        own = str(incident.id) if incident else ""
        row = self.reasons.get((norm_id, own)) or self.reasons.get((norm_id, ""))
        return ShownNorm(
            norm=norm, key=f"{place}-{norm_id}", incident=own, value=row.value if row else "",
            says=norm.says[row.value] if row else "",  # type: ignore[index]  # stored values are the codes of Value
            reason=text.read(row, "reason") if row else "", by=row.given_by.name if row else "",
            at=row.given_at if row else None, editable=self.is_jurist and self.case.state == "open",
            towards=self._answered(norm.indicated, incident), away=self._answered(norm.against, incident),
        )  # fmt: skip

    def _answered(self, side: Any, incident: Incident | None) -> list[str]:
        """What has been answered of the facts that one side of a judgement looks at."""
        asked = [self.interview.question(key, incident) for key in fact_ids(side)] if side is not None else []
        return [question.says for question in asked if question.value in ("yes", "no")]


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
    return [str(part) for part in parts if part]


def unchecked(source: Any) -> bool:
    """Whether no jurist has confirmed the text yet."""
    return source.get("status") == "unverified" or not source.get("checked_by")


def read_on(source: Any) -> date | None:
    """The day somebody last read the source."""
    day_read = source.get("read_on")
    return date.fromisoformat(str(day_read)) if day_read else None


def cited(source: Any) -> str:
    """Where a rule comes from."""
    return _("Source: %(cite)s") % {"cite": source.get("cite", "")}


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
    says = []
    for one in row.findings.all():
        words = RESULT_WORDS[Result(one.result)](law_name(one.provision))
        words = _("%(result)s (provisional)") % {"result": words} if one.provisional else words
        says.append(
            _("%(result)s (incident %(n)s)") % {"result": words, "n": one.incident.number} if one.incident else words
        )
    return says


def _files(row: Assessment) -> list[str]:
    receipt = json.loads(text.read(row, "receipt"))
    return [
        _("%(file)s, edition %(edition)s") % {"file": name, "edition": kept.get("edition", 1)}
        for name, kept in receipt.get("files", {}).items()
    ]
