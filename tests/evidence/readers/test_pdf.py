"""PDF: the samples of others, and ones made here with what should not be run."""

from datetime import UTC, datetime, timedelta, timezone

import pikepdf
import pytest

from tests.evidence.readers.sample_files import codes, read_file, sampled
from vaern.evidence.readers import pdf
from vaern.evidence.readers.pdf_times import moment
from vaern.evidence.readers.shapes import Unreadable

OPEN = ["r2-empty-password", "r4-aes-v2-no-key-length", "r5-owner-password", "r6-empty-password"]
LOCKED = ["r2-user-password", "r3-user-password", "r4-user-password", "r6-both-passwords", "r6-user-password"]


@pytest.fixture
def reading(tmp_path):
    def read(document):
        document.save(tmp_path / "fil.pdf", fix_metadata_version=False)
        return read_file(tmp_path / "fil.pdf", tmp_path / "ud")

    return read


def blank():
    document = pikepdf.new()
    document.add_blank_page()
    return document


@pytest.mark.samples
@pytest.mark.parametrize("name", OPEN)
def test_encrypted_without_a_code_is_read_and_told(name, tmp_path):
    found = read_file(sampled(f"pdf/pypdf/encryption/{name}.pdf"), tmp_path / "ud")
    assert (codes(found), found.texts[0].text) == (["encrypted_open"], "pdf encryption test\npassword: asdfzxcv")


@pytest.mark.samples
@pytest.mark.parametrize("name", LOCKED)
def test_locked_says_what_to_do(name, tmp_path):
    with pytest.raises(Unreadable, match="om koden"):
        read_file(sampled(f"pdf/pypdf/encryption/{name}.pdf"), tmp_path / "ud")


@pytest.mark.samples
@pytest.mark.parametrize(
    ("name", "pages", "told", "words"),
    [
        ("bytes", "1", [], "bytes title"),
        ("crazyones", "1", [], "The Crazy Ones"),
        ("commented", "1", ["comments"], "The Crazy Ones"),
        ("multilang", "1", [], "Привет"),
        ("indirect-rotation", "5", [], "Containership"),
        ("side-by-side-subfig", "1", [], "Your Chapter"),
    ],
)
def test_words_and_pages_are_read(name, pages, told, words, tmp_path):
    found = read_file(sampled(f"pdf/pypdf/{name}.pdf"), tmp_path / "ud")
    assert (dict(found.facts)["pages"], codes(found), words in found.texts[0].text) == (pages, told, True)


@pytest.mark.samples
def test_file_fastened_to_a_page_is_a_part(tmp_path):
    found = read_file(sampled("pdf/pypdf/attachment.pdf"), tmp_path / "ud")
    assert [(part.kind, part.name, part.media_type) for part in found.parts] == [
        ("attachment", "jpeg.pdf", "application/pdf")
    ]
    assert (tmp_path / "ud" / found.parts[0].file).read_bytes().startswith(b"%PDF")


def test_what_would_run_is_told(reading):
    document = blank()
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.pages[0].obj.Annots = pikepdf.Array(
        [
            document.make_indirect(pikepdf.Dictionary(A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"))),
            document.make_indirect(
                pikepdf.Dictionary(A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://eksempel.dk/x"))
            ),
        ]
    )
    found = reading(document)
    assert set(codes(found)) == {"script", "launch", "no_text"}
    assert [(one.kind, one.value) for one in found.identifiers] == [("url", "https://eksempel.dk/x")]


def test_attachment_that_unfolds_without_end_is_refused(reading):
    document = blank()
    document.attachments["nul.bin"] = pikepdf.AttachedFileSpec(document, bytes(60 << 20), filename="nul.bin")
    found = reading(document)
    assert ("bomb" in codes(found), [part.kind for part in found.parts]) == (True, ["refused"])


def test_attachment_keeps_its_bytes(reading, tmp_path):
    document = blank()
    document.attachments["brev.txt"] = pikepdf.AttachedFileSpec(document, b"Hej med dig", filename="brev.txt")
    (part,) = reading(document).parts
    assert (part.name, (tmp_path / "ud" / part.file).read_bytes()) == ("brev.txt", b"Hej med dig")


def test_attachment_named_in_a_list_only_is_found(reading):
    document = blank()
    stream = pikepdf.Stream(document, b"Hej")
    spec = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="a.txt", EF=pikepdf.Dictionary(F=stream))
    names = pikepdf.Dictionary(Names=pikepdf.Array(["a.txt", spec]))
    document.Root.Names = pikepdf.Dictionary(EmbeddedFiles=document.make_indirect(names))
    assert [part.name for part in reading(document).parts] == ["a.txt"]


def test_long_document_is_read_as_far_as_time_allows(reading, monkeypatch):
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    document = blank()
    document.add_blank_page()
    document.add_blank_page()
    assert "text_cut" in codes(reading(document))


def test_author_and_change_are_told(reading):
    document = blank()
    document.docinfo["/Author"] = "Kaj"
    document.docinfo["/CreationDate"] = "D:20260302211400+01'00'"
    document.docinfo["/ModDate"] = "D:20260305101500+01'00'"
    found = reading(document)
    assert (dict(found.facts)["changed_after_creation"], found.identifiers[0].value) == ("yes", "Kaj")
    assert [(one.what, one.at) for one in found.times] == [
        ("created", datetime(2026, 3, 2, 20, 14, tzinfo=UTC)),
        ("modified", datetime(2026, 3, 5, 9, 15, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("D:20260302", datetime(2026, 3, 2)),  # noqa: DTZ001 - the file gives no zone
        ("D:20260302211400Z", datetime(2026, 3, 2, 21, 14, tzinfo=UTC)),
        ("20260302211400-05'30'", datetime(2026, 3, 2, 21, 14, tzinfo=timezone(-timedelta(hours=5, minutes=30)))),
        ("D:20261399", None),
        ("i går", None),
    ],
)
def test_times_in_the_form_of_pdf(words, at):
    assert moment(words) == at


@pytest.mark.samples
@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_document_cut_off_is_refused_or_told(share, tmp_path):
    whole = sampled("pdf/pypdf/side-by-side-subfig.pdf").read_bytes()
    (tmp_path / "a.pdf").write_bytes(whole[: int(len(whole) * share)])
    assert outcome(tmp_path / "a.pdf", tmp_path / "ud") in ("told", "refused")


def outcome(path, folder):
    try:
        found = read_file(path, folder)
    except Unreadable:
        return "refused"
    return "told" if found.warnings else "silent"


def test_what_is_written_in_a_form_is_read(reading):
    document, name = blank(), pikepdf.Name
    street = pikepdf.Dictionary(T="vej", FT=name.Tx, V="Åvej 1")
    fields = [
        pikepdf.Dictionary(T="navn", TU="Dit navn", FT=name.Tx, V="Søren"),
        pikepdf.Dictionary(T="adresse", Kids=pikepdf.Array([street, pikepdf.Dictionary(T="by", FT=name.Tx, V="")])),
        pikepdf.Dictionary(T="enig", FT=name.Btn, V=name.Ja),
        pikepdf.Dictionary(T="anden", FT=name.Btn, V=name.Off),
        pikepdf.Dictionary(T="send", FT=name.Btn, Ff=1 << 16, V=name.Ja),
        pikepdf.Dictionary(T="valg", FT=name.Ch, V=pikepdf.Array(["A", "B"])),
    ]
    document.Root.AcroForm = pikepdf.Dictionary(Fields=document.make_indirect(pikepdf.Array(fields)))
    found = reading(document)
    assert [(one.kind, one.text) for one in found.texts] == [
        ("form", "Dit navn: Søren\nadresse.vej: Åvej 1\nenig: afkrydset (Ja)\nvalg: A, B")
    ]
    assert codes(found) == ["form_filled"]
    assert codes(reading(blank())) == ["no_text"]


def test_form_that_holds_itself_does_not_stop_the_reader(reading):
    document = blank()
    field = document.make_indirect(pikepdf.Dictionary(T="a", FT=pikepdf.Name.Tx))
    field.Kids = pikepdf.Array([field] * 50)
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
    assert "form_filled" not in codes(reading(document))


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmp:CreatorTool="Scanner" xmp:ModifyDate="2026-03-05T11:15:00+01:00">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Brev &amp; bilag</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>Kaj</rdf:li></rdf:Seq></dc:creator>
<xmp:CreateDate>2026-03-02T21:14:00+01:00</xmp:CreateDate></rdf:Description></rdf:RDF></x:xmpmeta>"""


def test_what_stands_in_xmp_alone_is_told(reading):
    document = blank()
    document.Root.Metadata = document.make_stream(XMP.encode(), Type=pikepdf.Name.Metadata)
    document.docinfo["/ModDate"] = "D:20260305101500+01'00'"
    found = reading(document)
    assert (found.title, dict(found.facts)["author"], dict(found.facts)["creator"]) == (
        "Brev & bilag",
        "Kaj",
        "Scanner",
    )
    assert [(one.what, one.at) for one in found.times] == [
        ("modified", datetime(2026, 3, 5, 9, 15, tzinfo=UTC)),
        ("created", datetime(2026, 3, 2, 20, 14, tzinfo=UTC)),
    ]


def test_signature_says_who_when_and_why(reading):
    document = blank()
    signature = pikepdf.Dictionary(
        Type=pikepdf.Name.Sig, Name="Kaj Ø", Reason="Godkendt", Location="Ribe", M="D:20260302211400+01'00'",
        ByteRange=pikepdf.Array([0, 1, 2, 3]), Contents=pikepdf.String("x"),
    )  # fmt: skip
    field = pikepdf.Dictionary(T="u", FT=pikepdf.Name.Sig, V=document.make_indirect(signature))
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
    found = reading(document)
    facts = dict(found.facts)
    assert (facts["signer"], facts["sign_reason"], facts["sign_location"]) == ("Kaj Ø", "Godkendt", "Ribe")
    assert [(one.what, one.at) for one in found.times] == [("signed", datetime(2026, 3, 2, 20, 14, tzinfo=UTC))]
    assert (found.checks["signature"], "signed" in codes(found)) == ("cannot_be_checked", True)


def test_note_that_has_its_words_in_its_looks_alone_is_read(reading):
    document = blank()
    looks = "<body xmlns='http://www.w3.org/1999/xhtml'><p>Pas <b>på</b></p></body>"
    note = pikepdf.Dictionary(Subtype=pikepdf.Name.FreeText, RC=looks)
    document.pages[0].obj.Annots = pikepdf.Array([note])
    assert [(one.kind, one.text) for one in reading(document).texts] == [("comment", "Pas på")]
