"""What all threads share, SMS and chats alike: order in time, numbers, and gaps that are named."""

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from vaern.evidence.readers.gather import ADDRESS, Gather
from vaern.evidence.readers.shapes import Message, Reading, Time
from vaern.evidence.readers.times import shown
from vaern.rulebook import danish

File = TypeVar("File")
PHONE = re.compile(r"\+?\d[\d ()\u00a0-]{5,23}")
MOST_MESSAGES = 100_000
MOST_AT_ONCE, SECONDS, EACH = 50_000, 2.5, 64  # of downloads whose single messages take longer to read
BARE = {"deleted": "[beskeden er slettet]", "missing": "[indholdet er ikke med i filen]"}
GAPS = {"deleted": "er slettet", "missing": "mangler eller har dele, der mangler"}


@dataclass(frozen=True, slots=True)
class Line:
    """One message before it has its number."""

    sender: str
    text: str
    at: Time | None
    kind: str = "message"
    to: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    accounts: tuple[tuple[str, str], ...] = ()  # what else the file knows the sender by: kind and value

    def same(self) -> tuple[object, ...]:
        """What must be equal for two lines to be the same message."""
        return (self.sender, self.text, self.at.at if self.at else None, self.kind, self.to)


def deadline() -> float:
    """When gathering must end, so that there is time to tell what was gathered."""
    return time.monotonic() + SECONDS


def within(g: Gather, lines: Iterable[Line], until: float, before: int = 0) -> Iterator[Line]:
    """As many messages as there are room and time for, after those that came before; what is left out is said."""
    for number, line in enumerate(lines, start=before):
        if number >= MOST_AT_ONCE or (number and number % EACH == 0 and time.monotonic() > until):
            _say_stopped(g, number)
            return
        yield line


def while_time(g: Gather, files: Iterable[File], lines: Sequence[Line], until: float) -> Iterator[File]:
    """The files of a thread, one after the other while there is time; that the rest is left out is said."""
    for file in files:
        if lines and time.monotonic() > until:
            _say_stopped(g, len(lines))
            return
        yield file


def _say_stopped(g: Gather, number: int) -> None:
    """Says that only the first messages are shown."""
    says = f"Filen er for stor til at læse på én gang. Kun de første {number} beskeder er vist."
    g.broken_once("too_many_messages", f"{says} Resten står i originalen.")


def counted(number: int) -> str:
    """So many messages, in words."""
    return danish.counted(number, "besked", "beskeder")


def parties(g: Gather, lines: Iterable[Line]) -> None:
    """Who wrote: by their accounts where the file names them, else by a number, an address, or a name alone."""
    for name, accounts in dict.fromkeys((line.sender, line.accounts) for line in lines if line.sender):
        told = [(kind, value) for kind, value in accounts if value]
        for kind, value in told:
            g.identify(kind, value, "party", "" if value == name else name)
        if all(value != name for _, value in told):
            g.identify(_known_by(name), name, "party")


def _known_by(name: str) -> str:
    return "phone" if PHONE.fullmatch(name) else "email" if ADDRESS.fullmatch(name) and " " not in name else "name"


def close(g: Gather, lines: Sequence[Line], *, title: str = "", sort: bool = False) -> Reading:
    """The finished reading of a thread, in the file's own order or, with `sort`, in order of time."""
    if sort:
        lines = sorted(lines, key=lambda line: line.at.at.timestamp() if line.at and line.at.at else float("inf"))
    if len(lines) > MOST_MESSAGES:
        g.broken("too_many_messages", f"Tråden har flere end {MOST_MESSAGES} beskeder. Kun de første er vist.")
        lines = lines[:MOST_MESSAGES]
    messages = tuple(_message(line, number) for number, line in enumerate(lines, start=1))
    g.title = title
    _span(g, messages)
    _gaps(g, messages)
    _zone(g, messages)
    named = {part.id: part.name for part in g.parts}
    g.text("\n".join(_told(message, named) for message in messages))
    return replace(g.reading(), messages=messages)


def _message(line: Line, number: int) -> Message:
    return Message(
        number=number,
        sender=line.sender,
        text=line.text,
        at=line.at,
        to=line.to,
        kind=line.kind,
        attachments=line.attachments,
    )


def _span(g: Gather, messages: Sequence[Message]) -> None:
    placed = [message.at for message in messages if message.at and message.at.at]
    if placed:
        ordered = sorted(placed, key=lambda time: time.at.timestamp() if time.at else 0)
        g.times += [ordered[0], ordered[-1]] if len(ordered) > 1 else [ordered[0]]


def _gaps(g: Gather, messages: Sequence[Message]) -> None:
    """A deleted message is itself evidence: of when something was said that is no longer there."""
    for kind, word in GAPS.items():
        numbers = [str(message.number) for message in messages if message.kind == kind]
        if numbers:
            told = ", ".join(numbers[:20]) + (" …" if len(numbers) > 20 else "")  # noqa: PLR2004 - enough to look up
            g.warn(f"{kind}_messages", f"{counted(len(numbers))} {word} (nr. {told}), og står som huller i tråden.")


def _zone(g: Gather, messages: Sequence[Message]) -> None:
    if any(message.at and message.at.at and not message.at.zone_known for message in messages):
        g.warn(
            "zone_unknown",
            "Filen siger ikke, hvilken tidszone klokkeslættene er i. De er læst som dansk tid; telefonens ur kan have "
            "stået anderledes.",
        )


def _told(message: Message, named: Mapping[str, str]) -> str:
    """One line: when, who, what. Where nothing was written, what came instead is named."""
    at = shown(message.at.at) if message.at and message.at.at else ""
    files = [name for part in message.attachments if (name := named.get(part, ""))]
    instead = f"[fil: {', '.join(files)}]" if files else BARE.get(message.kind, "")
    return f"{at} {message.sender or '–'}: {message.text or instead}".strip()
