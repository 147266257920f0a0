"""Archives: the edge cases that others keep, ways out of the folder, and bombs made here."""

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib

import py7zr
import pytest
from backports import zstd

from tests.evidence.readers.sample_files import codes, read_file, sampled
from vaern.evidence.readers import archive_zip
from vaern.evidence.readers.shapes import Unreadable

ZIP2 = {  # name of the sample: kinds of its parts, codes of the warnings, whole
    "aes_archive": (["encrypted"] * 4, ["encrypted"] * 4, False),
    "chinese": (["file"], [], True),
    "comment_garbage": ([], ["empty"], True),
    "data_descriptor": (["text"], [], True),
    "deflate64_issue_25": (["refused"], ["list_broken", "entry_broken"], False),
    "extended_timestamp_bad": (["text", "file"], [], True),
    "files_and_dirs": (["text", "folder", "folder"], [], True),
    "ignore_encryption_flag": (["text"], [], True),
    "invalid_offset": (["folder", "file", "text", "folder"], ["list_broken"], False),
    "invalid_offset2": (["encrypted"], ["list_broken", "encrypted"], False),
    "linux-7z": (["file"], [], True),
    "misaligned_comment": ([], ["empty"], True),
    "non_utf8": (["text", "text"], [], True),
    "ppmd": (["text"], [], True),
    "raw_deflate64_index_out_of_bounds": (["refused"], ["entry_broken"], False),
    "symlink": (["link"], ["link_not_followed"], True),
    "windows-7zip": (["file"], [], True),
    "xz": (["text"], [], True),
    "zip64_demo": (["text"], [], True),
    "zip64_magic_in_filename_1": (["file"], [], True),
    "zip64_magic_in_filename_2": (["file"], [], True),
    "zip64_magic_in_filename_3": (["file"] * 2, [], True),
    "zip64_magic_in_filename_4": (["file"] * 2, [], True),
    "zip64_magic_in_filename_5": (["file"] * 6, [], True),
}


def zipped(*contents, names=None):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for at, one in enumerate(contents):
            made.writestr(names[at] if names else f"fil{at}", one)
    return data.getvalue()


def tarred(mode, *members):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as made:
        for member, content in members:
            member.size = len(content)
            made.addfile(member, io.BytesIO(content))
    return data.getvalue()


@pytest.fixture
def reading(tmp_path):
    """Reads bytes as a file of that name; nothing but numbered parts may lie in the folder afterwards."""

    def read(data, name="arkiv.bin"):
        path = tmp_path / "inde" / "fil"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        found = read_file(path, tmp_path / "ud", name)
        assert {one.name[:5] for one in (tmp_path / "ud").iterdir()} <= {"part-"}
        assert {one.name for one in tmp_path.iterdir()} == {"inde", "ud"}
        return found

    return read


@pytest.mark.samples
@pytest.mark.parametrize("name", ZIP2)
def test_zip_with_an_edge_is_read_or_told_apart(name, reading):
    found = reading(sampled(f"adversarial/archive/zip2/{name}.zip").read_bytes())
    assert ([part.kind for part in found.parts], codes(found), found.whole) == ZIP2[name]


@pytest.mark.samples
@pytest.mark.parametrize("name", ["mimetype", "ntfs", "extended_timestamp"])
def test_zip_that_says_it_is_a_document_is_read_as_one(name, reading):
    found = reading(sampled(f"adversarial/archive/zip2/{name}.zip").read_bytes())
    assert (found.kind, codes(found)) == ("document.odt", ["no_text"])


@pytest.mark.samples
@pytest.mark.parametrize(
    "name",
    [
        "invalid_cde_number_of_files_allocation_greater_offset",
        "invalid_cde_number_of_files_allocation_smaller_offset",
    ],
)
def test_zip_that_promises_what_it_has_not_is_refused(name, reading):
    with pytest.raises(Unreadable, match="beskadiget"):
        reading(sampled(f"adversarial/archive/zip2/{name}.zip").read_bytes())


@pytest.mark.samples
@pytest.mark.parametrize("name", ["zip-slip.zip", "zip-slip-win.zip", "zip-slip.tar", "zip-slip-win.tar"])
def test_nothing_is_written_outside_the_folder(name, reading):
    found = reading(sampled(f"adversarial/archive/zip-slip/{name}").read_bytes())
    assert ([part.kind for part in found.parts], codes(found)) == (["text", "text"], ["unsafe_name"])


@pytest.mark.samples
@pytest.mark.parametrize(
    ("name", "inner"),
    [
        *((f"test.{ending}", "image/gif") for ending in ("7z", "bz2", "gz", "rar", "xz", "zip")),
        ("test.tar", "text/plain"),
    ],
)
def test_each_format_gives_what_lies_in_it(name, inner, reading):
    found = reading(sampled(f"adversarial/type-sniffing/archive/{name}").read_bytes(), name)
    assert ([part.media_type for part in found.parts], found.whole) == ([inner], True)


def test_bomb_of_zeros_is_refused_with_a_message(reading):
    found = reading(zipped(bytes(10 << 20)))
    assert ([part.kind for part in found.parts], codes(found), found.whole) == (["refused"], ["bomb"], False)


def test_bomb_of_zips_in_zips_is_refused_with_a_message(reading):
    data = zipped(bytes(10 << 20))
    for _ in range(5):
        data = zipped(*[data] * 16)
    found = reading(data)
    assert ("too_deep" in codes(found), "limit_reached" in codes(found), found.whole) == (True, True, False)
    assert all("," not in part.id and part.id.count(".") < 4 for part in found.parts)


@pytest.mark.parametrize("make", ["gz", "tar.gz", "7z"])
def test_other_bombs_are_refused_too(make, reading):
    zeros = bytes(40 << 20)
    seven = io.BytesIO()
    with py7zr.SevenZipFile(seven, "w") as made:
        made.writestr(zeros, "nul")
    data = {
        "gz": lambda: gzip.compress(zeros),
        "tar.gz": lambda: tarred("w:gz", (tarfile.TarInfo("nul"), zeros)),
        "7z": seven.getvalue,
    }[make]()
    found = reading(data, f"bombe.{make}")
    assert ("bomb" in codes(found), found.whole) == (True, False)


def test_entries_that_share_bytes_are_refused(reading):
    data = zipped(b"a" * 100, b"b" * 100, names=["en", "to"])
    directory = data.index(b"PK\1\2")
    second = data.index(b"PK\1\2", directory + 1)
    shared = data[: second + 42] + bytes(4) + data[second + 46 :]
    found = reading(shared)
    assert ("bomb" in codes(found), "refused" in {part.kind for part in found.parts}) == (True, True)


def test_what_lies_in_an_inner_archive_is_a_part_of_its_own(reading):
    inner = zipped(b"hej", names=["brev.txt"])
    found = reading(zipped(inner, b"x", names=["inde.zip", "ved siden af.txt"]))
    assert [(part.id, part.parent, part.name) for part in found.parts] == [
        ("1", "", "inde.zip"),
        ("1.1", "1", "brev.txt"),
        ("2", "", "ved siden af.txt"),
    ]


def test_a_damaged_entry_does_not_hide_the_others(reading):
    data = bytearray(zipped(b"abc" * 50, b"hel", names=["a", "b"]))
    data[35] ^= 0xFF
    found = reading(bytes(data))
    assert ([part.kind for part in found.parts], codes(found)) == (["refused", "text"], ["entry_broken"])


def test_a_zip_cut_off_gives_what_came_before_the_cut(reading):
    whole = zipped(b"abc" * 50, b"hel", names=["a.txt", "b.txt"])
    found = reading(whole[: whole.index(b"PK\1\2") + 20])
    assert ([part.name for part in found.parts], "list_broken" in codes(found)) == (["a.txt", "b.txt"], True)


def test_danish_names_from_old_windows_are_read_as_a_guess(reading):
    found = reading(zipped(b"x", names=["XXX.txt"]).replace(b"XXX", "æøå".encode("cp850")))
    assert (found.parts[0].name, found.parts[0].facts["name_encoding"]) == ("æøå.txt", "guessed")


def test_tar_links_and_devices_are_told_and_left_alone(reading):
    link, device = tarfile.TarInfo("hemmelig"), tarfile.TarInfo("disk")
    link.type, link.linkname, device.type = tarfile.SYMTYPE, "/etc/passwd", tarfile.BLKTYPE
    found = reading(tarred("w:xz", (link, b""), (device, b""), (tarfile.TarInfo("æ.txt"), b"hej")))
    assert [(part.kind, part.name) for part in found.parts] == [
        ("link", "hemmelig"),
        ("device", "disk"),
        ("text", "æ.txt"),
    ]
    assert found.parts[0].facts["target"] == "/etc/passwd"


def test_tar_cut_off_says_so(reading):
    whole = tarred("w", (tarfile.TarInfo("a"), b"x" * 2000), (tarfile.TarInfo("b"), b"y" * 5000))
    found = reading(whole[:4600])
    assert (found.parts[0].size, found.whole) == (2000, False)


def test_tar_with_an_endless_header_takes_no_memory(reading):
    member = tarfile.TarInfo("x")
    member.type, member.size = tarfile.GNUTYPE_LONGNAME, 8 << 30
    with pytest.raises(Unreadable, match="beskadiget"):
        reading(member.tobuf(tarfile.GNU_FORMAT) + bytes(2048))


def test_7z_with_password_is_listed_and_says_so(reading):
    data = io.BytesIO()
    with py7zr.SevenZipFile(data, "w", password="kode") as made:
        made.writestr(b"hej", "hej.txt")
    found = reading(data.getvalue())
    assert ([(part.kind, part.name) for part in found.parts], codes(found)) == (
        [("encrypted", "hej.txt")],
        ["encrypted"],
    )


def test_7z_whose_list_is_locked_is_refused_with_what_to_do(reading):
    data = io.BytesIO()
    with py7zr.SevenZipFile(data, "w", password="kode", header_encryption=True) as made:
        made.writestr(b"hej", "hej.txt")
    with pytest.raises(Unreadable, match="om koden"):
        reading(data.getvalue())


def test_7z_with_damage_lists_what_it_had(reading):
    data = io.BytesIO()
    with py7zr.SevenZipFile(data, "w", filters=[{"id": py7zr.FILTER_COPY}]) as made:
        made.writestr(b"hej med dig", "a.txt")
        made.writestr(b"og dig", "b.txt")
    broken = bytearray(data.getvalue())
    broken[broken.index(b"og dig")] ^= 1
    found = reading(bytes(broken))
    assert ([(part.kind, part.name) for part in found.parts], codes(found)) == (
        [("text", "a.txt"), ("refused", "b.txt")],
        ["entry_broken"],
    )


def test_names_that_deceive_are_told(reading):
    found = reading(zipped(b"MZ\0", names=["ferie\u202egpj.exe"]))
    assert codes(found) == ["strange_name", "program"]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\3\4",
        b"7z\xbc\xaf\x27\x1c" + bytes(40),
        b"Rar!\x1a\x07\x01\x00" + bytes(9),
        b"\x1f\x8b\x08\x00" + bytes(9),
        b"BZh9" + b"\xff" * 40,
        b"\xfd7zXZ\x00" + bytes(30),
        b"\x28\xb5\x2f\xfd\xff",
    ],
)
def test_what_only_begins_as_an_archive_is_refused(data, reading):
    with pytest.raises(Unreadable, match="beskadiget"):
        reading(data)


def test_a_zip_of_very_many_files_stops_at_the_limit(reading):
    found = reading(zipped(*[b"x"] * 2010))
    assert (len(found.parts), codes(found)) == (2000, ["limit_reached"])


def rar_of(*entries):
    """RAR 2.9 with entries of (name, method, bytes): 0x30 is stored as it is, 0x33 is packed."""
    blocks = [_rar_block(0x73, 0, bytes(6))]
    for name, method, data in entries:
        told = struct.pack(
            "<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0x5D6A0000, 29, method, len(name), 0
        )
        blocks.append(_rar_block(0x74, 0x8000, told + name) + data)
    return b"Rar!\x1a\x07\x00" + b"".join(blocks) + _rar_block(0x7B, 0x4000, b"")


def _rar_block(kind, flags, rest):
    block = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
    return struct.pack("<H", zlib.crc32(block) & 0xFFFF) + block


def test_rar_is_read_where_stored_and_else_listed_and_never_called_damaged(tmp_path_factory, monkeypatch, reading):
    tools = tmp_path_factory.mktemp("tools")
    for name in ("unrar", "unar", "7z", "7zz", "bsdtar"):  # tools that cannot, within a reader's walls
        (tools / name).write_text("#!/bin/sh\nexit 0\n")
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tools))
    found = reading(rar_of((b"brev.txt", 0x30, b"Jeg ved, hvor du bor."), (b"pakket.txt", 0x33, b"noget pakket")))
    assert [(part.name, part.kind) for part in found.parts] == [("brev.txt", "text"), ("pakket.txt", "not_opened")]
    assert codes(found) == ["no_tool"]


def test_link_in_zip_is_one_by_its_mode():
    entry = archive_zip.Entry(
        name="x", guessed_name=False, method=0, flags=0, crc=0, packed=0, size=0, at=0, mode=stat.S_IFLNK | 0o777
    )
    assert (entry.is_link, entry.is_folder, entry.is_encrypted) == (True, False, False)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_what_is_packed_in_several_pieces_and_cut_off_in_the_last_is_told(reading, pack):
    second = pack(b"to" * 5000)
    found = reading(pack(b"et") + second[: len(second) // 2], "brev.txt.pakket")
    assert (found.whole, bool(codes(found))) == (False, True)
    assert reading(pack(b"et") + second + b"\0\0rest", "brev.txt.pakket").whole


def test_7z_with_zstandard_in_several_frames_is_whole(reading, monkeypatch):
    class OneEach(py7zr.compressor.ZstdCompressor):
        def compress(self, data):
            return zstd.compress(bytes(data))

        def flush(self):
            return b""

    _, unpacks = py7zr.compressor.algorithm_class_map[py7zr.FILTER_ZSTD]
    monkeypatch.setitem(py7zr.compressor.algorithm_class_map, py7zr.FILTER_ZSTD, (OneEach, unpacks))
    data = io.BytesIO()
    with py7zr.SevenZipFile(data, "w", filters=[{"id": py7zr.FILTER_ZSTD}]) as made:
        for name in ("et", "to", "tre"):
            made.writestr(name.encode() * 40, name)
    found = reading(data.getvalue(), "a.7z")
    assert (found.whole, [part.size for part in found.parts]) == (True, [80, 80, 120])


def test_zstandard_that_begins_with_a_frame_to_be_skipped_is_unpacked(reading):
    skipped = b"\x50*M\x18" + (4).to_bytes(4, "little") + b"\xaa\0\0\0"
    found = reading(skipped + zstd.compress(b"hej med dig"), "a.zst")
    assert (found.kind, found.whole, found.parts[0].size) == ("archive.zstd", True, 11)


def test_file_in_a_zip_that_is_longer_than_its_list_says_is_told(reading):
    whole = zipped(b"a" * 5000)
    found = reading(whole.replace((5000).to_bytes(4, "little"), (10).to_bytes(4, "little")), "a.zip")
    assert (codes(found), found.whole, found.parts[0].size) == (["size_differs"], False, 5000)
