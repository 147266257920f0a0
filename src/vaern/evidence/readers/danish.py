"""A reading told in Danish, for a person at a terminal or in a log of what was received."""

from collections.abc import Iterable

from vaern.evidence.readers import screen_lines
from vaern.evidence.readers.shapes import Message, Reading, Sure, Time
from vaern.evidence.readers.times import shown

KINDS = {
    "mail": "mail",
    "sms": "SMS og MMS",
    "chat": "chat",
    "web": "webside",
    "picture": "billede",
    "audio": "lyd",
    "video": "video",
    "pdf": "PDF",
    "office": "dokument",
    "archive": "pakket fil",
    "text": "tekst",
    "document": "dokument",
    "calendar": "kalender",
    "contact": "kontakt",
    "data": "data",
    "program": "program",
}
ANSWERS = {"matches": "passer", "cannot_be_checked": "kan ikke kontrolleres", "does_not_match": "PASSER IKKE"}
WHAT = {
    "sent": "sendt",
    "received": "modtaget",
    "taken": "taget",
    "posted": "slået op",
    "created": "oprettet",
    "modified": "ændret",
    "captured": "sikret",
    "called": "ringet",
    "begins": "begynder",
    "ends": "slutter",
    "starts": "begynder",
}
GAPS = {"deleted": "[slettet]", "missing": "[mangler]", "system": "[system]", "call": "[opkald]"}
MOST = 2000


def told(reading: Reading, name: str, sha256: str = "") -> str:
    """The whole of it as lines: what it is, warnings first, then contents."""
    kind = KINDS.get(reading.kind.partition(".")[0], "fil")
    lines = [f"{name}: {kind} ({reading.kind})", *([f"SHA-256: {sha256}"] if sha256 else [])]
    if reading.title:
        lines.append(f"Titel: {' '.join(reading.title.split())}")
    if not reading.whole:
        lines.append("Filen er ikke hel: se herunder, hvad der mangler.")
    lines += _section("Det skal du vide", (f"- {warned.says}" for warned in reading.warnings))
    lines += _section("Ægthed", (f"- {name}: {ANSWERS.get(answer, answer)}" for name, answer in reading.checks.items()))
    lines += _section(
        "Tider",
        (f"- {WHAT.get(time.what, time.what)}: {_time(time)}{_unsure(time.sure)}" for time in reading.times[:100]),
    )
    lines += _section(
        "Peger på",
        (
            f"- {_pointer(one.kind, one.value, one.role, one.name)}{_unsure(one.sure)}"
            for one in reading.identifiers[:200]
        ),
    )
    lines += _section(
        "Dele",
        (
            f"- {part.id} {part.name or part.kind} ({part.media_type}, {part.size} bytes)"
            for part in reading.parts[:MOST]
        ),
    )
    if len(reading.messages) > 1:
        lines += _section("Beskeder", (_message(message) for message in reading.messages[:MOST]))
    else:
        lines += _section("Tekst", (text.text for text in reading.texts if text.kind != screen_lines.KIND))
    lines += _section("Detaljer", (f"- {name}: {value}" for name, value in reading.facts[:300]))
    return "\n".join(lines)


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return ["", title, *found] if found else []


def _time(time: Time) -> str:
    if time.at is None:
        return f"ukendt (der står »{time.words}«)"
    zone = "" if time.zone_known else " (uden tidszone i filen; læst som dansk tid)"
    return f"{shown(time.at)} dansk tid, {time.at:%Y-%m-%d %H:%M:%S} UTC{zone}"


def _pointer(kind: str, value: str, role: str, name: str) -> str:
    return f"{value} ({', '.join(word for word in (kind, role, name) if word)})"


def _unsure(sure: Sure) -> str:
    """What a machine has read, a person must confirm."""
    return " – forslag, skal bekræftes" if sure is Sure.PROPOSED else ""


def _message(message: Message) -> str:
    at = shown(message.at.at) if message.at and message.at.at else "ukendt tid"
    gap = f"{GAPS[message.kind]} " if message.kind in GAPS else ""
    files = f" [bilag: {', '.join(message.attachments)}]" if message.attachments else ""
    return f"{message.number}. {at} · {message.sender or '–'}: {gap}{message.text}{files}"
