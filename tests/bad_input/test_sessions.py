"""A session that ends while typing, and a form that is too old: nothing is done, and what was typed comes back."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.bad_input.pages import browser, post, prose, text
from tests.factories.cases import account, draft, picture, sent
from tests.factories.casework import START, casework
from tests.factories.uploads import TUS
from vaern import clock
from vaern.care.queries import current_accept
from vaern.letters.models import Letter
from vaern.people.models import Account
from vaern.vault.text import read

pytestmark = pytest.mark.django_db
BACKEND = "vaern.people.backends.LocalSignIn"


def fields_on(page):
    """The hidden fields of the form on the page, as a browser would send them again."""
    form = page.split('<form method="post"', 1)[1].split("</form>", 1)[0]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: value for name, value in pairs if name != "csrfmiddlewaretoken"}


def test_autosave_after_the_session_has_ended_says_so_to_the_script(place):
    report = draft(place.maja)
    client = Client()
    answer = client.post(
        reverse("report_autosave", args=[report.id]), {"words": "x"}, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, "logget ud" in answer.json()["refused"]) == (401, True)


def test_file_after_the_session_has_ended_is_refused_with_the_reason(place):
    report = draft(place.maja)
    headers = TUS | {"Upload-Length": "9"}
    answer = Client().post(reverse("report_upload_begin", args=[report.id]), headers=headers)
    assert (answer.status_code, "logget ud" in answer.json()["refused"]) == (401, True)


@pytest.mark.row("G03")
def test_form_after_the_session_has_ended_comes_back_and_is_sent_after_signing_in(place):
    client, report = browser(place.maja), draft(place.maja)
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    answer = post(client, report, "send", words="Skrevet i to timer.\n<b>Æ</b>", recipients=["leader"])
    report.refresh_from_db()
    assert (answer.status_code, report.sent_at) == (401, None)
    assert "Du er blevet logget af" in prose(answer)
    assert "Skrevet i to timer." in prose(answer)
    again = fields_on(text(answer))
    assert (again["act"], again["recipients"]) == ("send", "leader")
    client.force_login(Account.objects.get(person=place.maja.person), backend=BACKEND)
    post(client, report, again.pop("act"), words="Skrevet i to timer.", recipients=[again["recipients"]])
    report.refresh_from_db()
    assert (read(report, "words"), report.sent_at is not None) == ("Skrevet i to timer.", True)


def test_form_with_a_file_comes_back_with_the_words_that_stand_after_the_file(place):
    client, report = Client(), draft(place.maja)
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = {"words": "Før.", "files": SimpleUploadedFile("a.png", picture((900, 900))), "who_knows": "Efter filen."}
    answer = client.post(reverse("report_draft", args=[report.id]), {"act": "save", **data})
    page = prose(answer)
    assert ("Før." in page, "Efter filen." in page, "vælges igen" in page) == (True, True, True)


def test_signing_in_after_a_form_leads_back_to_the_page_it_stood_on():
    with clock.travel(START):
        cast = casework()
        case_page = reverse("decision", args=[cast.case.number])
        address = reverse("decision_propose", args=[cast.case.number])
        answer = Client().post(
            address, {"reason": "En lang begrundelse."}, headers={"Referer": f"http://testserver{case_page}"}
        )
    assert (answer.status_code, "En lang begrundelse." in prose(answer)) == (401, True)
    assert f"next={case_page}" in text(answer)


def test_form_from_another_site_is_not_repeated(place):
    report = draft(place.maja)
    address = reverse("report_draft", args=[report.id])
    answer = Client().post(address, {"words": "Ring til 12345678"}, headers={"Origin": "http://ond.invalid"})
    assert (answer.status_code, "Ring til" in text(answer)) == (401, False)


def strict(person, **more):
    """A browser whose forms must carry a fresh token, as in production."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False, **more)
    client.force_login(Account.objects.filter(person=person).first() or account(person), backend=BACKEND)
    return client


def test_too_old_form_on_a_report_keeps_what_was_typed(place):
    client, report = strict(place.maja.person), draft(place.maja)
    answer = post(client, report, "send", words="Skrevet længe.", clock_typed="ved 21-tiden")
    report.refresh_from_db()
    assert ("Skrevet længe." in text(answer), "ved 21-tiden" in text(answer), report.sent_at) == (True, True, None)
    assert "for gammel" in prose(answer)


def test_too_old_form_on_ones_own_case_keeps_what_was_typed_and_can_be_pressed_again(place):
    case, client = sent(place.maja).case, strict(place.maja.person)
    address = reverse("my_accept", args=[case.number])
    answer = client.post(address, {"subject": "police_report", "value": "yes", "words": "Ja, men ring først."})
    assert (answer.status_code, current_accept(case, "police_report")) == (403, None)
    assert ("Siden har været åben for længe" in prose(answer), "Ja, men ring først." in prose(answer)) == (True, True)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text(answer)).group(1)
    client.post(address, {**fields_on(text(answer)), "csrfmiddlewaretoken": token})
    assert current_accept(case, "police_report").value == "yes"


def test_too_old_form_on_a_letter_keeps_what_was_typed():
    with clock.travel(START):
        cast = casework()
        client = strict(cast.leader)
        address = reverse("letters", args=[cast.case.number])
        answer = client.post(address, {"kind": "vejledning_til_borger", "note": "Et helt afsnit."})
    assert Letter.objects.count() == 0
    assert (answer.status_code, "Et helt afsnit." in prose(answer)) == (403, True)


def test_password_never_comes_back_on_a_page():
    answer = Client(enforce_csrf_checks=True).post(reverse("sign_in"), {"username": "a", "password": "Hemmelig kode 1"})
    assert (answer.status_code, "Hemmelig" in text(answer)) == (403, False)
