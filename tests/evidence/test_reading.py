"""What a reader makes of an item is kept sealed, with what lay inside; the original is not touched."""

import base64
import io
import zipfile

import pytest

from tests.factories.cases import attached, draft, picture, workplace
from vaern.demo.pictures import screenshot
from vaern.errors import BadInput
from vaern.evidence import provenance, reading, showing
from vaern.evidence.models import DerivedFile, EvidenceReading
from vaern.evidence.queries import custody_of, items_of
from vaern.evidence.readers import malware
from vaern.jobs.models import Job
from vaern.process import report as process
from vaern.vault.blobs import read_whole
from vaern.vault.text import read

pytestmark = pytest.mark.django_db
MAIL = (
    b"From: Rune Thybo <rune@example.invalid>\r\nTo: Maja <maja@example.invalid>\r\nSubject: Dine b=C3=B8rn\r\n"
    b"Date: Mon, 16 Nov 2026 08:12:00 +0100\r\nMessage-ID: <1@example.invalid>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
    b"Jeg ved hvor du bor.\r\n--x\r\nContent-Type: text/plain; name=hus.txt\r\n"
    b'Content-Disposition: attachment; filename="hus.txt"\r\n\r\nAdressen\r\n--x--\r\n'
)


@pytest.fixture
def place():
    return workplace()


def item_with(place, data, name="fil.bin"):
    report = draft(place.maja)
    attached(report, place.maja, data, name)
    return items_of(process.send_report(report, by=place.maja).case).get()


def test_mail_is_read_and_its_attachment_becomes_an_item(place):
    item = item_with(place, MAIL, "mail.eml")
    reading.read_job({"item": str(item.id)})
    row, said = reading.said_of(item)
    assert (row.outcome, row.kind.split(".")[0]) == ("read", "mail")
    assert any("Jeg ved hvor du bor." in str(one) for one in (said["texts"], said["messages"]))
    inside = item.inside.get()
    assert (read(inside, "name"), read_whole(inside.blob).strip(), inside.number) == ("hus.txt", b"Adressen", 2)
    assert [entry.reason_code for entry in custody_of(inside)] == ["inside_b1"]
    assert [entry.act for entry in custody_of(item)] == ["received", "transformed"]
    assert read_whole(item.blob) == MAIL


def test_reading_twice_is_the_same_as_once(place):
    item = item_with(place, MAIL, "mail.eml")
    for _time in range(2):
        reading.read_job({"item": str(item.id)})
    assert (EvidenceReading.objects.filter(item=item).count(), item.inside.count()) == (1, 1)
    EvidenceReading.objects.all().delete()
    reading.read_job({"item": str(item.id)})
    assert (item.inside.count(), item.custody.filter(act="transformed").count()) == (1, 1)


def test_broken_file_is_said_and_kept(place):
    item = item_with(place, b"\x89PNG\r\n\x1a\nikke et billede", "x.png")
    row = reading.read_item(item)
    said = reading.said_of(item)[1]
    assert row.outcome in ("read", "unreadable")
    assert said.get("says") or said.get("warnings")
    assert DerivedFile.objects.count() == 0


def test_file_over_the_limit_is_not_copied_out(place, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    item = item_with(place, picture())
    assert reading.read_item(item).outcome == "unreadable"
    assert "Originalen er gemt uændret" in reading.said_of(item)[1]["says"]


@pytest.mark.row("B04")
def test_what_may_harm_is_set_apart_and_custody_says_so(place):
    item = item_with(place, picture())
    reading.quarantine(item)
    reading.quarantine(item)
    assert item.quarantined_at is not None
    assert [entry.act for entry in custody_of(item)] == ["received", "quarantined"]
    assert reading.is_flagged({"warnings": [{"code": "malware.eicar"}]}) is True
    assert reading.is_flagged({"warnings": [{"code": "late"}]}) is False


@pytest.mark.row("B04")
@pytest.mark.parametrize("within", ["plain", "zip in a zip", "mail"])
def test_test_file_for_malware_is_set_apart_wherever_it_lies(place, within):
    made = {"plain": malware.EICAR, "zip in a zip": zipped(zipped(malware.EICAR)), "mail": mail_with(malware.EICAR)}
    item = item_with(place, made[within], "vedhæftet.bin")
    row = reading.read_item(item)
    assert (row.outcome, reading.said_of(item)[1]["warnings"][0]["code"]) == ("quarantined", "malware.eicar")
    item.refresh_from_db()
    assert item.quarantined_at is not None
    assert [entry.act for entry in custody_of(item)] == ["received", "quarantined"]
    with pytest.raises(BadInput):
        showing.show(item)


def zipped(data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("indhold.bin", data)
    return out.getvalue()


def mail_with(data):
    coded = base64.encodebytes(data)
    return MAIL.replace(b"\r\n\r\nAdressen", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + coded)


@pytest.mark.row("B04")
def test_words_of_a_picture_are_recognised_as_proposals(place):
    item = item_with(place, screenshot("facebook.com/rune.thybo", ["I går kl. 21.40", "Jeg ved hvor du bor"]))
    reading.read_item(item)
    assert Job.objects.filter(name=reading.WORDS_JOB, details__item=str(item.id)).count() == 1
    reading.words_job({"item": str(item.id)})
    assert reading.propose_words(item) is None or reading.said_of(item)[1]["texts"] == []
    said = reading.said_of(item)[1]
    words = [text for text in said["texts"] if text["kind"] == "ocr"]
    if not words:
        pytest.skip("there is no text recognition here")
    assert {text["sure"] for text in words} == {"proposed"}
    assert any(one.id.startswith(("time-", "identifier-")) for one in provenance.proposals(item))


def test_locked_or_unknown_item_is_not_read(place):
    item = item_with(place, picture())
    item.locked_at = item.received_at
    item.save()
    reading.read_job({"item": str(item.id)})
    reading.read_job({"item": "00000000-0000-4000-8000-000000000000"})
    assert EvidenceReading.objects.count() == 0
