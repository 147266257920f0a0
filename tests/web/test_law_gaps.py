"""The jurist sees what the rules do not cover beside the provision that it concerns."""

import pytest
from django.urls import reverse

from tests.factories.casework import START, answer_everything, casework
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
