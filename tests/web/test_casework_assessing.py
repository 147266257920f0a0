"""Answers, the three assessments, the law and the work-injury track, as a browser sees them."""

import pytest
from django.urls import reverse

from tests.factories.casework import START, answer_everything, casework, holds, person
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole
from vaern.cases.models import Answer, NormReason
from vaern.cases.queries import current_answers
from vaern.injury.models import InjuryNotice
from vaern.people.enums import OrgRole
from vaern.process.situation import book

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


@pytest.fixture
def hr(cast):
    sofie = person("Sofie Damsbo", cast.unit)
    holds(sofie, OrgRole.HR, cast.unit)
    cases.add_participant(case=cast.case, by=SYSTEM, person=sofie, role=CaseRole.HR, reason_code="test")
    return sofie


def answered(cast, fact):
    return [(row.value, row.role) for row in current_answers(cast.case).filter(fact=fact)]


def test_facts_show_every_question_by_subject(cast):
    page = text_of(signed_in(cast.leader).get(reverse("case_facts", args=[cast.case.number])))
    asked = [fact for fact in book().facts.values() if not fact.derived]
    assert [fact.id for fact in asked if fact.question.replace("'", "&#x27;") not in page] == []


def test_facts_ask_first_what_settles_most_and_say_why(cast):
    response = signed_in(cast.leader).get(reverse("case_facts", args=[cast.case.number]))
    assert [bool(question.why) and question.editable for question in response.context["next"]] == [True] * 3


def test_every_fact_has_a_subject_that_the_interview_shows(cast):
    from vaern.web.casework.interview import subjects

    assert {fact.group for fact in book().facts.values() if not fact.derived} <= set(subjects())


def test_answer_is_kept_with_reason_and_person(cast):
    client = signed_in(cast.leader)
    url = reverse("case_answer", args=[cast.case.number])
    data = {"fact": "contacted_directly", "incident": cast.incident.id, "value": "yes", "reason": "Tre beskeder.",
            "key": "q-contacted_directly-1"}  # fmt: skip
    response = client.post(url, data)
    assert response["Location"].endswith("?haendelse=1#q-contacted_directly-1")
    assert answered(cast, "contacted_directly") == [("yes", "case_owner")]
    assert "Tre beskeder." in text_of(client.get(response["Location"].split("#")[0]))


def test_answer_with_htmx_brings_back_the_question_alone(cast):
    data = {"fact": "experienced_as_violating", "value": "yes", "place": "q"}
    url = reverse("case_answer", args=[cast.case.number])
    page = text_of(signed_in(cast.leader).post(url, data, headers={"HX-Request": "true"}))
    assert page.strip().startswith('<li id="q-experienced_as_violating"')


def test_answer_for_others_is_refused_and_what_was_typed_is_kept(cast):
    url = reverse("case_answer", args=[cast.case.number])
    data = {"fact": "report_needs_employees_request", "value": "yes", "reason": "Jeg tror det."}
    response = signed_in(cast.leader).post(url, data)
    assert (response.status_code, "Jeg tror det." in text_of(response)) == (422, True)
    again = signed_in(cast.leader).post(url, data, headers={"HX-Request": "true"})
    assert "Jeg tror det." in text_of(again)
    assert answered(cast, "report_needs_employees_request") == []


def test_question_for_others_shows_no_form(cast):
    response = signed_in(cast.leader).get(reverse("case_facts", args=[cast.case.number]))
    questions = [one for subject in response.context["about_case"] for one in subject.questions]
    assert {one.fact.id: one.editable for one in questions}["report_needs_employees_request"] is False
    assert {one.fact.id: one.editable for one in questions}["complaint_made"] is True


def test_answer_about_an_incident_of_another_case_is_not_found(cast):
    other = casework()
    data = {"fact": "contacted_directly", "incident": other.incident.id, "value": "yes"}
    assert signed_in(cast.leader).post(reverse("case_answer", args=[cast.case.number]), data).status_code == 404
    data["incident"] = "noget"
    assert signed_in(cast.leader).post(reverse("case_answer", args=[cast.case.number]), data).status_code == 404
    assert Answer.objects.filter(fact="contacted_directly").count() == 0


@pytest.mark.parametrize("name", ["case_facts", "case_assessments", "case_law", "case_injury"])
def test_pages_are_not_found_by_one_who_takes_no_part(cast, name):
    stranger = person("En Fremmed", cast.unit)
    assert signed_in(stranger).get(reverse(name, args=[cast.case.number])).status_code == 404


def test_assessments_stand_side_by_side_and_lock(cast):
    client = signed_in(cast.leader)
    url = reverse("case_assessments", args=[cast.case.number])
    assert [track.id for track in client.get(url).context["tracks"]] == ["environment", "injury", "law"]
    assert client.post(reverse("case_lock_environment", args=[cast.case.number])).status_code == 422
    answer_everything(cast)
    assert client.post(reverse("case_lock_environment", args=[cast.case.number])).status_code == 302
    assert [row.outcome for row in cast.case.assessments.all()] == ["handled_as_violence"]
    assert client.get(url).context["editions"][0].row.made_by == cast.leader


@pytest.mark.row("G09", "G14")
def test_law_asks_what_speaks_against_before_it_can_be_locked(cast):
    answer_everything(cast)
    client = signed_in(cast.jurist)
    unanswered = {"fact": "criticism_of_office", "incident": cast.incident.id, "value": "unknown"}
    client.post(reverse("case_answer", args=[cast.case.number]), unanswered)
    page = client.get(reverse("case_law", args=[cast.case.number]))
    assert "criticism_of_office" in [question.fact.id for question in page.context["waiting"]]
    assert client.post(reverse("case_lock_law", args=[cast.case.number])).status_code == 422
    client.post(reverse("case_answer", args=[cast.case.number]), unanswered | {"value": "no"})
    waiting = client.get(reverse("case_law", args=[cast.case.number])).context["waiting"]
    assert "criticism_of_office" not in [question.fact.id for question in waiting]


def test_law_shows_the_text_of_the_day_as_not_confirmed(cast):
    page = signed_in(cast.jurist).get(reverse("case_law", args=[cast.case.number]))
    shown = {one.finding.provision_id: one for one in page.context["provisions"]}
    law = shown["straffeloven/119a"]
    assert (law.text.valid_from.year, law.unchecked) == (2019, True)
    assert law.text.text_short in text_of(page)


def test_norm_is_judged_by_a_jurist_with_a_reason(cast):
    url = reverse("case_norm", args=[cast.case.number])
    data = {"norm": "violates_peace", "incident": cast.incident.id, "value": "yes", "reason": "Det fortsatte.",
            "back": "case_law"}  # fmt: skip
    assert signed_in(cast.leader).post(url, data).status_code == 422
    assert signed_in(cast.jurist).post(url, data | {"reason": ""}).status_code == 422
    assert signed_in(cast.jurist).post(url, data).status_code == 302
    assert [row.given_by for row in NormReason.objects.all()] == [cast.jurist]


@pytest.mark.row("G04", "B06")
def test_hr_sees_the_injury_page_and_nothing_else(cast, hr):
    client = signed_in(hr)
    page = client.get(reverse("case_injury", args=[cast.case.number]))
    assert page.status_code == 200
    assert "Profilen blev besøgt igen." not in text_of(page)
    assert "Rune Thybo" not in text_of(page)
    for name in ("case", "case_facts", "case_law", "decision", "letters", "evidence_list", "case_close"):
        assert client.get(reverse(name, args=[cast.case.number])).status_code == 404


def test_hr_answers_the_facts_of_the_track_only(cast, hr):
    client = signed_in(hr)
    url = reverse("case_injury_answer", args=[cast.case.number])
    data = {"fact": "claim_likely", "value": "no", "back": "case_injury"}
    assert client.post(url, data)["Location"] == reverse("case_injury", args=[cast.case.number])
    assert answered(cast, "claim_likely") == [("no", "hr")]
    assert client.post(url, data | {"fact": "employee_public_service"}).status_code == 404


@pytest.mark.row("B06")
def test_injury_notice_needs_its_receipt_or_a_reason(cast, hr):
    client = signed_in(hr)
    url = reverse("case_injury_notice", args=[cast.case.number])
    assert client.post(url, {"notified": "yes"}).status_code == 422
    assert client.post(url, {"notified": "no", "reason": ""}).status_code == 422
    assert client.post(url, {"notified": "no", "reason": "Intet fravær."}).status_code == 302
    assert [row.notified for row in InjuryNotice.objects.all()] == [False]
    assert "Intet fravær." in text_of(client.get(reverse("case_injury", args=[cast.case.number])))


def test_first_day_of_absence_is_written_down(cast, hr):
    url = reverse("case_injury_absence", args=[cast.case.number])
    assert signed_in(hr).post(url, {"day": "2026-06-02"}).status_code == 302
    assert signed_in(hr).post(url, {"day": "2027-06-02"}).status_code == 422
    assert [str(row.day) for row in cast.case.first_absences.all()] == ["2026-06-02"]
