"""SMS, MMS and calls as SMS Backup & Restore saves them from an Android phone (XML)."""

import base64
import binascii
import re
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from vaern.evidence.readers import sniff, threads, times
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Time, Unreadable
from vaern.evidence.readers.threads import Line

ROOT = re.compile(rb"<(smses|calls)[\s>/]")
RECEIVED, DRAFT, FAILED = "1", "3", ("4", "5", "6")
CALLS = {
    "1": "Indgående opkald",
    "2": "Udgående opkald",
    "3": "Ubesvaret opkald",
    "4": "Telefonsvarer",
    "5": "Afvist opkald",
    "6": "Opkald fra spærret nummer",
}
FROM, TO = "137", ("151", "130", "129")
DIGITS = 8  # of a Danish number
WITHHELD = "skjult nummer"
DIALLED = re.compile(r"[+*#\d][\d ()*#-]{2,23}")  # others are names that a company sends under
NOBODY = frozenset({"", "null", "(unknown)", "insert-address-token", "unknown"})
HALVES = re.compile(rb"&#(x[dD][89abAB][0-9a-fA-F]{2}|5[56]\d{3});&#(x[dD][c-fC-F][0-9a-fA-F]{2}|5[67]\d{3});")
REFERENCE = re.compile(rb"&#(x[0-9a-fA-F]{1,6}|\d{1,7});")
UNFINISHED = re.compile(rb"(?:&#x?[0-9a-fA-F]{1,7};?)?&?#?x?[0-9a-fA-F]{0,7}$")
HIGH, LOW, AFTER, BEYOND = 0xD800, 0xDC00, 0xE000, 0x10000  # Unicode's halves, and what lies after them
ALLOWED = (range(0x20, HIGH), range(AFTER, 0xFFFE), range(BEYOND, 0x110000))  # XML's own rule
BLOCK = 1 << 18


def recognises(_source: Source, head: bytes) -> bool:
    """XML whose first element is a list of messages or calls."""
    return ROOT.search(head[:4096]) is not None


def read(source: Source, out: Out) -> Reading:
    """The messages and calls in order of time. Raises Unreadable when there are none, or the XML is hostile."""
    g = Gather(source, out, "sms.backup")
    found = _Backup(g)
    try:
        found.take(source.path)
    except DefusedXmlException as hostile:
        raise Unreadable(
            "Filen ligner en sikkerhedskopi af SMS, men har XML, der kan skade den, der læser den. Den læses ikke."
        ) from hostile
    except (ParseError, ValueError, LookupError) as broken:
        if not found.lines:
            raise Unreadable("Filen ligner en sikkerhedskopi af SMS, men er beskadiget fra begyndelsen.") from broken
        g.broken("cut_off", f"Filen er beskadiget efter {len(found.lines)} beskeder. Resten kan ikke læses.")
    if not found.lines:
        raise Unreadable("Filen er en sikkerhedskopi af SMS uden beskeder og opkald.")
    found.tell()
    return threads.close(g, found.lines, title=found.title(), sort=True)


class _Backup:
    """Takes the elements one by one, so that a backup with many pictures fits in memory."""

    def __init__(self, g: Gather) -> None:
        self.g = g
        self.lines: list[Line] = []
        self.seen: set[tuple[object, ...]] = set()
        self.people: dict[str, str] = {}
        self.count: str | None = None
        self.elements = self.twice = self.empty = 0
        self.not_sent: list[str] = []
        self.disagree = 0
        self.stopped = False

    def take(self, path: Path) -> None:
        with path.open("rb") as file:
            parsed = iterparse(_Mended(file), events=("start", "end"))
            root = None
            for event, element in parsed:
                if root is None:
                    root = element
                    self._root(element)
                elif event == "end" and element.tag in READERS:
                    self.elements += 1
                    self._add(READERS[element.tag](self, element))
                    root.clear()
                    self.stopped = len(self.lines) > threads.MOST_MESSAGES
                    if self.stopped:
                        return

    def tell(self) -> None:
        """What the backup says of itself, against what is in it."""
        if self.count is not None and self.count != str(self.elements) and not self.stopped:
            self.g.warn(
                "count_wrong",
                f"Filen siger, at den har {self.count} beskeder, men der er {self.elements}. Det ses også i ægte "
                "filer; tallet i filen kan ikke bruges som bevis for, at noget mangler.",
            )
        if self.empty:
            self.g.broken("messages_empty", f"{threads.counted(self.empty)} i filen er uden indhold, nummer og tid.")
        if self.twice:
            self.g.warn("duplicates", f"{threads.counted(self.twice)} stod der flere gange og er vist én gang.")
        if self.not_sent:
            self.g.warn("not_sent", f"Kladder eller beskeder, der ikke blev sendt: {'; '.join(self.not_sent[:20])}.")
        if self.disagree:
            self.g.warn(
                "recipients_differ",
                f"I {threads.counted(self.disagree)} nævner kopien forskellige numre to steder. Alle er vist; "
                "programmer viser det ene eller det andet sæt.",
            )
        for number, name in self.people.items():
            if number != WITHHELD:
                self.g.identify("phone" if DIALLED.fullmatch(number) else "name", number, "party", name)

    def title(self) -> str:
        named = [name or number for number, name in self.people.items()]
        what = "Opkald" if self.lines and all(line.kind == "call" for line in self.lines) else "SMS"
        return f"{what} med {', '.join(named[:3])}{' m.fl.' if len(named) > 3 else ''}"  # noqa: PLR2004 - fits a title

    def _root(self, root: Element) -> None:
        if root.tag not in ("smses", "calls"):
            raise Unreadable("Filen er ikke en sikkerhedskopi af SMS eller opkald.")
        self.count = root.get("count")
        for name, value in root.attrib.items():
            self.g.fact(name, value)
        made = times.from_epoch(root.get("backup_date"), per_second=1000)
        if made:
            self.g.times.append(Time("created", made, str(root.get("backup_date"))))

    def _add(self, line: Line | None) -> None:
        if line is None:
            self.empty += 1
            self.lines.append(Line("", "[besked uden indhold i filen]", None, kind="missing"))
        elif not line.attachments and line.same() in self.seen:
            self.twice += 1
        else:
            self.seen.add(line.same())
            self.lines.append(line)

    def sms(self, element: Element) -> Line | None:
        address, body = _given(element, "address"), element.get("body")
        if not address and body is None and not _given(element, "date"):
            return None
        received = element.get("type", RECEIVED) == RECEIVED
        at = self._time(element, received=received)
        who = self._person(address, _given(element, "contact_name"))
        self._note(element.get("type", ""), at)
        subject = _given(element, "subject")
        text = f"{subject}\n{body}" if subject else body or ""
        return Line(who, text, at) if received else Line("", text, at, to=(who,))

    def mms(self, element: Element) -> Line | None:
        received = element.get("msg_box", RECEIVED) == RECEIVED
        at = self._time(element, received=received)
        self._note(element.get("msg_box", ""), at)
        sender, others = self._parties(element, received=received)
        texts, attachments = self._parts(element)
        subject = _given(element, "sub")
        subject = "" if subject.startswith("proto:") else subject  # the phone's own note about the group, packed
        text = "\n".join(words for words in (subject, *texts) if words)
        return Line(sender, text, at, to=others, attachments=attachments)

    def call(self, element: Element) -> Line | None:
        at = self._time(element, received=True, what="called")
        who = self._person(_number_of(element), _given(element, "contact_name"))
        kind = element.get("type", "")
        lasted = int(element.get("duration", "0") or 0) if element.get("duration", "0").isdigit() else 0
        text = f"{CALLS.get(kind, 'Opkald')}{f', {lasted // 60} min. {lasted % 60} sek.' if lasted else ''}"
        return Line("", text, at, kind="call", to=(who,)) if kind == "2" else Line(who, text, at, kind="call")

    def _time(self, element: Element, *, received: bool, what: str = "") -> Time:
        given = element.get("date", "")
        at = times.from_epoch(given, per_second=1000)
        words = _given(element, "readable_date") or given
        return Time(what or ("received" if received else "sent"), at, words, zone_known=at is not None)

    def _person(self, number: str, name: str) -> str:
        if number and not self.people.get(number):
            self.people[number] = name if name.lower() not in NOBODY else ""
        return f"{name} ({number})" if name and name != number else number

    def _parties(self, element: Element, *, received: bool) -> tuple[str, tuple[str, ...]]:
        """The sender, and everyone else: a group message keeps all of its recipients."""
        numbers = [one for one in _given(element, "address").split("~") if one.lower() not in NOBODY]
        names = [one.strip() for one in re.split(r"[~,]", _given(element, "contact_name"))]
        known = dict(zip(numbers, names, strict=True)) if len(names) == len(numbers) else {}
        listed = [(one.get("type", ""), one.get("address", "")) for one in element.iter("addr")]
        senders = [number for kind, number in listed if kind == FROM and number.lower() not in NOBODY]
        others = [number for kind, number in listed if kind in TO and number.lower() not in NOBODY]
        named = (*others, *senders)
        self.disagree += bool(others) and any(not any(_same(one, other) for other in named) for one in numbers)
        told = {
            number: self._person(number, known.get(number, ""))
            for number in dict.fromkeys((*numbers, *senders, *others))
        }
        if received:
            sender = senders[0] if senders else next(iter(numbers), "")
            return told.get(sender, ""), tuple(told[one] for one in _united(others, numbers) if not _same(one, sender))
        return "", tuple(told[one] for one in _united(others, numbers))

    def _parts(self, element: Element) -> tuple[list[str], tuple[str, ...]]:
        texts, kept = [], []
        for part in element.iter("part"):
            kind = _given(part, "ct") or "application/octet-stream"
            if kind == "application/smil":
                continue
            if kind == "text/plain" and part.get("data", "null") in ("", "null"):
                texts.append(_given(part, "text"))
            else:
                kept.append(self._attachment(part, kind))
        return texts, tuple(kept)

    def _attachment(self, part: Element, kind: str) -> str:
        name = next((found for key in ("cl", "name", "fn", "cid") if (found := _given(part, key).strip("<>"))), "")
        data = _unpacked(part.get("data", ""))
        if not data:
            listed = self.g.list_only(kind="attachment", name=name, media_type=kind)
            self.g.broken(
                "attachment_missing", f"Billedet eller filen »{name or kind}« er ikke med i kopien.", listed.id
            )
            return listed.id
        found = sniff.from_head(data[: sniff.HEAD], name)
        return self.g.keep_or_say(
            data, kind="attachment", name=name, media_type=kind if found == sniff.UNKNOWN else found
        )

    def _note(self, kind: str, at: Time) -> None:
        if kind == DRAFT or kind in FAILED:
            when = times.shown(at.at) if at.at else at.words
            self.not_sent.append(f"{'kladde' if kind == DRAFT else 'ikke sendt'} {when}")


def _number_of(element: Element) -> str:
    """Who is at the other end; Android writes a negative number where none was shown."""
    number = _given(element, "number")
    return WITHHELD if not number or number.startswith("-") else number


READERS: dict[str, Any] = {"sms": _Backup.sms, "mms": _Backup.mms, "call": _Backup.call}


class _Mended:
    """The file as XML can take it: halves of emoji joined, references to no character marked. The file stays."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.held = b""

    def read(self, _size: int = -1) -> bytes:
        block = self.file.read(BLOCK)
        data = self.held + block
        cut = UNFINISHED.search(data, max(0, len(data) - 40)) if block else None
        place = cut.start() if cut else len(data)
        self.held = data[place:]
        if not data[:place] and self.held and block:
            return self.read()
        return REFERENCE.sub(_allowed, HALVES.sub(_joined, data[:place]))


def _joined(halves: re.Match[bytes]) -> bytes:
    high, low = _number(halves[1]), _number(halves[2])
    if HIGH <= high < LOW <= low < AFTER:
        return f"&#{BEYOND + (high - HIGH << 10) + (low - LOW)};".encode()
    return halves[0]


def _allowed(reference: re.Match[bytes]) -> bytes:
    number = _number(reference[1])
    good = number in (9, 10, 13) or any(number in among for among in ALLOWED)
    return reference[0] if good else "\N{REPLACEMENT CHARACTER}".encode()


def _number(reference: bytes) -> int:
    return int(reference[1:], 16) if reference[:1] == b"x" else int(reference)


def _united(first: list[str], second: list[str]) -> list[str]:
    """All recipients that either list names, each once: the same number may be written in two ways."""
    found = list(dict.fromkeys(first))
    return found + [one for one in dict.fromkeys(second) if not any(_same(one, other) for other in found)]


def _same(one: str, other: str) -> bool:
    """The same subscriber, with or without the country's code."""
    plain = [re.sub(r"\D", "", number) for number in (one, other)]
    return one == other or (min(map(len, plain)) >= DIGITS and plain[0][-DIGITS:] == plain[1][-DIGITS:])


def _given(element: Element, name: str) -> str:
    value = element.get(name, "") or ""
    return "" if value.lower() in ("null", "(unknown)") else value


def _unpacked(data: str) -> bytes:
    try:
        return base64.b64decode("" if data == "null" else data)
    except (binascii.Error, ValueError):
        return b""
