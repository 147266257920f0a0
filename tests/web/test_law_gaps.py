"""The jurist sees what the rules do not cover beside the provision that it concerns."""

import pytest
from django.urls import reverse

from tests.factories.casework import START, answer_everything, casework
from tests.typeset.reading import text_of as printed
from tests.web.signed_in import signed_in, text_of
from vaern import clock

pytestmark = pytest.mark.django_db


@pytest.mark.row("G09")
def test_the_law_page_shows_the_declared_gap_of_the_provision_and_the_day():
    with clock.travel(START):
        cast = casework()
        answer_everything(cast)
        url = reverse("case_law", args=[cast.case.number])
        page = signed_in(cast.jurist).get(f"{url}?bestemmelse=straffeloven-119a")
        law = page.context["each"]
        assert [gap["id"] for gap in law.gaps] == list(law.finding.gaps)
        assert law.gaps
        assert law.gaps[0]["says"] in text_of(page)


def test_gaps_that_concern_no_single_provision_stand_on_the_page_and_on_paper():
    with clock.travel(START):
        cast = casework()
        answer_everything(cast)
        client = signed_in(cast.jurist)
        page = client.get(reverse("case_law", args=[cast.case.number]))
        found = [gap["id"] for gap in page.context["uncovered"]]
        assert {"other_offences", "juveniles_and_intent", "newest_penal_code"} <= set(found)
        assert "before_1990" not in found
        paper = " ".join(printed(client.get(reverse("case_law_pdf", args=[cast.case.number])).content).split())
    assert "Det dækker reglerne ikke (" in text_of(page)
    assert paper.count("Forsæt, forsøg og alder. Straf kræver normalt, at det er gjort med vilje.") == 1
    assert "Handlinger før 1990" not in paper
