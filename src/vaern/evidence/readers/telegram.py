"""Telegram as its desktop program exports: `result.json` (one chat or all), or the pages `messages.html`."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from vaern.evidence.readers import charset, chat_page, json_cut, telegram_html, threads, times
from vaern.evidence.readers.chat_files import Pack, texts_in
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Mistaken, Reading, Source, Time
from vaern.evidence.readers.threads import Line

SIGNS = re.compile(rb'"(date_unixtime|from_id|actor_id|text_entities)"\s*:')
CHATS = re.compile(rb'"(personal_information|left_chats|chats)"\s*:\s*\{')
JSON = re.compile(r"(^|/)result[^/]*\.json$", re.IGNORECASE)
PAGES = re.compile(r"(^|/)messages\d*\.html$", re.IGNORECASE)
FILES = ("file", "photo", "thumbnail")
LEFT_OUT = "(File "  # Telegram writes why a file is not there, in English, where its path would stand
SERVICE = {
    "phone_call": "Opkald",
    "group_call": "Gruppeopkald",
    "invite_members": "tilføjede",
    "remove_members": "fjernede",
    "create_group": "oprettede gruppen",
    "join_group_by_link": "kom med via link",
    "edit_group_title": "ændrede gruppens navn til",
    "pin_message": "fastgjorde en besked",
    "clear_history": "ryddede historikken",
    "migrate_to_supergroup": "gjorde gruppen til en supergruppe",
}


def recognises(source: Source, head: bytes) -> bool:
    """JSON with Telegram's own names, a page of its export, or a zip with either."""
    if source.media_type == "application/zip":
        return bool(_texts(source))
    if source.media_type == "text/html":
        return telegram_html.looks_like(head)
    return _is_json(head)


def read(source: Source, out: Out) -> Reading:
    """The chat, or all chats of a full export one after the other. Raises Mistaken when there is none."""
    g = Gather(source, out, "chat.telegram")
    pack = Pack(g, source.path)
    texts = [pack.text(name) for name in _texts(source)] if pack.zip else [source.path.read_bytes()]
    found = _Export(g, pack)
    for text in threads.while_time(g, texts, found.lines, found.until):
        found.take(text)
    pack.close()
    if not found.lines:
        raise Mistaken("Filen ligner en eksport fra Telegram, men der er ingen beskeder i den.")
    return found.close()


class _Export:
    """Gathers the chats of an export."""

    def __init__(self, g: Gather, pack: Pack) -> None:
        self.g, self.pack = g, pack
        self.lines: list[Line] = []
        self.titles: list[str] = []
        self.edited = 0
        self.until = threads.deadline()

    def take(self, data: bytes) -> None:
        decoded = charset.decode(data, lenient=True)
        text = decoded.text if decoded else ""
        if text.lstrip()[:1] == "<":
            title, lines = telegram_html.thread(text, self.pack)
            if chat_page.is_cut(text):
                self.g.broken_once("cut_off", chat_page.CUT)
            self.titles.append(title)
            self.lines += threads.within(self.g, lines, self.until, before=len(self.lines))
            return
        try:
            given, whole = json_cut.loads(text)
        except ValueError as broken:
            raise Mistaken("Filen fra Telegram er afbrudt eller beskadiget: JSON kan ikke læses.") from broken
        if not whole:
            self.g.broken_once("cut_off", json_cut.SAYS)
        for chat in _chats(given):
            self._chat(chat)

    def close(self) -> Reading:
        if self.edited:
            self.g.warn("edited_messages", f"{threads.counted(self.edited)} er rettet af afsenderen efter afsendelsen.")
        threads.parties(self.g, self.lines)
        titles = [title for title in dict.fromkeys(self.titles) if title]
        title = titles[0] if len(titles) == 1 else f"{len(titles)} chats" if titles else "Telegram-chat"
        return threads.close(self.g, self.lines, title=title)

    def _chat(self, chat: dict[str, Any]) -> None:
        self.titles.append(_str(chat.get("name")))
        for key in ("type", "id"):
            if key in chat:
                self.g.fact(f"chat.{key}", chat[key])
        known: dict[str, str] = {}
        for one in chat.get("messages") or []:
            if isinstance(one, dict):
                self.lines.append(self._line(one))
                number = _str(one.get("from_id") or one.get("actor_id"))
                known.setdefault(number, _str(one.get("from") or one.get("actor")))
        for number, name in known.items():
            self.g.identify("user_id", number, "party", name)

    def _line(self, one: dict[str, Any]) -> Line:
        at = _time(one)
        if one.get("type") == "service":
            return self._service(one, at)
        sender = _str(one.get("from") or one.get("from_id")) or "Slettet konto"
        self.edited += "edited" in one or "edited_unixtime" in one
        text = "\n".join(words for words in (_forwarded(one), _words(one.get("text")), *_others(one)) if words)
        attachments = tuple(self._files(one))
        kind = "message" if text or attachments else "missing"
        return Line(sender, text, at, kind=kind, attachments=attachments)

    def _service(self, one: dict[str, Any], at: Time | None) -> Line:
        action = _str(one.get("action"))
        said = [SERVICE.get(action, action), *(_str(name) for name in one.get("members") or []), _str(one.get("title"))]
        if one.get("duration_seconds"):
            said.append(f"({one['duration_seconds']} sek.)")
        if one.get("discard_reason"):
            said.append(f"[{one['discard_reason']}]")
        kind = "call" if action.endswith("_call") else "system"
        return Line(_str(one.get("actor")), " ".join(word for word in said if word), at, kind=kind)

    def _files(self, one: dict[str, Any]) -> Iterator[str]:
        media = _str(one.get("mime_type"))
        for key in FILES[:2]:
            path = _str(one.get(key))
            if path.startswith(LEFT_OUT):
                name = _str(one.get("file_name") or one.get("media_type") or key)
                part = self.g.list_only(kind="attachment", name=name, media_type=media or "application/octet-stream")
                self.g.broken("attachment_missing", f"»{name}« er ikke med i eksporten: {path}", part.id)
                yield part.id
            elif path:
                yield self.pack.attach(path, media_type=media)


def _chats(given: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(given, dict):
        return
    if isinstance(given.get("messages"), list):
        yield given
    for key in ("chats", "left_chats"):
        group = given.get(key)
        listed = group.get("list") if isinstance(group, dict) else None
        yield from (chat for chat in listed or [] if isinstance(chat, dict))


def _time(one: dict[str, Any]) -> Time | None:
    at = times.from_epoch(one.get("date_unixtime"))
    words = _str(one.get("date"))
    if at is not None:
        return Time("sent", at, words or _str(one["date_unixtime"]))
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        return Time("sent", None, words, zone_known=False) if words else None
    return times.clock_time(moment, words) if moment.tzinfo is None else Time("sent", moment, words)


def _words(text: Any) -> str:
    """Plain words, or pieces with markup; a link keeps where it leads, and is not glued to the piece before it."""
    said = ""
    after_piece = False
    for piece in text if isinstance(text, list) else [text]:
        if isinstance(piece, dict):
            apart = after_piece and "link" in _str(piece.get("type")) and not said[-1:].isspace()
            href = _str(piece.get("href"))
            said += (" " if apart else "") + _str(piece.get("text")) + (f" <{href}>" if href else "")
        else:
            said += _str(piece)
        after_piece = isinstance(piece, dict)
    return said


def _forwarded(one: dict[str, Any]) -> str:
    return f"[videresendt fra {one['forwarded_from']}]" if one.get("forwarded_from") else ""


def _others(one: dict[str, Any]) -> Iterator[str]:
    """What is neither words nor a file."""
    if one.get("sticker_emoji"):
        yield f"[klistermærke {one['sticker_emoji']}]"
    place = one.get("location_information")
    if isinstance(place, dict):
        yield f"[sted: {place.get('latitude')}, {place.get('longitude')}]"
    contact = one.get("contact_information")
    if isinstance(contact, dict):
        yield f"[kontakt: {' '.join(_str(value) for value in contact.values() if value)}]"
    poll = one.get("poll")
    if isinstance(poll, dict):
        answers = [_str(each.get("text")) for each in poll.get("answers") or [] if isinstance(each, dict)]
        yield f"[afstemning: {' / '.join(words for words in (_str(poll.get('question')), *answers) if words)}]"


def _texts(source: Source) -> list[str]:
    found = [name for name, head in texts_in(source.path, JSON) if _is_json(head)]
    return found or [name for name, head in texts_in(source.path, PAGES) if telegram_html.looks_like(head)]


def _is_json(head: bytes) -> bool:
    return SIGNS.search(head) is not None or (CHATS.search(head) is not None and b'"list"' in head)


def _str(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)
