"""Tar, read forwards only, a member at a time."""

import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, cast

from vaern.evidence.readers.archive_limits import CHUNK, Broken, Stream
from vaern.evidence.readers.shapes import Unreadable

if TYPE_CHECKING:
    from vaern.evidence.readers.archive import Opening

MOST_HEADER = 1 << 20
LONG = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)


class Member(tarfile.TarInfo):
    """A member whose long headers may not be longer than any honest one."""

    def _proc_member(self, tarfile_: Any) -> Any:
        if self.type in LONG and self.size > MOST_HEADER:
            raise tarfile.ReadError("a header of that length is no header")
        return super()._proc_member(tarfile_)  # type: ignore[misc]  # the one place where the length is known first


def unpack(opening: "Opening", stream: Stream, parent: str, depth: int) -> None:
    """Every member, as far as the tar can be read."""
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|", tarinfo=Member) as opened:
            for member in opened:
                _member(opening, opened, member, parent, depth)
    except (tarfile.TarError, Broken, EOFError, ValueError, OverflowError, RecursionError) as error:
        if not opening.gather.parts:
            raise Unreadable("Arkivet er beskadiget, og der kan ikke læses noget i det.") from error
        opening.gather.broken("list_broken", "Arkivet er beskadiget. Kun den første del kan læses.", parent)


def _member(opening: "Opening", opened: tarfile.TarFile, member: tarfile.TarInfo, parent: str, depth: int) -> None:
    facts = _facts(member)
    if member.isdir():
        opening.listed("folder", member.name, parent, 0, facts)
    elif member.issym() or member.islnk():
        opening.listed("link", member.name, parent, 0, {**facts, "target": member.linkname[:500]})
    elif member.isreg():
        pieces = _pieces(opened, member)
        opening.file(pieces, member.name, parent, depth, packed=member.size, size=member.size, facts=facts)
    else:
        opening.listed("device", member.name, parent, 0, facts)


def _facts(member: tarfile.TarInfo) -> dict[str, str]:
    try:
        modified = datetime.fromtimestamp(member.mtime, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return {}
    return {"modified": modified}


def _pieces(opened: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    file = opened.extractfile(member)
    while file is not None and (piece := _piece(file)):
        yield piece


def _piece(file: IO[bytes]) -> bytes:
    try:
        return file.read(CHUNK)
    except tarfile.TarError as error:
        raise Broken(str(error)) from error
