"""Empty, huge, misnamed and hostile files: refused and explained, or kept byte for byte and never opened."""

import io
import zipfile
import zlib
from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.bad_input.pages import browser, post, prose, samples, text
from tests.factories.cases import attached, draft, picture
from tests.factories.uploads import by_pieces
from vaern.evidence.queries import custody_of, items_in, items_of
from vaern.process import report as process
from vaern.vault.blobs import read_whole
from vaern.vault.text import read

pytestmark = pytest.mark.django_db

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
HOSTILE = ["adversarial/archive", "adversarial/type-sniffing", "adversarial/xml"]


def upload(client, report, data, name="skærm.png"):
    return by_pieces(client, reverse("report_upload_begin", args=[report.id]), data, name)


def sent_with(place, data, name="skærm.png"):
    """The case, the one item, and a browser of the leader who has received it."""
    report = draft(place.maja)
    attached(report, place.maja, data, name)
    case = process.send_report(report, by=place.maja).case
    return case, items_of(case).get(), browser(place.henrik)


def page(client, name, case, *more):
    return client.get(reverse(name, args=[case.number, *more]))


def pressed(client, name, case, *more):
    return client.post(reverse(name, args=[case.number, *more]))


def gif_and_script() -> bytes:
    return b"GIF89a/*\x00\x00*/=1;alert(document.cookie)//<script>alert(1)</script>"


def pdf_and_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("../../ud.txt", "ud")
    return b"%PDF-1.7\n<script>alert(1)</script>\n" + out.getvalue()


def picture_and_page() -> bytes:
    return picture() + b"<html><script>alert(1)</script></html>"


@pytest.mark.parametrize("way", ["form", "upload"])
def test_empty_file_is_refused_with_words_and_the_draft_stays(place, way):
    client, report = browser(place.maja), draft(place.maja)
    if way == "form":
        answer = post(client, report, "save", words="Bliver.", files=[SimpleUploadedFile("tom.png", b"")])
        says = " ".join(str(one) for one in get_messages(answer.wsgi_request))
    else:
        says = upload(client, report, b"").json()["refused"]
    assert ("Filen er tom." in says, items_in(report).count()) == (True, 0)


@pytest.mark.parametrize("way", ["form", "upload"])
def test_file_over_the_limit_is_refused_with_words(place, settings, way):
    settings.MOST_UPLOAD_BYTES = 1024 * 1024
    client, report, data = browser(place.maja), draft(place.maja), b"x" * (1024 * 1024 + 1)
    if way == "form":
        answer = post(client, report, "send", words="Bliver.", files=[SimpleUploadedFile("stor.bin", data)])
        says = " ".join(str(one) for one in get_messages(answer.wsgi_request))
    else:
        says = upload(client, report, data).json()["refused"]
    report.refresh_from_db()
    assert ("Filen er for stor." in says, "1 MB" in says) == (True, True)
    assert (items_in(report).count(), report.sent_at) == (0, None)


def test_file_at_the_limit_is_kept(place, settings):
    settings.MOST_UPLOAD_BYTES = 1024 * 1024
    client, report = browser(place.maja), draft(place.maja)
    assert upload(client, report, b"x" * (1024 * 1024)).status_code == 201


@pytest.mark.samples
@pytest.mark.parametrize("folder", HOSTILE)
@pytest.mark.row("B04")
def test_hostile_files_are_kept_byte_for_byte_and_every_page_stands(place, folder):
    files = sorted(path for path in samples(folder).rglob("*") if path.is_file() and path.name != "LICENSE")
    report, client = draft(place.maja), browser(place.maja)
    for path in files:
        assert upload(client, report, path.read_bytes(), path.name).status_code == 201, path
    case = process.send_report(report, by=place.maja).case
    kept = [read_whole(item.blob) for item in items_of(case).order_by("number")]
    assert kept == [path.read_bytes() for path in files]
    leader = browser(place.henrik)
    assert page(leader, "evidence_list", case).status_code == 200
    for item in items_of(case):
        assert pressed(leader, "evidence_reveal", case, item.id).status_code == 200
        assert page(leader, "evidence_picture", case, item.id).status_code in (200, 404)


@pytest.mark.parametrize("data", [EICAR, gif_and_script(), pdf_and_zip(), picture_and_page(), b"MZ" + bytes(200)])
def test_hostile_bytes_leave_the_house_as_a_download_only(place, data):
    case, item, client = sent_with(place, data, "faktura.pdf.exe")
    answer = pressed(client, "evidence_original", case, item.id)
    assert b"".join(answer.streaming_content) == data
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert answer["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("data", [picture_and_page(), gif_and_script()])
def test_what_is_shown_is_drawn_anew(place, data):
    case, item, client = sent_with(place, data)
    pressed(client, "evidence_reveal", case, item.id)
    answer = page(client, "evidence_picture", case, item.id)
    assert (b"alert(1)" in answer.content, answer.status_code) == (False, 200 if data == picture_and_page() else 404)


def test_misnamed_file_is_known_by_its_bytes(place):
    _case, item, _client = sent_with(place, b"<html><script>alert(1)</script></html>", "billede.png")
    assert item.media_type == "text/html"


def chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")


def png(width: int, height: int, rows: bytes, *more: bytes) -> bytes:
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(more) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def small_with(*more: bytes) -> bytes:
    return png(10, 10, zlib.compress(bytes(110)), *more)


def packed(kind: bytes, head: bytes, size: int) -> bytes:
    return chunk(kind, head + zlib.compress(bytes(size), 9))


def cut_jpeg() -> bytes:
    whole = io.BytesIO()
    Image.linear_gradient("L").resize((400, 400)).save(whole, "JPEG", quality=100)
    return whole.getvalue()[:2000]


BOMBS: dict[str, Callable[[], bytes]] = {
    "200,000 times 200,000 points": lambda: png(200_000, 200_000, zlib.compress(bytes(1_000_000), 9)),
    "just over the limit": lambda: png(8_000, 8_000, zlib.compress(bytes(1_000_000), 9)),
    "a text of 80 MB": lambda: small_with(packed(b"zTXt", b"Comment\x00\x00", 80_000_000)),
    "a colour profile of 80 MB": lambda: small_with(packed(b"iCCP", b"p\x00\x00", 80_000_000)),
    "GIF of 65,535 times 65,535": lambda: (
        b"GIF89a"
        + (65535).to_bytes(2, "little") * 2
        + b"\x80\x00\x00"
        + bytes(6)
        + b",\x00\x00\x00\x00"
        + (65535).to_bytes(2, "little") * 2
        + b"\x00\x02\x02D\x01\x00;"
    ),
    "JPEG that ends too early": cut_jpeg,
    "PNG without a picture": lambda: b"\x89PNG\r\n\x1a\n",
    "WEBP in name only": lambda: b"RIFF\x10\x00\x00\x00WEBPVP8 \x00\x00",
}


@pytest.mark.parametrize("name", BOMBS)
def test_picture_bomb_is_not_opened_and_the_file_is_kept(place, name):
    data = BOMBS[name]()
    case, item, client = sent_with(place, data)
    revealed = pressed(client, "evidence_reveal", case, item.id)
    answer = page(client, "evidence_picture", case, item.id)
    assert ("Filen kan ikke vises her." in prose(revealed), answer.status_code) == (True, 404)
    assert [entry.act for entry in custody_of(item)] == ["received"]
    assert read_whole(item.blob) == data


NAMES = {
    "../../etc/passwd": "passwd",
    "..\\..\\vindue.ini": "vindue.ini",
    "C:\\Brugere\\Maja\\sk\u00e6rm.png": "sk\u00e6rm.png",
    "billede\x00.png\x07\x1b[31m": "billede.png[31m",
    "rykker\u202egnp.exe": "rykkergnp.exe",
    "<img src=x onerror=alert(1)>.png": "<img src=x onerror=alert(1)>.png",
    "a\nSet-Cookie: x=y\r\n.png": "a Set-Cookie: x=y .png",
    "x" * 300 + ".png": ("x" * 300 + ".png")[-200:],
    "\u05d0\u05d1 \u0634\u0643\u0631\u0627 \U0001f622.png": "\u05d0\u05d1 \u0634\u0643\u0631\u0627 \U0001f622.png",
    "\ud800.png": "\ufffd\ufffd\ufffd.png",
    "...": "Fil uden navn",
    "": "Fil uden navn",
}


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names_are_kept_as_plain_text(place, name):
    client, report = browser(place.maja), draft(place.maja)
    assert upload(client, report, picture(), name).status_code == 201
    assert read(items_in(report).get(), "name") == NAMES[name]
    case = process.send_report(report, by=place.maja).case
    item, leader = items_of(case).get(), browser(place.henrik)
    shown = text(page(leader, "evidence_list", case))
    assert ("<img src=x" in shown, "\u202e" in shown, "\x00" in shown) == (False, False, False)
    answer = pressed(leader, "evidence_original", case, item.id)
    assert (answer.status_code, "Set-Cookie" in answer.cookies, "x" in answer.cookies) == (200, False, False)
    assert "\n" not in answer["Content-Disposition"]
    assert b"".join(pressed(leader, "evidence_bundle", case).streaming_content)[:2] == b"PK"


def test_name_in_a_form_is_cleaned_as_well(place):
    client, report = browser(place.maja), draft(place.maja)
    post(client, report, "save", files=[SimpleUploadedFile("rykker\u202egnp.exe", b"MZ")])
    assert read(items_in(report).get(), "name") == "rykkergnp.exe"
