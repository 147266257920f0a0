"""What is chosen, what it says it is, and what the recipient will see."""

import io
import json
import zipfile
import zlib
from pathlib import Path

import jsonschema
import pypdfium2
import pytest
from django.db import connection
from PIL import Image

from tests.evidence.items import Text, read_as
from tests.factories.cases import attached, draft, picture, workplace
from tests.timestamps.authority import authority
from tests.verifier.made import run as verified
from tests.verifier.made import the_verifier
from vaern import clock
from vaern.audit import triggers
from vaern.audit.anchors import make_anchor, stamp_newest
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.audit.models import Anchor, AnchorToken
from vaern.cases.queries import actor_in
from vaern.errors import BadInput, IntegrityBroken
from vaern.evidence import custody
from vaern.evidence.bundle import RECIPIENTS, choose, export_warnings, prepare_bundle, proofs, write_bundle
from vaern.evidence.bundle.index import index_pages
from vaern.evidence.bundle.names import safe
from vaern.evidence.bundle.zipping import Part, end_of, entries_of, stream
from vaern.evidence.locking import lock
from vaern.evidence.models import EvidenceReading, ItemToken
from vaern.evidence.provenance import say
from vaern.evidence.queries import items_of
from vaern.evidence.reading import quarantine, read_item
from vaern.evidence.redaction import redact_picture, redact_text
from vaern.evidence.stamping import stamp_items
from vaern.process import report as process
from vaern.rulebook.load import content_root
from vaern.vault import storage
from vaern.vault.text import seal_into

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return workplace()


@pytest.fixture
def case(place):
    """Three items: a picture, a text with a number, and a picture that knows where it was taken."""
    report = draft(place.maja)
    attached(report, place.maja, picture(), "skærm | [x](javascript:1) *æ*.png")
    attached(report, place.maja, b"Hans nummer er 010190-1234.\n", "note.txt")
    attached(report, place.maja, with_position(), "foto.jpg")
    return process.send_report(report, by=place.maja).case


def with_position() -> bytes:
    """A picture that knows where it was taken."""
    import io

    out, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (9, 9)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def henrik(place, case):
    return actor_in(place.henrik.person, case)


def contents(path: Path) -> dict[str, bytes]:
    """The files by their place in the bag."""
    with zipfile.ZipFile(path) as archive:
        return {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}


def written(case, place, to: Path, **choice) -> dict[str, bytes]:
    made = write_bundle(case, by=henrik(place, case), to=to / "b.zip", choice=choose(case, **choice))
    assert verified(made).returncode == 0
    return contents(made)


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


@pytest.mark.parametrize(("schema", "file"), [("bundle", "metadata"), ("custody", "custody")])
def test_data_keeps_to_the_published_schema(case, place, tmp_path, schema, file):
    said = json.loads(written(case, place, tmp_path)[f"data/{file}.json"])
    rules = json.loads((content_root() / "schema" / f"{schema}.json").read_text())
    jsonschema.validate(said, rules, cls=jsonschema.Draft202012Validator)
    said["items"][0]["stranger"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(said, rules, cls=jsonschema.Draft202012Validator)


def test_index_is_danish_numbered_and_the_same_on_page_and_paper(case, place, tmp_path):
    files = written(case, place, tmp_path, examples=[3])
    page, paper = files["data/index.html"].decode(), words_of(files["data/index.pdf"])
    for words in (
        "Typiske eksempler",
        "Tidslinje",
        "Bilag 1",
        "Modtaget og forseglet",
        "skærm | [x](javascript:1) *æ*.png",
    ):
        assert words in paper
    assert "<h2>Typiske eksempler</h2>" in page
    assert ("<script" in page, "<em>" in page, "<a " in page) == (False, False, False)
    said = json.loads(files["data/metadata.json"])
    assert [(row["annex"], row["number"]) for row in said["items"]] == [(1, "B3"), (2, "B1"), (3, "B2")]


def test_only_what_is_chosen_is_given_and_noted(case, place, tmp_path):
    files = written(case, place, tmp_path, numbers=[2], for_whom="court")
    assert [name for name in files if name.startswith("data/originals/")] == ["data/originals/B2-note.txt"]
    said = json.loads(files["data/metadata.json"])
    assert (said["for_whom"], said["left_out"]) == ("court", ["B1", "B3"])
    acts = [[entry.act for entry in item.custody.order_by("sequence")] for item in items_of(case)]
    assert acts == [["received"], ["received", "exported"], ["received"]]
    assert items_of(case)[1].custody.get(sequence=2).reason_code == "bundle_court"
    assert "<td>Kopi udleveret til en domstol</td>" in files["data/index.html"].decode()
    last = events_of(Stream.CASE, case.id).last()
    assert (last.name, json.loads(last.data)["items"], json.loads(last.data)["recipient"]) == (
        "bundle.exported",
        1,
        "court",
    )


def test_redacted_copy_is_given_in_place_of_the_original_and_keeps_its_secret(case, place, tmp_path):
    item = items_of(case)[0]
    by = henrik(place, case)
    row = redact_picture(item=item, by=by, areas=[(0, 0, 50, 50)], reason="En kollegas navn")
    files = written(case, place, tmp_path, redacted=[1])
    said = next(one for one in json.loads(files["data/metadata.json"])["items"] if one["number"] == "B1")
    assert said["file"].startswith("redacted/B1-")
    assert (said["salt"], said["redacted"]["reason"]) == (None, "En kollegas navn")
    assert picture() not in files.values()
    assert f"data/{said['file']}" in files
    assert custody.check(item) == 3
    assert "Kopi med sløring" in files["data/index.html"].decode()
    assert row.withdrawn_at is None


def test_what_is_hidden_in_a_picture_is_not_given_whole_inside_the_mail_it_lay_in(case, place):
    picture_, mail = items_of(case)[0], items_of(case)[1]
    items_of(case).filter(pk=picture_.pk).update(parent=mail)
    redact_picture(item=picture_, by=henrik(place, case), areas=[(0, 0, 50, 50)], reason="Et barns navn")
    with pytest.raises(BadInput, match=f"B{mail.number}"):
        choose(case, redacted=[picture_.number])
    kept = [item.number for item in items_of(case) if item != mail]
    assert set(choose(case, numbers=kept, redacted=[picture_.number]).copies) == {picture_.number}


def test_number_that_was_left_in_a_redacted_copy_is_warned_of(case, place):
    item = items_of(case)[1]
    read_as(item, kind="text", texts=(Text("Lise Holm, 010190-1234", kind="body"),))
    for words, left in ((["Lise Holm"], True), (["Lise Holm", "010190-1234"], False)):
        redact_text(item=item, by=henrik(place, case), words=words, reason="En anden")
        copies = choose(case, redacted=[item.number]).copies.values()
        assert bool([said for said in export_warnings(case, [], "lawyer", copies) if "sloeret" in said]) is left


@pytest.mark.parametrize(
    ("reason", "said", "warned"),
    [("En kollega", "Gruppen", False), ("Cpr 010190-1234", "Gruppen", True), ("En kollega", "Lise 010190-1234", True)],
)
def test_number_in_what_is_told_of_an_item_is_warned_of_also_when_it_is_redacted(case, place, reason, said, warned):
    item, by = items_of(case)[0], henrik(place, case)
    say(item=item, by=by, strength="photo_of_screen", group=said)
    redact_picture(item=item, by=by, areas=[(0, 0, 50, 50)], reason=reason)
    copies = choose(case, redacted=[item.number]).copies.values()
    assert bool([one for one in export_warnings(case, [], "lawyer", copies) if "cpr" in one]) is warned
    whole = [one for one in export_warnings(case, [item], "lawyer") if "cpr" in one]
    assert bool(whole) is ("010190" in said)


def test_locked_material_is_never_given(case, place, tmp_path):
    lock(item=items_of(case)[0], by=henrik(place, case))
    assert [item.number for item in choose(case).items] == [2, 3]
    with pytest.raises(BadInput):
        choose(case, numbers=[1])
    assert not [name for name in written(case, place, tmp_path) if "B1" in name]


@pytest.mark.parametrize(
    "wrong",
    [
        {"numbers": [9]},
        {"numbers": [1], "examples": [2]},
        {"redacted": [1]},
        {"examples": [1, 2, 3, 4, 5, 6]},
        {"for_whom": "the press"},
    ],
)
def test_choice_that_cannot_be_given_is_refused(case, wrong):
    with pytest.raises(BadInput):
        choose(case, **wrong)


def test_warnings_name_the_items(case):
    said = " ".join(export_warnings(case, list(items_of(case)), "police"))
    for words in ("B2", "B3", "Maja Lindvig"):
        assert words in said
    assert "B1" not in said


def test_warnings_depend_on_who_receives(case):
    items = list(items_of(case))[:1]
    said = {whom: export_warnings(case, items, whom) for whom in RECIPIENTS}
    assert len(said["police"]) == len(said["court"]) > len(said["sender"]) > len(said["lawyer"])
    assert export_warnings(case, [], "lawyer") == ()


def test_warnings_say_who_handed_in_also_when_it_is_a_colleague(place):
    colleague = place.lone
    report = draft(place.maja)
    attached(report, place.maja, picture())
    case = process.send_report(report, by=place.maja).case
    items_of(case).update(received_from=colleague.person)
    assert len(export_warnings(case, list(items_of(case)), "lawyer")) == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a/b\\c:d*.png", "a_b_c_d_.png"),
        ("../..", "_"),
        ("", "fil"),
        ("æ" * 200 + ".png", "æ" * 73 + ".png"),
        ("e\u0301.txt", "é.txt"),
        ("con\u202etxt.exe", "con_txt.exe"),
    ],
)
def test_names_can_be_unpacked_everywhere(name, kept):
    assert safe(name) == kept


def test_bundle_made_while_no_authority_answers_says_so(case, place, tmp_path, settings):
    with authority() as tsa:
        settings.TIMESTAMP_ROOTS_FILE = str(tsa.folder / "ca.pem")
        settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
        files = written(case, place, tmp_path)
    assert "manifest-sha256.txt.p7s.tsr" not in files
    assert json.loads(files["data/metadata.json"])["signing"]["stamp_asked"] is True
    assert "endnu ikke tidsstemplet" in files["data/index.html"].decode()


def test_what_waits_for_its_stamp_is_warned_of_until_it_has_one(case, settings):
    def warned() -> list[str]:
        return [one for one in export_warnings(case, list(items_of(case)), "lawyer") if "tidsstemplet" in one]

    assert warned() == []
    with authority() as tsa:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = tsa.url, str(tsa.folder / "ca.pem")
        assert [one.split(". ")[0] for one in warned()] == ["Endnu ikke tidsstemplet: B1, B2, B3"]
        stamp_items({})
        assert warned() == []


@pytest.mark.parametrize(
    ("for_whom", "to", "may_ask"),
    [("police", "til politiet den", True), ("sender", "til den, sagen handler om, den", False)],
)
def test_index_says_to_whom_and_that_the_log_holds_roles(case, place, tmp_path, for_whom, to, may_ask):
    page = written(case, place, tmp_path, for_whom=for_whom)["data/index.html"].decode()
    assert (to in page, "har et menneske oplyst" in page) == (True, False)
    assert page.count("personen havde i sagen, og ikke navnet") == items_of(case).count()
    assert ("kan oplyse, hvem det var" in page) is may_ask


def test_times_are_danish(case, place, tmp_path):
    page = written(case, place, tmp_path)["data/index.html"].decode()
    assert clock.local(items_of(case)[0].received_at).strftime("%d.%m.%Y kl. %H.%M.%S") in page


def test_where_an_item_was_seen_is_told(case, place, tmp_path):
    said = {"url": "https://opdigtet.invalid/p/1", "profile": "Bente på bakken", "user_id": "10001", "group": "Byen"}
    say(item=items_of(case)[0], by=henrik(place, case), strength="photo_of_screen", **said)
    files = written(case, place, tmp_path)
    told = json.loads(files["data/metadata.json"])["items"][0]["provenance"]
    assert (told["strength"], told["url"], told["captured"]) == ("photo_of_screen", said["url"], "")
    paper = words_of(files["data/index.pdf"])
    plainly = ("et foto af en skærm", "ikke hvilken side det var", "har et menneske oplyst")
    assert [words for words in (*plainly, *said.values()) if words not in paper] == []
    rules = json.loads((content_root() / "schema" / "bundle.json").read_text())
    jsonschema.validate(json.loads(files["data/metadata.json"]), rules, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("precision", "shown"),
    [
        ("day", "<td>20.11.2026</td>"),
        ("words", "ukendt tidspunkt"),
        ("about", "omkring 20.11.2026 kl."),
        ("interval", "mellem 20.11"),
    ],
)
def test_time_line_says_no_more_than_is_known(precision, shown):
    line = {"at": "2026-11-20T12:00:00+00:00", "until": "2026-11-20T14:00:00+00:00", "precision": precision}
    said = {
        "case": "V", "organisation": "Lindsø", "made_at": "2026-11-20T08:00:00+00:00", "items": [], "left_out": [],
        "timeline": [{**line, "kind": "happened", "says": "x", "items": []}], "signing": {"sha256": ""},
    }  # fmt: skip
    page = index_pages(said, {"items": []})["index.html"].decode()
    assert shown in page
    assert ("kl. 13" in page) == (precision in {"about", "interval"})
    assert "kl. 13.00.00" not in page  # nobody told the second


def test_length_is_known_before_a_byte_is_sent(case, place):
    made = prepare_bundle(case, by=henrik(place, case))
    assert len(b"".join(made.stream())) == made.length


def test_file_that_becomes_shorter_while_it_is_sent_breaks_the_bundle():
    parts = [Part("x", 3, zlib.crc32(b"abc"), lambda: [b"ab"])]
    with pytest.raises(IntegrityBroken):
        list(stream(parts))


@pytest.mark.parametrize("size", [0, 0xFFFFFFFE, 0xFFFFFFFF, 0x1FFFFFFFF])
def test_sizes_past_four_gigabytes_are_framed_as_zip64(size):
    """The headers of large files, as the verifier reads them and writes them again."""
    module, part = the_verifier(), Part("æ", size, 7, list)
    entries = entries_of([part, Part("b", 1, 1, list)])
    rows = [(entry.name, entry.offset, entry.crc, entry.size, entry.size, 0, 0x0800) for entry in entries]
    assert module.local_header("æ", size, 7) == entries[0].local()
    assert module.listing(rows) == b"".join(entry.central() for entry in entries)
    read = list(module.read_list(module.listing(rows), 2))
    assert [(row[0], row[1], row[3]) for row in read] == [(entry.name, entry.offset, entry.size) for entry in entries]
    start = entries[1].offset + len(entries[1].local()) + 1
    assert module.end_of(rows, start) == end_of(2, len(module.listing(rows)), start)


def test_at_most_five_stand_first(place):
    report = draft(place.maja)
    for number in range(6):
        attached(report, place.maja, b"x%d" % number, f"{number}.txt")
    case = process.send_report(report, by=place.maja).case
    assert len(choose(case, examples=[1, 2, 3, 4, 5]).examples) == 5
    with pytest.raises(BadInput):
        choose(case, examples=[1, 2, 3, 4, 5, 6])


def test_bundle_that_cannot_be_written_leaves_no_file(case, place, tmp_path):
    with pytest.raises(FileNotFoundError):
        write_bundle(case, by=henrik(place, case), to=tmp_path / "nowhere" / "b.zip")


def test_file_that_goes_wrong_on_the_way_leaves_no_half_bundle(case, place, tmp_path):
    made = prepare_bundle(case, by=henrik(place, case))
    storage.place_of(items_of(case)[0].blob_id).unlink()
    with pytest.raises(IntegrityBroken):
        list(made.stream())
    with pytest.raises(IntegrityBroken):
        write_bundle(case, by=henrik(place, case), to=tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


def test_position_that_a_reader_found_and_a_picture_that_cannot_be_opened(place):
    report = draft(place.maja)
    attached(report, place.maja, picture()[:60], "halv.png")
    attached(report, place.maja, b"%PDF-1.7", "kort.pdf")
    case = process.send_report(report, by=place.maja).case
    half, other = items_of(case)
    assert not [said for said in export_warnings(case, [half, other], "lawyer") if "B1" in said or "B2" in said]
    row = EvidenceReading(item=other, made_at=clock.now(), outcome="read")
    seal_into(row, said=json.dumps({"facts": [["GPSLatitude", "55"]], "identifiers": [
        {"kind": "email", "value": f"{name}@opdigtet.invalid"} for name in "abc"
    ]}))  # fmt: skip
    row.save()
    assert len([said for said in export_warnings(case, [half, other], "lawyer") if "B2" in said]) == 2


@pytest.mark.parametrize(
    "said",
    [
        {"identifiers": [{"kind": "position", "value": "55.676100,12.568300"}]},
        {"facts": [["position", "55.676100, 12.568300"]]},
    ],
)
def test_place_of_a_film_is_warned_of(said, place):
    report = draft(place.maja)
    attached(report, place.maja, b"\0\0\0\x18ftypqt  film", "film.mov")
    case = process.send_report(report, by=place.maja).case
    [film] = items_of(case)
    assert not [told for told in export_warnings(case, [film], "lawyer") if "Stedet" in told]
    row = EvidenceReading(item=film, made_at=clock.now(), outcome="read")
    seal_into(row, said=json.dumps(said))
    row.save()
    assert [told for told in export_warnings(case, [film], "lawyer") if "Stedet" in told] != []


def test_place_of_a_picture_inside_an_archive_is_warned_of(place):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("foto.jpg", with_position())
    report = draft(place.maja)
    attached(report, place.maja, packed.getvalue(), "billeder.zip")
    case = process.send_report(report, by=place.maja).case
    [archive] = items_of(case)
    read_item(archive)
    assert [told for told in export_warnings(case, [archive], "lawyer") if "Stedet" in told] != []


def test_dangerous_file_is_given_with_a_warning(case, place, tmp_path):
    item = items_of(case)[1]
    quarantine(item)
    item.refresh_from_db()
    assert [said for said in export_warnings(case, [item], "lawyer") if "computer" in said] != []
    assert "data/originals/B2-note.txt" in written(case, place, tmp_path)


def test_stamps_from_before_chains_were_kept_get_theirs(case, place, tmp_path, settings):
    with authority() as tsa:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = tsa.url, str(tsa.folder / "ca.pem")
        stamp_items({})
        make_anchor()
        stamp_newest()
        triggers.remove(connection)
        ItemToken.objects.update(chain=b"")
        AnchorToken.objects.update(chain=b"")
        triggers.install(connection)
        settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
        files = written(case, place, tmp_path)
    for path in ("data/timestamps/B1-1.chain.pem", "data/audit/anchor.chain.pem"):
        assert files[path].count(b"BEGIN CERTIFICATE") == 2


def test_while_no_authority_answers_the_newest_stamped_anchor_is_taken(case, place, tmp_path, settings):
    with authority() as tsa:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = tsa.url, str(tsa.folder / "ca.pem")
        make_anchor()
        stamped = stamp_newest()
        settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
        proof = json.loads(written(case, place, tmp_path)["data/audit/proof.json"])
    assert (proof["root"], proof["stamped_at"] is not None) == (stamped.anchor.root, True)
    assert Anchor.objects.count() == 2


def test_very_large_installation_proves_by_the_anchor_of_the_last_hour(case, place, tmp_path, monkeypatch):
    monkeypatch.setattr(proofs, "MANY_CHAINS", 0)
    first = json.loads(written(case, place, tmp_path)["data/audit/proof.json"])
    again = json.loads(written(case, place, tmp_path)["data/audit/proof.json"])
    assert (Anchor.objects.count(), first["root"], first["sequence"]) == (1, again["root"], again["sequence"])
