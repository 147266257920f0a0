"""What a reader's process does with whatever a reader does, and the small fields that writers of archives add."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from vaern.evidence.readers import malware, run
from vaern.evidence.readers.archive_zipname import Details, details, name_of
from vaern.evidence.readers.malware import EICAR
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Source, Unreadable

TOO_DEEP = "Filen er pakket ind i sig selv så mange gange, at den ikke kan læses."
READER = "def read(source, out):\n    {}\n"


def request(path: Path, tmp_path: Path, **more: object) -> dict[str, object]:
    out = tmp_path / "out"
    out.mkdir()
    return {"path": str(path), "name": path.name, "out": str(out), "most_bytes": 1 << 20, "records": {}, **more}


def attempted(tmp_path: Path, body: str) -> dict[str, object]:
    """What is answered for a reader with this body."""
    own, file = tmp_path / "own.py", tmp_path / "fil.txt"
    own.write_text(READER.format(body))
    file.write_text("Hej")
    return run.attempt(run._own_reader(str(own)), request(file, tmp_path))


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("raise MemoryError", {"unreadable": run.TOO_BIG}),
        ("return read(source, out)", {"unreadable": TOO_DEEP}),
        ("return {}['Maja Lindvig']", {"fault": "KeyError own.py:2"}),
    ],
)  # fmt: skip
def test_what_a_reader_stumbles_over_is_told_by_its_kind_alone(tmp_path, body, answer):
    assert attempted(tmp_path, body) == answer


def test_reader_that_says_why_is_heard(tmp_path):
    def refuses(_source: Source, _out: Out) -> None:
        raise Unreadable("Filen er tom.")

    (tmp_path / "fil").touch()
    assert run.attempt(refuses, request(tmp_path / "fil", tmp_path)) == {"unreadable": "Filen er tom."}


def test_reader_that_is_not_there_is_a_fault_of_ours():
    with pytest.raises(ImportError):
        run._own_reader("/nowhere/reader")


def test_file_is_read_by_the_reader_of_its_kind(tmp_path):
    (tmp_path / "note.txt").write_text("Jeg ved hvor du bor.")
    told = run.attempt(run.by_table, request(tmp_path / "note.txt", tmp_path))
    assert [text["text"] for text in told["reading"]["texts"]] == ["Jeg ved hvor du bor."]


def zipped(data: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (EICAR, "found"),
        (zipped(zipped(EICAR, "fil.com"), "inden i.zip"), "found"),
        (zipped(b"Hej", "hej.txt"), "nothing_found"),
        (b"Hej", "nothing_found"),
        (b"PK\x03\x04 og ikke mere", "nothing_found"),
    ],
)
def test_walk_finds_the_test_file_wherever_it_lies(tmp_path, data, found):
    (tmp_path / "fil").write_bytes(data)
    (tmp_path / "out").mkdir()
    told = malware.read(Source(tmp_path / "fil", "fil"), Out(tmp_path / "out", most_bytes=1 << 20))
    assert told.checks == {"malware": found}


def extra(kind: int, value: bytes) -> bytes:
    return struct.pack("<HH", kind, len(value)) + value


def told_by(*fields: bytes, clock: int = 0, day: int = 0, size: int = 7) -> Details:
    return details(b"".join(fields), Details(size=size, packed=5, at=3), clock, day)


def test_wide_sizes_stand_where_the_narrow_ones_are_full():
    told = details(extra(1, struct.pack("<QQ", 2**33, 9)), Details(size=2**32 - 1, packed=5, at=2**32 - 1), 0, 0)
    assert (told.size, told.packed, told.at) == (2**33, 5, 9)


def test_time_in_utc_goes_before_the_clock_without_a_zone():
    at_noon, day = 12 << 11, (46 << 9) | (11 << 5) | 16
    assert told_by(clock=at_noon, day=day).modified == "2026-11-16T12:00:00"
    assert told_by(extra(0x5455, b"\x01" + struct.pack("<i", 0)), clock=at_noon, day=day).modified.startswith(
        "1970-01-01"
    )


def test_day_that_does_not_exist_and_broken_fields_are_passed_over():
    told = told_by(extra(0x5455, b"\x01\x00"), extra(0x7075, b"\x01crc_\xff\xff"), extra(9, b"x"), day=(13 << 5))
    assert (told.modified, told.name, told.size) == ("", "", 7)


def test_name_in_unicode_goes_first_and_an_unsaid_encoding_is_a_guess():
    named = told_by(extra(0x7075, b"\x01crc_" + "blåbær.txt".encode()))
    assert name_of(b"bl?b?r.txt", 0, named) == ("blåbær.txt", False)
    assert name_of(b"bl\x86b\x91r.txt", 0, told_by()) == ("blåbær.txt", True)
    assert name_of(b"a.txt", 0, told_by()) == ("a.txt", False)


def test_what_only_seemed_a_mail_is_read_as_words(tmp_path):
    (tmp_path / "mail.txt").write_bytes(b"Fro :x\nTo: a@example.org\nSubject: b\nMessage-ID: <c@d>\n\nHej")
    told = run.attempt(run.by_table, request(tmp_path / "mail.txt", tmp_path))["reading"]
    assert (told["kind"], [one["code"] for one in told["warnings"]]) == ("text.plain", ["not_as_it_seemed"])
