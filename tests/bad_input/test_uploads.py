"""Files in pieces from a browser that lies, hurries, or comes from somewhere else: nothing breaks, nothing is kept."""

import base64
import io

import pytest
from django.test import override_settings
from django.urls import reverse

from tests.bad_input.pages import browser, dangers, prose, text
from tests.evidence.items import kept
from tests.factories.uploads import TUS, begin, finish, patch
from vaern.evidence import uploading
from vaern.evidence.models import Upload
from vaern.evidence.queries import items_of
from vaern.vault import storage
from vaern.vault.stream import CHUNK
from vaern.vault.text import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def one():
    return kept()


@pytest.fixture
def client(one):
    return browser(one.place.henrik)


@pytest.fixture
def where(one):
    return reverse("evidence_upload_begin", args=[one.case.number])


def test_more_than_was_said_is_not_taken(client, where, one):
    address = begin(client, where, 3)["Location"]
    assert patch(client, address, 0, b"mere end tre").status_code == 422
    assert client.head(address, headers=TUS)["Upload-Offset"] == "0"


def test_piece_far_beyond_the_end_is_not_taken(client, where):
    address = begin(client, where, 2 * CHUNK)["Location"]
    assert patch(client, address, 0, bytes(CHUNK), **{"Upload-Offset": str(2**70)}).status_code == 409


@pytest.mark.parametrize("size", ["", "x", "-5", "9" * 30])
def test_piece_without_a_size_that_can_be_is_not_taken(client, where, size):
    address = begin(client, where, 3)["Location"]
    answer = client.generic("PATCH", address, b"hej", content_type="application/offset+octet-stream",
                            headers=TUS | {"Upload-Offset": "0"}, CONTENT_LENGTH=size)  # fmt: skip
    assert answer.status_code in (400, 413, 460)


def test_pieces_of_half_a_chunk_never_lose_anything(client, where, one):
    """Only whole chunks are kept, and the answer says how far it has come."""
    data = bytes(range(256)) * 6000  # one and a half MiB
    address = begin(client, where, len(data))["Location"]
    first = patch(client, address, 0, data[: CHUNK + 100])
    assert first["Upload-Offset"] == str(CHUNK)
    assert patch(client, address, CHUNK, data[CHUNK:]).status_code == 204
    assert finish(client, address, data).status_code == 201


@pytest.mark.parametrize(
    "name",
    [
        "<img src=x onerror=alert(1)>.png",
        "../../etc/passwd",
        "a\r\nSet-Cookie: x=y.png",
        "\u202egnp.exe",
        "",
        "x" * 5000,
    ],
)
def test_hostile_name_is_plain_text(client, where, one, name):
    address = begin(client, where, 3, name)["Location"]
    patch(client, address, 0, b"hej")
    answer = finish(client, address, b"hej")
    assert (answer.status_code, dangers(text(answer)), "Set-Cookie" in text(answer).splitlines()) == (201, [], False)
    kept_name = read(items_of(one.case).get(number=2), "name")
    assert ("/" in kept_name, "\r" in kept_name, len(kept_name) <= 200) == (False, False, True)


def test_name_that_cannot_be_read_is_no_name(client, where, one):
    headers = TUS | {"Upload-Length": "3", "Upload-Metadata": "filename !!!,relativePath"}
    address = client.post(where, headers=headers)["Location"]
    patch(client, address, 0, b"hej")
    assert "Fil uden navn" in prose(finish(client, address, b"hej"))


def test_somebody_who_is_signed_out_is_told_so_and_nothing_is_lost(client, where):
    address = begin(client, where, 3)["Location"]
    client.logout()
    said = client.patch(address, b"hej", content_type="application/offset+octet-stream",
                        headers=TUS | {"Upload-Offset": "0", "Accept": "application/json"})  # fmt: skip
    assert (said.status_code, Upload.objects.count()) == (401, 1)


def test_form_of_another_site_is_refused(one, where):
    strict = browser(one.place.henrik, enforce_csrf_checks=True)
    assert strict.post(where, headers=TUS | {"Upload-Length": "3"}).status_code == 403
    files = {"files": io.BytesIO(b"hej")}
    assert strict.post(reverse("evidence_add", args=[one.case.number]), files).status_code == 403
    assert (Upload.objects.count(), items_of(one.case).count()) == (0, 1)


def test_many_at_once_are_asked_to_wait(client, where):
    for _number in range(uploading.MOST_AT_ONCE):
        assert begin(client, where, 3).status_code == 201
    assert begin(client, where, 3).status_code == 422


def test_file_that_was_swept_meanwhile_is_said(client, where):
    address = begin(client, where, 3)["Location"]
    storage.give_up(Upload.objects.get().id)
    answer = patch(client, address, 0, b"hej")
    assert (answer.status_code, "Tilføj filen igen" in answer.json()["refused"]) == (422, True)


def test_limit_of_the_installation_holds(client, where):
    with override_settings(MOST_UPLOAD_BYTES=10):
        answer = begin(client, where, 11)
    assert (answer.status_code, "for stor" in answer.json()["refused"]) == (422, True)


@pytest.mark.parametrize("kind", ["md5", "sha1", "sha256"])
def test_sum_of_another_kind_is_no_sum(client, where, kind):
    address = begin(client, where, 3)["Location"]
    wrong = base64.b64encode(b"x" * 16).decode()
    assert patch(client, address, 0, b"hej", **{"Upload-Checksum": f"{kind} {wrong}"}).status_code == 460
