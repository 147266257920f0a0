"""One's own cases are found without looking through all the others in which one takes part."""

from uuid import uuid4

import pytest
from django.db import connection

from tests.factories.cases import person, workplace
from vaern import clock
from vaern.cases.enums import CaseRole, CaseState
from vaern.cases.models import Case, Participation
from vaern.cases.queries import own_cases

pytestmark = pytest.mark.django_db
MANY = 2000


def test_jurist_of_very_many_cases_finds_own_cases_by_the_role_in_them():
    home = workplace().unit
    jurist, now = person("Jonas Krogh", home), clock.now()
    cases = [
        Case(number=f"V-{uuid4().hex[:8]}", unit=home, drafted_at=now, opened_at=now, state=CaseState.OPEN)
        for _n in range(MANY)
    ]
    Case.objects.bulk_create(cases)
    part = {"person": jurist, "since": now, "reason_code": "test"}
    rows = [Participation(case=case, role=CaseRole.JURIST, reason=b"", ended_because=b"", **part) for case in cases]
    own = Participation(case=cases[7], role=CaseRole.REPORTER, reason=b"", ended_because=b"", **part)
    Participation.objects.bulk_create([*rows, own])
    if connection.vendor == "postgresql":  # it gathers figures of its tables by itself; SQLite is never asked to
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    assert list(own_cases(jurist)) == [cases[7]]
    assert "participation_by_role" in own_cases(jurist).explain()
