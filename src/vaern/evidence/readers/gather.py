"""What a reader has found so far, one thing after the other; `reading()` closes it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import IO
from zoneinfo import ZoneInfo

from vaern.evidence.readers.out import Out, TooMuch
from vaern.evidence.readers.shapes import Identifier, Part, Reading, Source, Sure, Text, Time, Warned

DANISH = ZoneInfo("Europe/Copenhagen")
MOST_TEXT = 2_000_000
MOST_WARNINGS = 200
MOST_FOUND = 5_000
ADDRESS = re.compile(r".+@[^@\s]+", re.DOTALL)


def danish(clock_time: datetime) -> datetime:
    """A clock time without a zone, read as Danish time, in UTC."""
    return clock_time.replace(tzinfo=DANISH).astimezone(UTC)


class Gather:
    """Collects parts, texts, times and warnings while a reader works, and keeps within what a screen can show."""

    def __init__(self, source: Source, out: Out, kind: str) -> None:
        self.source, self.out, self.kind = source, out, kind
        self.parts: list[Part] = []
        self.texts: list[Text] = []
        self.times: list[Time] = []
        self.identifiers: list[Identifier] = []
        self.facts: list[tuple[str, str]] = []
        self.checks: dict[str, str] = {}
        self.warnings: list[Warned] = []
        self.whole = True
        self.title = ""
        self._room = MOST_TEXT
        self._identified: set[Identifier] = set()
        self._children: dict[str, int] = {}

    def next_id(self, parent: str = "") -> str:
        """The id of the next part in `parent`: "1", "2", or "3.1" inside "3"."""
        self._children[parent] = self._children.get(parent, 0) + 1
        number = str(self._children[parent])
        return f"{parent}.{number}" if parent else number

    def keep(
        self,
        data: bytes | IO[bytes],
        *,
        kind: str,
        name: str = "",
        parent: str = "",
        media_type: str = "application/octet-stream",
        facts: Mapping[str, str] | None = None,
    ) -> Part:
        """Lay the bytes in the out folder and list the part. Raises TooMuch when a limit is reached."""
        kept = self.out.keep(data)
        part = Part(
            id=self.next_id(parent),
            kind=kind,
            name=name,
            parent=parent,
            media_type=media_type,
            facts=facts or {},
            **kept,
        )
        self.parts.append(part)
        return part

    def keep_or_say(self, data: bytes, *, kind: str, name: str = "", parent: str = "", media_type: str = "") -> str:
        """As `keep`; over the limit the part is listed without its bytes, with a warning. Gives the part's id."""
        try:
            return self.keep(data, kind=kind, name=name, parent=parent, media_type=media_type).id
        except TooMuch as error:
            part = self.list_only(kind=kind, name=name, parent=parent, media_type=media_type, size=len(data))
            self.whole = False
            if all(one.says != error.says for one in self.warnings):
                self.warn("limit_reached", error.says, part.id)
            return part.id

    def list_only(
        self,
        *,
        kind: str,
        name: str = "",
        parent: str = "",
        media_type: str = "application/octet-stream",
        size: int = 0,
        facts: Mapping[str, str] | None = None,
    ) -> Part:
        """Something inside that is told but not taken out."""
        part = Part(
            id=self.next_id(parent),
            kind=kind,
            name=name,
            parent=parent,
            media_type=media_type,
            size=size,
            facts=facts or {},
        )
        self.parts.append(part)
        return part

    def text(self, words: str, kind: str = "body", part: str = "", sure: Sure = Sure.STATED) -> None:
        """Readable words, as far as there is room; what is cut off is said once."""
        words = words.replace("\x00", "").strip()
        if not words:
            return
        if self._room <= 0:
            self.warn_once("text_cut", "Teksten er længere, end Værn viser. Hele teksten står i originalen.")
            return
        self.texts.append(Text(words[: self._room], kind, part, sure))
        if len(words) > self._room:
            self.warn_once("text_cut", "Teksten er længere, end Værn viser. Hele teksten står i originalen.")
        self._room -= len(words)

    def time(self, what: str, at: datetime | None, words: str = "", part: str = "", sure: Sure = Sure.STATED) -> None:
        """A time as the file states it. Without a zone it is read as Danish time, and that is kept apart."""
        if len(self.times) >= MOST_FOUND:
            return
        zone_known = at is None or at.tzinfo is not None
        placed = None if at is None else at.astimezone(UTC) if zone_known else danish(at)
        self.times.append(Time(what, placed, words or (at.isoformat() if at else ""), zone_known, sure, part))

    def identify(
        self, kind: str, value: str, role: str = "", name: str = "", part: str = "", sure: Sure = Sure.STATED
    ) -> None:
        """Something that points to a person, an account or a place; the same is listed once."""
        value = value.strip()
        if kind == "email":
            value = value.strip("<>") if ADDRESS.fullmatch(value.strip("<>")) else ""
        found = Identifier(kind, value, role, name, sure, part)
        if found.value and len(self.identifiers) < MOST_FOUND and found not in self._identified:
            self.identifiers.append(found)
            self._identified.add(found)

    def fact(self, name: str, value: object) -> None:
        """A named detail as the file has it."""
        words = str(value).replace("\x00", "").strip()
        if words and len(self.facts) < MOST_FOUND:
            self.facts.append((name, words[:4000]))

    def warn(self, code: str, says: str, part: str = "") -> None:
        """Something that a person must know."""
        if len(self.warnings) < MOST_WARNINGS:
            self.warnings.append(Warned(code, says, part))

    def warn_once(self, code: str, says: str) -> None:
        """As `warn`, but the same code is told one time only."""
        if all(one.code != code for one in self.warnings):
            self.warn(code, says)

    def broken(self, code: str, says: str, part: str = "") -> None:
        """A warning that also says: this file is not whole, or not all of it was read."""
        self.whole = False
        self.warn(code, says, part)

    def broken_once(self, code: str, says: str) -> None:
        """As `broken`, but the same code is told one time only."""
        self.whole = False
        self.warn_once(code, says)

    def reading(self) -> Reading:
        """The finished answer."""
        return Reading(
            kind=self.kind,
            title=self.title.replace("\x00", "").strip()[:500],
            parts=tuple(self.parts),
            texts=tuple(self.texts),
            times=tuple(self.times),
            identifiers=tuple(self.identifiers),
            facts=tuple(self.facts),
            checks=dict(self.checks),
            warnings=tuple(self.warnings),
            whole=self.whole,
        )
