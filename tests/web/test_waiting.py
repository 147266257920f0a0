"""The overview says what waits for the viewer beside the plan: an assessment, a decision; and nobody else's."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.casework import START, casework
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.cases.actions import add_participant
from vaern.cases.enums import CaseRole
from vaern.process import decide, questions
from vaern.web.casework import pages

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


@pytest.mark.parametrize("voided", [0, 2])
def test_overview_looks_past_the_oldest_and_says_that_more_waits(voided, monkeypatch):
    monkeypatch.setattr(pages, "MOST_WAITING", 1)
    others = []
    for hour in range(4):
        with clock.travel(START + timedelta(hours=hour)):
            made = casework()
            others.append(made)
            who = others[0].approver
            part = {"person": who, "role": CaseRole.APPROVER, "reason_code": "test"}
            add_participant(case=made.case, by=SYSTEM, **part)
            propose(made, decide.ask_jurist(made.case, made.as_("leader"), "Hvad mener du?"))
            if hour < voided:
                questions.answer(made.case, made.as_("leader"), "after_clear_stop", "yes", made.incident)
    with clock.travel(START + timedelta(days=1)):
        client = signed_in(others[0].approver)
        first, every = (client.get(reverse("overview") + more) for more in ("", "?venter=alle"))
    numbers = [made.case.number for made in others[voided:]]
    assert [one.number for one in first.context["waiting"]] == numbers[:1]
    assert [one.number for one in every.context["waiting"]] == numbers
    assert ["Der er mere, der venter på dig" in text_of(page) for page in (first, every)] == [True, False]
    assert "Du har mindst 1 opgave" in text_of(first)
