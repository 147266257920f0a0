"""A mailbox (mbox): every mail in it as a message of one thread, and as a file of its own."""

import re
import time
from collections.abc import Generator
from dataclasses import replace
from itertools import islice

from vaern.evidence.readers import mail, mbox_quotes
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Message, Reading, Source, Unreadable

MOST_MAILS, MOST_LINE, MOST_SECONDS = 2000, 1 << 16, 6.0
SEPARATOR = re.compile(rb"^From (?:(?:\S+|\"[^\"]*\"\S*|.{0,200}?)\s.*\d{4}|(?:-|\S+@\S+)\s*$)", re.IGNORECASE)
TIMED = re.compile(rb"^From .*\d\d:\d\d.*\d{4}\s*$", re.IGNORECASE)
BEGINS = re.compile(rb"[!-9;-~]+[ \t]*:|>From ")  # with a date alone the line may be words: then a header must follow


def recognises(source: Source, head: bytes) -> bool:
    """A separator line with a header after it; a name ending in .mbox is not enough, a single mail neither."""
    first, _, rest = head.lstrip(b"\xef\xbb\xbf\r\n").partition(b"\n")
    return bool(SEPARATOR.match(first)) and (mail.recognises(source, rest) or b": " in rest[:200])


def read(source: Source, out: Out) -> Reading:
    """All mails, in the order of the file, 2000 at most. One that cannot be read is named, the rest are read.

    A single mail that a program has put a separator line in front of is read as the mail that its name says it is.
    """
    if source.name.lower().endswith(".eml") and len(list(islice(_mails(source), 2))) == 1:
        return mail.read(source, out)
    g = Gather(source, out, "mail.mbox")
    until = time.monotonic() + MOST_SECONDS
    messages: list[Message] = []
    found = _mails(source)
    for number, raw in enumerate(found, start=1):
        if number > MOST_MAILS or time.monotonic() > until:
            g.broken(
                "too_many_mails",
                f"Postkassen er for stor til at læse på én gang: kun de første {number - 1} mails er læst.",
            )
            break
        messages += _one(g, raw, number)
    found.close()
    if not messages:
        raise Unreadable("Filen er ikke en postkasse (mbox): der er ingen mails i den.")
    g.title = f"Postkasse med {len(messages)} mail{'s' if len(messages) != 1 else ''}"
    return replace(g.reading(), messages=tuple(messages))


def _one(g: Gather, raw: bytes, number: int) -> list[Message]:
    part = g.keep_or_say(raw, kind="message", name=f"mail-{number}.eml", media_type="message/rfc822")
    if mbox_quotes.stand_in(raw):
        g.warn_once(
            "from_unquoted",
            "Postkassen har skrevet »>From« for »From« i begyndelsen af linjer. Værn viser dem som »From«; i de mails, "
            "der er gemt enkeltvis, står de som i filen.",
        )
    try:
        letter = mail.read_letter(g, mbox_quotes.taken_out(raw), part, depth=1)
    except Unreadable:
        g.broken("mail_unreadable", f"Mail nr. {number} i postkassen kan ikke læses.", part)
        return [Message(number=number, sender="", text="", kind="missing", attachments=(part,))]
    message = mail.thread_message(letter, number)
    return [replace(message, attachments=(part, *message.attachments))]


def _mails(source: Source) -> Generator[bytes]:
    """The mails between the separator lines. A separator stands after an empty line, or first, and before a header."""
    lines: list[bytes] = []
    blank, begun = True, False
    with source.path.open("rb") as file:
        line = file.readline(MOST_LINE).removeprefix(b"\xef\xbb\xbf")
        while line:
            after = file.readline(MOST_LINE)
            if blank and (TIMED.match(line) or (SEPARATOR.match(line) and BEGINS.match(after))):
                if begun:
                    yield _whole(lines)
                lines, begun = [], True
            elif begun:
                lines.append(line)
            blank, line = not line.strip(), after
    if begun:
        yield _whole(lines)


def _whole(lines: list[bytes]) -> bytes:
    """Without the empty line that belongs to the next separator."""
    return b"".join(lines[:-1] if lines and not lines[-1].strip() else lines)
