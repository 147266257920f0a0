"""A word of its own in every sealed text, in file names and bytes, and in the names of people and units.

Which of them a person may meet is worked out from the case roles by `cases.access.AREAS` alone: never from a view.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Model

from tests.architecture.walk.world import EXPECTED, World, file_canary
from vaern.cases.access import AREAS
from vaern.cases.enums import Area, CaseRole
from vaern.cases.models import Case, Report
from vaern.evidence.models import Item
from vaern.people.models import Person, Unit
from vaern.vault.fields import SealedTextField
from vaern.vault.models import ScopeKey
from vaern.vault.text import read, seal_into

# For each sealed field: one of these areas of the case is needed to meet it.
NEEDS: dict[str, frozenset[Area]] = {
    **dict.fromkeys(
        (f"cases.Report.{name}" for name in (
            "words", "links", "colleague", "who_knows", "when_words", "day_typed", "clock_typed",
        )),
        frozenset({Area.REPORT}),
    ),
    **dict.fromkeys(("cases.Incident.when_words", "cases.Incident.summary"), frozenset({Area.REPORT, Area.FACTS})),
    **dict.fromkeys(
        ("cases.Party.identity", "cases.Party.address", "cases.Party.how_known"),
        frozenset({Area.DECISION, Area.LETTERS}),
    ),
    "cases.Participation.reason": frozenset({Area.DECISION, Area.LOG}),
    "cases.Participation.ended_because": frozenset({Area.DECISION, Area.LOG}),
    "cases.Exclusion.lifted_because": frozenset({Area.DECISION}),
    "cases.Answer.reason": frozenset({Area.FACTS, Area.LAW}),
    "cases.NormReason.reason": frozenset({Area.LAW}),
    "cases.StateChange.reason": frozenset({Area.STATUS, Area.LOG}),
    "care.Accept.words": frozenset({Area.CARE, Area.DECISION}),
    "care.Talk.note": frozenset({Area.CARE}),
    **dict.fromkeys(
        ("care.Disclosure.told_to", "care.Disclosure.what", "care.Disclosure.why"),
        frozenset({Area.DECISION, Area.LOG, Area.CARE}),  # the affected employee sees who was told what
    ),
    **dict.fromkeys(
        (
            "evidence.Item.name", "evidence.Item.sha256", "evidence.Item.salt", "evidence.Item.source",
            "evidence.Upload.name", "evidence.EvidenceReading.said", "evidence.DerivedFile.name",
            "evidence.DerivedFile.sha256", "evidence.Provenance.said", "evidence.FirstReading.summary",
            "evidence.Mark.selector", "evidence.Mark.note", "evidence.Redaction.layer", "evidence.Redaction.reason",
            "evidence.Redaction.sha256", "evidence.MovedItem.reason", "evidence.ArrivedItem.reason",
            "evidence.LockLift.reason", "evidence.LockLift.answer", "evidence.CallEntry.said", "evidence.Capture.url",
        ),
        frozenset({Area.EVIDENCE}),
    ),
    "assessments.Assessment.receipt": frozenset({Area.LAW}),
    "injury.InjuryNotice.reason": frozenset({Area.INJURY}),
    **dict.fromkeys(
        ("decisions.Consultation.question", "decisions.Consultation.answer"), frozenset({Area.DECISION, Area.LAW})
    ),
    **dict.fromkeys(
        (
            "decisions.Proposal.reason", "decisions.Proposal.alternatives", "decisions.SetAside.reason",
            "decisions.Approval.reason", "measures.PoliceReport.text",
            "measures.PoliceFollowUp.note",
        ),
        frozenset({Area.DECISION}),
    ),
    "measures.PoliceContact.said": frozenset({Area.DECISION, Area.FACTS}),
    "measures.OutcomeTold.words": frozenset({Area.CARE, Area.DECISION}),
    "plans.Task.note": frozenset({Area.STATUS}),
    **dict.fromkeys(
        ("letters.Letter.values", "letters.Letter.body", "letters.Postponement.reason"),
        frozenset({Area.LETTERS, Area.DECISION}),
    ),
}  # fmt: skip
# Fields whose form others rely on keep what is in them, and so does what nobody can change; or the canary is put
# inside JSON.
KEEPS = {
    "cases.Exclusion.lifted_because",  # the database lets nobody write it anew
    "evidence.Item.sha256",
    "evidence.Item.salt",
    "evidence.DerivedFile.sha256",
    "evidence.Redaction.sha256",
    "decisions.Approval.reason",
}
JSON = {
    "letters.Letter.values",
    "assessments.Assessment.receipt",
    "evidence.EvidenceReading.said",
    "evidence.Provenance.said",
    "evidence.Mark.selector",
    "evidence.Redaction.layer",
    "evidence.CallEntry.said",
}
# The second factor is nobody's but the account's own; tests/people says so. What an oversight body calls its own case
# is read by those who answer it, who take part in no case; tests/web says so.
ELSEWHERE = {"people.Account.totp_secret", "oversight.OversightQuestion.journal_number"}


@dataclass(frozen=True)
class Canary:
    """A word, what it stands in, and who may meet it."""

    word: str
    stands_in: str
    case: str
    needs: frozenset[Area] = frozenset()
    writer: str = ""
    only_writer: bool = False
    anyone_in_case: bool = False

    def may_be_met_by(self, name: str) -> bool:
        """Whether this person may read the word, from the case roles alone."""
        if name == self.writer:
            return True
        roles = EXPECTED.get(name, {}).get(self.case, frozenset())
        if self.only_writer or roles == {CaseRole.REPORTER}:
            return self.anyone_in_case and bool(roles)
        areas = frozenset().union(*(AREAS[role] for role in roles)) if roles else frozenset()
        return (self.anyone_in_case and bool(roles)) or bool(self.needs & areas)


@dataclass
class Nest:
    """All canaries of a world."""

    canaries: list[Canary]

    @cached_property
    def words(self) -> dict[bytes, Canary]:
        """By the word, as it would stand in a response."""
        return {canary.word.encode(): canary for canary in self.canaries}

    def met(self, body: bytes) -> list[Canary]:
        """The canaries in some bytes."""
        return [canary for word, canary in self.words.items() if word in body]


def sealed_fields() -> Iterator[tuple[type[Model], str, str]]:
    """Every sealed field: its model, its name, its label."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, SealedTextField):
                yield model, field.name, f"{model._meta.label}.{field.name}"


def plant(world: World) -> Nest:
    """Seal a word of its own into every sealed field of every row; take the names of people and files as they are."""
    nest = [*_names(world), *_numbers(world)]
    for model, field, label in sealed_fields():
        if label in ELSEWHERE:
            continue
        rows = [row for row in model._base_manager.all() if _has_key(row)]
        planted = [_canary(world, row, label, _word(row, field, label, number)) for number, row in enumerate(rows)]
        nest += [canary for canary in planted if canary.word]
    files = [Item.with_drafts.filter(report=report).first() for report in Report.objects.all()]
    nest += [_canary(world, item, "file bytes", file_canary(item.report)) for item in files]
    return Nest(nest)


def _has_key(row: Any) -> bool:
    """An affected employee is a party without anything sealed, and so without a key."""
    scope = row.vault_scope
    return ScopeKey.objects.filter(kind=scope.kind.value, scope_id=scope.id).exists()


def _word(row: Model, field: str, label: str, number: int) -> str:
    if label in KEEPS:
        return read(row, field)
    word = f"kanarie{number}{''.join(letter for letter in label.lower() if letter.isalpha())}x"
    written = json.dumps({"x": word}) if label in JSON else f"{word}.png" if label == "evidence.Item.name" else word
    seal_into(row, **{field: written})
    type(row)._base_manager.filter(pk=row.pk).update(**{field: getattr(row, field)})
    return word


def _canary(world: World, row: Model, label: str, word: str) -> Canary:
    report = row if isinstance(row, Report) else getattr(row, "report", None)
    report = report if isinstance(report, Report) else None
    case = report.case if report else _case_of(row)
    needs = NEEDS.get(label, frozenset({Area.EVIDENCE}))
    writer = name_of(world, report.reporter) if report else ""
    draft = report is not None and report.sent_at is None
    return Canary(word, label, letter_of(world, case), needs, writer, only_writer=draft)


def _case_of(row: Model) -> Case:
    found = getattr(row, "case", None) or getattr(row, "proposal", None) or row.report  # type: ignore[attr-defined] # each sealed row hangs on one of the three
    return found if isinstance(found, Case) else _case_of(found)


def _names(world: World) -> Iterator[Canary]:
    """The affected employee of A, the one who told in B, and their workplaces, by names that stand nowhere else."""
    for letter, name in (("A", "maja"), ("B", "signe")):
        person = world.people[name]
        person.name = f"{person.first_name} Kanarienavn{letter}"
        Person.objects.filter(pk=person.pk).update(name=person.name)
        Unit.objects.filter(pk=person.unit_id).update(name=f"Kanariested{letter}")
        yield Canary(f"Kanarienavn{letter}", "employee's name", letter, writer=name, anyone_in_case=True)


def _numbers(world: World) -> Iterator[Canary]:
    for letter, case in world.cases.items():
        for word in (case.number, str(case.id), case.id.hex):
            yield Canary(word, "case number or id", letter, anyone_in_case=True)
    for letter, report in world.drafts.items():
        writer = name_of(world, report.reporter)
        yield Canary(str(report.id), f"id of draft {letter}", "", writer=writer, only_writer=True)


def letter_of(world: World, case: Case) -> str:
    """A, B, or nothing for a case that is only a draft."""
    return next((letter for letter, found in world.cases.items() if found.pk == case.pk), "")


def name_of(world: World, person: Person) -> str:
    """What the person is called in the walk."""
    return next(name for name, found in world.people.items() if found.pk == person.pk)
