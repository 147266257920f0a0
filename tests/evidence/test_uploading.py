"""Files that are added to an open case, in pieces, again, and by a plain form."""

import base64
import os
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.bad_input.pages import browser, prose
from tests.factories.cases import attached, draft, picture, workplace
from tests.factories.uploads import TUS, begin, by_pieces, finish, patch
from vaern import clock
from vaern.errors import NotNow
from vaern.evidence import actions, uploading
from vaern.evidence.models import Item, Upload
from vaern.evidence.queries import custody_of, items_in, items_of
from vaern.jobs.models import Job
from vaern.process import report as process
from vaern.vault import storage
from vaern.vault.blobs import Sealer, read_whole
from vaern.vault.stream import CHUNK
from vaern.vault.text import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return workplace()


@pytest.fixture
def case(place):
    report = draft(place.maja)
    attached(report, place.maja, picture())
    return process.send_report(report, by=place.maja).case


@pytest.mark.row("B04")
def test_file_goes_on_from_where_it_stopped_and_becomes_an_item(place, case):
    data, client = os.urandom(5 * CHUNK + 17), browser(place.henrik)
    address = begin(client, reverse("evidence_upload_begin", args=[case.number]), len(data))["Location"]
    assert patch(client, address, 0, data[: 4 * CHUNK])["Upload-Offset"] == str(4 * CHUNK)
    asked = client.head(address, headers=TUS)
    assert (asked["Upload-Offset"], asked["Upload-Length"]) == (str(4 * CHUNK), str(len(data)))
    assert patch(client, address, 4 * CHUNK, data[4 * CHUNK :]).status_code == 204
    answer = finish(client, address, data)
    item = items_of(case).get(number=2)
    assert (answer.status_code, "B2" in prose(answer), read_whole(item.blob) == data) == (201, True, True)
    assert [entry.act for entry in custody_of(item)] == ["received"]
    assert Job.objects.filter(name=actions.READ_JOB, details__item=str(item.id)).count() == 1


def test_finishing_twice_gives_the_same_item(place, case):
    client, where = browser(place.henrik), reverse("evidence_upload_begin", args=[case.number])
    address = begin(client, where, 3)["Location"]
    patch(client, address, 0, b"hej")
    assert [finish(client, address, b"hej").status_code for _time in range(2)] == [201, 201]
    assert items_of(case).count() == 2


def test_file_of_a_draft_goes_the_same_way(place):
    report, client = draft(place.maja), browser(place.maja)
    answer = by_pieces(client, reverse("report_upload_begin", args=[report.id]), b"et brev")
    assert (answer.status_code, items_in(report).count()) == (201, 1)
    assert browser(place.other).post(reverse("report_upload_begin", args=[report.id]), headers=TUS).status_code == 404


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"Upload-Checksum": "sha256 " + base64.b64encode(bytes(32)).decode()}, 460),
        ({"Upload-Checksum": "sha256 ikke-base64"}, 460),
        ({"Upload-Checksum": ""}, 460),
        ({"Upload-Offset": "5"}, 409),
        ({"Upload-Offset": "x"}, 400),
        ({"Tus-Resumable": "0.2"}, 412),
    ],
)
def test_piece_that_is_not_as_it_should_be_is_not_taken(place, case, more, status):
    client = browser(place.henrik)
    address = begin(client, reverse("evidence_upload_begin", args=[case.number]), 3)["Location"]
    assert patch(client, address, 0, b"hej", **more).status_code == status
    assert client.head(address, headers=TUS)["Upload-Offset"] == "0"


def test_piece_of_another_kind_or_too_large_is_not_taken(place, case):
    client = browser(place.henrik)
    address = begin(client, reverse("evidence_upload_begin", args=[case.number]), 9 * CHUNK)["Location"]
    assert client.patch(address, b"x", headers=TUS).status_code == 415
    assert patch(client, address, 0, bytes(5 * CHUNK)).status_code == 413
    assert client.get(address).status_code == 405
    assert client.options(reverse("evidence_upload_begin", args=[case.number]))["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize("length", ["0", "-1", "", "tre", "9" * 20, str(2 * 1024**3 + 1)])
def test_length_that_cannot_be_is_refused(place, case, length):
    client = browser(place.henrik)
    where = reverse("evidence_upload_begin", args=[case.number])
    assert client.post(where, headers=TUS | {"Upload-Length": length}).status_code in (400, 422)
    assert Upload.objects.count() == 0


def test_whole_that_is_not_what_the_browser_read_leaves_nothing(place, case):
    client = browser(place.henrik)
    address = begin(client, reverse("evidence_upload_begin", args=[case.number]), 3)["Location"]
    assert finish(client, address, b"hej").status_code == 422
    patch(client, address, 0, b"hej")
    assert finish(client, address, b"hov").status_code == 422
    assert (items_of(case).count(), Upload.objects.count()) == (1, 0)
    assert client.post(address, headers=TUS).status_code == 404


def test_upload_is_nobody_elses(place, case):
    client = browser(place.henrik)
    address = begin(client, reverse("evidence_upload_begin", args=[case.number]), 3)["Location"]
    assert browser(place.other).head(address, headers=TUS).status_code == 404


def test_stopping_leaves_nothing(place, case):
    client = browser(place.henrik)
    address = begin(client, reverse("evidence_upload_begin", args=[case.number]), 3)["Location"]
    upload = Upload.objects.get()
    assert client.delete(address, headers=TUS).status_code == 204
    assert (Upload.objects.count(), storage.unfinished_place_of(upload.id).exists()) == (0, False)


def test_upload_that_nobody_goes_on_with_is_swept(place, case):
    client = browser(place.henrik)
    where = reverse("evidence_upload_begin", args=[case.number])
    begin(client, where, 3)
    by_pieces(client, where, b"kommet")
    with clock.travel(clock.now() + timedelta(days=2)):
        uploading.sweep({})
    assert (Upload.objects.count(), items_of(case).count()) == (0, 2)
    assert read_whole(items_of(case).get(number=2).blob) == b"kommet"


@pytest.mark.row("B04")
def test_same_file_twice_is_recognised_and_said(place, case):
    client = browser(place.henrik)
    answer = by_pieces(client, reverse("evidence_upload_begin", args=[case.number]), picture(), "igen.png")
    assert (answer.status_code, "B1" in answer.json()["refused"]) == (422, True)
    assert [entry.act for entry in custody_of(items_of(case).get())] == ["received", "received_again"]


def test_same_file_twice_in_a_draft_is_said_without_telling_of_others(place, case):
    first = draft(place.other)
    attached(first, place.other, picture())
    assert items_in(first).count() == 1
    with pytest.raises(actions.AlreadyHere):
        attached(first, place.other, picture(), "igen.png")
    assert items_in(first).count() == 1


def test_closed_case_takes_no_files(place, case):
    case.state = "closed"
    case.save()
    where = reverse("evidence_upload_begin", args=[case.number])
    assert begin(browser(place.henrik), where, 3).status_code == 422
    sealer = Sealer(case.vault_scope)
    sealer.write(b"sent")
    with pytest.raises(NotNow):
        actions.add_to_case(case=case, by=place.henrik.acting("case_owner"), sealer=sealer, name="x")
    assert Item.with_drafts.filter(case=case).count() == 1


def test_plain_form_works_without_a_script(place, case):
    client = browser(place.henrik)
    files = [SimpleUploadedFile("a.txt", b"et"), SimpleUploadedFile("b.txt", b"to"), SimpleUploadedFile("c.txt", b"")]
    answer = client.post(reverse("evidence_add", args=[case.number]), {"files": files}, follow=True)
    assert [read(item, "name") for item in items_of(case)] == ["skærm.png", "a.txt", "b.txt"]
    assert ("B2" in prose(answer), "Filen er tom." in prose(answer)) == (True, True)
    nothing = client.post(reverse("evidence_add", args=[case.number]), {}, follow=True)
    assert nothing.status_code == 200
