"""Replay: many cases read from the database and held up against the rules (`VAERN_BENCH_CASES`, 100,000).

Every case has twenty answers and locked findings for eight provisions. Nothing is sealed: replay opens nothing sealed.
"""

import os
import random
import tempfile
import time
from datetime import timedelta
from typing import Any

from bench.figures import heading, show, size
from vaern import clock
from vaern.rulebook.shapes import IncidentFacts, Situation, Value

CASES = int(os.environ.get("VAERN_BENCH_CASES", size(100_000, 30)))
ANSWERS, PROVISIONS, BATCH = 20, 8, 5000
READ_MS = 10_000


def main() -> bool:
    """Seed, lock, replay three times."""
    with tempfile.TemporaryDirectory(prefix="vaern-bench-") as folder, heading(f"replay of {CASES:,} cases"):
        os.environ.update(VAERN_VAR=folder, VAERN_MODE="demo", DJANGO_SETTINGS_MODULE="vaern.config.settings")
        import django

        django.setup()
        _seed()
        from vaern.process.replay import replay_all

        before = time.process_time()
        runs = [replay_all() for _ in range(3)]
        busy = (time.process_time() - before) / 3
        print(f"{runs[0].cases:,} cases, {runs[0].findings:,} findings, {len(runs[0].changed)} changed", flush=True)
        good = not runs[0].changed and show("reading the cases", [one.reading for one in runs], limit_ms=READ_MS)
        print(f"{'the processor was busy with each for':<44} {busy:.1f} s", flush=True)
        show("evaluating them", [one.evaluating for one in runs])
        return good


def _seed() -> None:
    """Cases without keys and words: replay opens nothing sealed."""
    from vaern.cases.enums import CaseState, Precision
    from vaern.cases.models import Case, Incident
    from vaern.demo.people import seat_everyone
    from vaern.people.models import Unit
    from vaern.process.install import bring_up_to_date

    started, begun = time.perf_counter(), clock.now() - timedelta(days=600)
    bring_up_to_date()
    person, unit = next(iter(seat_everyone(begun).values())), Unit.objects.all()[0]
    for start in range(0, CASES, BATCH):
        at = begun + timedelta(hours=start / BATCH)
        cases = [
            Case(number=f"V-2025-{n:08d}", unit=unit, drafted_at=at, opened_at=at, state=CaseState.OPEN)
            for n in range(start, min(start + BATCH, CASES))
        ]
        incidents = [
            Incident(case=case, number=1, happened_from=at, happened_until=at, precision=Precision.EXACT, known_at=at,
                     recorded_at=at, recorded_by=person, summary=b"", when_words=b"")
            for case in cases
        ]  # fmt: skip
        Case.objects.bulk_create(cases)
        Incident.objects.bulk_create(incidents)
        _lock([(one.case_id, one.pk, person.pk, at) for one in incidents])
    print(f"seeded and locked in {time.perf_counter() - started:.0f} s", flush=True)


def _lock(cases: list[tuple[Any, ...]]) -> None:
    """Answers and locked findings for some cases, found by the rules case by case: so none may come out as changed."""
    from vaern.assessments.models import Assessment, Finding
    from vaern.cases.models import Answer
    from vaern.process.situation import book
    from vaern.rulebook.assess import assess

    chance, named = random.Random(str(cases[0][0])), list(book().provisions)[:PROVISIONS]
    facts = [fact for fact in book().facts.values() if not fact.derived]
    answers, assessments, findings = [], [], []
    for case, incident, person, at in cases:
        said = {fact.id: chance.choice(list(Value)) for fact in chance.sample(facts, ANSWERS)}
        of = {fact: incident if book().facts[fact].scope == "incident" else None for fact in said}
        answers += [
            Answer(case_id=case, incident_id=of[fact], fact=fact, value=value.value, reason=b"", answered_by_id=person,
                   role="leader", answered_at=at)
            for fact, value in said.items()
        ]  # fmt: skip
        one = Assessment(case_id=case, kind="law", edition=1, made_by_id=person, role="jurist", made_at=at, receipt=b"")
        assessments.append(one)
        on = clock.local(at).date()
        found = assess(book(), Situation(on, {}, incidents=(IncidentFacts("1", on, said),)), named).findings
        findings += [
            Finding(assessment=one, incident_id=incident, provision=each.provision_id, file_id=each.file_id,
                    result=each.result.value, provisional=each.provisional, deciding=list(each.deciding))
            for each in found
        ]  # fmt: skip
    for rows in (answers, assessments, findings):
        type(rows[0]).objects.bulk_create(rows, batch_size=2000)  # type: ignore[attr-defined]  # rows of one model
