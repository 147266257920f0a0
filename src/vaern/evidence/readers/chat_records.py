"""Conversations as services hand them out in JSON (Snapchat, Discord, Teams, Google Chat), single or zipped."""

import json
import re
from dataclasses import replace
from typing import Any

from vaern.evidence.readers import charset, chat_services, json_cut, threads
from vaern.evidence.readers.chat_files import Pack, texts_in
from vaern.evidence.readers.chat_services import Service
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Mistaken, Reading, Source
from vaern.evidence.readers.sms import WITHHELD
from vaern.evidence.readers.threads import Line

FILES = re.compile(r"\.(json|js|ndjson|jsonl)$", re.IGNORECASE)
ASSIGNED = re.compile(r"^\s*window\.[\w.]+\s*=\s*")
MOST = 96 << 20
PEOPLE = "users.json"
MENTION = re.compile(r"<@([UW][A-Z0-9]{1,20})(?:\|[^<>]{0,80})?>")  # as Slack writes whom a message names


def recognises(source: Source, head: bytes) -> bool:
    """JSON with a service's own names, or a zip with such a file."""
    if source.media_type == "application/zip":
        return bool(_inside(source))
    return chat_services.which(head) is not None


def read(source: Source, out: Out) -> Reading:
    """The conversation, or all of a zip's in order of time. Raises Mistaken when there is no message."""
    named = _inside(source)
    with source.path.open("rb") as file:
        service = named[0][1] if named else chat_services.which(file.read(65_536))
    if service is None:
        raise Mistaken("Filen ligner et udtræk fra en beskedtjeneste, men der er ingen beskeder i den.")
    g = Gather(source, out, service.kind)
    pack = Pack(g, source.path)
    found = _Records(g, pack)
    try:
        for name, one in named or [("", service)]:
            found.take(one, pack.text(name) if name else source.path.read_bytes()[:MOST])
        pack.say_rest(name for name, _ in named)
    finally:
        pack.close()
    return found.close(service)


class _Records:
    """Gathers the messages of one or several files."""

    def __init__(self, g: Gather, pack: Pack) -> None:
        self.g, self.pack = g, pack
        self.lines: list[Line] = []
        self.people = _people(pack)
        self.until = 0.0

    def take(self, service: Service, data: bytes) -> None:
        decoded = charset.decode(data, lenient=True)
        try:
            text = ASSIGNED.sub("", decoded.text if decoded else "", count=1).rstrip(" \r\n\t;")
            given, whole = json_cut.loads(text)
        except ValueError:
            self.g.broken_once("cut_off", "En fil i udtrækket er afbrudt eller beskadiget og kan ikke læses.")
            return
        if not whole:
            self.g.broken_once("cut_off", json_cut.SAYS)
        self.until = self.until or threads.deadline()
        for line in threads.within(self.g, service.lines(given, self.pack.attach), self.until):
            text = MENTION.sub(lambda found: f"@{self.people.get(found[1], found[1])}", line.text)
            self.lines.append(replace(line, sender=self.people.get(line.sender, line.sender), text=text))

    def close(self, service: Service) -> Reading:
        if not self.lines:
            raise Mistaken(
                f"Filen ligner et udtræk fra {service.name}, men den er afbrudt, eller der er ingen beskeder i den. "
                "Originalen er gemt uændret."
            )
        threads.parties(self.g, [line for line in self.lines if line.sender != WITHHELD])
        return threads.close(self.g, self.lines, title=f"Samtaler fra {service.name}", sort=True)


def _inside(source: Source) -> list[tuple[str, Service]]:
    if source.media_type != "application/zip":
        return []
    sniffed = ((name, chat_services.which(head)) for name, head in texts_in(source.path, FILES))
    return [(name, service) for name, service in sniffed if service is not None]


def _people(pack: Pack) -> dict[str, str]:
    """Slack keeps people's names in a file of their own."""
    try:
        given: Any = json.loads(pack.text(PEOPLE))
        return {
            str(one["id"]): str(one.get("real_name") or one.get("profile", {}).get("real_name") or one["name"])
            for one in given
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
