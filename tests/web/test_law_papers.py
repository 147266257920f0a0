"""The legal assessment on paper and its locked editions, also where little is known."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from tests.factories.casework import START, answer_everything, casework
from tests.typeset.reading import text_of as printed
from tests.web.signed_in import signed_in
from vaern import clock
from vaern.cases.models import Incident
from vaern.process import assess
from vaern.web.casework.law_page import editions
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
