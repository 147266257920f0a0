"""Office documents: samples of others, and small ones made here."""

import io
import re
import time
import zipfile
from datetime import UTC, datetime

import pytest

from tests.evidence.readers.sample_files import codes, read_file, sampled
from vaern.evidence.readers.shapes import Unreadable

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TYPES = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
RELATED = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
OUTSIDE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
CORE = """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>Klage</dc:title>
<dc:creator>Kaj</dc:creator><cp:lastModifiedBy>Grethe</cp:lastModifiedBy>
<dcterms:created>2026-03-02T20:14:00Z</dcterms:created></cp:coreProperties>"""
BODY = f"""<w:document {WORD}><w:body><w:p><w:r><w:t>Første </w:t></w:r><w:r><w:t>linje</w:t></w:r></w:p>
<w:p><w:ins w:author="Bente"><w:r><w:t>Rettet</w:t></w:r></w:ins>
<w:r><w:rPr><w:vanish/></w:rPr><w:t> skjult</w:t></w:r></w:p>
<w:p><w:r><w:instrText>HYPERLINK</w:instrText></w:r></w:p></w:body></w:document>"""
COMMENT = f"""<w:comments {WORD}><w:comment w:author="Ole"><w:p><w:r><w:t>Passer ikke</w:t></w:r></w:p></w:comment>
</w:comments>"""
LINKS = f"""<Relationships {RELATED}><Relationship Id="1" Type="{OUTSIDE}attachedTemplate" TargetMode="External"
Target="http://eksempel.dk/t.dotm"/><Relationship Id="2" Type="{OUTSIDE}hyperlink" TargetMode="External"
Target="https://eksempel.dk/"/><Relationship Id="3" Type="{OUTSIDE}styles" Target="styles.xml"/></Relationships>"""


@pytest.fixture
def reading(tmp_path):
    def read(files, name="brev.bin"):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
            for one, content in files.items():
                made.writestr(one, content)
        (tmp_path / "fil").write_bytes(data.getvalue())
        return read_file(tmp_path / "fil", tmp_path / "ud", name)

    return read


@pytest.mark.samples
@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
def test_empty_document_of_others_tells_when_it_was_made(kind, tmp_path):
    found = read_file(sampled(f"adversarial/type-sniffing/office/test.{kind}"), tmp_path / "ud")
    assert (found.kind, codes(found), found.times[0].what) == (f"document.{kind}", ["no_text"], "created")


@pytest.mark.samples
@pytest.mark.parametrize("kind", ["doc", "xls", "ppt"])
def test_old_document_without_words_tells_the_rest(kind, tmp_path):
    found = read_file(sampled(f"adversarial/type-sniffing/office/test.{kind}"), tmp_path / "ud")
    assert (found.kind, codes(found), found.whole) == (f"document.{kind}", ["no_text"], True)
    assert "creating_application" in dict(found.facts)


def test_word_document_tells_words_people_changes_and_links(reading):
    found = reading(
        {
            "[Content_Types].xml": TYPES,
            "docProps/core.xml": CORE,
            "word/document.xml": BODY,
            "word/comments.xml": COMMENT,
            "word/_rels/document.xml.rels": LINKS,
            "word/vbaProject.bin": b"\0",
            "word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0",
            "word/media/image1.png": b"\x89PNG\r\n\x1a\n",
        }
    )
    assert (found.kind, found.title) == ("document.docx", "Klage")
    assert [(text.kind, text.text) for text in found.texts] == [
        ("body", "Første linje\nRettet skjult"),
        ("comment", "Passer ikke"),
    ]
    assert {(one.value, one.role) for one in found.identifiers} == {
        ("Kaj", "author"),
        ("Grethe", "last_modified_by"),
        ("Bente", "changed_by"),
        ("Ole", "commenter"),
        ("http://eksempel.dk/t.dotm", "fetched"),
        ("https://eksempel.dk/", "link"),
    }
    assert found.times[0].at == datetime(2026, 3, 2, 20, 14, tzinfo=UTC)
    assert codes(found) == ["external", "tracked_changes", "hidden_text", "comments", "macros", "embedded"]
    assert [(part.kind, part.name) for part in found.parts] == [
        ("embedded", "word/embeddings/oleObject1.bin"),
        ("picture", "word/media/image1.png"),
    ]


def test_page_that_word_shows_as_its_own_is_a_part(reading):
    empty = f"<w:document {WORD}><w:body><w:altChunk/></w:body></w:document>"
    files = {"[Content_Types].xml": "<Types/>", "word/document.xml": empty, "word/side.MHT": "MIME-Version: 1.0"}
    found = reading(files)
    assert [(part.kind, part.name) for part in found.parts] == [("embedded", "word/side.MHT")]
    assert codes(found) == ["embedded"]


def test_spreadsheet_gives_rows_and_hidden_sheets(reading):
    found = reading(
        {
            "[Content_Types].xml": TYPES,
            "xl/workbook.xml": f'<workbook {SHEET}><sheets><sheet name="Ark" state="hidden"/></sheets></workbook>',
            "xl/sharedStrings.xml": f"<sst {SHEET}><si><t>Navn</t></si><si><r><t>Ka</t></r><r><t>j</t></r></si></sst>",
            "xl/worksheets/sheet1.xml": f'<worksheet {SHEET}><sheetData><row><c t="s"><v>0</v></c><c><v>7</v></c></row>'
            '<row><c t="s"><v>1</v></c><c t="inlineStr"><is><t>x</t></is></c><c t="s"><v>99</v></c></row></sheetData>'
            "</worksheet>",
        }
    )
    assert (found.texts[0].text, found.texts[0].part) == ("Navn\t7\nKaj\tx", "Ark")
    assert codes(found) == ["hidden_sheet"]


def test_a_row_of_a_table_is_one_line(reading):
    row = "<w:tr>" + "".join(f"<w:tc><w:p><w:t>{cell}</w:t></w:p></w:tc>" for cell in ("Navn", "Kaj")) + "</w:tr>"
    body = f"<w:document {WORD}><w:p><w:t>Før</w:t></w:p><w:tbl>{row}{row}</w:tbl></w:document>"
    found = reading({"[Content_Types].xml": TYPES, "word/document.xml": body})
    assert [line.split() for line in found.texts[0].text.splitlines()] == [["Før"], ["Navn", "Kaj"], ["Navn", "Kaj"]]


def test_slides_come_in_order(reading):
    slide = '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>'
    files = {f"ppt/slides/slide{number}.xml": slide.format(number) for number in (10, 2, 1)}
    found = reading({"[Content_Types].xml": TYPES, **files})
    assert [text.text for text in found.texts] == ["1", "2", "10"]


def test_opendocument_gives_words_and_comments(reading):
    text = """<o:content xmlns:o="o" xmlns:text="t" xmlns:office="of" xmlns:dc="d">
<text:h>Overskrift</text:h><text:p>Hej
<text:span>med</text:span> dig<office:annotation><dc:creator>Ole</dc:creator><text:p>Nej</text:p></office:annotation>
</text:p></o:content>"""
    meta = """<office:meta xmlns:office="of" xmlns:meta="m" xmlns:dc="d"><meta:generator>LibreOffice</meta:generator>
<meta:creation-date>2026-03-02T21:14:00.123456789</meta:creation-date></office:meta>"""
    found = reading({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": text, "meta.xml": meta})
    assert found.kind == "document.odt"
    assert found.texts[0].text.startswith("Overskrift\nHej med dig")
    assert (found.texts[1].kind, found.identifiers[0].value) == ("comment", "Ole")
    assert (found.times[0].at, found.times[0].zone_known) == (
        datetime(2026, 3, 2, 20, 14, 0, 123456, tzinfo=UTC),
        False,
    )


def test_hostile_xml_in_a_document_is_told(reading):
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    found = reading({"[Content_Types].xml": TYPES, "word/document.xml": bomb, "docProps/core.xml": "<x"})
    assert set(codes(found)) == {"hostile_xml", "xml_broken", "no_text"}


def test_document_that_unfolds_without_end_is_stopped(reading):
    found = reading({"[Content_Types].xml": TYPES, "word/document.xml": b" " * (60 << 20)})
    assert "limit_reached" in codes(found)


def test_deep_nesting_does_not_stop_the_reader(reading):
    deep = f"<w:document {WORD}>" + "<w:x>" * 5000 + "<w:t>inderst</w:t>" + "</w:x>" * 5000 + "</w:document>"
    found = reading({"[Content_Types].xml": TYPES, "word/document.xml": deep})
    assert found.texts[0].text == "inderst"


@pytest.mark.samples
def test_old_document_with_a_list_without_end_does_not_stop_the_reader(tmp_path):
    whole = sampled("adversarial/type-sniffing/office/test.doc").read_bytes()
    endless = re.sub(rb"[\x0c\x1e]\x10\0\0....", lambda _found: b"\0\x10\0\0\xff\xff\xff\x7f", whole, flags=re.DOTALL)
    assert endless != whole
    (tmp_path / "a.doc").write_bytes(endless)
    begun = time.monotonic()
    assert codes(read_file(tmp_path / "a.doc", tmp_path / "ud")) == ["no_text"]
    assert time.monotonic() - begun < 5


@pytest.mark.samples
def test_old_document_cut_off_is_refused_or_told(tmp_path):
    (tmp_path / "a.doc").write_bytes(sampled("adversarial/type-sniffing/office/test.doc").read_bytes()[:3000])
    try:
        assert read_file(tmp_path / "a.doc", tmp_path / "ud").whole is False
    except Unreadable as refused:
        assert refused.says  # noqa: PT017 - either answer is right, silence is not


SHAPES = """<w:document {} xmlns:mc="m" xmlns:wp="wp"><w:p><w:r><mc:AlternateContent><mc:Choice>
<wp:posOffset>1295400</wp:posOffset><w:t>I en boks</w:t></mc:Choice><mc:Fallback><w:t>I en boks</w:t></mc:Fallback>
</mc:AlternateContent></w:r><w:r><mc:AlternateContent><mc:Choice><w:symEx/></mc:Choice><mc:Fallback><w:t>🙂</w:t>
</mc:Fallback></mc:AlternateContent></w:r></w:p></w:document>"""


def test_words_of_a_shape_stand_once_and_its_measures_not_at_all(reading):
    found = reading({"[Content_Types].xml": TYPES, "word/document.xml": SHAPES.format(WORD)})
    assert [text.text for text in found.texts] == ["I en boks🙂"]


def test_words_after_a_bookmark_a_note_or_a_picture_are_read(reading):
    text = """<o:content xmlns:o="o" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:draw="d">
<text:p>Før<text:bookmark-start/> mærket<text:bookmark-end/>, <text:date>2. marts</text:date> efter
   <draw:frame/>billedet</text:p></o:content>"""
    found = reading({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": text})
    assert [one.text for one in found.texts] == ["Før mærket, 2. marts efter billedet"]


def test_document_locked_by_its_list_of_files_is_refused(reading):
    listed = '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    with pytest.raises(Unreadable, match="adgangskode"):
        reading({"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": listed})


def test_days_in_a_spreadsheet_are_days_and_cells_stand_in_their_columns(reading):
    styles = f"""<styleSheet {SHEET}><numFmts><numFmt numFmtId="164" formatCode="d/m/yy h:mm;@"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>
</styleSheet>"""
    cells = '<c r="A1" s="0"><v>46083</v></c><c r="C1" s="1"><v>46083.5</v></c><c r="D1" t="b"><v>1</v></c>'
    sheet = f"<worksheet {SHEET}><sheetData><row>{cells}</row></sheetData></worksheet>"
    files = {"[Content_Types].xml": TYPES, "xl/styles.xml": styles, "xl/worksheets/sheet1.xml": sheet}
    assert reading(files).texts[0].text == "46083\t\t2026-03-02 12:00\tSAND"


def test_packed_spreadsheet_is_said_to_be_unread(reading):
    found = reading({"[Content_Types].xml": TYPES, "xl/workbook.bin": b"x", "xl/worksheets/sheet1.bin": b"x"})
    assert ("no_words" in codes(found), found.whole) == (True, False)


def test_page_that_word_takes_in_when_it_opens_is_read(reading):
    body = f'<w:document {WORD}><w:p/><w:altChunk r:id="a" xmlns:r="r"/></w:document>'
    page = "<html><meta charset='utf-8'><p>Kære <b>Åse</b></p></html>"
    found = reading({"[Content_Types].xml": TYPES, "word/document.xml": body, "word/htmlDoc.html": page})
    assert [text.text for text in found.texts] == ["Kære Åse"]


def test_sheets_have_the_names_and_the_order_that_the_workbook_gives_them(reading):
    link = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    named = '<sheet name="Sidst" r:id="b"/><sheet name="Først" r:id="a"/>'
    book = f"<workbook {SHEET} {link}><sheets>{named}</sheets></workbook>"
    links = f'<Relationships {RELATED}><Relationship Id="a" Target="worksheets/sheet1.xml"/><Relationship Id="b" '
    links += 'Target="/xl/worksheets/sheet2.xml"/></Relationships>'
    sheet = f"<worksheet {SHEET}><sheetData><row><c><v>{{}}</v></c></row></sheetData></worksheet>"
    found = reading(
        {
            "[Content_Types].xml": TYPES,
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": links,
            **{f"xl/worksheets/sheet{number}.xml": sheet.format(number) for number in (1, 2, 3)},
        }
    )
    assert [(one.part, one.text) for one in found.texts] == [("Sidst", "2"), ("Først", "1"), ("3", "3")]


@pytest.mark.parametrize(
    "hidden", ['<cols><col min="3" max="3" hidden="1"/></cols>', "", '<sheetFormatPr hidden="1"/>']
)
def test_hidden_rows_and_columns_are_said_and_a_formula_without_its_answer_is_shown(reading, hidden):
    rows = "<row><c><f>SUM(1,2)</f></c><c><f>1+1</f><v>2</v></c></row><row><c/></row>"
    sheet = f"<worksheet {SHEET}>{hidden}<sheetData>{rows}</sheetData></worksheet>"
    found = reading({"[Content_Types].xml": TYPES, "xl/worksheets/sheet1.xml": sheet})
    assert found.texts[0].text == "=SUM(1,2)\t2"
    assert codes(found) == (["hidden_cells"] if "<col " in hidden else [])
