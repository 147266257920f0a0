"""Telling on a page without a script, saving by itself, files, the receipt and one's own case."""

import resource
import signal
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.factories.cases import MONDAY, account, attached, draft, picture, sent, workplace
from tests.factories.uploads import by_pieces
from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.care.queries import current_accept
from vaern.cases import actions, queries
from vaern.cases.paging import page_of
from vaern.errors import BadInput
from vaern.evidence.queries import items_in
from vaern.vault import storage
from vaern.vault.blobs import read_whole
from vaern.vault.text import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.travel(MONDAY):
        yield


@pytest.fixture
def place():
    return workplace()


def browser(viewer, **more) -> Client:
    client = Client(**more)
    client.force_login(account(viewer.person), backend="vaern.people.backends.LocalSignIn")
    return client


def post(client, report, act, **fields):
    revision = fields.pop("revision", report.revision)
    return client.post(reverse("report_draft", args=[report.id]), {"act": act, "revision": revision, **fields})


@pytest.mark.row("G03")
def test_one_sentence_goes_all_the_way_without_a_script(place):
    client = browser(place.maja)
    address = client.post(reverse("report_start")).headers["Location"]
    assert client.get(address).status_code == 200
    answer = client.post(address, {"act": "send", "words": "Han skrev igen.", "recipients": ["leader"], "revision": 0})
    page = client.get(answer.headers["Location"]).content.decode()
    assert ("Henrik" in page, "10.00" in page, "Han skrev igen." in page) == (True, True, True)


def test_sending_twice_from_the_page_shows_the_same_receipt(place):
    client, report = browser(place.maja), draft(place.maja)
    first, second = (post(client, report, "send", words="Hej.", recipients=["leader"]) for _time in range(2))
    assert first.headers["Location"] == second.headers["Location"]


def test_nothing_to_send_is_said_kindly_on_the_same_page(place):
    client, report = browser(place.maja), draft(place.maja, words="")
    assert post(client, report, "send", words="").status_code == 422


def test_future_time_is_refused_and_stands_on_the_page(place):
    client, report = browser(place.maja), draft(place.maja)
    answer = post(client, report, "send", words="Hej.", day="other", other_day="2027-01-01", clock_typed="21.40")
    assert (answer.status_code, "2027-01-01" in answer.content.decode()) == (422, True)


@pytest.mark.row("B04")
def test_files_in_the_plain_form_are_sealed_byte_for_byte(place):
    client, report, data = browser(place.maja), draft(place.maja), picture()
    post(
        client,
        report,
        "save",
        words="Se.",
        files=[SimpleUploadedFile("a.png", data), SimpleUploadedFile("b.txt", b"x")],
    )
    assert [read_whole(item.blob) for item in items_in(report)] == [data, b"x"]


def test_empty_and_huge_files_are_refused_and_the_words_are_kept(place, settings):
    settings.MOST_UPLOAD_BYTES = 1024
    client, report = browser(place.maja), draft(place.maja)
    before = set(storage.all_ids())
    files = [SimpleUploadedFile("tom.png", b""), SimpleUploadedFile("stor.bin", b"x" * 5000)]
    answer = post(client, report, "send", words="Ordene bliver.", files=files)
    report.refresh_from_db()
    assert (read(report, "words"), report.sent_at, items_in(report).count()) == ("Ordene bliver.", None, 0)
    assert len(list(get_messages(answer.wsgi_request))) == 2
    assert len(set(storage.all_ids()) - before) <= 1  # the empty one goes when the test's own transaction ends


@pytest.fixture
def little_room():
    """The system lets no file grow past 1.5 MiB: the same refusal as a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, ignored)


def test_full_disk_is_said_kindly_and_the_words_are_kept(place, little_room):
    client, report = browser(place.maja), draft(place.maja)
    answer = post(
        client, report, "save", words="Disken er fuld.", files=[SimpleUploadedFile("a.png", b"x" * 4_000_000)]
    )
    report.refresh_from_db()
    assert (read(report, "words"), items_in(report).count()) == ("Disken er fuld.", 0)
    assert len(list(get_messages(answer.wsgi_request))) == 1
    assert upload(client, report, b"x" * 4_000_000).status_code == 422


def test_misnamed_file_is_known_by_its_bytes_and_folders_are_cut_off(place):
    client, report = browser(place.maja), draft(place.maja)
    post(client, report, "save", files=[SimpleUploadedFile("x.png", b"<script>alert(1)</script>")])
    item = items_in(report).get()
    assert item.media_type == "text/html"


def upload(client, report, data, digest=""):
    return by_pieces(client, reverse("report_upload_begin", args=[report.id]), data, digest=digest)


@pytest.mark.row("B04")
def test_upload_is_checked_against_what_the_browser_read(place):
    client, report, data = browser(place.maja), draft(place.maja), picture()
    assert upload(client, report, data).status_code == 201
    refused = upload(client, report, data, digest="0" * 64)
    assert (refused.status_code, "refused" in refused.json()) == (422, True)
    assert items_in(report).count() == 1


def test_huge_upload_stops_early(place, settings):
    settings.MOST_UPLOAD_BYTES = 1024
    client, report = browser(place.maja), draft(place.maja)
    assert upload(client, report, b"x" * 4000).status_code == 422


def test_file_is_removed_from_the_draft(place):
    client, report = browser(place.maja), draft(place.maja)
    item = attached(report, place.maja, picture())
    assert client.post(reverse("report_remove_file", args=[report.id, item.id])).status_code == 204
    other = attached(report, place.maja, picture())
    post(client, report, f"remove:{other.id}", words="Bliver.")
    assert items_in(report).count() == 0


def autosave(client, report, **fields):
    return client.post(reverse("report_autosave", args=[report.id]), fields, headers={"Accept": "application/json"})


def test_autosave_keeps_what_is_typed_and_says_when(place):
    client, report = browser(place.maja), draft(place.maja)
    answer = autosave(client, report, words="Mens jeg skriver", revision=report.revision).json()
    report.refresh_from_db()
    assert (read(report, "words"), answer["revision"], "08.12" in answer["says"]) == ("Mens jeg skriver", 2, True)


def test_autosave_from_a_second_window_keeps_both(place):
    client, report = browser(place.maja), draft(place.maja, words="Et")
    answer = autosave(client, report, words="To", revision=0).json()
    assert ("Et" in answer["texts"]["words"], "To" in answer["texts"]["words"]) == (True, True)


def test_autosave_of_a_future_time_is_saved_and_noted(place):
    client, report = browser(place.maja), draft(place.maja)
    answer = autosave(client, report, words="x", day="other", other_day="2027-01-01", revision=1).json()
    assert (answer["revision"], answer["note"] != "") == (2, True)


def test_expired_login_gets_a_calm_answer_and_no_redirect(place):
    report = draft(place.maja)
    assert autosave(Client(), report, words="x").status_code == 401


def test_form_that_is_too_old_does_nothing_and_comes_back_with_the_words(place):
    client, report = browser(place.maja, enforce_csrf_checks=True), draft(place.maja)
    answer = post(client, report, "send", words="Skrevet længe.")
    report.refresh_from_db()
    assert (answer.status_code, "Skrevet længe." in answer.content.decode(), report.sent_at) == (200, True, None)


def test_autosave_of_what_was_sent_is_refused(place):
    receipt = sent(place.maja)
    assert autosave(browser(place.maja), receipt.report, words="x", revision=1).status_code == 409


def test_another_persons_draft_does_not_exist(place):
    report = draft(place.maja)
    client = browser(place.henrik)
    for name in ("report_draft", "report_autosave", "report_upload_begin"):
        assert client.post(reverse(name, args=[report.id])).status_code == 404
    assert client.get(reverse("report_draft", args=[uuid4()])).status_code == 404


def test_draft_is_found_again_with_its_first_words(place):
    draft(place.maja, words="شكرا 😢 <b>hej</b>")
    page = browser(place.maja).get(reverse("report_start")).content.decode()
    assert '<bdi dir="auto">شكرا 😢 &lt;b&gt;hej&lt;/b&gt;</bdi>' in page


def test_save_and_close_and_throw_away(place):
    client, report = browser(place.maja), draft(place.maja)
    assert post(client, report, "close", words="Senere.").headers["Location"] == reverse("report_start")
    assert post(client, report, "discard").headers["Location"] == reverse("report_start")
    assert list(queries.own_drafts(place.maja.person)) == []


@pytest.mark.row("G05")
def test_own_case_says_how_it_stands_and_who_has_read_it(place):
    receipt = sent(place.maja)
    number = receipt.case.number
    browser(place.henrik).get(reverse("case", args=[number]))
    client = browser(place.maja)
    page = client.get(reverse("my_case", args=[number])).content.decode()
    log = client.get(reverse("my_case_log", args=[number])).content.decode()
    assert ("Henrik Solbjerg" in page, "Henrik Solbjerg" in log) == (True, True)
    names = [event.name for event in events_of(Stream.CASE, receipt.case.id)]
    assert names.count("case.read") == 2


def test_own_pages_are_not_there_for_the_case_owner_or_a_stranger(place):
    number = sent(place.maja).case.number
    for viewer in (place.henrik, place.other):
        client = browser(viewer)
        for name in ("my_case", "my_case_log", "receipt"):
            assert client.get(reverse(name, args=[number])).status_code == 404


@pytest.mark.row("G22")
def test_yes_is_given_to_a_version_and_can_be_taken_back(place):
    case, client = sent(place.maja).case, browser(place.maja)
    for value in ("yes", "withdrawn"):
        client.post(reverse("my_accept", args=[case.number]), {"subject": "police_report", "value": value})
    found = current_accept(case, "police_report")
    assert (found.value, found.text_version, found.supersedes.value) == ("withdrawn", "2026-11", "yes")


def test_something_new_begins_on_the_page_of_the_case(place):
    case, client = sent(place.maja).case, browser(place.maja)
    address = client.post(reverse("report_start"), {"case": case.number}).headers["Location"]
    assert client.post(address, {"act": "send", "words": "En til.", "revision": 0}).status_code == 302
    assert case.incidents.count() == 2
    assert browser(place.other).post(reverse("report_start"), {"case": case.number}).status_code == 404


def test_list_of_own_cases(place):
    receipt = sent(place.maja)
    assert receipt.case.number in browser(place.maja).get(reverse("my_cases")).content.decode()
    assert receipt.case.number not in browser(place.other).get(reverse("my_cases")).content.decode()


def test_own_cases_come_a_page_at_a_time_the_newest_first(place, monkeypatch):
    monkeypatch.setattr("vaern.web.reporting.following.page_of", partial(page_of, most=1))
    with clock.travel(clock.now() - timedelta(days=2)):
        first = sent(place.maja).case
    second, client = sent(place.maja).case, browser(place.maja)
    newest = client.get(reverse("my_cases"))
    older = client.get(reverse("my_cases"), {"foer": newest.context["older"]})
    shown = [[line["case"] for line in page.context["lines"]] for page in (newest, older)]
    assert (shown, older.context["older"]) == ([[second], [first]], "")
    assert "Ældre sager" in newest.content.decode()


def test_a_case_that_one_no_longer_takes_part_in_is_not_ones_own(place):
    case = sent(place.maja).case
    part = case.participations.get(person=place.maja.person)
    actions.end_participation(participation=part, by=SYSTEM, reason_code="mistake")
    assert list(queries.own_cases(place.maja.person)) == []


def test_empty_file_is_not_taken(place):
    with pytest.raises(BadInput):
        attached(draft(place.maja), place.maja, b"")
