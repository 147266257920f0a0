"""A bulk seeder: many plausible cases with valid keys, seals and chains, written in batches."""

import random
import uuid
from datetime import timedelta

from django.db import transaction

from vaern import clock
from vaern.audit import chains, events
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.audit.models import ChainHead, Event
from vaern.cases.enums import CaseRole, CaseState, PartyKind, Precision
from vaern.cases.models import Case, Incident, Participation, Party
from vaern.people.models import Person, Unit
from vaern.plans.models import Deadline, Plan, Task
from vaern.process.situation import book
from vaern.vault import keys, text

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
STEPS = 6
BATCH = 1000


def seed(count: int, *, leader: Person, jurist: Person, employees: list[Person], units: list[Unit]) -> None:
    """`count` cases over 18 months; every tenth is open, and `leader` owns 200 of the open ones."""
    made = 0
    while made < count:
        size = min(BATCH, count - made)
        _batch(made, size, leader, jurist, employees, units)
        made += size


def _batch(first: int, size: int, leader: Person, jurist: Person, employees: list[Person], units: list[Unit]) -> None:
    rng = random.Random(first)
    cases = [_case(first + n, units[(first + n) % len(units)], rng) for n in range(size)]
    keys.make_many([case.vault_scope for case in cases])
    incidents, parties, participants, plans, tasks, deadlines = [], [], [], [], [], []
    with keys.held():
        for n, case in enumerate(cases):
            employee = employees[(first + n) % len(employees)]
            owner = (
                leader if (first + n) % 500 == 0 or (first + n) < 200 else employees[(first + n + 1) % len(employees)]
            )
            incidents.append(_incident(case, employee))
            parties.append(
                Party(case=case, kind=PartyKind.AFFECTED_EMPLOYEE, person=employee, added_at=case.drafted_at)
            )
            participants += _participants(case, employee, owner, jurist)
            plans.append(_plan(case))
            tasks += _tasks(case, plans[-1], owner)
            deadlines.append(_deadline(case, incidents[-1]))
    heads, chained = _chains(cases, leader)
    with transaction.atomic():
        for rows in (cases, incidents, parties, participants, plans, tasks, deadlines, heads, chained):
            type(rows[0]).objects.bulk_create(rows, batch_size=500)  # type: ignore[attr-defined]  # rows of one model


def _case(n: int, unit: Unit, rng: random.Random) -> Case:
    opened = clock.now() - timedelta(days=rng.randint(1, 540), minutes=rng.randint(0, 1400))
    number = f"V-{opened.year}-" + "".join(rng.choice(ALPHABET) for _ in range(3)) + _base32(n)
    is_open = n % 10 == 0 or n < 200
    return Case(
        id=uuid.uuid4(), number=number[:16], unit=unit, drafted_at=opened, opened_at=opened,
        state=CaseState.OPEN if is_open else CaseState.CLOSED,
        closed_at=None if is_open else opened + timedelta(days=40),
        next_deadline=opened + timedelta(days=600) if is_open else None,
    )  # fmt: skip


def _base32(n: int) -> str:
    digits = ""
    for _ in range(4):
        n, rest = divmod(n, 32)
        digits = ALPHABET[rest] + digits
    return digits


def _incident(case: Case, employee: Person) -> Incident:
    incident = Incident(
        case=case, number=1, happened_from=case.drafted_at, happened_until=case.drafted_at, precision=Precision.EXACT,
        media=["social_profile"], types=["following_observing"], known_at=case.drafted_at, recorded_at=case.drafted_at,
        recorded_by=employee,
    )  # fmt: skip
    text.seal_into(incident, summary="Profilen blev besøgt igen fra en anden konto.")
    return incident


def _participants(case: Case, employee: Person, owner: Person, jurist: Person) -> list[Participation]:
    roles = ((employee, CaseRole.AFFECTED_EMPLOYEE), (owner, CaseRole.CASE_OWNER), (jurist, CaseRole.JURIST))
    return [
        Participation(case=case, person=person, role=role, since=case.drafted_at, reason_code="bench")
        for person, role in roles
    ]


def _plan(case: Case) -> Plan:
    return Plan(case=case, template="digital_chikane", edition="1", content_hash="0" * 64, started_at=case.drafted_at)


def _tasks(case: Case, plan: Plan, owner: Person) -> list[Task]:
    template = next(iter(book().plans.values()))[-1]
    done = None if case.state == CaseState.OPEN else case.closed_at
    return [
        Task(case=case, plan=plan, step=step.id, position=position, role=step.role,
             owner=owner, made_at=case.drafted_at,
             due_at=case.drafted_at + timedelta(days=position), done_at=done)
        for position, step in enumerate(template.steps[:STEPS])
    ]  # fmt: skip


def _deadline(case: Case, incident: Incident) -> Deadline:
    rule = next(iter(book().deadlines))
    return Deadline(
        case=case, incident=incident, rule=rule, starts_from="happened", started_at=case.drafted_at,
        due_at=case.drafted_at + timedelta(hours=72), computed_at=case.drafted_at, cause="bench",
    )  # fmt: skip


def _chains(cases: list[Case], leader: Person) -> tuple[list[ChainHead], list[Event]]:
    heads, chained = [], []
    for case in cases:
        head = ChainHead(stream=Stream.CASE.value, stream_id=str(case.id))
        head.sequence, head.hash = 0, ChainHead().hash
        for name in ("case.opened", "case.read", "case.read"):
            event = events.draft(name, by=Actor(leader.id, "case_owner"), recorded_at=case.drafted_at)
            chains.link(head, event)
            chained.append(event)
        heads.append(head)
    return heads, chained
