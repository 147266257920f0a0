"""What a file is, by its bytes and what lies inside them: a name can say anything, and helps with text only."""
# ruff: noqa: PLR2004 - the numbers are the formats' own

import gzip
import re
import zipfile
import zlib
from pathlib import Path

import olefile

from vaern.evidence.readers import charset, sniff_text

UNKNOWN = "application/octet-stream"
HEAD = 65_536
OLE = "application/x-ole-storage"
OFFICE = "application/vnd.openxmlformats-officedocument."
MOST_DIRECTORY = 32 * 1024 * 1024  # a zip's own list of contents; a longer one is not looked through here

SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"WARC/", "application/warc"),
    (0, b"filedesc://", "application/x-arc"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"II+\x00", "image/tiff"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"gimp xcf", "image/x-xcf"),
    (0, b"icns", "image/icns"),
    (0, b"\x00\x00\x01\x00", "image/x-icon"),
    (0, b"\x00\x00\x00\x0cjP  ", "image/jp2"),
    (0, b"\xff\x4f\xff\x51", "image/jp2"),
    (0, b"\x00\x00\x00\x0cJXL ", "image/jxl"),
    (0, b"\xff\x0a", "image/jxl"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"AIFF", "audio/aiff"),
    (8, b"AIFC", "audio/aiff"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b".snd", "audio/basic"),
    (0, b"caff", "audio/x-caf"),
    (0, b"MThd", "audio/midi"),
    (0, bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), "video/x-ms-asf"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"\x00\x00\x01\xba", "video/mpeg"),
    (0, b"\x00\x00\x01\xb3", "video/mpeg"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"PK\x07\x08", "application/zip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (0, b"\x04\x22\x4d\x18", "application/x-lz4"),
    (0, b"MSCF\x00", "application/vnd.ms-cab-compressed"),
    (257, b"ustar", "application/x-tar"),
    (0, olefile.MAGIC, OLE),
    (0, b"\x78\x9f\x3e\x22", "application/vnd.ms-tnef"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"MZ", "application/vnd.microsoft.portable-executable"),
    (0, b"\x7fELF", "application/x-elf"),
    (0, b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (0, b"\xca\xfe\xba\xbe", "application/java-vm"),
    (0, b"CWS", "application/vnd.adobe.flash.movie"),
    (0, b"FWS", "application/vnd.adobe.flash.movie"),
    (0, b"ZWS", "application/vnd.adobe.flash.movie"),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (0, b"\x0a\x0d\x0d\x0a", "application/x-pcapng"),
    (0, b"\xd4\xc3\xb2\xa1", "application/vnd.tcpdump.pcap"),
    (0, b"\xa1\xb2\xc3\xd4", "application/vnd.tcpdump.pcap"),
    (0, b"KDMV", "application/x-vmdk"),
    (32769, b"CD001", "application/x-iso9660-image"),
    (0, b"\x00" + b"\xff" * 10 + b"\x00", "application/x-cd-image"),
    (0, b"bplist00", "application/x-bplist"),
    (0, b"!BDN", "application/vnd.ms-outlook-pst"),
    (0, b"\x4c\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
    (0, b"\x00\x01\x00\x00\x00", "font/ttf"),
    (0, b"OTTO", "font/otf"),
)
LETTERS = frozenset(
    (b"MZ", b"BZh", b"FWS", b"CWS", b"ZWS", b"icns", b"KDMV", b"8BPS", b"caff", b"OTTO", b"ID3", b".snd", b"!BDN")
)
BRANDS = {  # of the ISO base media format: the four letters after "ftyp"
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "image/heic"),
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
    **dict.fromkeys((b"M4A ", b"M4B ", b"M4P "), "audio/mp4"),
    b"qt  ": "video/quicktime",
    b"jp2 ": "image/jp2",
    b"crx ": "image/x-canon-cr3",
}
PKCS7 = bytes.fromhex("06092a864886f70d0107")
PDF = re.compile(rb"(?:\A|[\r\n\xef\xbb\xbf])%PDF-\d\.\d")
OLD_FILM = (b"moov", b"mdat", b"wide", b"pnot", b"skip", b"free")
FREE_KINDS = ("text", "spreadsheet", "presentation", "graphics", "formula")
INSIDE_OLE = (
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
INSIDE_ZIP = (
    ("word/", OFFICE + "wordprocessingml.document"),
    ("xl/", OFFICE + "spreadsheetml.sheet"),
    ("ppt/", OFFICE + "presentationml.presentation"),
)


def media_type(path: Path, name: str = "") -> str:
    """What the file at `path` is. `name` is what it came with."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    found = from_head(head, name)
    if found == "application/zip":
        return _inside_zip(path, name)
    if found == OLE:
        return _inside_ole(path)
    if found in (UNKNOWN, "text/plain") and PDF.search(head[:1024]) and b" obj" in head:
        return "application/pdf"  # a page with something in front of it
    if found == UNKNOWN:
        return _from_the_end(path, head, name)
    return found


def from_head(head: bytes, name: str = "") -> str:
    """What the first bytes tell; `application/octet-stream` where they tell nothing. Nothing inside is opened."""
    if head[4:8] == b"ftyp":
        return _brand(head)
    if head.startswith(b"\x1f\x8b"):
        return _inside_gzip(head)
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "video/x-matroska" if b"matroska" in head[:64] else "video/webm"
    for place, signature, kind in SIGNATURES:
        if head[place : place + len(signature)] == signature and not _only_words(signature, head):
            return kind
    for looks_like, kind in LOOKS:
        if looks_like(head):
            return kind
    return sniff_text.media_type(head, name)


def _only_words(signature: bytes, head: bytes) -> bool:
    """Letters that begin a binary format can also begin a sentence ("MZ er en bil"): then the rest is text too."""
    if signature not in LETTERS:
        return False
    return b"\x00" not in head and charset.words(head) is not None


def _brand(head: bytes) -> str:
    brand = head[8:12]
    if brand[:2] == b"3g":
        return "video/3gpp"
    if brand in (b"mif1", b"msf1") and b"avif" in head[16:64]:
        return "image/avif"
    return BRANDS.get(brand, "video/mp4")


def _inside_gzip(head: bytes) -> str:
    unpacked = peek(head)
    if unpacked.startswith(b"WARC/"):
        return "application/warc"
    if unpacked.startswith(b"filedesc://"):
        return "application/x-arc"
    return "text/x-cdx" if sniff_text.is_cdx(unpacked) else "application/gzip"


def peek(packed: bytes, most: int = 2048) -> bytes:
    """The first bytes of what a gzip holds, as far as it can be unpacked."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        return unpacker.decompress(packed, most)
    except (zlib.error, gzip.BadGzipFile):
        return b""


def _inside_zip(path: Path, name: str) -> str:
    try:
        if _directory_size(path) > MOST_DIRECTORY:
            return "application/zip"
        with zipfile.ZipFile(path) as opened:
            return _by_names(opened, name)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
        return "application/zip"


def _directory_size(path: Path) -> int:
    with path.open("rb") as file:
        end = file.seek(0, 2)
        file.seek(max(0, end - 66_000))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0


def _by_names(opened: zipfile.ZipFile, name: str) -> str:
    names = {one.filename for one in opened.infolist()}
    if "[Content_Types].xml" in names:
        return next(
            (kind for folder, kind in INSIDE_ZIP if any(n.startswith(folder) for n in names)), "application/zip"
        )
    if "mimetype" in names:
        return _declared(opened)
    if "datapackage.json" in names and (name.lower().endswith(".wacz") or any("archive/" in n for n in names)):
        return "application/wacz"
    if "AndroidManifest.xml" in names:
        return "application/vnd.android.package-archive"
    return "application/java-archive" if "META-INF/MANIFEST.MF" in names else "application/zip"


def _declared(opened: zipfile.ZipFile) -> str:
    if opened.getinfo("mimetype").file_size > 200:
        return "application/zip"
    said = opened.read("mimetype").decode("ascii", "replace").strip()
    if said == "application/epub+zip":
        return said
    family, _, kind = said.rpartition(".")
    plain = re.sub(r"-(template|master|web)$", "", kind)
    known = family == "application/vnd.oasis.opendocument" and plain in FREE_KINDS
    return f"{family}.{plain}" if known else "application/zip"


def _inside_ole(path: Path) -> str:
    try:
        with olefile.OleFileIO(str(path)) as opened:
            return next((kind for stream, kind in INSIDE_OLE if opened.exists(stream)), OLE)
    except (OSError, ValueError, IndexError, RecursionError, MemoryError, TypeError, AttributeError):
        return OLE


def _from_the_end(path: Path, head: bytes, name: str) -> str:
    """Some formats say what they are at the end, or only by their size."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 66_000))
        tail = file.read()
    if tail.endswith(b"TRUEVISION-XFILE.\x00") or _is_targa(head, size):
        return "image/x-tga"
    if b"PK\x05\x06" in tail:
        return _inside_zip(path, name)  # a zip with something in front of it
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    return UNKNOWN


def _is_targa(head: bytes, size: int) -> bool:
    if len(head) < 18 or head[1] not in (0, 1) or head[2] not in (1, 2, 3) or head[16] not in (8, 16, 24, 32):
        return False
    pixels = int.from_bytes(head[12:14], "little") * int.from_bytes(head[14:16], "little")
    return pixels > 0 and size - (18 + head[0] + pixels * head[16] // 8) in (0, 26)


def _is_bitmap(head: bytes) -> bool:
    return head[:2] == b"BM" and head[14:18] in (
        b"\x28\0\0\0",
        b"\x0c\0\0\0",
        b"\x6c\0\0\0",
        b"\x7c\0\0\0",
        b"\x38\0\0\0",
    )


def _is_netpbm(head: bytes) -> bool:
    return head[:1] == b"P" and head[1:2] in b"123456" and len(head) > 3 and head[2:3] in b" \t\r\n"


def _is_xbitmap(head: bytes) -> bool:
    return head.startswith(b"#define ") and b"_width " in head[:200] and b"_bits[" in head[:2000]


def _is_old_film(head: bytes) -> bool:
    """QuickTime before it said what it is: its first box is film, or room for it."""
    size = int.from_bytes(head[:4], "big")
    return head[4:8] in OLD_FILM and (size <= 1 or size >= 8)


def _is_adts(head: bytes) -> bool:
    """AAC in its stream form: twelve bits set, layer 0, and the next frame where this one says."""
    if len(head) < 8 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return False
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length > 7 and (len(head) <= length + 1 or head[length] == 0xFF)


def _is_mpeg_audio(head: bytes) -> bool:
    """An MPEG audio frame: eleven bits set, and no reserved version, layer, bit rate or sample rate."""
    return (
        len(head) > 4
        and head[0] == 0xFF
        and head[1] < 0xFE
        and head[1] & 0xE0 == 0xE0
        and head[1] & 0x18 != 0x08
        and head[1] & 0x06 != 0
        and head[2] & 0xF0 != 0xF0
        and head[2] & 0x0C != 0x0C
    )


def _is_old_tar(head: bytes) -> bool:
    """A tar from before "ustar": its own sum over the first 512 bytes must be right."""
    if len(head) < 512 or not head[0] or any(byte not in b"01234567 \x00" for byte in head[100:156]):
        return False
    stated = head[148:156].strip(b" \x00")
    return bool(stated) and int(stated, 8) == sum(head[:148]) + 8 * 32 + sum(head[156:512])


def _is_pkcs7(head: bytes) -> bool:
    """What S/MIME is packed in: a sequence that begins with the number of PKCS #7."""
    return _in_sequence(head).startswith(PKCS7)


def _is_pkcs12(head: bytes) -> bool:
    """A key with its certificate (.pfx, .p12): a sequence of version 3 and then what PKCS #7 holds."""
    return _in_sequence(head).startswith(b"\x02\x01\x03\x30") and PKCS7 in head[:24]


def _in_sequence(head: bytes) -> bytes:
    """What stands after the mark and the length of a DER or BER sequence."""
    if head[:1] != b"0" or len(head) < 2:
        return b""
    return head[2 + (head[1] & 0x7F if head[1] > 0x80 else 0) :][:64]


def _is_transport(head: bytes) -> bool:
    """MPEG in packets, as cameras write it: 0x47 at the head of each, with four bytes before or without."""
    return any(
        len(head) > first + 3 * size and all(head[first + size * number] == 0x47 for number in range(4))
        for first, size in ((0, 188), (4, 192))
    )


def _is_skipped_frame(head: bytes) -> bool:
    """Zstandard with a frame first that is to be skipped, as those write who pack with many threads."""
    after = 8 + int.from_bytes(head[4:8], "little")
    return head[1:4] == b"*M\x18" and head[0] & 0xF0 == 0x50 and head[after : after + 4] == b"\x28\xb5\x2f\xfd"


LOOKS = (
    (_is_skipped_frame, "application/zstd"),
    (_is_old_film, "video/quicktime"),
    (_is_pkcs7, "application/pkcs7-mime"),
    (_is_pkcs12, "application/x-pkcs12"),
    (_is_transport, "video/mp2t"),
    (_is_adts, "audio/aac"),
    (_is_mpeg_audio, "audio/mpeg"),
    (_is_bitmap, "image/bmp"),
    (_is_netpbm, "image/x-portable-anymap"),
    (_is_xbitmap, "image/x-xbitmap"),
    (_is_old_tar, "application/x-tar"),
)
