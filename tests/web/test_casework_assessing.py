"""Answers, the three assessments, the law and the work-injury track, as a browser sees them."""

import pytest
from django.urls import reverse

from tests.factories.casework import START, answer_everything, casework, holds, person
from tests.typeset.reading import text_of as printed
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole
from vaern.cases.models import Answer, NormReason
from vaern.cases.queries import current_answers
from vaern.injury.models import InjuryNotice
from vaern.people.enums import OrgRole
from vaern.process import questions
from vaern.process.situation import book
from vaern.rulebook.assess import about_the_sender
from vaern.rulebook.logic import fact_ids
from vaern.web.casework.interview import subjects

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
    asked = [fact for fact in book().facts.values() if not fact.derived and fact.group in subjects()]
    assert [fact.id for fact in asked if fact.question.replace("'", "&#x27;") not in page] == []


def test_facts_ask_first_what_settles_most_and_say_why(cast):
    response = signed_in(cast.leader).get(reverse("case_facts", args=[cast.case.number]))
    assert [bool(question.why) and question.editable for question in response.context["next"]] == [True] * 3


def test_every_fact_about_the_sender_has_a_subject_that_the_interview_shows(cast):
    shown = set(subjects())
    texts = [text for key in about_the_sender(book()) for text in book().provisions[key]]
    asked = {key for text in texts for key in (*fact_ids(text.requires), *text.speaks_against, *text.decides_against)}
    assert {key for key in asked if not book().facts[key].derived and book().facts[key].group not in shown} == set()


def test_subject_is_unfolded_where_one_answers_and_the_others_are_lists(cast):
    client, url = signed_in(cast.leader), reverse("case_facts", args=[cast.case.number])
    page = client.get(f"{url}?haendelse=1&emne=incident-threats")
    unfolded = [one.id for one in (*page.context["about_case"], *page.context["about_incident"]) if one.is_open]
    assert unfolded == ["incident-threats"]
    every = client.get(f"{url}?emne=alle").context
    assert {one.is_open for one in (*every["about_case"], *every["about_incident"])} == {True}


def test_question_that_cannot_matter_any_more_is_set_apart(cast):
    """With every answer in, nothing about the sender is left to ask but what is set apart."""
    client, url = signed_in(cast.leader), reverse("case_facts", args=[cast.case.number])
    before = client.get(url).context["about_incident"]
    answer_everything(cast)
    after = client.get(url).context["about_incident"]
    apart = [sum(len(one.settled) for one in subjects_) for subjects_ in (before, after)]
    assert apart[0] < apart[1]


def test_answer_is_kept_with_reason_and_person(cast):
    client = signed_in(cast.leader)
    url = reverse("case_answer", args=[cast.case.number])
    data = {"fact": "contacted_directly", "incident": cast.incident.id, "value": "yes", "reason": "Tre beskeder.",
            "key": "q-contacted_directly-1"}  # fmt: skip
    response = client.post(url, data)
    assert response["Location"].endswith("?haendelse=1&emne=incident-contact#q-contacted_directly-1")
    assert answered(cast, "contacted_directly") == [("yes", "case_owner")]
    assert "Tre beskeder." in text_of(client.get(response["Location"].split("#")[0]))


def test_answer_with_htmx_brings_back_the_question_alone(cast):
    data = {"fact": "experienced_as_violating", "value": "yes", "place": "q"}
    url = reverse("case_answer", args=[cast.case.number])
    page = text_of(signed_in(cast.leader).post(url, data, headers={"HX-Request": "true"}))
    assert page.strip().startswith('<li id="q-experienced_as_violating"')


def test_when_nothing_matters_any_more_no_question_is_said_to_be_missing(cast):
    answer_everything(cast)
    while asked := questions.interview(cast.case, cast.as_("leader")):
        questions.answer_many(
            cast.case, cast.as_("leader"), [(asked[0].fact_id, "no", "")], _incident_of(cast, asked[0])
        )
    page = signed_in(cast.leader).get(reverse("case_facts", args=[cast.case.number])).context
    assert page["missing"] == "Alt, der kan få betydning, er besvaret."
    assert [one.id for one in page["about_case"] if one.open] == []


def _incident_of(cast, question):
    return cast.incident if book().facts[question.fact_id].scope == "incident" else None


def test_answered_questions_make_way_for_the_next(cast):
    url = reverse("case_facts", args=[cast.case.number])
    page = signed_in(cast.leader).get(url)
    first = [one.fact.id for one in page.context["next"]]
    assert "Vis de næste spørgsmål" in text_of(page)
    for question in page.context["next"]:
        given = [(question.fact.id, "no", "")]
        questions.answer_many(cast.case, cast.as_("leader"), given, cast.incident if question.incident else None)
    after = [one.fact.id for one in signed_in(cast.leader).get(f"{url}?haendelse=1").context["next"]]
    assert set(first) & set(after) == set()
    assert len(after) == len(first)


def together(cast, **fields):
    return signed_in(cast.leader).post(reverse("case_answers", args=[cast.case.number]), fields)


def test_questions_of_a_subject_are_answered_together(cast):
    url = reverse("case_facts", args=[cast.case.number])
    page = signed_in(cast.leader).get(f"{url}?emne=incident-contact&samlet=ja")
    [subject] = [one for one in page.context["about_incident"] if one.is_open]
    assert 'name="svar-contacted_directly"' in page.content.decode()
    [*chosen, left] = [one.fact.id for one in subject.mine][:4]
    fields = {f"svar-{fact}": "no" for fact in chosen} | {f"svar-{left}": ""}
    answer = together(cast, incident=cast.incident.id, emne="incident-contact", **fields)
    assert answer["Location"] == f"{url}?haendelse=1&emne=incident-contact#incident-contact"
    rows = Answer.objects.filter(case=cast.case, fact__in=chosen)
    assert {(row.value, row.incident_id, row.answered_by) for row in rows} == {("no", cast.incident.id, cast.leader)}
    assert len(rows) == len(chosen)
    assert not Answer.objects.filter(case=cast.case, fact=left).exists()


def test_subject_says_how_many_can_be_answered_together(cast):
    url = reverse("case_facts", args=[cast.case.number])
    page = signed_in(cast.leader).get(f"{url}?emne=incident-contact")
    [subject] = [one for one in page.context["about_incident"] if one.is_open]
    assert f"Svar på de {len(subject.mine)} spørgsmål på én gang" in text_of(page)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Der var ikke noget svar at gemme."),
        ({"svar-contacted_directly": ""}, "Der var ikke noget svar at gemme."),
        ({"svar-contacted_directly": "måske"}, ""),
        ({"svar-nonsense": "yes"}, ""),
        ({"svar-contacted_directly": "yes", "svar-evidence_secured": "yes"}, ""),
    ],
)
def test_answers_together_are_all_saved_or_none(cast, fields, says):
    answer = together(cast, incident=cast.incident.id, emne="<b>", **fields)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert not Answer.objects.filter(case=cast.case, fact="contacted_directly").exists()


def test_answers_together_about_an_incident_of_another_case_are_not_found(cast):
    assert together(cast, incident="11111111-1111-1111-1111-111111111111", emne="").status_code == 404


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
    refused = client.post(reverse("case_lock_law", args=[cast.case.number]))
    assert book().facts["criticism_of_office"].question in refused.context["why"]
    client.post(reverse("case_answer", args=[cast.case.number]), unanswered | {"value": "no"})
    waiting = client.get(reverse("case_law", args=[cast.case.number])).context["waiting"]
    assert "criticism_of_office" not in [question.fact.id for question in waiting]


def test_law_shows_the_text_of_the_day_as_not_confirmed(cast):
    url = reverse("case_law", args=[cast.case.number])
    page = signed_in(cast.jurist).get(f"{url}?bestemmelse=straffeloven-119a")
    law = page.context["each"]
    assert law.finding.provision_id == "straffeloven/119a"
    assert (law.text.valid_from.year, law.unchecked) == (2019, True)
    assert law.text.text_short in text_of(page)


def test_law_begins_with_what_something_speaks_for(cast):
    url, client = reverse("case_law", args=[cast.case.number]), signed_in(cast.jurist)
    assert next(heap.folded for heap in client.get(url).context["survey"]) is True
    answer_everything(cast)
    page = client.get(url).context
    assert (page["survey"][0].folded, page["each"].finding.provision_id) == (False, "straffeloven/119a")


def test_two_provisions_are_compared_by_what_only_one_of_them_asks(cast):
    url, client = reverse("case_law_compare", args=[cast.case.number]), signed_in(cast.jurist)
    pair = client.get(f"{url}?haendelse=1&en=straffeloven-119a&anden=straffeloven-266").context["pair"]
    only = [{each.fact.id for each in side.only} for side in pair.sides]
    assert "aimed_at_employee" in only[0]
    assert "threat_of_harm" in only[1]
    assert only[0] & only[1] == set()


@pytest.mark.parametrize("asked", ["", "?en=straffeloven-119a&anden=straffeloven-119a", "?en=x&anden=y"])
def test_what_cannot_be_compared_leads_back_to_the_law(cast, asked):
    url = reverse("case_law_compare", args=[cast.case.number])
    answer = signed_in(cast.jurist).get(url + asked)
    assert answer["Location"] == reverse("case_law", args=[cast.case.number]) + "#sammenlign"


def test_legal_assessment_is_printed_with_every_answer_that_it_rests_on(cast):
    answer_everything(cast)
    answer = signed_in(cast.jurist).get(reverse("case_law_pdf", args=[cast.case.number]))
    text = printed(answer.content)
    assert "§ 119 a" in text
    assert "Farid Nassar" in text
    assert "Ikke låst" in text
    assert "Underskrift" in text


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
    typed = {"notified": "no", "ground": "no_absence_no_claim", "reason": "Intet fravær."}
    for missing in ("reason", "ground"):
        assert client.post(url, typed | {missing: ""}).status_code == 422
    assert client.post(url, typed).status_code == 302
    assert [(row.notified, row.ground) for row in InjuryNotice.objects.all()] == [(False, "no_absence_no_claim")]
    page = text_of(client.get(reverse("case_injury", args=[cast.case.number])))
    assert ("Intet fravær." in page, "et krav er ikke sandsynligt" in page) == (True, True)


def test_first_day_of_absence_is_written_down(cast, hr):
    url = reverse("case_injury_absence", args=[cast.case.number])
    assert signed_in(hr).post(url, {"day": "2026-06-02"}).status_code == 302
    assert signed_in(hr).post(url, {"day": "2027-06-02"}).status_code == 422
    assert [str(row.day) for row in cast.case.first_absences.all()] == ["2026-06-02"]
