"""Conversations as plain lines: copied from a screen, and text exports of LINE, iMessage, Zoom, TikTok and Signal."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from vaern.evidence.readers import charset, chat_clock, chat_meeting, chat_moments, threads
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Mistaken, Reading, Source, Time
from vaern.evidence.readers.threads import Line
from vaern.evidence.readers.times import from_mail
from vaern.evidence.readers.whatsapp_words import DELETED, MARKS

HALF = r"(?:[ \u00a0\u202f]?[AaPp]\.?[Mm]\.?)?"
COPIED = re.compile(
    rf"^\[(?P<clock>\d{{1,2}}[.:]\d\d(?:[.:]\d\d)?{HALF}), (?P<date>\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}})\] "
    r"(?P<who>[^:\n]{1,80}): ?(?P<text>.*)$"
)
SPOKEN = re.compile(
    r"^\[?(?P<when>(?:i dag|i går|today|yesterday|(?:man|tirs|ons|tors|fre|lør|søn)dag),?(?: kl\.?)? \d{1,2}[.:]\d\d"
    rf"(?:[.:]\d\d)?{HALF})\]?(?: -)? (?P<who>[^:\n]{{1,80}}): ?(?P<text>.*)$",
    re.IGNORECASE,
)
STAMP = re.compile(rf"^{chat_clock.STAMP}$")
LINE_HEAD = re.compile(r"^\[LINE\] ")
LINE_DAY = re.compile(r"^(\d{4}[./]\d\d?[./]\d\d?)(?:[(（]| [A-Za-zæøå]|$)")
LINE_WEEKDAY = re.compile(r"^([^\W\d_]{2,9})\.?, (\d\d?)/(\d\d?)/(\d{4})$")  # in the phone's own order
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LINE_ROW = re.compile(r"^((?:[上下]午|午[前後]|오[전후])?\d\d?[:.]\d\d(?: ?[AaPp]M)?)\t([^\t]*)\t?(.*)$")
APPLE_HEAD = re.compile(r"^[A-Z][a-z]{2} \d{2}, \d{4} +\d{1,2}:\d\d:\d\d [AP]M(?: \(.*\))?$")
SIGNAL_HEAD = re.compile(r"^Conversation: ")
TIKTOK_HEAD = re.compile(r"^>>> Chat History with (.+?):*\s*$")
TIKTOK_ROW = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC ([^:]{1,80}): ?(.*)$")
DISCORD_HEAD = re.compile(r"^Guild: ")
DISCORD_ROW = re.compile(r"^\[(\d[^\[\]]{8,40})\] (.{1,80}?)(?: \(pinned\))?$")
RULE = re.compile(r"^={20,}$")
MOST = 64 << 20
ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a conversation in lines: its kind, its title, whether lines are of it, and its messages."""

    kind: str
    title: str
    fits: Callable[[list[str]], bool]
    lines: Callable[[list[str]], Iterator[Line]]


def recognises(_source: Source, head: bytes) -> bool:
    """The first lines are as one of these forms has them."""
    decoded = charset.decode(head)
    return decoded is not None and _form(_lines(decoded.text)) is not None


def read(source: Source, out: Out) -> Reading:
    """The messages in the file's order. Raises Mistaken when there are none."""
    decoded = charset.decode(source.path.read_bytes()[:MOST], lenient=True)
    lines = _lines(decoded.text if decoded else "")
    form = _form(lines)
    g = Gather(source, out, form.kind if form else "chat")
    said = list(threads.within(g, form.lines(lines), threads.deadline())) if form else []
    said = _ordered(g, said) if form and form.kind in ("chat.copied", "chat.line", "chat.discord") else said
    if form is None or not said:
        raise Mistaken("Filen ligner en samtale, men der er ingen beskeder i den, der kan læses.")
    threads.parties(g, said)
    if form.kind == "chat.copied":
        says = "Samtalen er kopieret fra en skærm og sat ind, ikke eksporteret. Den kan være ændret undervejs."
        g.warn("copied", says + " Bed om en eksport fra telefonen, hvis det er muligt.")
    if any(line.at and line.at.at is None for line in said):
        says = "Nogle tidspunkter kan ikke placeres, fordi der ikke står en dato, kun et klokkeslæt eller »i dag«."
        g.warn("time_unplaced", says + " Bekræft datoen.")
    return threads.close(g, said, title=form.title)


def _lines(text: str) -> list[str]:
    return MARKS.sub("", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _form(lines: list[str]) -> Form | None:
    first = [line for line in lines[:200] if line.strip()][:ENOUGH]
    return next((form for form in FORMS if first and form.fits(first)), None)


def _is_copied(first: list[str]) -> bool:
    return COPIED.match(first[0]) is not None or SPOKEN.match(first[0]) is not None


def _copied(lines: list[str]) -> Iterator[Line]:
    held: Line | None = None
    for line in lines:
        begun = COPIED.match(line) or SPOKEN.match(line)
        if begun:
            yield from _done(held)
            held = Line(begun["who"].strip(), begun["text"], _when(begun))
        elif held:
            held = replace(held, text=f"{held.text}\n{line}")
    yield from _done(held)


def _ordered(g: Gather, lines: list[Line]) -> list[Line]:
    """The times of a conversation, its dates all read in the one order that the whole of it has."""
    stamps = {number: _stamp(line.at.words) for number, line in enumerate(lines) if line.at and line.at.words}
    found = {number: one for number, one in stamps.items() if one is not None}
    if not found:
        return lines
    orders = dict(zip(found, chat_clock.orders(list(found.values())), strict=True))
    for order in dict.fromkeys(orders.values()):
        chat_clock.say(g, order)
    return [
        replace(line, at=chat_clock.time(found[number], orders[number].name)) if number in found else line
        for number, line in enumerate(lines)
    ]


def _stamp(words: str) -> chat_clock.Stamp | None:
    clock, _, date = words.partition(", ")
    found = STAMP.match(f"{date}, {clock}")
    return chat_clock.stamp(found, words) if found else None


def _when(begun: re.Match[str]) -> Time:
    named = begun.groupdict()
    words = named["when"] if "when" in named else f"{named['clock']}, {named['date']}"
    return Time("sent", None, words, zone_known=False)


def _line_app(lines: list[str]) -> Iterator[Line]:
    day, held = "", None
    for line in lines:
        if found := LINE_DAY.match(line):
            day = found[1].replace(".", "/")
        elif found := LINE_WEEKDAY.match(line):
            day = _by_weekday(found)
        elif row := LINE_ROW.match(line):
            yield from _done(held)
            at = Time("sent", None, f"{row[1]}, {day}" if day else row[1], zone_known=False)
            spoken = row[2] and row[3]
            held = Line(row[2], row[3], at) if spoken else Line("", row[2] or row[3], at, kind="system")
        elif held:
            held = replace(held, text=f"{held.text}\n{line}")
    yield from _done(held)


def _by_weekday(found: re.Match[str]) -> str:
    """The date by year, month and day where the weekday's English name tells day from month; else as it stands."""
    fits = set[str]()
    for month, day in ((2, 3), (3, 2)):
        with suppress(ValueError):
            date = datetime(int(found[4]), int(found[month]), int(found[day]))  # noqa: DTZ001 - a day, without a clock
            if WEEKDAYS[date.weekday()] == found[1][:3].lower():
                fits.add(f"{date:%Y/%m/%d}")
    return fits.pop() if len(fits) == 1 else f"{found[2]}/{found[3]}/{found[4]}"


def _apple(lines: list[str]) -> Iterator[Line]:
    held: Line | None = None
    for line in lines:
        if APPLE_HEAD.match(line.strip()):  # an answer stands indented under what it answers
            yield from _done(held)
            held = Line("", "", chat_moments.told(line.partition(" (")[0]))
        elif held and not held.sender and not held.text:
            held = replace(held, sender=line.strip())
        elif held:
            held = replace(held, text=f"{held.text}\n{line}" if held.text else line)
    yield from _done(held)


def _signal(lines: list[str]) -> Iterator[Line]:
    for block in "\n".join(lines).split("\nFrom: ")[1:]:
        head, _, text = block.partition("\n\n")
        sender, *rest = head.split("\n")
        fields = {key: value.strip() for key, _, value in (line.partition(":") for line in rest)}
        files = [value for key, value in fields.items() if key == "Attachment"]
        words = "\n".join([text.strip(), *(f"[bilag: {name}]" for name in files)]).strip()
        yield Line(sender.strip(), words, _mailed(fields.get("Sent", "")), "message" if words else "missing")


def _discord(lines: list[str]) -> Iterator[Line]:
    """What stands between the rules at the top and the one at the end."""
    held, rules = None, 0
    for line in lines:
        rules += RULE.match(line) is not None
        row = DISCORD_ROW.match(line)
        if rules > 2:  # noqa: PLR2004 - two stand around the top
            break
        if row:
            yield from _done(held)
            held = Line(row[2], "", _discords(row[1]), accounts=(("user_id", row[2]),))
        elif held:
            held = replace(held, text=f"{held.text}\n{line}")
    yield from _done(held)


def _discords(words: str) -> Time | None:
    """Numbers wait for the order that the whole list has; months in words say it themselves."""
    date, _, clock = words.partition(" ")
    waits = STAMP.match(f"{date}, {clock}") is not None
    return Time("sent", None, f"{clock}, {date}", zone_known=False) if waits else chat_moments.told(words)


def _tiktok(lines: list[str]) -> Iterator[Line]:
    """The service's own UTC; a line of the account's owner is for the one that the block is about."""
    other, held = "", None
    for line in lines:
        if found := TIKTOK_HEAD.match(line):
            yield from _done(held)
            other, held = found[1].strip(), None
        elif row := TIKTOK_ROW.match(line):
            yield from _done(held)
            at, to = chat_moments.told(row[1], utc=True), (other,) if other not in ("", row[2]) else ()
            held = Line(row[2], row[3], at, to=to, accounts=(("user_id", row[2]),))
        elif held:
            held = replace(held, text=f"{held.text}\n{line}")
    yield from _done(held)


def _mailed(words: str) -> Time | None:
    return from_mail(words, "sent") if words else None


def _done(held: Line | None) -> Iterator[Line]:
    if held is not None:
        text = held.text.strip()
        kind = "deleted" if DELETED.match(text) else held.kind if text else "missing"
        yield replace(held, text=text, kind=kind)


FORMS = (
    Form("chat.copied", "Kopieret samtale", _is_copied, _copied),
    Form("chat.line", "Samtale fra LINE", lambda first: LINE_HEAD.match(first[0]) is not None, _line_app),
    Form("chat.imessage", "Samtale fra iMessage", lambda first: APPLE_HEAD.match(first[0]) is not None, _apple),
    Form("chat.zoom", "Chat fra et Zoom-møde", chat_meeting.is_zoom, chat_meeting.zoom),
    Form("chat.copied", "Kopieret samtale", chat_meeting.is_teams, chat_meeting.teams),
    Form("chat.discord", "Samtale fra Discord", lambda first: any(map(DISCORD_HEAD.match, first)), _discord),
    Form("chat.tiktok", "Samtaler fra TikTok", lambda first: any(map(TIKTOK_HEAD.match, first)), _tiktok),
    Form("chat.signal", "Signal-chat", lambda first: SIGNAL_HEAD.match(first[0]) is not None, _signal),
)
