"""A file that was on its way when the message was sent from another window: it is kept, and she is told where."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.bad_input.pages import prose
from tests.factories.cases import MONDAY, attached, draft, picture, sent, workplace
from tests.factories.uploads import begin, finish, patch
from tests.web.test_reporting import browser, post, upload
from vaern import clock
from vaern.cases import queries
from vaern.cases.models import Report
from vaern.errors import NotNow
from vaern.evidence.models import Item
from vaern.evidence.queries import items_in, items_of
from vaern.process import report as process
from vaern.vault import storage
from vaern.vault.blobs import Sealer, read_whole

pytestmark = pytest.mark.django_db

KEPT = "Den er gemt i en ny kladde"


@pytest.fixture(autouse=True)
def _monday():
    with clock.travel(MONDAY):
        yield


@pytest.fixture
def place():
    return workplace()


def new_draft(place):
    return queries.own_drafts(place.maja.person).get()


def test_file_that_comes_after_the_sending_lies_in_a_new_draft_that_can_be_sent(place):
    report = draft(place.maja)
    seen_before = Report.objects.select_related("case").get(pk=report.pk)
    case = process.send_report(report, by=place.maja).case
    item = attached(seen_before, place.maja, b"sent", "sent.txt")
    more = new_draft(place)
    assert (item.report, more.case, items_in(report).count(), items_of(case).count()) == (more, case, 0, 0)
    process.send_report(more, by=place.maja)
    assert ([read_whole(one.blob) for one in items_of(case)], items_of(case).get().incident.number) == ([b"sent"], 2)


def test_late_files_come_in_the_same_draft_and_none_comes_twice(place):
    report = sent(place.maja).report
    for data in (b"en", b"to"):
        attached(report, place.maja, data)
    with pytest.raises(Exception, match="tilføjet") as refused:
        attached(report, place.maja, b"to")
    assert (type(refused.value).__name__, items_in(new_draft(place)).count()) == ("AlreadyHere", 2)


def test_file_that_was_sent_with_the_message_opens_no_new_draft(place):
    report = draft(place.maja)
    attached(report, place.maja, b"en gang")
    process.send_report(report, by=place.maja)
    with pytest.raises(Exception, match="tilføjet"):
        attached(report, place.maja, b"en gang")
    assert (queries.own_drafts(place.maja.person).count(), Item.with_drafts.count()) == (0, 1)


def test_file_to_a_draft_that_was_thrown_away_is_refused_and_leaves_nothing(place):
    report, before = draft(place.maja), set(storage.all_ids())
    arriving = Sealer(report.case.vault_scope)
    arriving.write(b"sent")
    seen_before = Report.objects.select_related("case").get(pk=report.pk)
    process.discard(report, by=place.maja)
    with pytest.raises(NotNow, match="slettet"):
        process.attach(seen_before, by=place.maja, sealer=arriving, name="sent.txt")
    arriving.abort()
    assert (Item.with_drafts.count(), Report.objects.count(), set(storage.all_ids())) == (0, 0, before)


def test_line_of_a_late_upload_says_so_and_leads_to_the_draft(place):
    client, report = browser(place.maja), sent(place.maja).report
    answer = upload(client, report, picture())
    there = reverse("report_draft", args=[new_draft(place).id])
    assert (answer.status_code, KEPT in prose(answer), there in answer.content.decode()) == (201, True, True)
    assert KEPT not in prose(client.get(there))


def test_pieces_that_end_after_the_sending_become_a_file_in_the_new_draft(place):
    client, report, data = browser(place.maja), draft(place.maja), b"en lang video"
    address = begin(client, reverse("report_upload_begin", args=[report.id]), len(data))["Location"]
    process.send_report(report, by=place.maja)
    assert patch(client, address, 0, data).status_code == 204
    answers = [finish(client, address, data) for _time in range(2)]
    assert [(answer.status_code, KEPT in prose(answer)) for answer in answers] == [(201, True)] * 2
    assert read_whole(items_in(new_draft(place)).get().blob) == data


def test_files_of_the_plain_form_are_kept_and_the_new_draft_is_shown(place):
    client, report = browser(place.maja), draft(place.maja)
    process.send_report(report, by=place.maja)
    answer = client.post(
        reverse("report_draft", args=[report.id]),
        {"act": "send", "words": "", "revision": 1, "files": [SimpleUploadedFile("a.txt", b"x")]},
        follow=True,
    )
    more = new_draft(place)
    assert answer.redirect_chain == [(reverse("report_draft", args=[more.id]), 302)]
    assert ("gemt i en ny kladde" in prose(answer), items_in(more).count()) == (True, 1)


def test_words_that_were_not_sent_are_shown_before_the_new_draft(place):
    client, report = browser(place.maja), draft(place.maja)
    process.send_report(report, by=place.maja)
    answer = post(client, report, "send", words="Og så ringede han.", files=[SimpleUploadedFile("a.txt", b"x")])
    there = reverse("report_draft", args=[new_draft(place).id])
    found = ("Og så ringede han." in prose(answer), f'href="{there}"' in answer.content.decode())
    assert (answer.status_code, found) == (409, (True, True))


def test_sending_twice_with_the_same_file_gives_the_receipt_and_no_draft(place):
    client, report = browser(place.maja), draft(place.maja)
    for _time in range(2):
        answer = post(client, report, "send", words="Se.", files=[SimpleUploadedFile("a.txt", b"x")])
    assert answer.headers["Location"] == reverse("receipt", args=[report.case.number])
    assert queries.own_drafts(place.maja.person).count() == 0


def test_form_that_is_too_old_takes_no_files_for_what_was_sent(place):
    client, report = browser(place.maja, enforce_csrf_checks=True), draft(place.maja)
    process.send_report(report, by=place.maja)
    before = set(storage.all_ids())
    post(client, report, "send", words="", files=[SimpleUploadedFile("a.txt", b"x")])
    assert (queries.own_drafts(place.maja.person).count(), set(storage.all_ids()) - before) == (0, set())


def test_nobody_else_can_add_to_what_was_sent(place):
    report = sent(place.maja).report
    with clock.travel(MONDAY + timedelta(minutes=5)):
        assert upload(browser(place.henrik), report, picture()).status_code == 404
