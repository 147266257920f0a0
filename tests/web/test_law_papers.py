"""The legal assessment on paper and its locked editions, also where little is known."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from tests.factories.casework import START, answer_everything, casework
from tests.typeset.reading import text_of as printed
from tests.web.signed_in import signed_in
from vaern import clock
from vaern.cases.models import Incident
from vaern.process import assess
from vaern.process.questions import judge_norm
from vaern.process.situation import book
from vaern.web.casework.law_page import LawPage, editions
from vaern.web.casework.law_print import TOGETHER
from vaern.web.casework.tracks import law_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def paper(cast):
    answer = signed_in(cast.jurist).get(reverse("case_law_pdf", args=[cast.case.number]))
    return " ".join(printed(answer.content).split())


def test_paper_says_that_nothing_speaks_for_a_provision_yet(cast):
    assert gettext("Nothing has been answered that speaks for a provision.") in paper(cast)


def test_paper_of_a_case_without_an_incident_is_about_the_whole_case(cast):
    Incident.objects.filter(case=cast.case).delete()
    assert gettext("The whole case") in paper(cast)


def test_page_of_another_incident_is_what_it_is_when_read_anew(cast):
    answer_everything(cast)
    row = cast.case.incidents.get()
    other = Incident.objects.create(
        case=cast.case, number=row.number + 1, happened_from=row.happened_from, precision=row.precision,
        known_at=row.known_at, recorded_at=row.recorded_at, recorded_by=row.recorded_by,
    )  # fmt: skip
    first = LawPage(cast.case, cast.jurist, row)
    turned, anew = first.about(other), LawPage(cast.case, cast.jurist, other)
    assert (turned.findings, turned.survey(), turned.pairs("")) == (anew.findings, anew.survey(), anew.pairs(""))
    assert {one.incident_id for one in turned.findings} == {str(other.id)}
    assert {one.incident_id for one in first.findings} == {str(row.id)}


def test_locked_edition_stands_on_paper_and_on_the_page_with_its_results(cast):
    answer_everything(cast)
    with clock.travel(START):
        assess.lock(cast.case, "law", cast.as_("jurist"))
    [edition] = editions(cast.case, "law")
    assert (edition.row.edition, edition.row.made_by) == (1, cast.jurist)
    assert any("§ 119 a" in says for says in edition.results)
    assert edition.row.receipt_hash in paper(cast).replace(" ", "")


def test_provision_that_content_no_longer_has_is_named_by_its_id():
    assert law_name("loven/som-er-ophævet") == "loven/som-er-ophævet"


def answered(cast, fact, value):
    asked = {"fact": fact, "incident": cast.incident.id, "value": value}
    assert signed_in(cast.jurist).post(reverse("case_answer", args=[cast.case.number]), asked).status_code == 302


def test_paper_says_when_the_case_has_changed_since_it_was_locked(cast):
    answer_everything(cast)
    with clock.travel(START):
        assess.lock(cast.case, "law", cast.as_("jurist"))
    answered(cast, "degrading_words", "yes")
    assert "papiret viser sagen, som den er nu, og er ikke den låste udgave" in paper(cast)
    assert "Kvittering" not in paper(cast)
    answered(cast, "degrading_words", "no")
    assert "Udgave 1, låst" in paper(cast)


def test_paper_is_of_the_locked_edition_also_on_a_later_day(cast):
    Incident.objects.filter(case=cast.case).delete()
    with clock.travel(START):
        locked = assess.lock(cast.case, "law", cast.as_("jurist"))
    with clock.travel(START + timedelta(days=40)):
        assert assess.unchanged(locked, assess.assess_case(cast.case).law)


def test_paper_names_the_gaps_and_similar_cases_of_what_it_shows(cast):
    answer_everything(cast)
    text = paper(cast)
    assert "Det dækker Værns regler ikke: Mulig ny ordlyd af § 119 a." in text
    assert "En enkelt besked er normalt ikke nok." in text
    assert "De bestemmer ikke resultatet her." in text


def test_paper_says_the_year_of_every_day_and_never_today_or_yesterday(cast):
    answer_everything(cast)
    with clock.travel(START):
        assess.lock(cast.case, "law", cast.as_("jurist"))
        text = paper(cast)
    months = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
    assert re.findall(rf"\d+\. (?:{months})(?! \d{{4}}).{{0,20}}", text) == []
    assert not re.search(r"\bi (dag|går|morgen)\b", text.split("Det dækker reglerne ikke")[0])


def test_paper_and_page_say_which_conditions_stand_for_one_another(cast):
    answer_everything(cast)
    text = paper(cast)
    assert "Det skal være sådan:" in text
    assert re.search(r"mindst én af: . Det skete, mens medarbejderen var i gang med sit arbejde", text)
    url = reverse("case_law", args=[cast.case.number]) + "?bestemmelse=straffeloven-119a"
    page = signed_in(cast.jurist).get(url).content.decode()
    assert "Sådan hænger betingelserne sammen" in page
    assert re.search(r"<li>mindst én af:\s*<ul>\s*<li>Det skete, mens medarbejderen", page)
    assert "<code>" not in page


def test_paper_says_what_speaks_for_and_against_a_judgement_and_when_an_answer_was_given(cast):
    answer_everything(cast)
    text = paper(cast)
    assert "Er medarbejderens fred krænket? Taler for: Det er sket mere end én gang." in text
    assert "Er medarbejderens fred krænket? Taler imod: Der er ikke brugt skældsord" in text
    assert f"{cast.leader.name}, {START.day}. " in text or f"{cast.jurist.name}, {START.day}. " in text


def test_two_provisions_compared_show_only_judgements_that_can_still_change_the_result(cast):
    answer_everything(cast)
    asked = {"haendelse": "1", "en": "straffeloven-119a", "anden": "straffeloven-266"}
    page = signed_in(cast.jurist).get(reverse("case_law_compare", args=[cast.case.number]), asked).content.decode()
    assert "Er medarbejderens fred krænket?" in page
    assert "Går det, der skete, efter medarbejderen selv?" not in page
    assert "Kun § 119 a spørger om" in page.replace("\xa0", " ")
    assert "kræver" not in page


def test_jurist_is_asked_only_for_judgements_that_can_still_change_the_result(cast):
    answer_everything(cast)
    url = reverse("case_law", args=[cast.case.number]) + "?bestemmelse=straffeloven-119a"
    each = signed_in(cast.jurist).get(url).context["each"]
    assert [one.norm.id for one in each.judged] == ["harasses_otherwise", "violates_peace"]
    assert [one.norm.id for one in each.unasked] == ["connected_with_service", "goes_after_employee"]
    text = paper(cast)
    asked, outlined = "Går det, der skete, efter medarbejderen selv?", "Skøn, som en jurist begrunder: "
    assert text.count(asked) == text.count(outlined + asked) > 0
    still = "Er medarbejderens fred krænket?"
    assert text.count(still) > text.count(outlined + still) > 0


def test_judgement_that_somebody_has_made_stays_shown(cast):
    answer_everything(cast)
    cast.case.refresh_from_db()
    with clock.travel(START):
        judge_norm(cast.case, cast.as_("jurist"), "goes_after_employee", "yes", "Hun er valgt ud.", cast.incident)
    url = reverse("case_law", args=[cast.case.number]) + "?bestemmelse=straffeloven-119a"
    each = signed_in(cast.jurist).get(url).context["each"]
    assert [one.norm.id for one in each.unasked] == ["connected_with_service"]


def test_section_of_another_law_is_named_with_its_law_and_a_right_by_its_title():
    assert law_name("straffeloven/119a") == "§ 119 a"
    assert law_name("tilhold/21") == "tilholdslovens § 21"
    assert law_name("tv_overvaagning/1") == "tv-overvågningslovens §§ 1 og 2"
    assert law_name("ytringsfrihed/own_recording") == "retten til at optage sine egne møder og samtaler"


def test_section_is_not_broken_over_two_lines():
    kept = TOGETHER.sub("_", "straffelovens § 264 a, stk. 2, nr. 1; §§ 1 og 2; § 266 b (foreløbigt)")
    assert kept == "straffelovens §_264_a, stk. 2, nr. 1; §§_1 og 2; §_266_b (foreløbigt)"


def test_only_answers_that_pull_to_a_side_of_a_judgement_stand_there(cast):
    answer_everything(cast)
    url = reverse("case_law", args=[cast.case.number]) + "?bestemmelse=straffeloven-119a"
    norms = {one.norm.id: one for one in signed_in(cast.jurist).get(url).context["each"].norms}
    facts, peace, service = book().facts, norms["violates_peace"], norms["connected_with_service"]
    assert facts["after_clear_stop"].says["yes"] in peace.towards
    assert facts["degrading_words"].says["no"] not in peace.towards
    assert facts["because_of_work"].says["yes"] not in service.away
    answered(cast, "because_of_work", "no")
    service = next(
        one for one in signed_in(cast.jurist).get(url).context["each"].norms if one.norm.id == service.norm.id
    )
    assert facts["because_of_work"].says["no"] in service.away


def test_law_says_when_the_act_is_time_barred(cast):
    says = "Regnet fra handlingens dag er tiden gået."
    answer_everything(cast)
    assert says not in paper(cast)
    with clock.travel(START + timedelta(days=366 * 5 + 30)):
        assert says in paper(cast)


def test_paper_says_each_answer_once_and_at_each_provision_whether_its_conditions_are_met(cast):
    answer_everything(cast)
    text = paper(cast)
    assert text.count(book().facts["aimed_at_employee"].question) == 1
    assert text.count("Er medarbejderens fred krænket? Ja Farid Nassar") == 1
    assert text.count("Det var rettet mod medarbejderen selv. (opfyldt)") == 2
    assert "Det skete, mens medarbejderen var i gang med sit arbejde. (ikke opfyldt)" in text
    assert "Er det systematisk og vedvarende? (ikke vurderet)" in text
    assert "Er det sket under medarbejderens tjeneste eller på grund af den? (uden betydning nu)" in text
    assert "andre til at kontakte medarbejderen. (ikke besvaret)" in text
    unanswered = text.split("Ikke besvaret:")[1]
    assert book().facts["contact_through_others"].question in unanswered


def test_paper_says_each_gap_in_full_once(cast):
    answer_everything(cast)
    text = paper(cast)
    assert text.count("Vi ved ikke, om det er vedtaget, eller fra hvornår.") == 1
    assert "Mulig ny ordlyd af § 119 a. Et udkast" in text.split("Det dækker reglerne ikke")[1]
