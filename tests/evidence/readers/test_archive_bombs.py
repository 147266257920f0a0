"""Files made to do harm, read as the product reads them: in a process of its own, within 512 MB and ten seconds."""

import gzip
import io
import os
import random
import struct
import time
import zipfile
import zlib

import pikepdf
import pytest
from PIL import Image

from tests.evidence.readers.sample_files import read_file, sampled
from vaern.evidence.readers import media_ffmpeg
from vaern.evidence.readers.isolated import read_isolated
from vaern.evidence.readers.shapes import Unreadable

TYPES = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zipped(*contents, names=None):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for at, one in enumerate(contents):
            made.writestr(names[at] if names else f"fil{at}", one)
    return data.getvalue()


def nested():
    data = zipped(bytes(10 << 20))
    for _ in range(5):
        data = zipped(*[data] * 16)
    return data


def pixels():
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return out.getvalue()


def tall():
    """Just within the limit of pixels, in the largest form."""
    out = io.BytesIO()
    Image.new("RGB", (7000, 8000), "navy").save(out, "PNG", compress_level=1)
    return out.getvalue()


def chunks_of_text():
    """A PNG whose text unfolds without end."""
    out = io.BytesIO()
    Image.new("L", (9, 9)).save(out, "PNG")
    head, rest = out.getvalue()[:33], out.getvalue()[33:]
    text = b"a\0\0" + zlib.compress(bytes(200 << 20), 9)
    chunk = struct.pack(">I", len(text)) + b"zTXt" + text
    return head + chunk + struct.pack(">I", zlib.crc32(chunk[4:])) + rest


def page():
    out, document = io.BytesIO(), pikepdf.new()
    document.add_blank_page()
    document.pages[0].obj.Contents = document.make_stream(b"BT (a) Tj ET " * (4 << 20))
    document.save(out, compress_streams=True)
    return out.getvalue()


def warc():
    body = gzip.compress(bytes(300 << 20))
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + body
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.eksempel.dk/\r\n"
    head += b"WARC-Date: 2026-01-01T00:00:00Z\r\n"
    head += b"Content-Type: application/http;msgtype=response\r\nContent-Length: %d\r\n\r\n" % len(http)
    return head + http + b"\r\n\r\n"


BOMBS = {  # how it is made, and the answer: a word of the refusal, or a code that is told
    "zips in zips": (nested, "bomb limit_reached too_deep"),
    "zeros in gzip": (lambda: gzip.compress(bytes(200 << 20)), "bomb"),
    "pixels": (pixels, "fylder langt mere"),
    "a large picture": (tall, ""),
    "text in a picture": (chunks_of_text, "metadata_broken beskadiget"),
    "a page of a PDF": (page, ""),
    "a body in a web archive": (warc, "not_decoded limit_reached"),
    "laughs": (
        lambda: b"<!DOCTYPE a [<!ENTITY a 'haha'>" + b"".join(
            b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;") for n in range(9)
        ) + b"]><a>&a8;</a>",
        "folde sig ud",
    ),
    "words in a document": (
        lambda: zipped(
            TYPES, f"<w:document {WORD}>" + "<w:p><w:t>ha</w:t></w:p>" * 1_500_000 + "</w:document>",
            names=["[Content_Types].xml", "word/document.xml"],
        ),
        "limit_reached text_cut hukommelse",
    ),
    "nested marks": (lambda: b"<html><body>" + b"<div>" * 400_000 + b"hej", "page_cut"),
    "nested lists": (lambda: b'{"a":' + b"[" * 3_000_000, ""),
    "very long line": (lambda: b"a" * (20 << 20), "text_cut"),
    "boxes": (
        lambda: b"\0\0\0\x10ftypisom\0\0\0\0\x01\x6e\x36\x08moov" + b"\0\0\0\x08free" * 3_000_000,
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_file_made_to_do_harm_is_refused_or_told_within_the_limits(name, tmp_path):
    make, told = BOMBS[name]
    (tmp_path / "fil").write_bytes(make())
    (tmp_path / "ud").mkdir()
    begun = time.monotonic()
    answer = outcome(tmp_path / "fil", tmp_path / "ud")
    assert time.monotonic() - begun < 11
    assert any(word in answer for word in told.split()) or told == "" or (busy() and "10 sekunder" in answer), answer


DAMAGED = [
    "adversarial/archive/zip2/files_and_dirs.zip",
    "adversarial/archive/zip2/zip64_demo.zip",
    "adversarial/type-sniffing/archive/test.7z",
    "adversarial/type-sniffing/archive/test.rar",
    "adversarial/type-sniffing/archive/test.tar",
    "adversarial/type-sniffing/images/test.svg",
    "adversarial/type-sniffing/office/test.docx",
    "adversarial/type-sniffing/office/test.xls",
    "audio-video/tinytag/tinytag/tests/samples/grouping.mp3",
    "audio-video/tinytag/tinytag/tests/samples/mp4_extended_size.m4a",
    "audio-video/tinytag/tinytag/tests/samples/multiple_values_images.flac",
    "audio-video/tinytag/tinytag/tests/samples/riff_extra_zero.wav",
    "audio-video/tinytag/tinytag/tests/samples/silence.opus",
    "image/heif/heif/zPug_3.heic",
    "image/pillow/exif-200dpcm.jpg",
    "image/pillow/hopper_orientation_6.webp",
    "pdf/pypdf/commented.pdf",
    "web-archive/mhtml/missing_headers.mhtml",
    "web-archive/py-wacz/valid_signed_example_1.wacz",
    "web-archive/warcio/example.warc",
]


@pytest.mark.samples
@pytest.mark.parametrize("name", DAMAGED)
def test_damage_of_any_kind_is_answered_by_a_reading_or_a_sentence(name, tmp_path, monkeypatch):
    monkeypatch.setattr(media_ffmpeg.shutil, "which", lambda _name: None)
    whole, chance = sampled(name).read_bytes(), random.Random(name)
    for at in range(25):
        data = bytearray(whole[: chance.randrange(1, len(whole) + 1)] if at % 3 == 0 else whole)
        for _ in range(chance.choice((0, 1, 8, 40))):
            data[chance.randrange(len(data))] = chance.choice((0, 255, chance.randrange(256)))
        (tmp_path / "fil").write_bytes(data)
        assert directly(tmp_path / "fil", tmp_path / str(at), name)


def directly(path, folder, name):
    """In this process, so that a fault shows as itself."""
    try:
        return read_file(path, folder, name).kind
    except Unreadable as refused:
        return refused.says


def busy():
    """On a machine with too much to do, the clock may stop a reader before its own limits do."""
    return os.getloadavg()[0] > 2 * (os.cpu_count() or 1)


def outcome(path, folder):
    """The refusal, or the codes of the warnings."""
    try:
        return " ".join(one.code for one in read_isolated(path, "fil", folder).warnings)
    except Unreadable as refused:
        return refused.says
