"""One transaction for an act, however many acts it is made of."""

import pytest
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from tests.factories.answers import answer_fact
from tests.factories.casework import START, casework
from vaern import clock
from vaern.audit.models import Event
from vaern.cases import states
from vaern.cases.enums import CaseState
from vaern.cases.models import Case
from vaern.cases.writing import note, writing
from vaern.errors import NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def test_act_within_an_act_locks_the_chain_and_reads_the_case_once(cast):
    with CaptureQueriesContext(connection) as seen, writing(cast.case), writing(cast.case):
        pass
    asked = [one["sql"] for one in seen if "SAVEPOINT" not in one["sql"]]
    assert [any(table in sql for sql in asked) for table in ("audit_chainhead", "cases_case")] == [True, True]
    assert len(asked) == 2


def test_failure_of_an_inner_act_undoes_the_outer_one(cast):
    before = Event.objects.count()
    with pytest.raises(NotNow):
        _begin_and_fail(cast)
    assert Event.objects.count() == before


def _begin_and_fail(cast):
    with writing(cast.case):
        note("case.opened", cast.case, cast.as_("leader"))
        with writing(cast.case):
            raise NotNow("no")


def test_another_object_of_the_case_is_read_again_when_its_state_has_turned(cast):
    same = Case.objects.get(pk=cast.case.pk)
    # What failed within an act cannot be left out of it: the whole act is refused.
    with pytest.raises(TransactionManagementError), writing(same), writing(cast.case):  # noqa: PT012 - one act
        states.close(case=cast.case, by=cast.as_("leader"))
        with pytest.raises(NotNow):
            answer_fact(case=same, by=cast.as_("leader"), fact="danger_now", value="no")
        assert same.state == CaseState.CLOSED


def test_two_cases_are_written_in_one_transaction(cast):
    other = casework()
    with writing(cast.case), writing(other.case), writing(cast.case):
        note("case.opened", other.case, cast.as_("leader"))
    assert Event.objects.filter(stream_id=str(other.case.id), name="case.opened").count() == 2
