"""The three assessments of the same facts, side by side and independent of each other. Never one verdict."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vaern.assessments import actions, guards
from vaern.assessments.models import Assessment as Locked
from vaern.audit.actors import Actor
from vaern.cases.guards import check_can_change
from vaern.cases.models import Case
from vaern.cases.writing import acting_person, writing
from vaern.people.models import Person
from vaern.process.in_play import in_play
from vaern.process.plan_start import recalculate
from vaern.process.situation import book, situation_of, whole
from vaern.rulebook import receipts
from vaern.rulebook.assess import Assessment, Finding, about_the_sender, assess
from vaern.rulebook.shapes import Book, Result
from vaern.rulebook.tracks import TrackResult, run_track
from vaern.vault.text import read


@dataclass(frozen=True)
class CaseAssessment:
    """What the working environment, the work-injury rules and the law each come to."""

    environment: TrackResult
    injury: TrackResult
    law: Assessment
    in_play: tuple[Finding, ...]


def assess_case(case: Case) -> CaseAssessment:
    """All three as the answers stand now, each with its sentences."""
    situation = situation_of(case)
    together = whole(situation)
    law = assess(book(), situation, about_the_sender(book()))
    return CaseAssessment(
        environment=run_track(book(), "environment", together),
        injury=run_track(book(), "injury", together),
        law=law,
        in_play=in_play(book(), situation, law.findings),
    )


def workplace_rules(case: Case) -> list[Finding]:
    """What the workplace must or may do, as the answers stand: each rule that they point to, once."""
    about_us = [key for key in book().provisions if key not in set(about_the_sender(book()))]
    found = assess(book(), situation_of(case), about_us).findings
    return list({one.provision_id: one for one in found if one.result == Result.POINTS_TO}.values())


def lock(case: Case, kind: str, by: Actor) -> Locked:
    """Lock one of the three with its receipt. What speaks for the citizen must have been answered first."""
    with writing(case):
        guards.check_may_lock(person_of(by), case, kind)
        check_can_change(case)
        locked = _lock_law(case, by) if kind == "law" else _lock_track(case, kind, by)
        recalculate(case, by, cause=f"{kind}_locked")
        return locked


def replay(locked: Locked, rules: Book | None = None) -> receipts.Replay:
    """Make a locked assessment of the law again from its receipt, by the rules in force (or others)."""
    data = json.loads(read(locked, "receipt"))
    old = receipts.Receipt(data["files"], data["situation"], tuple(data["findings"]), data["version"])
    return receipts.replay(rules or book(), old)


def unchanged(locked: Locked, now: Assessment) -> bool:
    """Whether the answers and what they come to are still those that were locked; the day itself changes nothing."""
    then = json.loads(read(locked, "receipt"))
    return _of_note(then) == _of_note(json.loads(json.dumps(now.receipt.as_dict())))


def _of_note(receipt: Mapping[str, Any]) -> tuple[Any, ...]:
    """What people answered, and the results, without what Værn sees by itself."""
    situation = receipt["situation"]
    parts = [("", situation), *((one["id"], one) for one in situation["incidents"])]
    said = [
        (key, {name: value for name, value in one["answers"].items() if _asked(name)}, one["reasons"], one["norms"])
        for key, one in parts
    ]
    results = sorted(
        (one["provision_id"], one["incident_id"] or "", one["result"], one["provisional"])
        for one in receipt["findings"]
    )
    return said, results


def _asked(fact: str) -> bool:
    found = book().facts.get(fact)
    return found is None or not found.derived


def replay_track(locked: Locked) -> bool:
    """Whether a locked track leads to the same place again."""
    data = json.loads(read(locked, "receipt"))
    return run_track(book(), locked.kind, receipts.situation_of(data["situation"])).outcome_id == locked.outcome


def person_of(by: Actor) -> Person:
    """The person who acts."""
    return Person.objects.get(pk=acting_person(by))


def _lock_law(case: Case, by: Actor) -> Locked:
    situation = situation_of(case)
    found = assess(book(), situation, about_the_sender(book()))
    guards.check_can_lock_law(in_play(book(), situation, found.findings), book().facts)
    return actions.lock_assessment(
        case=case, by=by, kind="law", outcome="", receipt=found.receipt.as_dict(), findings=found.findings
    )


def _lock_track(case: Case, kind: str, by: Actor) -> Locked:
    situation = whole(situation_of(case))
    found = run_track(book(), kind, situation)
    guards.check_can_lock_track(found.outcome_id)
    receipt = {**receipts.receipt(book(), situation, ()).as_dict(), "outcome": found.outcome_id}
    return actions.lock_assessment(case=case, by=by, kind=kind, outcome=found.outcome_id or "", receipt=receipt)
