"""Showing pictures safely, the custody chain, and the bundle that a stranger can check."""

import hashlib
import io
import json
import zipfile

import pytest
from django.db import connection
from PIL import Image

from tests.factories.cases import attached, draft, picture, workplace
from vaern.audit import triggers
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases.queries import actor_in
from vaern.errors import BadInput, IntegrityBroken
from vaern.evidence import actions, custody
from vaern.evidence.bundle import write_bundle
from vaern.evidence.kinds import media_type
from vaern.evidence.models import CustodyEntry
from vaern.evidence.pictures import redraw
from vaern.evidence.queries import items_of
from vaern.process import report as process
from vaern.vault.text import read, seal_into

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return workplace()


def case_with(place, *files, names=()):
    report = draft(place.maja)
    for at, data in enumerate(files):
        attached(report, place.maja, data, names[at] if names else "skærm.png")
    return process.send_report(report, by=place.maja).case


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (picture(), "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"%PDF-1.7", "application/pdf"),
        (b"Received: from x", "message/rfc822"),
        ("æøå".encode()[:-1], "text/plain"),
        (b"<svg onload=alert(1)>", "image/svg+xml"),
        (b"MZ\x00\x01", "application/vnd.microsoft.portable-executable"),
        (b"\xe6\xf8\xe5 og mere tekst", "text/plain"),
        (b"", "application/octet-stream"),
    ],
)
def test_kind_is_told_by_the_first_bytes(head, kind):
    assert media_type(head) == kind


def test_picture_is_drawn_anew_without_what_was_hidden_in_it():
    hidden = picture() + b"<script>alert(1)</script>"
    shown = redraw(hidden)
    assert (shown.media_type, b"script" in shown.data) == ("image/jpeg", False)


def test_transparent_picture_stays_so():
    out = io.BytesIO()
    Image.new("RGBA", (5, 5)).save(out, "PNG")
    assert redraw(out.getvalue()).media_type == "image/png"


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\nbroken", b"%!PS-Adobe", picture()[:60]])
def test_what_is_no_whole_picture_is_offered_as_a_download(data):
    with pytest.raises(BadInput):
        redraw(data)


def test_picture_of_too_many_pixels_is_not_opened():
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    with pytest.raises(BadInput):
        redraw(out.getvalue())


@pytest.mark.row("B04")
def test_every_look_is_in_the_custody_log_and_the_log_of_the_case(place):
    case = case_with(place, picture())
    item, henrik = items_of(case).get(), actor_in(place.henrik.person, case)
    actions.view(item, by=henrik)
    actions.note_export(item, by=henrik)
    assert [entry.act for entry in item.custody.order_by("sequence")] == ["received", "viewed", "exported"]
    assert custody.check(item) == 3
    names = [event.name for event in events_of(Stream.CASE, case.id)]
    assert {"evidence.received", "evidence.viewed", "evidence.exported"} <= set(names)


def test_file_that_is_no_picture_is_not_shown_and_not_noted_as_seen(place):
    case = case_with(place, b"%PDF-1.7 hej")
    item = items_of(case).get()
    with pytest.raises(BadInput):
        actions.view(item, by=actor_in(place.henrik.person, case))
    assert item.custody.count() == 1


def test_custody_that_was_touched_is_found(place):
    item = items_of(case_with(place, picture())).get()
    last = item.custody.get()
    CustodyEntry.objects.create(
        item=item, sequence=2, act="viewed", role="leader", at=last.at, previous_hash=last.hash, hash="0" * 64
    )
    with pytest.raises(IntegrityBroken):
        custody.check(item)


def test_custody_that_lost_its_last_line_is_found(place):
    case = case_with(place, picture())
    item = items_of(case).get()
    actions.view(item, by=actor_in(place.henrik.person, case))
    triggers.remove(connection)
    item.custody.get(sequence=2).delete()
    triggers.install(connection)
    with pytest.raises(IntegrityBroken):
        custody.check(item)


def test_custody_with_a_line_that_the_log_does_not_name_is_found(place):
    item = items_of(case_with(place, picture())).get()
    last = item.custody.get()
    extra = CustodyEntry(
        item=item, sequence=2, act="viewed", person_id="", role="leader", place="", at=last.at, previous_hash=last.hash
    )
    extra.hash = custody.entry_hash(extra)
    extra.save()
    with pytest.raises(IntegrityBroken):
        custody.check(item)


def test_log_cannot_confirm_a_known_picture(place):
    data = picture()
    item = items_of(case_with(place, data)).get()
    digest = hashlib.sha256(data).hexdigest()
    assert item.salted_digest != digest
    salt = bytes.fromhex(read(item, "salt"))
    assert hashlib.sha256(salt + bytes.fromhex(digest)).hexdigest() == item.salted_digest


@pytest.mark.row("B04")
def test_bundle_can_be_checked_without_us(place, tmp_path):
    case = case_with(place, picture(), b"<b>hej</b>", names=["../../etc/æ<script>.png", "note.html"])
    made = write_bundle(case, by=actor_in(place.henrik.person, case), to=tmp_path / "b.zip")
    with zipfile.ZipFile(made) as archive:
        names = archive.namelist()
        root = f"{case.number}/"
        manifest = archive.read(root + "manifest-sha256.txt").decode().splitlines()
        for line in manifest:
            digest, path = line.split("  ", 1)
            assert hashlib.sha256(archive.read(root + path)).hexdigest() == digest
        page = archive.read(root + "data/index.html").decode()
        log = json.loads(archive.read(root + "data/custody.json"))
    assert ("<script" in page, any(".." in name for name in names)) == (False, False)
    assert [entry["act"] for entry in log["items"][0]["custody"]] == ["received", "exported"]
    assert {root + name for name in ("bagit.txt", "bag-info.txt", "tagmanifest-sha256.txt", "data/events.json")} <= set(
        names
    )


def test_bundle_is_not_written_when_an_original_is_not_what_was_received(place, tmp_path):
    case = case_with(place, picture())
    item = items_of(case).get()
    seal_into(item, sha256="0" * 64)
    item.save()
    with pytest.raises(IntegrityBroken):
        write_bundle(case, by=actor_in(place.henrik.person, case), to=tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()
