# ruff: noqa: S608 - the statements are put together from our own names
"""An exclusion that is written down stays: the database itself takes it from nobody's hand but forgetting's."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.casework import START, casework
from vaern import clock
from vaern.audit import triggers
from vaern.cases import actions, states
from vaern.cases.enums import CaseState, ExclusionGround, ExclusionKind
from vaern.cases.models import Case, Exclusion
from vaern.config.checks import check_triggers
from vaern.people.models import Person

pytestmark = pytest.mark.django_db
ON_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="INSERT OR REPLACE is SQLite's")


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def exclude(cast, who: Person) -> Exclusion:
    kind, ground = ExclusionKind.CANNOT_DECIDE, ExclusionGround.DECLARED
    return actions.exclude(case=cast.case, by=cast.as_("leader"), person=who, kind=kind, ground=ground)


def by_hand(statement: str) -> str:
    """What the database says to a statement that somebody types at its prompt; "" when it does it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except IntegrityError as error:
        return str(error).splitlines()[0]
    return ""


@pytest.mark.row("B08")
@pytest.mark.parametrize("state", [CaseState.OPEN, CaseState.CLOSED])
def test_exclusion_is_not_deleted_by_hand_while_the_case_is_kept(cast, state):
    exclude(cast, cast.approver)
    if state == CaseState.CLOSED:
        states.close(case=cast.case, by=cast.as_("leader"))
    assert by_hand("DELETE FROM cases_exclusion") == triggers.STAYS_SAYS
    assert cast.case.exclusions.filter(person=cast.approver).count() == 1


def test_lifted_exclusion_is_not_deleted_by_hand_either(cast):
    actions.lift_exclusion(exclusion=exclude(cast, cast.approver), by=cast.as_("leader"), reason="En fejl.")
    assert by_hand("DELETE FROM cases_exclusion WHERE until IS NOT NULL") == triggers.STAYS_SAYS


def test_exclusions_of_a_forgotten_case_can_go(cast):
    exclude(cast, cast.approver)
    Case.objects.filter(pk=cast.case.pk).update(state=CaseState.FORGOTTEN)
    assert (by_hand("DELETE FROM cases_exclusion"), Exclusion.objects.count()) == ("", 0)


CHANGES = ["person_id = added_by_id", "kind = 'x'", "ground = 'x'", "since = '2020-01-01'", "added_by_id = person_id"]


@pytest.mark.row("B08")
@pytest.mark.parametrize("change", [*CHANGES, "until = NULL", "case_id = person_id", "id = case_id"])
def test_exclusion_is_not_made_to_be_about_something_else(cast, change):
    row = exclude(cast, cast.approver)
    ended = "until = '2030-01-01', " if not change.startswith("until") else ""
    where = "WHERE ground = 'declared' AND person_id <> added_by_id AND until IS NULL"
    assert by_hand(f"UPDATE cases_exclusion SET {ended}{change} {where}") == triggers.ENDED_SAYS
    kept = Exclusion.objects.get(pk=row.pk)
    assert (kept.person, kept.until) == (cast.approver, None)


def test_lifted_exclusion_is_not_lifted_again_nor_put_back(cast):
    row = actions.lift_exclusion(exclusion=exclude(cast, cast.approver), by=cast.as_("leader"), reason="En fejl.")
    for until in ("NULL", "'2030-01-01'"):
        said = by_hand(f"UPDATE cases_exclusion SET until = {until} WHERE until IS NOT NULL")
        assert said == triggers.ENDED_SAYS
    assert Exclusion.objects.get(pk=row.pk).until == START


def test_person_can_be_excluded_again_after_it_was_lifted(cast):
    for _time in range(2):
        actions.lift_exclusion(exclusion=exclude(cast, cast.approver), by=cast.as_("leader"), reason="En fejl.")
    row = exclude(cast, cast.approver)
    assert [
        one.until is None for one in cast.case.exclusions.filter(person=cast.approver).order_by("until", "pk")
    ].count(True) == 1
    assert row.until is None


@ON_SQLITE
def test_exclusion_is_not_replaced_by_one_that_takes_its_place(cast):
    row = exclude(cast, cast.approver)
    names = [field.column for field in Exclusion._meta.concrete_fields]
    fresh = ",".join("lower(hex(randomblob(16)))" if name == "id" else name for name in names)
    for said in (",".join(names), fresh):
        statement = f"INSERT OR REPLACE INTO cases_exclusion ({','.join(names)}) SELECT {said} FROM cases_exclusion"
        assert by_hand(statement) == "cases_exclusion may only be added to"
    assert Exclusion.objects.filter(pk=row.pk).exists()


def test_system_check_says_when_the_guard_of_exclusions_is_gone():
    (trigger,) = (one for one in triggers._expected(connection) if one.name == "cases_exclusion_stays")
    with connection.cursor() as cursor:
        cursor.execute(triggers.DIALECTS[connection.vendor].drop.format(name=trigger.name, table=trigger.table))
    (error,) = check_triggers(databases=["default"])
    assert (error.id, "cases_exclusion_stays" in str(error.msg)) == ("vaern.E005", True)
