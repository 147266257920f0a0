"""Files made to do harm, read as the product reads them: in a process of its own, within 512 MB and ten seconds."""

import gzip
import io
import struct
import time
import zipfile
import zlib

import pikepdf
import pytest
from PIL import Image

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
    "zeros in gzip": (lambda: gzip.compress(bytes(600 << 20)), "bomb"),
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
    assert any(word in answer for word in told.split()) or told in ("", answer), answer


def outcome(path, folder):
    """The refusal, or the codes of the warnings."""
    try:
        return " ".join(one.code for one in read_isolated(path, "fil", folder).warnings)
    except Unreadable as refused:
        return refused.says
