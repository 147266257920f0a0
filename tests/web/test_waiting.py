"""The overview says what waits for the viewer beside the plan: an assessment, a decision; and nobody else's."""

import pytest
from django.urls import reverse

from tests.factories.casework import START, casework
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.process import decide, questions

pytestmark = pytest.mark.django_db
ASSESSMENT, DECISION = "Giv din skriftlige vurdering", "Beslut på et forslag"


@pytest.fixture
def cast():
    with clock.travel(START):
        made = casework()
        asked = decide.ask_jurist(made.case, made.as_("leader"), "Hvad mener du?")
        yield made, asked


def overview(person):
    return text_of(signed_in(person).get(reverse("overview")))


def propose(made, asked):
    opinion = decide.give_legal_opinion(asked, made.as_("jurist"), "Det kan anmeldes.", "report")
    return decide.propose_police_report(
        made.case, made.as_("leader"), consultation=opinion, purposes=["prosecution"], reason="Det fortsatte.",
        alternatives="Et brev.",
    )  # fmt: skip


def test_question_waits_for_the_jurist_alone_until_it_is_answered(cast):
    made, asked = cast
    assert [ASSESSMENT in overview(person) for person in (made.jurist, made.leader, made.approver)] == [
        True,
        False,
        False,
    ]
    propose(made, asked)
    assert ASSESSMENT not in overview(made.jurist)


def test_proposal_waits_for_the_one_who_decides_until_it_is_decided(cast):
    made, asked = cast
    proposal = propose(made, asked)
    assert [DECISION in overview(person) for person in (made.approver, made.leader, made.jurist)] == [
        True,
        False,
        False,
    ]
    decide.decide_proposal(proposal, made.as_("approver"), "rejected", "Vi taler med borgeren.")
    assert DECISION not in overview(made.approver)


def test_proposal_that_no_longer_holds_waits_for_the_case_owner_and_not_for_the_one_who_decides(cast):
    made, asked = cast
    propose(made, asked)
    says = "Forslaget gælder ikke længere. Lav et nyt, eller træk det tilbage"
    assert [says in overview(person) for person in (made.leader, made.approver)] == [False, False]
    questions.answer(made.case, made.as_("leader"), "after_clear_stop", "yes", made.incident)
    assert [says in overview(person) for person in (made.leader, made.approver)] == [True, False]
    assert DECISION not in overview(made.approver)
