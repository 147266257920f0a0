"""Pages and web archives: the samples of others with what is expected of them, and ones made here and changed."""

import base64
import gzip
import hashlib
import io
import json
import plistlib
import shutil
import zipfile
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from warcio.warcwriter import WARCWriter

from tests.evidence.readers.sample_files import codes, read_file, sampled
from vaern.evidence.readers import page, wacz_signature
from vaern.evidence.readers.accounts import account_of
from vaern.evidence.readers.shapes import Unreadable

WACZ = {  # checks, codes of the warnings
    "valid_example_1": ({"resources": "matches", "digest": "cannot_be_checked", "digests": "matches"}, ["unsealed"]),
    "valid_example_2": ({"resources": "matches", "digest": "matches", "digests": "matches"}, ["unsigned"]),
    "valid_signed_example_1": (
        {"resources": "matches", "digest": "matches", "signature": "matches", "digests": "matches"}
        | {"timestamp": "cannot_be_checked"},
        ["timestamp_authority"],
    ),
    "invalid_signed_example_1": (
        {"resources": "matches", "digest": "matches", "signature": "does_not_match", "digests": "matches"}
        | {"timestamp": "cannot_be_checked"},
        ["timestamp_authority", "certificate_test"],
    ),
    "invalid_example_1": (
        {"resources": "does_not_match", "digest": "cannot_be_checked"},
        ["resource_missing", "resource_unlisted", "unsealed"],
    ),
}
WARC = {  # number of records, check of digests, codes, whole
    "warcio/bad.arc": (4, "cannot_be_checked", [], True),
    "warcio/example-bad-non-chunked.warc.gz": (6, "matches", ["packed_in_one", "seen_before"], True),
    "warcio/example-bad.warc.gz.bad": (6, "matches", ["packed_in_one", "seen_before"], True),
    "warcio/example-digest.warc": (4, "does_not_match", ["digest_wrong"], False),
    "warcio/example-iana.org-chunked.warc": (3, "matches", ["script"], True),
    "warcio/example-resource.warc.gz": (3, "matches", [], True),
    "warcio/example-space-in-target-uri.warc.gz": (2, "matches", [], True),
    "warcio/example-space-in-url.arc": (2, "cannot_be_checked", [], True),
    "warcio/example-trunc.warc": (4, "does_not_match", ["not_decoded", "bad_length", "digest_wrong"], False),
    "warcio/example-wget-bad-target-uri.warc.gz": (6, "matches", [], True),
    "warcio/example-wrong-chunks.warc.gz": (2, "does_not_match", ["digest_wrong"], False),
    "warcio/example.arc": (2, "cannot_be_checked", [], True),
    "warcio/example.arc.gz": (2, "cannot_be_checked", [], True),
    "warcio/example.warc": (6, "matches", ["seen_before"], True),
    "warcio/example.warc.gz": (6, "matches", ["seen_before"], True),
    "warcio/post-test.warc.gz": (6, "matches", [], True),
    "py-wacz/example-collection-with-lists.warc": (38, "matches", ["script"], True),
    "py-wacz/example-collection.warc": (4, "matches", [], True),
    "py-wacz/example-iana.warc": (118, "matches", ["seen_before", "script"], True),
    "py-wacz/example-resource.warc.gz": (3, "matches", ["seen_before"], True),
    "py-wacz/example-warcinfo-metadata.warc": (4, "matches", [], True),
}


@pytest.fixture
def reading(tmp_path):
    def read(data, name="fil"):
        path = tmp_path / "fil"
        path.write_bytes(data)
        shutil.rmtree(tmp_path / "ud", ignore_errors=True)
        return read_file(path, tmp_path / "ud", name)

    return read


def records(found):
    return sum(int(value) for name, value in found.facts if name.startswith("records_"))


def shown(found, folder):
    return [(folder / part.file).read_text() for part in found.parts if part.kind == "shown"]


@pytest.mark.samples
@pytest.mark.row("B04")
@pytest.mark.parametrize("name", WACZ)
def test_wacz_of_others_gets_its_answers(name, tmp_path):
    found = read_file(sampled(f"web-archive/py-wacz/{name}.wacz"), tmp_path / "ud")
    assert (dict(found.checks), codes(found)) == WACZ[name]


@pytest.mark.samples
def test_wacz_names_its_pages_and_when_they_were_fetched(tmp_path):
    found = read_file(sampled("web-archive/py-wacz/valid_signed_example_1.wacz"), tmp_path / "ud")
    pages = [(one.value, one.name) for one in found.identifiers if one.role == "page"]
    fetched = [one.at for one in found.times if one.what == "captured"]
    assert (pages, fetched[0]) == (
        [("https://example.com/", "Example Domain")],
        datetime(2022, 1, 18, 19, 0, 9, tzinfo=UTC),
    )


@pytest.mark.samples
@pytest.mark.parametrize("name", WARC)
def test_web_archive_is_read_as_far_as_it_goes(name, tmp_path):
    found = read_file(sampled(f"web-archive/{name}"), tmp_path / "ud")
    assert (records(found), found.checks["digests"], codes(found), found.whole) == WARC[name]


@pytest.mark.samples
def test_web_archive_cut_off_gives_what_came_before(reading):
    whole = sampled("web-archive/py-wacz/example-iana.warc").read_bytes()
    found = reading(whole[:300_000])
    assert (1 < records(found) < 118, found.whole) == (True, False)


@pytest.mark.samples
def test_web_archive_with_a_changed_byte_is_found(reading):
    whole = bytearray(sampled("web-archive/warcio/example.warc").read_bytes())
    whole[whole.index(b"\x1f\x8b") + 60] ^= 1
    assert reading(bytes(whole)).checks["digests"] == "does_not_match"


@pytest.mark.samples
@pytest.mark.parametrize("name", ["missing_boundary", "missing_boundary_header", "missing_headers", "unexpected_eof"])
def test_malformed_mhtml_is_refused_with_a_reason(name, tmp_path):
    with pytest.raises(Unreadable, match="side"):
        read_file(sampled(f"web-archive/mhtml/{name}.mhtml"), tmp_path / "ud")


@pytest.mark.samples
@pytest.mark.parametrize(
    ("name", "title", "source", "parts"),
    [
        ("iframes", "HTML - Iframes - Tutorialspoint", "https://www.tutorialspoint.com/html/html_iframes.htm", 125),
        ("portfolio", "Max Sindwani", "http://msindwan.bitbucket.org/", 14),
    ],
)
def test_mhtml_tells_where_and_when(name, title, source, parts, tmp_path):
    found = read_file(sampled(f"web-archive/mhtml/{name}.mhtml"), tmp_path / "ud")
    assert (found.title, found.identifiers[0].value, len(found.parts)) == (title, source, parts)
    assert (found.times[0].what, found.times[0].zone_known) == ("captured", True)
    (copy,) = shown(found, tmp_path / "ud")
    assert ("<script" in copy, "<iframe" in copy, "data:image/" in copy) == (False, False, name == "iframes")


@pytest.mark.samples
def test_mhtml_cut_off_in_its_pictures_still_shows_the_page(reading):
    whole = sampled("web-archive/mhtml/iframes.mhtml").read_bytes()
    found = reading(whole[: len(whole) // 2], "side.mhtml")
    assert (codes(found)[0], found.title) == ("truncated", "HTML - Iframes - Tutorialspoint")


PAGE = """<!-- saved from url=(0031)https://www.eksempel.dk/opslag/7 --><!doctype html><html lang="da"><head>
<title>Et  opslag</title><link rel="canonical" href="https://www.eksempel.dk/opslag/7">
<meta property="article:published_time" content="2026-03-02T21:14:00+01:00"><meta name="author" content="Kaj K">
<script type="application/ld+json">{"@graph": [{"datePublished": "2026-03-02", "author": {"url": "https://x.com/kaj"}}]}
</script></head><body onload="alert(1)"><h1>Så er det nok</h1><p>Du skal få &aelig;rligt.</p>
<a href="https://www.facebook.com/kaj.k.9/posts/1">Kaj K</a><a href="javascript:alert(1)">x</a>
<img src="https://spor.eksempel.dk/p.gif"><img src="data:image/png;base64,AAAA"><iframe src="//a"></iframe>
<form action="/stjael"><input name="kode"></form><time datetime="2026-03-02T20:14:00Z">i går</time></body></html>"""


@pytest.mark.row("G01")
def test_saved_page_tells_who_where_and_when(reading, tmp_path):
    found = reading(PAGE.encode(), "opslag.html")
    pointed = {(one.kind, one.value, one.role) for one in found.identifiers}
    assert found.title == "Et opslag"
    assert pointed == {
        ("url", "https://www.eksempel.dk/opslag/7", "source"),
        ("url", "https://www.eksempel.dk/opslag/7", "canonical"),
        ("name", "Kaj K", "author"),
        ("profile_url", "https://x.com/kaj", "author"),
        ("profile_url", "https://facebook.com/kaj.k.9", "link"),
    }
    assert [(one.what, one.zone_known) for one in found.times] == [
        ("posted", True),
        ("posted", True),
        ("posted", False),
    ]
    assert "Du skal få ærligt." in found.texts[0].text
    (copy,) = shown(found, tmp_path / "ud")
    for bad in ("<script", "onload", "javascript:", "spor.eksempel", "<iframe", "<form", "<input"):
        assert bad not in copy
    assert "data:image/png;base64,AAAA" in copy
    assert codes(found) == ["script"]


def test_saved_page_in_old_encoding_is_read_right(reading):
    html = '<html><head><meta charset="windows-1252"><title>Blåbær</title></head><body>Rødgrød</body></html>'
    assert reading(html.encode("cp1252")).title == "Blåbær"


def test_single_file_page_tells_when_it_was_saved(reading):
    html = "<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://a.eksempel.dk/ \n"
    html += " saved date: Tue Mar 03 2026 12:49:41 GMT+0100 (Centraleuropæisk normaltid)\n--><body>Hej</body></html>"
    found = reading(html.encode())
    assert found.times[0].at == datetime(2026, 3, 3, 11, 49, 41, tzinfo=UTC)


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_page_saved_by_safari_is_read(form, reading, tmp_path):
    address = "https://a.eksempel.dk/"
    picture = {"WebResourceURL": address + "p.png", "WebResourceMIMEType": "image/png", "WebResourceData": b"\x89PNG"}
    html = "<title>Blå</title><body>Hej <img src='https://a.eksempel.dk/p.png'></body>".encode()
    main = {"WebResourceURL": address, "WebResourceMIMEType": "text/html", "WebResourceData": html}
    main["WebResourceTextEncodingName"] = "UTF-8"
    found = reading(plistlib.dumps({"WebMainResource": main, "WebSubresources": [picture]}, fmt=form))
    assert (found.kind, found.title, found.identifiers[0].value) == ("web.webarchive", "Blå", address)
    assert [part.kind for part in found.parts] == ["page", "resource", "shown"]
    assert "data:image/png" in shown(found, tmp_path / "ud")[0]


def test_page_saved_by_safari_tells_when_it_was_fetched(reading):
    uid = plistlib.UID
    answer = {"NS.keys": [uid(1), uid(2)], "NS.objects": [uid(3), uid(4)]}
    objects = ["$null", "Server", "Date", "Apache", "Tue, 13 Dec 2011 18:55:14 GMT", answer]
    packed = plistlib.dumps({"$objects": objects}, fmt=plistlib.FMT_BINARY)
    main = {
        "WebResourceURL": "https://a.eksempel.dk/",
        "WebResourceMIMEType": "text/html",
        "WebResourceData": b"<p>Hej",
    }
    style = {"WebResourceURL": "https://a.eksempel.dk/s.css", "WebResourceData": b"p{}", "WebResourceResponse": packed}
    odd = {"WebResourceURL": "https://a.eksempel.dk/x", "WebResourceData": b"x", "WebResourceResponse": b"bplist00x"}
    found = reading(plistlib.dumps({"WebMainResource": main, "WebSubresources": [odd, style]}))
    assert [(one.what, one.at, one.zone_known) for one in found.times] == [
        ("captured", datetime(2011, 12, 13, 18, 55, 14, tzinfo=UTC), True)
    ]


def test_settings_of_apple_are_no_page(reading):
    assert reading(plistlib.dumps({"a": 1}, fmt=plistlib.FMT_BINARY)).kind == "data.plist"


def test_cdx_is_told_to_be_a_list_only(reading):
    rows = b' CDX N b a\ncom,example)/ 20201007212236 {"url": "http://www.example.com/"}\n'
    for data in (rows, gzip.compress(rows)):
        found = reading(data)
        assert (codes(found), found.identifiers[0].value) == (["no_pages"], "http://www.example.com/")


@pytest.mark.parametrize(
    ("address", "account"),
    [
        ("https://www.facebook.com/kaj.k.9/posts/1", "https://facebook.com/kaj.k.9"),
        ("https://facebook.com/profile.php?id=100001&x=2", "https://facebook.com/profile.php?id=100001"),
        ("https://www.tiktok.com/@kaj/video/7", "https://tiktok.com/@kaj"),
        ("https://www.facebook.com/sharer/sharer.php?u=x", ""),
        ("https://x.com/i/flow/login", ""),
        ("https://eksempel.dk/kaj", ""),
        ("javascript:alert(1)", ""),
        ("http://[bad", ""),
    ],
)
def test_accounts_are_told_from_other_addresses(address, account):
    assert account_of(address) == account


def made(files, *, digest=None, drop=(), extra=()):
    """A WACZ with its list and its digest file; `drop` and `extra` change it afterwards."""
    resources = [
        {"name": name, "path": name, "hash": "sha256:" + hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in files.items()
    ]
    package = json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}).encode()
    sealed = {"path": "datapackage.json", "hash": "sha256:" + hashlib.sha256(package).hexdigest()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name, data in {**files, **dict(extra)}.items():
            if name not in drop:
                zipped.writestr(name, data)
        zipped.writestr("datapackage.json", package)
        zipped.writestr("datapackage-digest.json", json.dumps(digest(sealed) if digest else sealed))
    return out.getvalue()


FILES = {
    "archive/data.warc": b"WARC/1.0\r\n",
    "pages/pages.jsonl": b'{"url": "https://a.eksempel.dk/", "title": "A"}\n',
}


def anonymous(raw):
    """Signs as a browser does: two numbers one after the other, and the key beside."""
    key = ec.generate_private_key(ec.SECP384R1())

    def sign(sealed):
        signature = key.sign(sealed["hash"].encode(), ec.ECDSA(SHA256()))
        if raw:
            signature = b"".join(one.to_bytes(48, "big") for one in decode_dss_signature(signature))
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return {**sealed, "signedData": {
            "hash": sealed["hash"], "signature": base64.b64encode(signature).decode(),
            "publicKey": base64.b64encode(public).decode(), "created": "2026-01-01T00:00:00Z", "software": "prøve",
        }}  # fmt: skip

    return sign


@pytest.mark.parametrize("raw", [True, False])
def test_anonymous_signature_is_checked(raw, reading):
    found = reading(made(FILES, digest=anonymous(raw)), "a.wacz")
    assert (found.checks["signature"], "signature_anonymous" in codes(found)) == ("matches", True)


def test_anonymous_signature_over_something_else_does_not_match(reading):
    def other(sealed):
        return {**sealed, "signedData": anonymous(raw=True)({**sealed, "hash": "sha256:" + "0" * 64})["signedData"]}

    def broken(sealed):
        signed = anonymous(raw=True)(sealed)
        signed["signedData"]["signature"] = base64.b64encode(b"\1" * 96).decode()
        return signed

    assert codes(reading(made(FILES, digest=other), "a.wacz"))[0] == "signature_other"
    assert codes(reading(made(FILES, digest=broken), "a.wacz"))[0] == "signature_wrong"


@pytest.mark.parametrize(
    ("change", "code", "check"),
    [
        ({"extra": [("pages/pages.jsonl", b"{}")]}, "resource_changed", "resources"),
        ({"drop": ["pages/pages.jsonl"]}, "resource_missing", "resources"),
        ({"extra": [("archive/ekstra.warc", b"x")]}, "resource_unlisted", "resources"),
        ({"digest": lambda sealed: {**sealed, "hash": "sha256:" + "0" * 64}}, "digest_wrong", "digest"),
    ],
)
def test_wacz_changed_afterwards_is_found(change, code, check, reading):
    found = reading(made(FILES, **change), "a.wacz")
    assert (code in codes(found), found.checks[check]) == (True, "does_not_match")


def test_wacz_without_its_list_is_refused(reading):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("datapackage.json", b"{nej")
        zipped.writestr("archive/a.warc", b"")
    with pytest.raises(Unreadable, match="indholdsliste"):
        reading(out.getvalue(), "a.wacz")


@pytest.mark.samples
def test_signer_is_not_vouched_for_without_known_roots(tmp_path, monkeypatch):
    monkeypatch.setattr(wacz_signature, "ROOTS", tmp_path / "ingen")
    found = read_file(sampled("web-archive/py-wacz/valid_signed_example_1.wacz"), tmp_path / "ud")
    assert (found.checks["signature"], "certificate_unknown" in codes(found)) == ("cannot_be_checked", True)


@pytest.mark.parametrize("odd", ["<![foo[ x ]]>", "<![<![<svg>", "<![if !mso]>", "<![CDATA[ x", "<!x[ <!", "&#xD800;"])
def test_markup_that_is_none_does_not_stop_the_reader(odd, reading):
    found = reading(f"<html><body><p>før</p>{odd}<p>efter</p></body></html>".encode())
    assert "før" in found.texts[0].text


def test_hostile_markup_neither_hangs_nor_runs():
    deep = "<div>" * 20_000 + "hej"
    assert b"hej" in page.shown(deep, {})
    assert b"<svg" not in page.shown("<svg><script>alert(1)</script></svg><math><a xlink:href='javascript:1'>x", {})


def test_records_without_empty_lines_between_them_are_read(reading):
    def record(kind, content):
        head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2024-06-04T13:31:19Z\r\n"
        return (
            f"{head}WARC-Target-URI: https://eksempel.dk/\r\nContent-Length: {len(content)}\r\n\r\n{content}".encode()
        )

    body = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Side</title><p>Hej"
    found = reading(record("warcinfo", "software: x\r\n\r\n\r\n") + record("response", body) + b"\r\n\r\n")
    assert (records(found), found.title, found.whole) == (2, "Side", True)


def warc_of(*records, gz=True, **more):
    """A web archive with these (kind, address, body), each a member of its own."""
    told = io.BytesIO()
    writer = WARCWriter(told, gzip=gz)
    for kind, address, body in records:
        given = io.BytesIO(body)
        if kind == "revisit":
            writer.write_record(writer.create_revisit_record(address, "sha1:A", more["earlier"], more["at"]))
        else:
            writer.write_record(writer.create_warc_record(address, kind, payload=given, warc_content_type="text/plain"))
    return told.getvalue()


@pytest.mark.parametrize("left", [6, 40, 150])
def test_web_archive_cut_off_in_a_later_member_is_not_called_whole(reading, left):
    data = warc_of(("resource", "https://eksempel.dk/1", b"et"), ("resource", "https://eksempel.dk/2", b"to"))
    found = reading(data[: data.rindex(b"\x1f\x8b\x08") + left], "a.warc.gz")
    assert (found.whole, codes(found), len(found.parts)) == (False, ["truncated"], 1)


def test_page_that_was_fetched_again_and_not_kept_says_where_it_stands(reading):
    data = warc_of(
        ("resource", "https://eksempel.dk/1", b"et"),
        ("revisit", "https://eksempel.dk/2", b""),
        earlier="https://eksempel.dk/1",
        at="2026-11-09T13:03:11Z",
    )
    found = reading(data, "a.warc.gz")
    assert [(part.kind, part.facts.get("same_as"), part.facts.get("same_at")) for part in found.parts] == [
        ("fetched.text", None, None),
        ("fetched.again", "https://eksempel.dk/1", "2026-11-09T13:03:11Z"),
    ]
    assert "seen_before" in codes(found)


def test_the_writers_own_notes_are_no_addresses(reading):
    found = reading(warc_of(("resource", "urn:text:https://eksempel.dk/", b"et")), "a.warc.gz")
    assert [one for one in found.identifiers if one.kind == "url"] == []


ARC_SAYS = """<?xml version="1.0" encoding="UTF-8"?>
<arcmetadata xmlns:dc="urn:dc" xmlns:arc="urn:arc" xmlns="urn:arc">
<arc:software>Heritrix 1.14</arc:software>
<ns0:date xmlns:ns0="urn:dc">2008-04-30T20:48:24+00:00</ns0:date>
</arcmetadata>
"""


def arc_of(says):
    """An ARC as Heritrix writes it: its description is XML, and the first record follows without an empty line."""
    intro = "1 1 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n" + says
    body = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Side</title><p>Hej"
    return (
        f"filedesc://a.arc 0.0.0.0 20080430204825 text/plain {len(intro)}\n{intro}"
        f"dns:www.eksempel.dk 192.0.2.1 20080430204825 text/dns 3\nabc\n"
        f"https://www.eksempel.dk/ 192.0.2.1 20080430204826 text/html {len(body)}\n{body}\n"
    ).encode()


def test_arc_with_its_first_record_at_once_is_read_whole(reading):
    found = reading(arc_of(ARC_SAYS), "a.arc")
    assert (found.kind, found.title, found.whole, codes(found)) == ("web.arc", "Side", True, [])
    assert [one.at for one in found.times] == [datetime(2008, 4, 30, 20, 48, second, tzinfo=UTC) for second in (25, 26)]
    assert found.facts[:2] == (("software", "Heritrix 1.14"), ("date", "2008-04-30T20:48:24+00:00"))


def test_arc_whose_description_is_no_xml_is_read_all_the_same(reading):
    found = reading(arc_of("<?xml version='1.0'?><arcmetadata><uden slut>\n"), "a.arc")
    assert (found.title, found.facts[0][0]) == ("Side", "description")
