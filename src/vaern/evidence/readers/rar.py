"""RAR: every entry listed; what is stored as it is is read, and what is packed is said not to be unpacked here.

No tool is asked to unpack: those that are free either cannot run within a reader's walls or call whole files damaged.
"""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import IO, TYPE_CHECKING

import rarfile

from vaern.evidence.readers.archive_limits import CHUNK, Broken
from vaern.evidence.readers.shapes import Unreadable

if TYPE_CHECKING:
    from vaern.evidence.readers.archive import Opening

STORED = 0x30
LOCKED = (
    "Arkivet er beskyttet med adgangskode, og heller ikke listen over filer kan læses. Bed den, der har sendt det, om "
    "koden."
)
EMPTY = "Arkivet er tomt, beskadiget eller en del af et arkiv i flere dele. Der kan ikke læses noget i det."


def _no_comment(*_args: object, **_named: object) -> bytes:
    return b""


# Old archives pack their comment, and rarfile would ask a tool for it before it lists anything.
rarfile.rar3_decompress = _no_comment


def unpack(opening: "Opening", path: Path, parent: str, depth: int) -> None:
    """Every entry, read where it is stored as it is, else only told."""
    try:
        with rarfile.RarFile(path, part_only=True) as opened:
            if not opened.infolist() and opened.needs_password():
                raise Unreadable(LOCKED)
            if not opened.infolist():
                raise Unreadable(EMPTY)
            for entry in opened.infolist():
                _entry(opening, opened, entry, parent, depth)
    except rarfile.NeedFirstVolume as error:
        raise Unreadable("Filen er en del af et arkiv i flere dele. Tilføj også de andre dele.") from error
    except (rarfile.Error, OSError, ValueError, IndexError, KeyError, TypeError) as error:
        raise Unreadable("Arkivet er beskadiget, og der kan ikke læses noget i det.") from error


def _entry(opening: "Opening", opened: rarfile.RarFile, entry: rarfile.RarInfo, parent: str, depth: int) -> None:
    name, facts = entry.filename or "", _facts(entry)
    if entry.is_dir():
        opening.listed("folder", name, parent, 0, facts)
    elif entry.is_symlink() or entry.file_redir:
        opening.listed("link", name, parent, 0, {**facts, "target": str((entry.file_redir or ("", "", ""))[2])[:500]})
    elif entry.needs_password():
        opening.encrypted(name, parent, entry.file_size or 0, facts)
    elif entry.flags & (rarfile.RAR_FILE_SPLIT_AFTER | rarfile.RAR_FILE_SPLIT_BEFORE):
        part = opening.listed("not_opened", name, parent, entry.file_size or 0, facts)
        opening.gather.broken("more_parts", "Resten af filen ligger i en anden del af arkivet.", part.id)
    elif entry.compress_type != STORED:
        part = opening.listed("not_opened", name, parent, entry.file_size or 0, facts)
        says = "RAR-filer kan vises som liste, men ikke pakkes ud her. Originalen er gemt uændret."
        opening.gather.broken("no_tool", says, part.id)
    else:
        pieces = _pieces(opened, entry)
        size, packed = entry.file_size or 0, entry.compress_size or 0
        opening.file(pieces, name, parent, depth, packed=packed, size=size, facts=facts)


def _facts(entry: rarfile.RarInfo) -> dict[str, str]:
    if entry.mtime is not None:
        return {"modified": entry.mtime.astimezone(UTC).isoformat() if entry.mtime.tzinfo else entry.mtime.isoformat()}
    return {}


def _pieces(opened: rarfile.RarFile, entry: rarfile.RarInfo) -> Iterator[bytes]:
    try:
        with opened.open(entry) as file:
            while piece := _read(file):
                yield piece
    except (rarfile.Error, OSError, EOFError) as error:
        raise Broken(str(error)) from error


def _read(file: IO[bytes]) -> bytes:
    return file.read(CHUNK)
