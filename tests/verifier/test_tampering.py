"""Any changed, removed, added or reordered byte or file is found, in every file of the bundle and in the zip itself."""

import io
import json
import shutil
import struct
import zipfile
import zlib
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.verifier.made import the_verifier
from vaern.evidence.bundle.zipping import Part, stream

pytestmark = [pytest.mark.django_db, pytest.mark.once]
verify = the_verifier().verify
SLOW = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def broken(path: Path) -> bool:
    """Whether anything does not hold."""
    return any(check.holds is False for check in verify(path))


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def copy(made, tmp_path):
    """A folder that may be spoilt."""
    return Path(shutil.copytree(made.folder, tmp_path / made.folder.name))


def spoilt(path: Path, data: bytes, change: str) -> bytes:
    """The file with one thing wrong; the place depends on the name, so that all parts of files are hit."""
    place = sum(path.name.encode()) * 7919 % len(data)
    return {
        "changed": data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :],
        "removed": data[:place] + data[place + 1 :],
        "added": data[:place] + b"x" + data[place:],
        "longer": data + b"\n",
    }[change]


@pytest.mark.parametrize("change", ["changed", "removed", "added", "longer"])
def test_a_byte_of_any_file_is_found(copy, change):
    assert not broken(copy)
    missed = []
    for path in files(copy):
        data = path.read_bytes()
        path.write_bytes(spoilt(path, data, change))
        missed += [] if broken(copy) else [path.name]
        path.write_bytes(data)
    assert missed == []
    assert len(files(copy)) > 25


def test_any_file_taken_away_is_found(copy):
    missed = []
    for path in files(copy):
        data = path.read_bytes()
        path.unlink()
        missed += [] if broken(copy) else [path.name]
        path.write_bytes(data)
    assert missed == []


@pytest.mark.parametrize("name", ["ny.txt", "data/ny.txt", "data/originals/B3-x.png", "data/timestamps/B1-2.tsr", ".x"])
def test_a_file_put_in_is_found(copy, name):
    (copy / name).write_bytes(b"x")
    assert broken(copy)


def test_links_and_empty_folders_are_found(copy):
    (copy / "data/tom").mkdir()
    assert broken(copy)
    (copy / "data/tom").rmdir()
    original = next((copy / "data/originals").iterdir())
    moved = original.rename(copy.parent / "elsewhere")
    original.symlink_to(moved)
    assert broken(copy)


@pytest.mark.parametrize("name", ["manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_lines_in_another_order_are_found(copy, name):
    lines = (copy / name).read_text().splitlines(keepends=True)
    (copy / name).write_text("".join(lines[::-1]))
    assert broken(copy)


def test_two_files_that_change_places_are_found(copy):
    first, second = sorted((copy / "data/timestamps").glob("*-1.tsr"))
    a, b = first.read_bytes(), second.read_bytes()
    first.write_bytes(b)
    second.write_bytes(a)
    assert broken(copy)


@SLOW
@given(data=st.data())
def test_any_byte_of_the_zip_is_found(made, tmp_path, data):
    whole = made.zip.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    flip = data.draw(st.integers(1, 255))
    (tmp_path / "b.zip").write_bytes(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
    assert broken(tmp_path / "b.zip")


def test_every_byte_of_the_frame_is_found(made, tmp_path):
    """The first header and the whole list at the end: each byte in turn, by the part that reads the frame."""
    module, whole, target = the_verifier(), made.zip.read_bytes(), tmp_path / "b.zip"
    names = set(module.Zip(made.zip).names)
    header = 30 + struct.unpack("<H", whole[26:28])[0]
    missed = []
    for place in [*range(header), *range(struct.unpack("<I", whole[-6:-2])[0], len(whole))]:
        target.write_bytes(whole[:place] + bytes([whole[place] ^ 0x01]) + whole[place + 1 :])
        try:
            source = module.Zip(target)
        except (module.Wrong, *module.UNREADABLE):
            continue
        missed += [place] if source.strict and set(source.names) == names else []
    assert missed == []


@pytest.mark.parametrize(
    "trick",
    [
        lambda whole: whole + b"x",
        lambda whole: b"x" + whole,
        lambda whole: whole[:-2] + b"\x01\x00x",
        lambda whole: whole[:-1],
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole + whole,
    ],
)
def test_data_around_the_zip_is_found(made, tmp_path, trick):
    (tmp_path / "b.zip").write_bytes(trick(made.zip.read_bytes()))
    assert broken(tmp_path / "b.zip")


def written(made, path: Path, change) -> Path:
    """The same files, written by Værn's own writer in another way."""
    with zipfile.ZipFile(made.zip) as archive:
        entries = [(info.filename, archive.read(info)) for info in archive.infolist()]
    parts = [Part(name, len(data), zlib.crc32(data), partial(list, [data])) for name, data in change(entries)]
    path.write_bytes(b"".join(stream(parts)))
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda entries: entries[::-1],
        lambda entries: [entries[1], entries[0], *entries[2:]],
        lambda entries: [*entries[:-2], entries[-1], entries[-2]],
        lambda entries: [*entries, entries[0]],
        lambda entries: [*entries, (entries[0][0], b"other")],
        lambda entries: [*entries, (entries[0][0].upper(), b"other")],
        lambda entries: [*entries, (entries[0][0].split("/")[0] + "/../evil", b"x")],
        lambda entries: [*entries, ("/etc/evil", b"x")],
        lambda entries: [*entries, (entries[0][0].split("/")[0] + "/data\\evil", b"x")],
        lambda entries: [*entries, ("another/bagit.txt", b"x")],
        lambda entries: entries[:-1],
        lambda entries: entries[1:],
    ],
)
def test_files_in_the_zip_moved_doubled_or_unsafe_are_found(made, tmp_path, change):
    assert broken(written(made, tmp_path / "b.zip", change))


def test_same_files_written_again_hold(made, tmp_path):
    again = written(made, tmp_path / "b.zip", lambda entries: entries)
    assert (again.read_bytes() == made.zip.read_bytes(), broken(again)) == (True, False)


def test_zip_packed_by_another_program_is_sent_to_the_folder(made, tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(made.zip) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(info.filename, source.read(info))
    (tmp_path / "b.zip").write_bytes(out.getvalue())
    checks = verify(tmp_path / "b.zip")
    assert [check.name for check in checks if check.holds is False] == ["frame"]
    assert "kontrollér mappen" in checks[0].faults[0]


@SLOW
@given(data=st.data())
def test_spoilt_old_bundle_is_answered_and_never_a_crash(tmp_path, data):
    whole = (Path(__file__).parent / "old" / "0.1.0.zip").read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole = whole[:place] + data.draw(st.binary(max_size=3)) + whole[place + 1 :]
    (tmp_path / "b.zip").write_bytes(whole)
    assert len(verify(tmp_path / "b.zip")) > 0


@SLOW
@given(data=st.data())
def test_nonsense_in_the_data_is_answered_and_never_a_crash(made, tmp_path_factory, data):
    """Any value of the JSON files replaced by any other."""
    folder = Path(shutil.copytree(made.folder, tmp_path_factory.mktemp("x") / "V"))
    path = folder / data.draw(st.sampled_from(["data/metadata.json", "data/custody.json", "data/audit/proof.json"]))
    told = json.loads(path.read_text())
    spot, key = told, data.draw(st.sampled_from(sorted(told)))
    while data.draw(st.booleans()) and isinstance(spot[key], dict | list) and spot[key]:
        spot = spot[key]
        key = data.draw(st.sampled_from(sorted(spot) if isinstance(spot, dict) else range(len(spot))))
    spot[key] = data.draw(st.one_of(st.none(), st.integers(), st.text(max_size=3), st.just([]), st.just({"a": 10**40})))
    path.write_text(json.dumps(told))
    assert broken(folder)
    shutil.rmtree(folder)
