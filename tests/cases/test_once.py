"""A page that only shows asks the same thing of a case once; whatever is written is seen by the next question."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.casework import START, casework
from tests.web.signed_in import signed_in
from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.cases import actions, queries
from vaern.cases.enums import CaseRole, ExclusionGround, ExclusionKind
from vaern.cases.once import one_look

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def asked(cast, person):
    with CaptureQueriesContext(connection) as seen:
        roles = queries.roles_in(person, cast.case)
    return roles, len(seen)


def test_the_same_question_is_asked_once_and_only_within_the_look(cast):
    with one_look():
        assert [asked(cast, cast.leader) for _time in range(3)] == [
            (frozenset({CaseRole.CASE_OWNER}), n) for n in (1, 0, 0)
        ]
        assert asked(cast, cast.jurist) == (frozenset({CaseRole.JURIST}), 1)
    assert [asked(cast, cast.leader)[1] for _time in range(2)] == [1, 1]


def test_what_is_written_within_a_look_is_seen_by_the_next_question(cast):
    with one_look():
        assert asked(cast, cast.jurist) == (frozenset({CaseRole.JURIST}), 1)
        actions.exclude(
            case=cast.case, by=SYSTEM, person=cast.jurist, kind=ExclusionKind.CANNOT_SEE,
            ground=ExclusionGround.DECLARED,
        )  # fmt: skip
        assert asked(cast, cast.jurist) == (frozenset(), 1)
        assert cast.jurist.pk in queries.may_not_see(cast.case)


def test_one_page_lets_nothing_over_to_the_next(cast):
    client, path = signed_in(cast.jurist), f"/sager/{cast.case.number}/"
    assert client.get(path).status_code == 200
    actions.exclude(
        case=cast.case, by=SYSTEM, person=cast.jurist, kind=ExclusionKind.CANNOT_SEE, ground=ExclusionGround.DECLARED
    )
    assert client.get(path).status_code == 404


def test_roles_are_of_those_who_see_the_case_and_of_nobody_else(cast):
    people = (cast.leader, cast.jurist, cast.approver, cast.deputy, cast.employee)
    actions.exclude(
        case=cast.case, by=SYSTEM, person=cast.approver, kind=ExclusionKind.CANNOT_SEE,
        ground=ExclusionGround.DECLARED,
    )  # fmt: skip
    sees = {one.name: queries.cases_visible_to(one).filter(pk=cast.case.pk).exists() for one in people}
    assert {one.name: bool(queries.roles_in(one, cast.case)) for one in people} == sees
    assert set(sees.values()) == {True, False}
    cast.case.state = "draft"
    cast.case.save(update_fields=["state"])
    assert {queries.roles_in(one, cast.case) for one in people} == {frozenset()}
