"""A mail that was passed on: the first writer stands in its words alone, without the headers that could prove it."""

import re

from vaern.evidence.readers.gather import Gather

PASSED_ON = re.compile(r"\s*(?:vs|fw|fwd|vb|wg|videresendt|videresend)\s*:", re.IGNORECASE)
SAID_SO = re.compile(
    r"^[-> \t]*(?:forwarded message|videresendt (?:besked|meddelelse|mail)|begin forwarded message|"
    r"start på videresendt)",
    re.IGNORECASE | re.MULTILINE,
)
HEAD = re.compile(
    r"^[>* \t]*(?:fra|from|från|von)[ \t]*:[* \t]*(?P<who>[^\r\n]{1,300})\r?\n"
    r"(?:[^\r\n]{0,300}\r?\n){0,3}?"
    r"[>* \t]*(?:sendt|sent|dato|date|skickat|gesendet)[ \t]*:[* \t]*(?P<when>[^\r\n]{1,100})",
    re.IGNORECASE | re.MULTILINE,
)
ADDRESS = re.compile(r"[^\s@<>\"',;:()\[\]]+@[^\s@<>\"',;:()\[\]]+\.[^\s@<>\"',;:()\[\]]+")
MOST_LOOKED, MOST_FOUND = 200_000, 20


def notice(g: Gather, subject: str, body: str, part: str = "") -> None:
    """Who wrote what is passed on, as the words have it, and that the mail itself is not here."""
    body = body[:MOST_LOOKED]
    if not PASSED_ON.match(subject) and not SAID_SO.search(body):
        return
    found = list(HEAD.finditer(body))[:MOST_FOUND]
    for one in found:
        for address in ADDRESS.findall(one["who"])[:1]:
            g.identify("email", address.lower(), "quoted", part=part)
    if found:
        who, when = found[-1]["who"].strip(" *"), found[-1]["when"].strip(" *")
        g.warn(
            "passed_on",
            f"Mailen er sendt videre. Den oprindelige mail (fra {who[:100]}, {when[:60]}) står kun som tekst, og den, "
            "der sendte den videre, kunne rette i den. Bed den, der fik mailen, om at gemme og aflevere den som fil.",
            part,
        )
