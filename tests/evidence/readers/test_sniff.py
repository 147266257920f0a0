"""What a file is, told by its bytes; the samples have wrong names, no names and broken ends."""

import io
import zipfile

import pytest

from tests.evidence.readers.sample_files import SAMPLES, sampled
from vaern.evidence.readers import sniff
from vaern.evidence.readers.sniff import from_head, media_type

OFFICE = "application/vnd.openxmlformats-officedocument."
EXPECTED = {
    "adversarial/type-sniffing/archive/test.7z": "application/x-7z-compressed",
    "adversarial/type-sniffing/archive/test.bz2": "application/x-bzip2",
    "adversarial/type-sniffing/archive/test.gz": "application/gzip",
    "adversarial/type-sniffing/archive/test.rar": "application/vnd.rar",
    "adversarial/type-sniffing/archive/test.tar": "application/x-tar",
    "adversarial/type-sniffing/archive/test.txt.zst": "application/zstd",
    "adversarial/type-sniffing/archive/test.xz": "application/x-xz",
    "adversarial/type-sniffing/archive/test.zip": "application/zip",
    "adversarial/type-sniffing/archive/test.pcapng": "application/x-pcapng",
    "adversarial/type-sniffing/audio/test.aac": "audio/aac",
    "adversarial/type-sniffing/audio/test.aif": "audio/aiff",
    "adversarial/type-sniffing/audio/test.mp3": "audio/mpeg",
    "adversarial/type-sniffing/audio/test.wav": "audio/wav",
    "adversarial/type-sniffing/images/test.avif": "image/avif",
    "adversarial/type-sniffing/images/test.bmp": "image/bmp",
    "adversarial/type-sniffing/images/test.ico": "image/x-icon",
    "adversarial/type-sniffing/images/test.psd": "image/vnd.adobe.photoshop",
    "adversarial/type-sniffing/images/test.svg": "image/svg+xml",
    "adversarial/type-sniffing/images/test.tga": "image/x-tga",
    "adversarial/type-sniffing/images/test.tif": "image/tiff",
    "adversarial/type-sniffing/images/test.webp": "image/webp",
    "adversarial/type-sniffing/images/test_varriant.svg": "image/svg+xml",
    "adversarial/type-sniffing/images/test_varriant_2.svg": "image/svg+xml",
    "adversarial/type-sniffing/media/test.iso": "application/x-iso9660-image",
    "adversarial/type-sniffing/media/test.swf": "application/vnd.adobe.flash.movie",
    "adversarial/type-sniffing/office/test.doc": "application/msword",
    "adversarial/type-sniffing/office/test.docx": OFFICE + "wordprocessingml.document",
    "adversarial/type-sniffing/office/test.ppt": "application/vnd.ms-powerpoint",
    "adversarial/type-sniffing/office/test.pptx": OFFICE + "presentationml.presentation",
    "adversarial/type-sniffing/office/test.txt": "text/plain",
    "adversarial/type-sniffing/office/test.xls": "application/vnd.ms-excel",
    "adversarial/type-sniffing/office/test.xlsx": OFFICE + "spreadsheetml.sheet",
    "adversarial/archive/zip2/invalid_cde_number_of_files_allocation_greater_offset.zip": "application/zip",
    "adversarial/xml/simple-ns.xml": "text/xml",
    "audio-video/tinytag/tinytag/tests/samples/mpeg4_xa9des.m4a": "audio/mp4",
    "audio-video/tinytag/tinytag/tests/samples/silence.opus": "audio/ogg",
    "chat-export/chat-miner/signal/test_export.txt": "text/plain",
    "chat-export/chat-miner/whatsapp/test_[mmddyy]_24hrs.txt": "text/plain",
    "chat-export/chat-miner/telegram/test_single_export.json": "application/json",
    "chat-export/sms/sms-and-mms.xml": "text/xml",
    "email/cpython/msg_01.txt": "message/rfc822",
    "email/msg/nested simple mail.msg": "application/vnd.ms-outlook",
    "image/heif/heif/zPug_3.heic": "image/heic",
    "image/heif/heif_corrupted/empty.heic": "application/octet-stream",
    "web-archive/mhtml/portfolio.mhtml": "multipart/related",
    "web-archive/mhtml/missing_boundary.mhtml": "multipart/related",
    "web-archive/py-wacz/valid_example_1.wacz": "application/wacz",
    "web-archive/py-wacz/invalid_example_1.wacz": "application/wacz",
    "web-archive/warcio/example.warc": "application/warc",
    "web-archive/warcio/example.warc.gz": "application/warc",
    "web-archive/warcio/example.arc.gz": "application/x-arc",
}


@pytest.mark.samples
@pytest.mark.parametrize("name", EXPECTED)
def test_kind_of_a_sample_is_found_whatever_it_is_called(name):
    assert media_type(sampled(name), "unavngivet") == EXPECTED[name]


@pytest.mark.samples
@pytest.mark.parametrize("folder", ["email/cpython", "email/msg", "pdf/pypdf", "image/pillow", "rfc3161"])
def test_every_sample_gets_a_kind_without_fault(folder):
    found = {media_type(path, path.name) for path in sampled(folder).rglob("*") if path.is_file()}
    assert all("/" in kind for kind in found)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"MZ er en bil, der er til salg.", "text/plain"),
        (b"BZh er forkortelsen for Brandvagten", "text/plain"),
        (b"MZ\x90\x00\x03\x00", "application/vnd.microsoft.portable-executable"),
        ("﻿BEGIN:VCARD\nVERSION:3.0".encode(), "text/vcard"),
        (b"BEGIN:VCALENDAR\r\n", "text/calendar"),
        (b"{\\rtf1\\ansi hej}", "application/rtf"),
        (b"  \n<!DOCTYPE html>\n<html><p>x", "text/html"),
        (b"<?xml version='1.0'?><!-- x --><html xmlns='http://www.w3.org/1999/xhtml'>", "text/html"),
        (b"<?xml version='1.0'?><smses count='2'>", "text/xml"),
        (b"<3 du er sej", "text/plain"),
        (b"{ikke json}", "text/plain"),
        (b'{"a": [1, 2]}', "application/json"),
        (b'{"a": 1}\n{"a": 2}\n', "application/json"),
        (b"[2019-12-24, 12:23] Jane Doe: Hej", "text/plain"),
        (b"From: en ven\nDet er en fin dag.\n", "text/plain"),
        (b"From: a@example.org\nTo: b@example.org\n\nHej", "message/rfc822"),
        (b"From a@example.org Thu Jan 1\nReceived: x\n\n", "application/mbox"),
        ("Så skal du få".encode("cp1252"), "text/plain"),
        ("Så skal du få, din tåbe".encode("utf-16"), "text/plain"),
        ("Så skal du få, din tåbe".encode("utf-16-le"), "text/plain"),
        (bytes(range(256)) * 4, "application/octet-stream"),
        (b"com,example)/ 20201007212236 {", "text/x-cdx"),
        (b" CDX N b a m s k r M S V g\n", "text/x-cdx"),
        (b"\x00\x00\x00\x18ftyp3gp5\x00", "video/3gpp"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif", "image/avif"),
        (b"\x00\x00\x00\x08wide\x00\x12\x00\x00mdat", "video/quicktime"),
        (b"\x00\x00\x00\x05wide\x00\x12\x00\x00mdat", "application/octet-stream"),
        (b"From: a@example.org\nSubject: x\n\n" + bytes(range(128, 256)) * 4, "message/rfc822"),
    ],
)
def test_kind_of_first_bytes(head, kind):
    assert from_head(head) == kind


def test_a_name_helps_text_only():
    assert (
        from_head(b"a;b;c\n", "liste.csv"),
        from_head(b"a;b;c\n", "liste.exe"),
        from_head(b"%PDF-1.4", "a.csv"),
    ) == (
        "text/csv",
        "text/plain",
        "application/pdf",
    )


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["[Content_Types].xml", "word/document.xml"], OFFICE + "wordprocessingml.document"),
        (["[Content_Types].xml", "xl/workbook.xml"], OFFICE + "spreadsheetml.sheet"),
        (["[Content_Types].xml", "noget/andet"], "application/zip"),
        (["META-INF/MANIFEST.MF", "A.class"], "application/java-archive"),
        (["AndroidManifest.xml", "META-INF/MANIFEST.MF"], "application/vnd.android.package-archive"),
        (["datapackage.json", "archive/data.warc.gz"], "application/wacz"),
        (["datapackage.json", "tal.csv"], "application/zip"),
        (["WhatsApp-chat med Bo.txt"], "application/zip"),
    ],
)
def test_zips_are_told_apart_by_what_lies_inside(tmp_path, names, kind):
    path = tmp_path / "x.bin"
    with zipfile.ZipFile(path, "w") as made:
        for name in names:
            made.writestr(name, b"x")
    assert media_type(path, "x.bin") == kind


def test_a_zip_with_a_huge_directory_is_not_looked_through(tmp_path, monkeypatch):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr("AndroidManifest.xml", b"x")
    path = tmp_path / "x"
    path.write_bytes(data.getvalue())
    monkeypatch.setattr(sniff, "MOST_DIRECTORY", 10)
    assert media_type(path) == "application/zip"


@pytest.mark.samples
def test_the_sample_folder_is_the_one_meant():
    assert (SAMPLES / "README.md").is_file()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("text-template", "application/vnd.oasis.opendocument.text"),
        ("text", "application/vnd.oasis.opendocument.text"),
        ("database", "application/zip"),
    ],
)
def test_template_is_read_as_the_document_it_makes(tmp_path, said, kind):
    with zipfile.ZipFile(tmp_path / "x", "w") as made:
        made.writestr("mimetype", f"application/vnd.oasis.opendocument.{said}")
    assert media_type(tmp_path / "x", "x") == kind
