"""7z by py7zr, each file through a place of our own; what asks for much memory is not begun."""

import lzma
import re
import struct
import tempfile
import zlib
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from backports.zstd import ZstdDecompressor, ZstdError
from py7zr import FILTER_ZSTD, SevenZipFile, compressor
from py7zr.exceptions import ArchiveError, PasswordRequired, UnsupportedCompressionMethodError
from py7zr.io import Py7zIO, WriterFactory

from vaern.evidence.readers.archive_limits import CHUNK, MIB, Budget, pieces_of
from vaern.evidence.readers.out import TooMuch
from vaern.evidence.readers.shapes import Unreadable

if TYPE_CHECKING:
    from vaern.evidence.readers.archive import Opening

MOST_MEMORY = 192 * MIB
LZMA, LZMA2, PPMD = b"\x03\x01\x01", b"\x21", b"\x03\x04\x01"
UNKNOWN = "Arkivet er pakket på en måde, som Værn ikke kan pakke ud. Originalen er gemt uændret."
VOLUMES = re.compile(r"\.(7z|zip)\.\d{3}$", re.IGNORECASE)
VOLUME = "Filen er en del af et arkiv i flere dele. Saml delene, før de tilføjes."
PACKING = (lzma.LZMAError, zlib.error, struct.error, ZstdError)
FAULTS = (
    *PACKING,
    ArchiveError,
    OSError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    RuntimeError,
)
BROKEN = "Arkivet er beskadiget og kan ikke pakkes ud. Originalen er gemt uændret."


class Frames(compressor.ZstdDecompressor):
    """Zstandard in as many frames as the writer liked: py7zr knows the first alone, and would call the rest damage."""

    def decompress(self, data: bytes | bytearray | memoryview, max_length: int = -1) -> bytes:  # noqa: ARG002 - as py7zr asks
        out, rest = bytearray(), bytes(data)
        while rest:
            if self.decompressor.eof:
                self.decompressor = ZstdDecompressor()
            out += self.decompressor.decompress(rest)
            rest = self.decompressor.unused_data
        return bytes(out)


compressor.algorithm_class_map[FILTER_ZSTD] = (compressor.ZstdCompressor, Frames)


class Laid(Py7zIO):
    """One file, on its way out: paid for as it comes, kept in memory while small."""

    def __init__(self, folder: Path, budget: Budget, packed: int) -> None:
        self.file: IO[bytes] = tempfile.SpooledTemporaryFile(8 * MIB, "w+b", dir=str(folder))  # noqa: SIM115 - it outlives this
        self._budget, self._packed, self._size = budget, packed, 0

    def write(self, s: bytes | bytearray) -> int:
        self._size += len(s)
        self._budget.spend(len(s), so_far=self._size, packed=self._packed)
        return self.file.write(s)

    def read(self, size: int | None = None) -> bytes:
        return self.file.read(-1 if size is None else size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.file.seek(offset, whence)

    def flush(self) -> None:
        self.file.flush()

    def size(self) -> int:
        return self._size


class Laying(WriterFactory):
    """Gives py7zr a place for each file, never a name on the disk."""

    def __init__(self, folder: Path, budget: Budget, packed: int) -> None:
        self.folder, self.budget, self.packed = folder, budget, packed
        self.laid: dict[str, Laid] = {}

    def create(self, filename: str) -> Py7zIO:
        self.laid[filename] = Laid(self.folder, self.budget, self.packed)
        return self.laid[filename]


def unpack(opening: "Opening", path: Path, parent: str, depth: int) -> None:
    """Every file, or the list alone where a password is needed or too much memory is asked for."""
    try:
        with SevenZipFile(path) as opened:
            _entries(opening, opened, path, parent, depth)
    except PasswordRequired as error:
        raise Unreadable(
            "Arkivet er beskyttet med adgangskode, og heller ikke listen over filer kan læses. Bed den, der har sendt "
            "det, om koden."
        ) from error
    except UnsupportedCompressionMethodError as error:
        raise Unreadable(UNKNOWN) from error
    except TooMuch:
        raise
    except FAULTS as error:
        raise Unreadable(VOLUME if VOLUMES.search(opening.gather.source.name) else BROKEN) from error


def _entries(opening: "Opening", opened: SevenZipFile, path: Path, parent: str, depth: int) -> None:
    files = [one for one in opened.list() if _told(opening, one, parent)]
    if opened.needs_password():
        for one in files:
            opening.encrypted(one.filename, parent, one.uncompressed or 0, _facts(one))
        return
    if _memory(opened) > MOST_MEMORY:
        raise TooMuch("Arkivet skal bruge mere hukommelse for at blive pakket ud, end Værn giver det.")
    laying = Laying(opening.gather.out.folder, opening.budget, path.stat().st_size)
    error = _extracted(opened, files, laying)
    _lay_out(opening, files, laying, parent, depth)
    _say_why(opening, error, parent)


def _lay_out(opening: "Opening", files: list[Any], laying: Laying, parent: str, depth: int) -> None:
    left = dict(laying.laid)
    for one in files:
        laid = _taken(one.filename, left)
        if laid is None:
            opening.listed("refused", one.filename, parent, one.uncompressed or 0, _facts(one))
        else:
            _kept(opening, laid, one, parent, depth)


def _say_why(opening: "Opening", error: Exception | None, parent: str) -> None:
    if isinstance(error, TooMuch):
        raise error
    if isinstance(error, UnsupportedCompressionMethodError):
        opening.gather.broken("unreadable", UNKNOWN, parent)
    elif error is not None:
        says = "Arkivet er beskadiget. De filer, der ikke er pakket ud, kan ikke læses. Originalen er gemt uændret."
        opening.gather.broken("entry_broken", says, parent)


def _extracted(opened: SevenZipFile, files: list[Any], laying: Laying) -> Exception | None:
    """Why it stopped, if it did; what was under way then is not whole, and is left out."""
    try:
        opened.extract(targets=[one.filename for one in files], factory=laying)
    except (TooMuch, UnsupportedCompressionMethodError, *FAULTS) as error:
        if laying.laid:
            laying.laid.popitem()
        return error
    return None


def _taken(name: str, left: dict[str, Laid]) -> Laid | None:
    """py7zr drops a leading slash, and numbers names that come twice."""
    plain = name.lstrip("/")
    found = next((key for key in (name, plain) if key in left), None)
    if found is None:
        found = next((key for key in left if re.fullmatch(re.escape(plain) + r"_\d+", key)), None)
    return None if found is None else left.pop(found)


def _kept(opening: "Opening", laid: Laid, one: Any, parent: str, depth: int) -> None:
    laid.file.seek(0)
    with laid.file as file:
        pieces: Iterator[bytes] = pieces_of(file)
        size = one.uncompressed or 0
        opening.file(pieces, one.filename, parent, depth, packed=max(size, CHUNK), size=size, facts=_facts(one))


def _told(opening: "Opening", one: Any, parent: str) -> bool:
    """List folders and links; True for a file that is to be unpacked."""
    if one.is_directory:
        opening.listed("folder", one.filename, parent, 0, _facts(one))
    elif getattr(one, "is_symlink", False):
        opening.listed("link", one.filename, parent, 0, _facts(one))
    else:
        return True
    return False


def _facts(one: Any) -> dict[str, str]:
    made = one.creationtime
    return {"modified": made.astimezone(UTC).isoformat()} if made else {}


def _memory(opened: SevenZipFile) -> int:
    """The most that any step asks for, as the archive's own head says."""
    streams = opened.header.main_streams
    folders = streams.unpackinfo.folders if streams else []
    return max((_coder(coder) for folder in folders for coder in folder.coders), default=0)


def _coder(coder: dict[str, Any]) -> int:
    method, told = coder.get("method", b""), coder.get("properties") or b""
    if method == LZMA2 and told:
        return (2 | (told[0] & 1)) << (told[0] // 2 + 11)
    if method in (LZMA, PPMD):
        return int.from_bytes(told[1:5], "little")
    return 0
