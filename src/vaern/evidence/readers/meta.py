"""Messenger, Facebook and Instagram as their data download writes them: JSON or HTML, single or in a zip."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from vaern.evidence.readers import charset, chat_page, json_cut, meta_html, mojibake, threads, times
from vaern.evidence.readers.chat_files import MOST_TEXTS, Pack, texts_in
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Mistaken, Reading, Source, Time
from vaern.evidence.readers.threads import Line
from vaern.rulebook.danish import counted

SIGNS = re.compile(
    rb'"(sender_name|senderName|timestamp_ms|threadName|thread_path|comments_v2|is_still_participant)"\s*:'
    rb'|"string_map_data"\s*:\s*\{\s*"(Comment|Kommentar)"|"media"\s*:.{0,2000}"creation_timestamp"\s*:',
    re.DOTALL,
)
FILES = ("photos", "videos", "audio_files", "files", "gifs", "media")
NAMED = re.compile(
    r"(^|/)(messages?|[^/]+_\d+|your_posts[^/]*|posts[^/]*|[^/]*comments[^/]*)\.(json|html)$", re.IGNORECASE
)
MESSAGES = re.compile(r"(^|/)message_\d+\.(json|html)$", re.IGNORECASE)
NEAR_THE_TOP = re.compile(r"^([^/]+/)?[^/]+\.json$", re.IGNORECASE)
OTHER_THREAD = re.compile(rb'^\s*\{\s*"participants"\s*:.{0,4000}"threadName"\s*:', re.DOTALL)
OWN_POST = re.compile(rb'"(post|title)"\s*:')
LEAST_THOUSANDTHS = 100_000_000_000  # March 1973
POSTED = {"timestamp", "data", "string_map_data", "media", "creation_timestamp"}


def recognises(source: Source, head: bytes) -> bool:
    """JSON with the names that Meta gives, a page of its download, or a zip with either."""
    if source.media_type == "application/zip":
        return any(_is_ours(name, first) for name, first in _candidates(source))
    if source.media_type == "text/html":
        return meta_html.looks_like(head)
    return SIGNS.search(head) is not None


def read(source: Source, out: Out) -> Reading:
    """The thread, or all threads of a zip one after the other. Raises Mistaken when there is none."""
    g = Gather(source, out, "chat.meta")
    pack = Pack(g, source.path)
    names = _oldest_first([name for name, first in _candidates(source) if _is_ours(name, first)])
    found = _Download(g, pack)
    for name in threads.while_time(g, names, found.lines, found.until):
        found.take(_Text(pack.text(name)))
    if pack.zip is None:
        found.take(_Text(source.path.read_bytes()))
    pack.say_rest(names)
    pack.close()
    if sum(NAMED.search(name) is not None for name in pack.inside) > MOST_TEXTS:
        g.broken("too_many_files", f"Pakken har flere end {MOST_TEXTS} filer med samtaler. Kun de første er læst.")
    if not found.lines:
        raise Mistaken("Filen ligner et udtræk fra Meta, men den er afbrudt, eller der er ingen beskeder i den.")
    return found.close()


class _Text:
    """One file of the download: JSON or a page."""

    def __init__(self, data: bytes) -> None:
        decoded = charset.decode(data, lenient=True)
        self.text = decoded.text if decoded else ""
        self.is_page = self.text.lstrip()[:1] == "<"


class _Download:
    """Gathers the threads of a download."""

    def __init__(self, g: Gather, pack: Pack) -> None:
        self.g, self.pack = g, pack
        self.lines: list[Line] = []
        self.titles: list[str] = []
        self.repaired = 0
        self.escaped = True
        self.until = threads.deadline()

    def take(self, text: _Text) -> None:
        if text.is_page:
            title, lines = meta_html.thread(text.text, self.pack)
            if chat_page.is_cut(text.text):
                self.g.broken_once("cut_off", chat_page.CUT)
            self.titles.append(title)
            self.lines += threads.within(self.g, lines, self.until, before=len(self.lines))
            return
        try:
            given, whole = json_cut.loads(text.text)
            self.escaped = mojibake.written_as_bytes(text.text)
        except ValueError:
            self.g.broken("cut_off", "En fil i udtrækket er afbrudt eller beskadiget og kan ikke læses.")
            return
        if not whole:
            self.g.broken_once("cut_off", json_cut.SAYS)
        for thread in _threads(given):
            self._thread(thread)

    def close(self) -> Reading:
        if self.repaired:
            self.g.warn(
                "text_repaired",
                f"{counted(self.repaired, 'tekst', 'tekster')} var skrevet med forkerte bogstaver "
                "(som Facebook og Instagram gør). Værn viser en rettet kopi; originalen er som modtaget.",
            )
        threads.parties(self.g, self.lines)
        titles = [title for title in dict.fromkeys(self.titles) if title]
        title = titles[0] if len(titles) == 1 else f"{len(titles)} tråde" if titles else "Chat fra Meta"
        return threads.close(self.g, self.lines, title=title, sort=len(titles) < 2)  # noqa: PLR2004 - one thread

    def _thread(self, thread: dict[str, Any]) -> None:
        messages = thread.get("messages")
        title = self._right(_str(thread.get("title") or thread.get("threadName")))
        self.titles.append(title)
        people = [self._right(_named(one)) for one in _list(thread.get("participants"))]
        for key in ("thread_path", "thread_type", "is_still_participant"):
            if key in thread:
                self.g.fact(key, thread[key])
        for name in people:
            self.g.identify("name", name, "participant")
        if isinstance(messages, list):
            found = (self._line(one, people) for one in reversed(messages) if isinstance(one, dict))
        else:
            found = (self._post(one) for one in _posts(thread))
        self.lines += threads.within(self.g, found, self.until, before=len(self.lines))

    def _line(self, one: dict[str, Any], people: list[str]) -> Line:
        sender = self._right(_str(one.get("sender_name") or one.get("senderName")))
        at = _sent(one)
        text = self._right(_str(one.get("content", one.get("text"))))
        to = tuple(name for name in people if name != sender)
        if one.get("is_unsent") or one.get("isUnsent"):
            return Line(sender, text or "[beskeden er trukket tilbage]", at, kind="deleted", to=to)
        if "call_duration" in one or _str(one.get("type")).lower() == "call":
            lasted = f" ({one['call_duration']} sek.)" if one.get("call_duration") else ""
            return Line(sender, (text or "Opkald") + lasted, at, kind="call", to=to)
        text = "\n".join(words for words in (text, *self._shared(one), *self._reactions(one)) if words)
        attachments = tuple(self.pack.attach(uri) for uri in _uris(one))
        kind = "missing" if not text and not attachments else "message"
        return Line(sender, text or ("" if attachments else "[besked uden indhold i filen]"), at, kind, to, attachments)

    def _post(self, one: dict[str, Any]) -> Line:
        """A post or a comment: what was written, by whom, and what Facebook or Instagram says it was."""
        if isinstance(one.get("string_map_data"), dict):
            return self._comment(one["string_map_data"])
        inner = [part for part in _list(one.get("data")) if isinstance(part, dict)]
        media = list(_media(one))
        comment: dict[str, Any] = next((part["comment"] for part in inner if isinstance(part.get("comment"), dict)), {})
        said = (one.get("title"), comment.get("comment"), *(part.get("post") for part in inner))
        text = "\n".join(dict.fromkeys(self._right(_str(words)) for words in (*said, *_described(media)) if words))
        counts = (one.get("timestamp"), comment.get("timestamp"), *(_of(one, *media, key="creation_timestamp")))
        at = _time(next((count for count in counts if count), None), 1)
        files = tuple(dict.fromkeys(self.pack.attach(_str(each["uri"])) for each in media if each.get("uri")))
        return Line(self._right(_str(comment.get("author"))), text, at and _posted(at), attachments=files)

    def _comment(self, fields: dict[str, Any]) -> Line:
        """Instagram's comments: named fields, in the language of the account."""
        given = {key: value for key, value in fields.items() if isinstance(value, dict)}
        at = _time(next(_of(*given.values(), key="timestamp"), None), 1)
        told = [
            f"{self._right(key)}: {self._right(_str(value['value']))}"
            for key, value in given.items()
            if value.get("value")
        ]
        return Line("", "\n".join(told), at and _posted(at))

    def _shared(self, one: dict[str, Any]) -> Iterator[str]:
        share = one.get("share")
        if isinstance(share, dict):
            yield from (self._right(_str(share.get(key))) for key in ("share_text", "link"))

    def _reactions(self, one: dict[str, Any]) -> Iterator[str]:
        for reaction in _list(one.get("reactions")):
            if isinstance(reaction, dict):
                yield f"[{self._right(_str(reaction.get('actor')))}: {self._right(_str(reaction.get('reaction')))}]"

    def _right(self, text: str) -> str:
        right = mojibake.from_bytes(text) if self.escaped else text
        self.repaired += right != text
        return right


def _threads(given: Any) -> Iterable[dict[str, Any]]:
    if isinstance(given, dict):
        return [given]
    return [{"posts": given}] if isinstance(given, list) else []


def _posts(thread: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for value in thread.values():
        for one in _list(value):
            if isinstance(one, dict) and POSTED & one.keys():
                yield one


def _media(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Pictures and films of a post, as Instagram (in it) and Facebook (among its attachments) list them."""
    yield from (each for each in _list(one.get("media")) if isinstance(each, dict))
    for attachment in _list(one.get("attachments")):
        for each in _list(attachment.get("data")) if isinstance(attachment, dict) else []:
            if isinstance(each, dict) and isinstance(each.get("media"), dict):
                yield each["media"]


def _described(media: list[dict[str, Any]]) -> Iterator[Any]:
    for each in media:
        yield from (each.get("title"), each.get("description"))


def _of(*given: dict[str, Any], key: str) -> Iterator[Any]:
    return (one[key] for one in given if one.get(key))


def _uris(one: dict[str, Any]) -> Iterator[str]:
    for key in FILES:
        yield from (_str(file["uri"]) for file in _list(one.get(key)) if isinstance(file, dict) and file.get("uri"))
    sticker = one.get("sticker")
    if isinstance(sticker, dict) and sticker.get("uri"):
        yield _str(sticker["uri"])


def _candidates(source: Source) -> list[tuple[str, bytes]]:
    named = dict(texts_in(source.path, NAMED))
    return list({**named, **dict(texts_in(source.path, NEAR_THE_TOP))}.items())


def _oldest_first(names: list[str]) -> list[str]:
    """Meta counts the files of a thread from the newest: message_1 comes after message_2."""
    folders = groupby(names, lambda name: MESSAGES.sub("", name) if MESSAGES.search(name) else name)
    return [name for _folder, inside in folders for name in reversed(list(inside))]


def _is_ours(name: str, head: bytes) -> bool:
    if not NAMED.search(name):
        return OTHER_THREAD.match(head) is not None
    if name.lower().endswith("html"):
        return meta_html.looks_like(head)
    posts = "post" in name.lower() and b'"timestamp"' in head and OWN_POST.search(head) is not None
    return posts or SIGNS.search(head) is not None


def _sent(one: dict[str, Any]) -> Time | None:
    """Thousandths of seconds; in downloads from before 2019 whole seconds, which a newer one would place in 1970."""
    count = one.get("timestamp_ms", one.get("timestamp"))
    seconds = "timestamp_ms" not in one and isinstance(count, int) and count < LEAST_THOUSANDTHS
    return _time(count, 1 if seconds else 1000)


def _time(value: Any, per_second: int) -> Time | None:
    at = times.from_epoch(value, per_second=per_second)
    return Time("sent", at, _str(value), zone_known=at is not None) if value is not None else None


def _posted(time: Time) -> Time:
    return Time("posted", time.at, time.words, time.zone_known)


def _named(one: Any) -> str:
    return _str(one.get("name")) if isinstance(one, dict) else _str(one)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _str(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)
