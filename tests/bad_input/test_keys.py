"""A master key that is missing, unreadable or another one: said in Danish, and nothing is destroyed."""

import base64
import os
from pathlib import Path

import pytest
from django.urls import reverse

from tests.bad_input.pages import browser, post, prose, text
from tests.factories.cases import draft, picture, sent
from tests.factories.uploads import by_pieces
from vaern.evidence.queries import items_in
from vaern.vault import keys
from vaern.vault.models import ScopeKey
from vaern.vault.scopes import Scope, ScopeKind
from vaern.vault.text import read

pytestmark = pytest.mark.django_db


def missing(path: Path) -> None:
    """No file at all."""


def another(path: Path) -> None:
    path.write_text(f"1:{base64.b64encode(os.urandom(32)).decode()}\n")
    path.chmod(0o600)


def spoiled(path: Path) -> None:
    path.write_text("1:this is no key\n")
    path.chmod(0o600)


def empty(path: Path) -> None:
    path.touch(mode=0o600)


def open_to_all(path: Path) -> None:
    another(path)
    path.chmod(0o644)


def folder(path: Path) -> None:
    path.mkdir(mode=0o700)


WRONG = [missing, another, spoiled, empty, open_to_all, folder]


@pytest.fixture(params=WRONG, ids=lambda make: make.__name__)
def wrong_key(request, settings, tmp_path):
    """A switch that puts the wrong file in the place of the master key, and back."""
    right = settings.MASTER_KEY_FILE

    class Switch:
        def __enter__(self):
            place = tmp_path / "master.key"
            request.param(place)
            settings.MASTER_KEY_FILE = place

        def __exit__(self, *_fault):
            settings.MASTER_KEY_FILE = right

    return Switch()


def test_every_page_says_that_it_rests_and_all_is_there_when_the_key_is_back(place, wrong_key):
    receipt, client = sent(place.maja), browser(place.maja)
    report = draft(place.maja, words="Gemt før.")
    leader, number, before = browser(place.henrik), receipt.case.number, ScopeKey.objects.count()
    pages = [
        (client, reverse("report_draft", args=[report.id])),
        (client, reverse("report_start")),
        (client, reverse("receipt", args=[number])),
        (client, reverse("my_case", args=[number])),
        (leader, reverse("evidence_list", args=[number])),
    ]
    with wrong_key:
        shown = [(reader.get(address), address) for reader, address in pages]
    expected = {address: 503 for _reader, address in pages[:4]} | {pages[4][1]: shown[4][0].status_code}
    assert {address: answer.status_code for answer, address in shown} == expected
    assert all("Prøv igen om nogle minutter" in prose(answer) for answer, _address in shown[:4])
    assert (read(report, "words"), ScopeKey.objects.count()) == ("Gemt før.", before)
    assert [reader.get(address).status_code for reader, address in pages] == [200] * 5


def test_what_is_typed_meanwhile_stands_on_the_page(place, wrong_key):
    client, report = browser(place.maja), draft(place.maja, words="Gemt før.")
    with wrong_key:
        answer = post(client, report, "send", words="Skrevet uden nøgle.", recipients=["leader"])
        saving = client.post(
            reverse("report_autosave", args=[report.id]), {"words": "x"}, headers={"Accept": "application/json"}
        )
        upload = by_pieces(client, reverse("report_upload_begin", args=[report.id]), picture())
    assert [one.status_code for one in (answer, saving, upload)] == [503, 503, 503]
    assert ("Skrevet uden nøgle." in text(answer), "Send igen" in prose(answer)) == (True, True)
    report.refresh_from_db()
    assert (read(report, "words"), report.sent_at, items_in(report).count()) == ("Gemt før.", None, 0)


def test_new_draft_is_refused_and_leaves_nothing(place, wrong_key):
    client = browser(place.maja)
    with wrong_key:
        answer = client.post(reverse("report_start"))
        # Another whole key can wrap new keys; the draft then is there and opens with that key.
        assert answer.status_code in (302, 503)
    if answer.status_code == 503:
        assert list(client.get(reverse("report_start")).context["drafts"]) == []


def test_no_other_key_is_made_where_the_file_is_missing(place, settings, tmp_path):
    from vaern.config.checks import check_master_key

    settings.MASTER_KEY_FILE = tmp_path / "gone.key"
    assert [one.id for one in check_master_key()] == ["vaern.E003"]
    assert not (tmp_path / "gone.key").exists()


def test_another_key_is_found_by_the_check_before_the_server_starts(place, settings, tmp_path):
    from vaern.config.checks import check_master_key_opens

    keys.make(Scope(ScopeKind.CASE, place.unit.id))
    assert check_master_key_opens(databases=["default", "keys"]) == []
    settings.MASTER_KEY_FILE = tmp_path / "other.key"
    another(tmp_path / "other.key")
    found = check_master_key_opens(databases=["default", "keys"])
    assert [one.id for one in found] == ["vaern.E006"]
