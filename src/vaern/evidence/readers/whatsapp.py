"""A WhatsApp chat as its export writes it (.txt, or .zip with the files): iPhone and Android, any language's dates."""

import re
from dataclasses import dataclass, field

from vaern.evidence.readers import charset, chat_clock, chat_meeting, threads, whatsapp_words
from vaern.evidence.readers.chat_files import Pack, texts_in
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Unreadable
from vaern.evidence.readers.threads import Line
from vaern.evidence.readers.whatsapp_words import MARKS, bare

IN_BRACKETS = re.compile(rf"^\[{chat_clock.STAMP}\] ?(?P<rest>.*)$")
WITH_DASH = re.compile(rf"^{chat_clock.STAMP} [-–—] ?(?P<rest>.*)$")
WITH_COLON = re.compile(  # an iPhone before 2018; without the comma it may be any program's log
    rf"^(?=[^,:]{{6,10}},){chat_clock.STAMP}: (?P<rest>.*)$"
)
TEXT = re.compile(r"\.txt$", re.IGNORECASE)
MOST_TEXT = 64 << 20
DISCORDS_RULE = "=" * 20  # under it and the head, Discord's exporter writes lines that begin as these do
MOST_SENDER = 80
ENOUGH = 5


@dataclass(slots=True)
class Said:
    """One entry while its lines are being gathered."""

    stamp: chat_clock.Stamp
    lines: list[str] = field(default_factory=list)


def recognises(source: Source, head: bytes) -> bool:
    """Text whose lines begin as an export's do, or a zip with such a text in it."""
    if source.media_type == "application/zip":
        return _chat_in(source) is not None
    return looks_like(head) and not source.name.lower().endswith(".md")  # Signal's is Markdown, with the same lines


def looks_like(head: bytes) -> bool:
    """The first lines hold at least one beginning, and it is among the first five."""
    decoded = charset.decode(head)
    lines = [line for line in (decoded.text if decoded else "").splitlines() if line.strip()]
    if _is_signal(lines) or (lines and (chat_meeting.is_teams(lines) or lines[0].startswith(DISCORDS_RULE))):
        return False
    return any(_begins(line) for line in lines[:ENOUGH])


def read(source: Source, out: Out) -> Reading:
    """The chat, with its files where they are there. Raises Unreadable when it is no such export."""
    g = Gather(source, out, "chat.whatsapp")
    pack = Pack(g, source.path)
    if pack.zip is None:
        return _read(g, source.path.read_bytes()[:MOST_TEXT], source.name, pack)
    name = _chat_in(source)
    if name is None:
        raise Unreadable("Pakken indeholder ingen chat fra WhatsApp.")
    try:
        return _read(g, pack.text(name), name if whatsapp_words.TITLE.search(name) else source.name, pack, name)
    finally:
        pack.close()


def _read(g: Gather, data: bytes, name: str, pack: Pack, inside: str = "") -> Reading:
    decoded = charset.decode(data, lenient=True)
    said = entries(decoded.text if decoded else "")
    if not said:
        raise Unreadable("Filen ligner en chat fra WhatsApp, men ingen linjer begynder med dato og klokkeslæt.")
    orders = chat_clock.orders([one.stamp for one in said])
    for order in dict.fromkeys(orders):
        chat_clock.say(g, order)
    lines = [_line(g, one, order.name, pack) for one, order in zip(said, orders, strict=True)]
    chat_clock.say_backwards(g, lines)
    pack.rest(inside)
    threads.parties(g, (line for line in lines if line.kind != "system"))  # on an iPhone the group itself says those
    titled = whatsapp_words.TITLE.search(name.rpartition("/")[2])
    return threads.close(g, lines, title=f"WhatsApp: {bare(titled['who'])}" if titled else "WhatsApp-chat")


def entries(text: str) -> list[Said]:
    """The entries of an export, as many as can be shown and one more; other lines belong to the entry before them."""
    found: list[Said] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        begun = _begins(line)
        if begun is not None:
            if len(found) > threads.MOST_MESSAGES:
                break
            found.append(Said(begun[0], [begun[1]]))
        elif found:
            found[-1].lines.append(line)
    return found


def _begins(line: str) -> tuple[chat_clock.Stamp, str] | None:
    plain = line if line.isascii() else MARKS.sub("", line).translate(chat_clock.DIGITS)
    matched = IN_BRACKETS.match(plain) or WITH_DASH.match(plain) or _old(line, plain)
    if matched is None:
        return None
    place = matched.start("rest")
    return chat_clock.stamp(matched, plain[:place].strip(" -–—[]:")), _after(line, place)


def _old(line: str, plain: str) -> re.Match[str] | None:
    """The form without brackets: then a sender must follow, or WhatsApp's own mark of direction."""
    matched = WITH_COLON.match(plain)
    return matched if matched and matched["s"] and (": " in matched["rest"] or MARKS.search(line)) else None


def _after(line: str, count: int) -> str:
    """The line after so many letters, marks of direction not counted: one that stands there belongs to the rest."""
    if not MARKS.search(line, 0, count):
        return line[count:]
    place = 0
    while count:
        count -= not MARKS.match(line[place])
        place += 1
    return line[place:]


def _line(g: Gather, one: Said, order: str, pack: Pack) -> Line:
    at = chat_clock.time(one.stamp, order)
    sender, raw = _split(one.lines[0])
    whole = "\n".join([raw, *one.lines[1:]])
    marked = bool(MARKS.match(whole.lstrip(" ")))
    text = bare(whole)
    if not sender or (marked and whatsapp_words.SYSTEM.search(text)):
        return Line(sender, text, at, kind="call" if whatsapp_words.CALL.match(text) else "system")
    if whatsapp_words.DELETED.match(text):
        return Line(sender, text, at, kind="deleted")
    if marked and whatsapp_words.CALL.match(text):
        return Line(sender, text, at, kind="call")
    if whatsapp_words.is_omitted(text, marked=marked):
        part = g.list_only(kind="attachment", name=text.strip("<>"))
        return Line(sender, text, at, kind="missing", attachments=(part.id,))
    return _with_file(Line(sender, text, at), whole, pack)


def _with_file(line: Line, whole: str, pack: Pack) -> Line:
    name = whatsapp_words.attached(line.text)
    rest = line.text.partition("\n")[2] if name else ""
    name = name or whatsapp_words.captioned(whole)
    if not name:
        return line
    return Line(line.sender, rest or line.text, line.at, attachments=(pack.attach(name),))


def _split(rest: str) -> tuple[str, str]:
    """Who, and what. A system line has no sender: it holds no ": ", or only inside quotation marks."""
    sender, colon, text = rest.partition(": ")
    if not colon and rest.rstrip().endswith(":"):
        sender, colon, text = rest.rstrip()[:-1], ":", ""
    named = bare(sender)
    quoted = any(mark in named for mark in '"“”«»')
    if not colon or not named or len(named) > MOST_SENDER or quoted:
        return "", rest
    return named, text


def _is_signal(lines: list[str]) -> bool:
    """Signal's own text export writes the day first by year, with a comma, in brackets; see `signal`."""
    return any(re.match(r"^\[\d{4}-\d\d-\d\d, \d\d:\d\d\] ", line) for line in lines[:ENOUGH])


def _chat_in(source: Source) -> str | None:
    """The name of the chat's text in a zip, if there is one."""
    found = [name for name, head in texts_in(source.path, TEXT) if looks_like(head)]
    return next((name for name in found if "chat" in name.lower()), next(iter(found), None))
