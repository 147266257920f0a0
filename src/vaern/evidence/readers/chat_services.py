"""How services write a conversation as JSON: for each, what gives it away and how a message stands in it."""

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from vaern.evidence.readers import chat_moments, html_words
from vaern.evidence.readers.sms import CALLS, NOBODY, WITHHELD
from vaern.evidence.readers.threads import Line

Attach = Callable[..., str]  # of `Pack.attach`
SKYPE_FILE = re.compile(r"<OriginalName v=\"([^\"]{1,250})\"")
PARTLIST = re.compile(r"<partlist[^>]*? type=\"(\w{1,20})\"[^>]*>.*?(<name>[^<]*</name>)", re.DOTALL)
LAYOUT, CALLED_OUT = "application/smil", "2"
OUTBOXES = ("2", "4", "5", "6")
DIGITS_OF_SECONDS = 10  # in any year until 2286
MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>|&[a-z]{2,6};|&#\d+;")


@dataclass(frozen=True, slots=True)
class Service:
    """One service: the kind of reading, its name, its signs in the first bytes, and its messages."""

    kind: str
    name: str
    signs: tuple[bytes, ...]
    lines: Callable[[Any, Attach], Iterator[Line]]


def which(head: bytes) -> Service | None:
    """The service whose signs all stand in the first bytes."""
    bare = re.sub(rb'"\s*:\s*', b'":', head)
    return next((one for one in SERVICES if all(sign in bare for sign in one.signs)), None)


def _snapchat(given: Any, attach: Attach) -> Iterator[Line]:
    for other, rows in _dict(given).items():
        for row in _dicts(rows):
            at = chat_moments.told(row.get("Created"), utc=True)
            text = _str(row.get("Content") or row.get("Text"))
            media = [attach(name) for name in re.split(r"[|,\s]+", _str(row.get("Media IDs"))) if name]
            told = text or ("" if media else f"[{_str(row.get('Media Type')).lower()}, indholdet er ikke med]")
            to = _str(row.get("To")) or (_str(other) if row.get("IsSender") else "")
            kind = "message" if text or media else "missing"
            sender = _str(row.get("From"))
            yield Line(sender, told, at, kind, (to,) if to else (), tuple(media), (("user_id", sender),))


def _discord(given: Any, attach: Attach) -> Iterator[Line]:
    for row in _dicts(_dict(given).get("messages")):
        author = _dict(row.get("author"))
        name = _str(author.get("nickname") or author.get("name"))
        files = [attach(_str(one.get("url") or one.get("fileName"))) for one in _dicts(row.get("attachments"))]
        shared = [_str(one.get(key)) for one in _dicts(row.get("embeds")) for key in ("title", "description", "url")]
        text = "\n".join(word for word in (_str(row.get("content")), *shared) if word)
        kind = _kind(text, files, call=_str(row.get("type")) == "Call")
        known = tuple(("user_id", _str(author.get(key))) for key in ("id", "name") if author.get(key))
        yield Line(name, text, chat_moments.told(row.get("timestamp")), kind, (), tuple(files), known)


def _discord_own(given: Any, attach: Attach) -> Iterator[Line]:
    for row in _dicts(given):
        files = [attach(one) for one in _str(row.get("Attachments")).split()]
        text = _str(row.get("Contents"))
        at = chat_moments.told(row.get("Timestamp"), utc=True)
        yield Line("", text, at, _kind(text, files), (), tuple(files))


def _skype(given: Any, attach: Attach) -> Iterator[Line]:
    own = _str(_dict(given).get("userId")).removeprefix("8:")
    for talk in _dicts(_dict(given).get("conversations")):
        named = {_str(talk.get("id")).removeprefix("8:"): _str(talk.get("displayName"))}
        other = next(iter(named.values()))
        for row in _dicts(talk.get("MessageList")):
            account = _str(row.get("from")).removeprefix("8:")
            sender = _str(row.get("displayName")) or named.get(account, "") or account
            to = (other,) if other and account == own else ()
            yield _skyped(row, Line(sender, "", None, to=to, accounts=(("user_id", account),)), attach)


def _skyped(row: dict[str, Any], line: Line, attach: Attach) -> Line:
    """One message, by its type; a file is named inside the words of what carries it."""
    kind, content = _str(row.get("messagetype")), _str(row.get("content"))
    at = chat_moments.told(row.get("originalarrivaltime"), utc=True)
    if "Call" in kind:
        how = PARTLIST.search(content)
        text = f"Opkald ({how[1]}): {_bare(how[2])}" if how else _bare(content) or "Opkald"
        return replace(line, text=text.rstrip(": "), at=at, kind="call")
    if kind.startswith("ThreadActivity"):
        return replace(line, text=_bare(content), at=at, kind="system")
    files = tuple(attach(unescape(name)) for name in SKYPE_FILE.findall(content))
    text = _bare(content)
    gone = bool(_dict(row.get("properties")).get("deletetime"))
    return replace(line, text=text, at=at, kind="deleted" if gone else _kind(text, files), attachments=files)


def _google(given: Any, attach: Attach) -> Iterator[Line]:
    for row in _dicts(_dict(given).get("messages")):
        who = _dict(row.get("creator"))
        names = [_str(one.get("export_name") or one.get("original_name")) for one in _dicts(row.get("attached_files"))]
        files, text = [attach(name) for name in names if name], _str(row.get("text"))
        deleted = row.get("message_state") == "DELETED" or "deletion_metadata" in row
        kind = "deleted" if deleted else _kind(text, files)
        sender = _str(who.get("name") or who.get("email"))
        known = (("email", _str(who.get("email"))),)
        yield Line(sender, text, chat_moments.told(row.get("created_date")), kind, (), tuple(files), known)


def _slack(given: Any, attach: Attach) -> Iterator[Line]:
    for row in _dicts(given):
        profile = _dict(row.get("user_profile"))
        sender = _str(profile.get("real_name") or row.get("username") or row.get("user"))
        files = [attach(_str(one.get("name"))) for one in _dicts(row.get("files")) if one.get("name")]
        told = [_str(one.get(key)) for one in _dicts(row.get("attachments")) for key in ("title", "text")]
        text = unescape("\n".join(word for word in (_str(row.get("text")), *told) if word))
        at, said = chat_moments.counted(_str(row.get("ts")).partition(".")[0]), _str(row.get("subtype"))
        system = said.endswith(("_join", "_leave", "_topic", "_purpose", "_name"))
        kind = "system" if system else "deleted" if said == "tombstone" else _kind(text, files)
        yield Line(sender, text, at, kind, (), tuple(files), (("user_id", _str(row.get("user"))),))


def _matrix(given: Any, attach: Attach) -> Iterator[Line]:
    """A room as Element exports it: every event as the server has it."""
    for row in _dicts(_dict(given).get("messages")):
        content, event, sender = _dict(row.get("content")), _str(row.get("type")), _str(row.get("sender"))
        at = chat_moments.counted(row.get("origin_server_ts"), per_second=1000)
        known, body = (("user_id", sender),), _str(content.get("body"))
        if "redacted_because" in _dict(row.get("unsigned")):
            yield Line(sender, "", at, "deleted", accounts=known)
        elif event in ("m.room.message", "m.sticker", "m.room.encrypted"):
            carried = "url" in content or "file" in content
            files = (attach(_str(content.get("filename")) or body or "fil"),) if carried else ()
            yield Line(
                sender, "" if carried and "filename" not in content else body, at, _kind(body, files), (), files, known
            )
        elif event == "m.reaction":
            yield Line(sender, f"[{_str(_dict(content.get('m.relates_to')).get('key'))}]", at, accounts=known)
        elif event.startswith("m.room."):
            said = (event.removeprefix("m.room."), *(_str(content.get(key)) for key in ("membership", "name", "topic")))
            yield Line(sender, " ".join(word for word in said if word), at, "system", accounts=known)


def _tiktok(given: Any, _attach: Attach) -> Iterator[Line]:
    """Conversations, and the comments the account has written, wherever in the file they lie."""
    for row in _rows(given, ("Content", "comment")):
        text = _str(row.get("Content") or row.get("comment"))
        at = chat_moments.told(row.get("Date") or row.get("date"), utc=True)
        sender = _str(row.get("From"))
        yield Line(sender, text, at, _kind(text, ()), accounts=(("user_id", sender),))


def _x(given: Any, attach: Attach) -> Iterator[Line]:
    for row in _rows(given, ("messageCreate", "full_text", "fullText")):
        one = _dict(row.get("messageCreate")) or row
        text = unescape(_str(one.get("text") or one.get("full_text") or one.get("fullText")))
        files = [attach(_str(url).rpartition("/")[2]) for url in one.get("mediaUrls") or []]
        to = _str(one.get("recipientId"))
        at = chat_moments.told(one.get("createdAt") or one.get("created_at"), utc=True)
        sender = _str(one.get("senderId"))
        known = (("user_id", sender),)
        yield Line(sender, text, at, _kind(text, files), (to,) if to else (), tuple(files), known)


def _signal(given: Any, _attach: Attach) -> Iterator[Line]:
    for row in _dicts(_listed(given)):
        sender = _str(row.get("source")) or ("Mig" if row.get("type") == "outgoing" else "")
        text, at = _str(row.get("body")), chat_moments.counted(row.get("sent_at"), per_second=1000)
        deleted = bool(row.get("isErased") or row.get("deletedForEveryone"))
        yield Line(sender, text, at, "deleted" if deleted else _kind(text, ()))


def _phone(given: Any, attach: Attach) -> Iterator[Line]:
    """SMS and MMS as Android's own tables hold them, written out by "SMS Import / Export" and its like."""
    for row in _dicts(_listed(given)):
        own = _str(row.get("type") or row.get("msg_box")) in OUTBOXES
        listed = _dicts(_added(row, "recipient_addresses"))
        others = tuple(name for one in listed if (name := _named(one)[0]))
        sender, known = _named(_dict(_added(row, "sender_address")))
        sender, known = (sender, known) if sender else _named(row)
        others = others or ((sender,) if own and sender else ())
        text, kept = _phone_parts(row, attach)
        count = _str(row.get("date"))
        at = chat_moments.counted(count, per_second=1000 if len(count) > DIGITS_OF_SECONDS else 1)
        yield Line("" if own else sender, text, at, _kind(text, kept), others, kept, () if own else known)


def _phone_parts(row: dict[str, Any], attach: Attach) -> tuple[str, tuple[str, ...]]:
    """The words, the subject first, and the files: beside the list in a pack, or written into it by older versions."""
    parts = _dicts(_added(row, "parts"))
    subject = _str(row.get("sub"))
    said = [] if subject in ("", "null") or subject.startswith("proto:") else [subject]
    said += [_str(one["text"]) for one in parts if one.get("text") and one.get("ct") != LAYOUT]
    kept = []
    for one in (one for one in parts if not one.get("text") and one.get("ct") != LAYOUT):
        name = _str(one.get("_data") or one.get("cl") or one.get("fn") or one.get("ct")).rpartition("/")[2]
        kept.append(attach(name, data=_unpacked(_str(one.get("binary_data")))))
    return _str(row.get("body")) or "\n".join(said), tuple(kept)


def _added(row: dict[str, Any], name: str) -> Any:
    """What the app adds to Android's own columns: since its version 2 with two underscores before the name."""
    return row.get("__" + name, row.get(name))


def _named(one: dict[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Who an address is, by the phone's contacts or by itself, and the number or address that it is."""
    address = _str(one.get("address"))
    if not address or address.lower() in NOBODY:
        return "", ()
    name = _str(_added(one, "display_name"))
    return (name, (("email" if "@" in address else "phone", address),)) if name else (address, ())


def _unpacked(packed: str) -> bytes:
    try:
        return base64.b64decode(packed)
    except ValueError:
        return b""


def _calls(given: Any, _attach: Attach) -> Iterator[Line]:
    """The phone's list of calls: who called whom, and how long they talked."""
    for row in _dicts(_listed(given)):
        kind, number = _str(row.get("type")), _str(row.get("number"))
        number = WITHHELD if not number or number.startswith("-") else number
        name = _str(_added(row, "display_name") or row.get("name")) if number != WITHHELD else ""
        lasted = int(_str(row.get("duration"))) if _str(row.get("duration")).isdigit() else 0
        text = CALLS.get(kind, "Opkald") + (f", {lasted // 60} min. {lasted % 60} sek." if lasted else "")
        at = chat_moments.counted(_str(row.get("date")), per_second=1000)
        at = replace(at, what="called") if at else at
        own, who = kind == CALLED_OUT, name or number
        known = (("phone", number),) if name and not own else ()
        yield Line("" if own else who, text, at, "call", (who,) if own else (), accounts=known)


def _sigexport(given: Any, attach: Attach) -> Iterator[Line]:
    """As the tool signal-export writes it, one message a line, on the computer's own clock."""
    for row in _dicts(_listed(given)):
        files = [attach(_str(one.get("path") or one.get("name"))) for one in _dicts(row.get("attachments"))]
        text = "\n".join(word for key in ("quote", "body", "sticker") if (word := _str(row.get(key))))
        at = chat_moments.told(row.get("date"))
        yield Line(_str(row.get("sender")), text, at, _kind(text, files), (), tuple(files))


SERVICES = (
    Service("sms.android", "telefonens opkaldsliste", (b'"_id":', b'"number":', b'"duration":', b'"date":'), _calls),
    Service("sms.android", "telefonens SMS og MMS", (b'"thread_id":', b'"date":', b'"_id":', b'"read":'), _phone),
    Service("sms.android", "telefonens SMS og MMS", (b'"thread_id":', b'"address":', b'"body":'), _phone),
    Service("chat.snapchat", "Snapchat", (b'"Media Type":', b'"Created":'), _snapchat),
    Service("chat.discord", "Discord", (b'"guild":', b'"channel":', b'"dateRange":'), _discord),
    Service("chat.discord", "Discord", (b'"ID":', b'"Timestamp":', b'"Contents":'), _discord_own),
    Service("chat.skype", "Skype eller Teams", (b'"userId":', b'"conversations":', b'"MessageList":'), _skype),
    Service("chat.google", "Google Chat", (b'"messages":', b'"creator":', b'"created_date":'), _google),
    Service("chat.slack", "Slack", (b'"type":"message"', b'"ts":"', b'"text":'), _slack),
    Service("chat.matrix", "Matrix", (b'"room_name":', b'"exported_by":', b'"messages":'), _matrix),
    Service("chat.tiktok", "TikTok", (b'"Chat History with ',), _tiktok),
    Service("chat.tiktok", "TikTok", (b'"CommentsList":',), _tiktok),
    Service("chat.x", "X (Twitter)", (b"window.YTD.direct_message",), _x),
    Service("chat.x", "X (Twitter)", (b"window.YTD.tweet",), _x),
    Service("chat.signal", "Signal", (b'"sender":', b'"body":', b'"sticker":', b'"reactions":'), _sigexport),
    Service("chat.signal", "Signal", (b'"conversationId":', b'"sent_at":', b'"body":'), _signal),
)


def _rows(given: Any, keys: tuple[str, ...], depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every object with one of these names, at any depth that an honest file has."""
    if isinstance(given, dict) and any(key in given for key in keys):
        yield given
    elif isinstance(given, dict | list) and depth < 20:  # noqa: PLR2004 - deeper than any such file
        for value in given.values() if isinstance(given, dict) else given:
            yield from _rows(value, keys, depth + 1)


def _listed(given: Any) -> Any:
    """A list; of messages written one a line, a single one stands alone."""
    return [given] if isinstance(given, dict) else given


def _bare(text: str) -> str:
    return html_words.words(text) if MARKUP.search(text) else text


def _kind(text: str, files: object, *, call: bool = False) -> str:
    return "call" if call else "message" if text or files else "missing"


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _str(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)
