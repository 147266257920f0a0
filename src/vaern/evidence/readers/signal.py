"""Signal: a chat as text or Markdown, a plain export (one JSON object a line), or a backup, which is encrypted."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from vaern.evidence.readers import charset, threads, times
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Mistaken, Reading, Source, Time
from vaern.evidence.readers.threads import Line

BEGINS = re.compile(r"^\[(\d{4}-\d\d-\d\d),? (\d\d:\d\d(?::\d\d)?)\] ([^:\n]{1,100}): ?(.*)$")
FRAMES = re.compile(rb'^\s*\{\s*"(version|backupInfo|account|recipient|chat|chatItem|backupTimeMs)"\s*:')
FILE = re.compile(r"!?\[([^\]]*)\]\(([^()\s]+)\)")
DELETED = re.compile(
    r"^(this message was deleted\.?|you deleted this message\.?|denne besked blev slettet\.?)$", re.IGNORECASE
)
MOST = 96 << 20
ENOUGH = 5
ENCRYPTED = (
    "Filen er en sikkerhedskopi fra Signal. Den er krypteret og kan ikke læses uden den adgangskode, der blev vist, da "
    "den blev lavet. Den er ikke tom: åbn chatten på telefonen, og sikr den med skærmbilleder."
)


def recognises(source: Source, head: bytes) -> bool:
    """Lines as a text export has them, the objects of a plain export, or the beginning of a backup."""
    return _is_backup(head) or bool(FRAMES.match(head)) or (source.media_type.startswith("text/") and _has_lines(head))


def read(source: Source, out: Out) -> Reading:
    """The chat; for a backup, that it is there and encrypted. Raises Mistaken when it is neither."""
    g = Gather(source, out, "chat.signal")
    data = source.path.read_bytes()[:MOST]
    if _is_backup(data):
        g.title = "Sikkerhedskopi fra Signal (krypteret)"
        g.warn("encrypted", ENCRYPTED)
        return g.reading()
    decoded = charset.decode(data, lenient=True)
    text = decoded.text if decoded else ""
    lines = _Frames(g).lines(text) if FRAMES.match(data) else _lines(g, text)
    if not lines:
        raise Mistaken("Filen ligner en chat fra Signal, men der er ingen beskeder i den.")
    threads.parties(g, lines)
    return threads.close(g, lines, title="Signal-chat")


def _lines(g: Gather, text: str) -> list[Line]:
    found: list[Line] = []
    for words in text.replace("\r\n", "\n").split("\n"):
        begun = BEGINS.match(words)
        if begun:
            at = _clock(f"{begun[1]} {begun[2]}")
            found.append(Line(begun[3].strip(), begun[4], at))
        elif found:
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{words}")
    return [_with_files(g, replace(line, text=line.text.strip())) for line in found]


def _with_files(g: Gather, line: Line) -> Line:
    """A file stands as a Markdown link into a folder that is not here."""
    if DELETED.match(line.text):
        return replace(line, kind="deleted")
    attachments = []
    for label, path in FILE.findall(line.text):
        if re.match(r"^[a-z]+:", path, re.IGNORECASE):
            continue
        name = path.rpartition("/")[2] or label
        part = g.list_only(kind="attachment", name=name)
        g.broken("attachment_missing", f"Filen »{name}« er nævnt, men er ikke med.", part.id)
        attachments.append(part.id)
    return replace(line, attachments=tuple(attachments))


class _Frames:
    """The plain export of Signal's own backup format: recipients and chats first, then what was said."""

    def __init__(self, g: Gather) -> None:
        self.g = g
        self.people: dict[str, str] = {}
        self.self_id = ""

    def lines(self, text: str) -> list[Line]:
        found, broken = [], 0
        for row in text.splitlines():
            try:
                frame = json.loads(row) if row.strip() else {}
            except (ValueError, RecursionError):
                broken += 1
                continue
            if isinstance(frame, dict):
                self._recipient(frame.get("recipient"))
                found += list(self._item(frame.get("chatItem")))
        if broken:
            self.g.broken("cut_off", f"{broken} linje(r) i filen er beskadiget og er sprunget over.")
        return found

    def _recipient(self, one: Any) -> None:
        if not isinstance(one, dict):
            return
        number = str(one.get("id", ""))
        contact = one.get("contact")
        if "self" in one:
            self.self_id = number
        if isinstance(contact, dict):
            names = (contact.get("nickname"), contact.get("systemGivenName"), contact.get("profileGivenName"))
            last = contact.get("systemFamilyName") or contact.get("profileFamilyName") or ""
            given = next((str(name) for name in names if name and not isinstance(name, dict)), "")
            self.people[number] = f"{given} {last}".strip() or str(contact.get("e164", ""))
            self.g.identify("phone", f"+{contact['e164']}" if contact.get("e164") else "", "party", self.people[number])

    def _item(self, one: Any) -> Iterator[Line]:
        if not isinstance(one, dict):
            return
        author = str(one.get("authorId", ""))
        sender = "" if author == self.self_id else self.people.get(author, author)
        moment = times.from_epoch(one.get("dateSent"), per_second=1000)
        at = Time("sent", moment, str(one.get("dateSent", "")), zone_known=moment is not None)
        if "remoteDeletedMessage" in one:
            yield Line(sender, "[beskeden er slettet for alle]", at, kind="deleted")
        elif "updateMessage" in one:
            yield Line(sender, f"[{', '.join(_keys(one['updateMessage']))}]", at, kind="system")
        else:
            yield self._said(one, sender, at)

    def _said(self, one: dict[str, Any], sender: str, at: Time) -> Line:
        message: dict[str, Any] = next(
            (one[key] for key in ("standardMessage", "directStoryReplyMessage") if isinstance(one.get(key), dict)), {}
        )
        words = message.get("text")
        text = str(words.get("body", "")) if isinstance(words, dict) else ""
        attachments = []
        for file in message.get("attachments") or []:
            pointer = file.get("pointer") if isinstance(file, dict) else None
            name = str((pointer or {}).get("fileName") or (pointer or {}).get("contentType") or "bilag")
            part = self.g.list_only(kind="attachment", name=name)
            self.g.broken("attachment_missing", f"Filen »{name}« er nævnt, men er ikke med.", part.id)
            attachments.append(part.id)
        kind = "message" if text or attachments else "missing"
        return Line(sender, text, at, kind=kind, attachments=tuple(attachments))


def _clock(words: str) -> Time:
    try:
        return times.clock_time(datetime.fromisoformat(words), words)
    except ValueError:
        return Time("sent", None, words, zone_known=False)


def _keys(value: Any) -> list[str]:
    return list(value) if isinstance(value, dict) else ["opdatering"]


def _has_lines(head: bytes) -> bool:
    decoded = charset.decode(head)
    rows = [row for row in (decoded.text if decoded else "").splitlines() if row.strip()]
    return any(BEGINS.match(row) for row in rows[:ENOUGH])


def _is_backup(head: bytes) -> bool:
    """An Android backup: the length of its header, then the header, with sixteen bytes of start and a salt."""
    length = int.from_bytes(head[:4], "big")
    return 50 <= length <= 80 and head[4:5] == b"\x0a" and head[6:8] == b"\x0a\x10" and head[24:26] == b"\x12\x20"  # noqa: PLR2004 - the format's own
