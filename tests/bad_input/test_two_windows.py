"""Two windows on one draft, and a button that is pressed twice: both texts are kept, and there is one case."""

import threading

import pytest
from django.db import connections
from django.urls import reverse

from tests.bad_input.pages import browser, post, prose, text
from tests.factories.cases import MONDAY, draft, workplace
from tests.factories.uploads import TUS
from vaern import clock
from vaern.cases.models import Case
from vaern.people.models import Notice
from vaern.vault.text import read


@pytest.mark.django_db
def test_two_windows_on_one_draft_keep_both_texts(place):
    client, report = browser(place.maja), draft(place.maja, words="Fælles begyndelse.")
    seen = report.revision
    post(client, report, "save", words="Fælles begyndelse. Fra telefonen.", revision=seen)
    answer = post(client, report, "send", words="Fælles begyndelse. Fra computeren.", revision=seen)
    report.refresh_from_db()
    both = read(report, "words")
    assert ("Fra telefonen." in both, "Fra computeren." in both, report.sent_at) == (True, True, None)
    page = text(client.get(answer.headers["Location"]))
    assert ("Begge tekster" in page, "Fra telefonen." in page, "Fra computeren." in page) == (True, True, True)


@pytest.mark.django_db
def test_what_the_other_window_sent_is_said_and_what_was_typed_here_stands(place):
    client, report = browser(place.maja), draft(place.maja)
    post(client, report, "send", words="Sendt fra telefonen.", recipients=["leader"])
    late = client.post(
        reverse("report_autosave", args=[report.id]),
        {"words": "Skrevet på computeren bagefter.", "revision": 1},
        headers={"Accept": "application/json"},
    )
    assert (late.status_code, late.json()["sent"], late.json()["refused"] != "") == (409, True, True)
    answer = post(client, report, "save", words="Skrevet på computeren bagefter.")
    page = prose(answer)
    assert (answer.status_code, "Skrevet på computeren bagefter." in page, "et andet vindue" in page) == (
        409,
        True,
        True,
    )


@pytest.mark.django_db
@pytest.mark.row("G03")
def test_what_is_typed_in_a_draft_that_another_window_threw_away_stands_to_be_copied(place):
    client, report = browser(place.maja), draft(place.maja)
    post(client, report, "discard", words="Første forsøg.")
    answer = post(client, report, "send", words="Skrevet i det andet vindue.", recipients=["leader"])
    page = prose(answer)
    assert (answer.status_code, "Skrevet i det andet vindue." in page, "slettet i et andet vindue" in page) == (
        404,
        True,
        True,
    )
    stranger = post(browser(place.henrik), report, "send", words="Skrevet i det andet vindue.")
    assert (
        prose(stranger).replace("Henrik Solbjerg", "Maja Lindvig") == page
    )  # nobody learns whether there is such a draft


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["report_autosave", "report_upload_begin"])
def test_script_is_told_that_another_window_threw_the_draft_away(place, name):
    client, report = browser(place.maja), draft(place.maja)
    post(client, report, "discard")
    headers = {"Accept": "application/json", **TUS, "Upload-Length": "9"}
    answer = client.post(reverse(name, args=[report.id]), {"words": "Mere."}, headers=headers)
    assert (answer.status_code, "slettet i et andet vindue" in answer.json()["refused"]) == (404, True)


@pytest.mark.django_db
def test_double_submit_gives_one_case_and_the_same_receipt(place):
    client, report = browser(place.maja), draft(place.maja)
    answers = [post(client, report, "send", words="Hej.", recipients=["leader"]) for _press in range(3)]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert (Case.objects.count(), report.case.incidents.count(), Notice.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_give_one_case():
    with clock.travel(MONDAY):
        place = workplace()
        report, answers = draft(place.maja), []
        clients = [browser(place.maja), browser(place.maja)]

    def press(client):
        with clock.travel(MONDAY):
            answers.append(post(client, report, "send", words="Hej.", recipients=["leader"]))
        connections.close_all()

    threads = [threading.Thread(target=press, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # A press that had to wait for the other too long is told so, and is pressed again.
    assert {answer.status_code for answer in answers} <= {302, 503}
    while any(answer.status_code == 503 for answer in answers):
        answers = [answer for answer in answers if answer.status_code != 503]
        press(clients[0])
    places = {answer.headers.get("Location") for answer in answers}
    assert (len(places), None in places) == (1, False)
    assert (Case.objects.count(), report.case.incidents.count(), Notice.objects.count()) == (1, 1, 1)
