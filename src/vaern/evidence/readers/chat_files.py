"""The files that come with a chat: in the zip of its export, by name; without a zip, named as missing."""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from vaern.evidence.readers import sniff
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import TooMuch

BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, ValueError, RuntimeError, NotImplementedError, EOFError),
)
WORDS_AND_NUMBER = re.compile(r"([^0-9]*)([0-9]{0,18})")
MOST_NAMES, MOST_TEXTS, MOST_TEXT = 20_000, 1_500, 96 << 20
SHOWN = 3  # names of files that are not read
HEAD = 65_536  # Meta's pages begin with a long style sheet


class Pack:
    """A chat's zip, or nothing at all; files are taken out when a message names them."""

    def __init__(self, g: Gather, path: Path) -> None:
        self.g = g
        self.zip: zipfile.ZipFile | None = None
        self.inside: dict[str, zipfile.ZipInfo] = {}
        self.kept: dict[str, str] = {}
        if zipfile.is_zipfile(path):
            with suppress(*BROKEN):
                self.zip = zipfile.ZipFile(path)
                self.inside = {one.filename: one for one in self.zip.infolist()[:MOST_NAMES] if not one.is_dir()}

    def text(self, name: str) -> bytes:
        """The bytes of one of its texts; empty when it cannot be read."""
        if self.zip is None:
            return b""
        try:
            with self.zip.open(self.inside[name]) as file:
                return file.read(MOST_TEXT)
        except (*BROKEN, KeyError):
            return b""

    def attach(self, name: str, *, media_type: str = "", data: bytes = b"") -> str:
        """The part for a file that a message names, or carries (`data`). Missing ones are listed, and that is said."""
        plain = name.replace("\\", "/").rpartition("/")[2] or name
        if data:
            kind = sniff.from_head(data[: sniff.HEAD], plain)
            return self.g.keep_or_say(data, kind="attachment", name=plain, media_type=kind)
        found = self._find(name)
        if found is None:
            part = self.g.list_only(kind="attachment", name=plain, media_type=media_type or "application/octet-stream")
            self.g.broken("attachment_missing", f"Filen »{plain}« er nævnt, men er ikke med i eksporten.", part.id)
            return part.id
        if found not in self.kept:
            self.kept[found] = self._take(found, plain)
        return self.kept[found]

    def rest(self, *texts: str) -> None:
        """Files that no message names are kept too."""
        for name in self.inside:
            if name not in self.kept and name not in texts:
                self.kept[name] = self._take(name, name.rpartition("/")[2])

    def say_rest(self, texts: Iterable[str]) -> None:
        """Files that were neither read nor named by a message stay in the pack, and that is said."""
        left = set(self.inside) - self.kept.keys() - set(texts)
        if left:
            told = ", ".join(f"»{name[-60:]}«" for name in sorted(left)[:SHOWN]) + (" …" if len(left) > SHOWN else "")
            self.g.warn(
                "other_files",
                f"Pakken har også {len(left)} {'anden fil' if len(left) == 1 else 'andre filer'}, som ikke er en del "
                f"af samtalerne og ikke er læst: {told}. Læg dem op hver for sig, hvis de betyder noget.",
            )

    def close(self) -> None:
        if self.zip is not None:
            self.zip.close()

    def _find(self, name: str) -> str | None:
        """By its path, or the end of it: exports move their folders about."""
        wanted = name.replace("\\", "/").removeprefix("./")
        if wanted in self.inside:
            return wanted
        ends = [one for one in self.inside if one.endswith("/" + wanted)]
        same = ends or [one for one in self.inside if one.rpartition("/")[2] == wanted.rpartition("/")[2]]
        return same[0] if len(same) == 1 or ends else None

    def _take(self, name: str, plain: str) -> str:
        try:
            if self.zip is None:
                raise OSError(name)
            with self.zip.open(self.inside[name]) as file:
                kind = sniff.from_head(file.read(sniff.HEAD), plain)
            with self.zip.open(self.inside[name]) as file:
                return self.g.keep(file, kind="attachment", name=plain, media_type=kind).id
        except TooMuch as full:
            part = self.g.list_only(kind="attachment", name=plain)
            self.g.broken("limit_reached", full.says, part.id)
        except BROKEN:
            part = self.g.list_only(kind="attachment", name=plain)
            self.g.broken(
                "attachment_broken", f"Filen »{plain}« er beskadiget eller låst og kan ikke tages ud.", part.id
            )
        return part.id


def texts_in(path: Path, wanted: re.Pattern[str]) -> list[tuple[str, bytes]]:
    """The names and first bytes of texts in a zip, those nearest the top first, page 2 before 10; empty when none."""
    try:
        with zipfile.ZipFile(path) as pack:
            named = [one for one in pack.infolist()[:MOST_NAMES] if wanted.search(one.filename)]
            named.sort(key=lambda one: (one.filename.count("/"), _counted(one.filename)))
            return [(one.filename, _head(pack, one)) for one in named[:MOST_TEXTS]]
    except BROKEN:
        return []


def _counted(name: str) -> list[tuple[str, int]]:
    """What names with numbers are put in order by, as people count: 2 before 10, and none before 2."""
    stem = name.rpartition(".")[0]
    return [(words, int(number or "0")) for words, number in WORDS_AND_NUMBER.findall(stem)]


def _head(pack: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    try:
        with pack.open(one) as file:
            return file.read(HEAD)
    except BROKEN:
        return b""
