"""The tables in which phones keep messages: iMessage (iPhone, Mac), Android's SMS, WhatsApp on both."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vaern.evidence.readers.shapes import Time
from vaern.evidence.readers.threads import Line
from vaern.evidence.readers.times import from_epoch

Tables = Mapping[str, set[str]]
APPLE = datetime(2001, 1, 1, tzinfo=UTC)
NANO = 10**11  # above this, Apple counts nanoseconds and not seconds
REACTIONS = range(2000, 4000)
RECEIVED = 1


@dataclass(frozen=True, slots=True)
class Known:
    """A database that is known: its kind, its name, the columns that give it away, and its messages."""

    kind: str
    name: str
    points: str
    signs: Mapping[str, set[str]]
    lines: Callable[[sqlite3.Connection, Tables], Iterator[Line]]


def which(tables: Tables) -> Known | None:
    """The database whose tables and columns are all there."""
    return next(
        (one for one in KNOWN if all(columns <= tables.get(table, set()) for table, columns in one.signs.items())), None
    )


def _imessage(base: sqlite3.Connection, tables: Tables) -> Iterator[Line]:
    columns = tables["message"]
    optional = ("attributedBody", "item_type", "date_retracted", "associated_message_type")
    extra = ", ".join(f"m.{name}" if name in columns else "NULL" for name in optional)
    files = _names(base) if "message_attachment_join" in tables and "attachment" in tables else {}
    chats = _chats(base) if "chat_message_join" in tables and "chat" in tables else {}
    for row in base.execute(
        f"SELECT m.ROWID, m.text, m.date, m.is_from_me, h.id, {extra} "  # noqa: S608 - names of our own
        "FROM message m LEFT JOIN handle h ON h.ROWID = m.handle_id ORDER BY m.date, m.ROWID"
    ):
        number, text, date, own, handle, body, item, retracted, reaction = row
        words = _str(text).replace("\ufffc", "").strip() or _attributed(body)
        words = "\n".join([words, *(f"[bilag: {name}]" for name in files.get(number, []))]).strip()
        if isinstance(reaction, int) and reaction in REACTIONS:
            words = f"[reaktion] {words}"
        kind = "deleted" if retracted else "system" if item else "message" if words else "missing"
        to = (chats.get(number, ""),) if chats.get(number) else ()
        yield Line("Mig" if own else _str(handle), words, _apple(date), kind, to)


def _names(base: sqlite3.Connection) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for number, name in base.execute(
        "SELECT j.message_id, COALESCE(a.transfer_name, a.filename) FROM message_attachment_join j "
        "JOIN attachment a ON a.ROWID = j.attachment_id"
    ):
        found.setdefault(number, []).append(_str(name).rpartition("/")[2])
    return found


def _chats(base: sqlite3.Connection) -> dict[int, str]:
    rows = base.execute(
        "SELECT j.message_id, COALESCE(NULLIF(c.display_name, ''), c.chat_identifier) FROM chat_message_join j "
        "JOIN chat c ON c.ROWID = j.chat_id"
    )
    return {number: _str(name) for number, name in rows}


def _attributed(body: object) -> str:
    """Newer phones keep the words in a packed object: the first string in it."""
    if not isinstance(body, bytes):
        return ""
    _, _, after = body.partition(b"NSString")
    data = after.partition(b"+")[2]
    if not data:
        return ""
    size, start = data[0], 1
    if size == 0x81:  # noqa: PLR2004 - the packed form's own marks of length
        size, start = int.from_bytes(data[1:3], "little"), 3
    elif size == 0x82:  # noqa: PLR2004 - the same
        size, start = int.from_bytes(data[1:5], "little"), 5
    return data[start : start + size].decode("utf-8", "replace").replace("\ufffc", "").strip()


def _android(base: sqlite3.Connection, tables: Tables) -> Iterator[Line]:
    for address, date, kind, body in base.execute("SELECT address, date, type, body FROM sms ORDER BY date"):
        got = kind == RECEIVED
        to = () if got else (_str(address),)
        yield Line(_str(address) if got else "Mig", _str(body), _count(date), "message" if body else "missing", to)
    if {"pdu", "part"} <= tables.keys() and {"mid", "ct", "text"} <= tables["part"]:
        yield from _android_mms(base)


def _android_mms(base: sqlite3.Connection) -> Iterator[Line]:
    rows = base.execute(
        "SELECT p.date * 1000, p.msg_box, GROUP_CONCAT(CASE WHEN t.ct = 'text/plain' THEN t.text "
        "WHEN t.ct = 'application/smil' THEN NULL ELSE '[bilag: ' || COALESCE(t.cl, t.ct) || ']' END, char(10)) "
        "FROM pdu p JOIN part t ON t.mid = p._id GROUP BY p._id ORDER BY p.date"
    )
    for date, box, text in rows:
        yield Line("" if box == RECEIVED else "Mig", _str(text), _count(date), "message" if text else "missing")


def _whatsapp(base: sqlite3.Connection, _tables: Tables) -> Iterator[Line]:
    rows = base.execute(
        "SELECT m.from_me, COALESCE(s.user, c.user), m.timestamp, m.text_data, m.message_type, ch.subject "
        "FROM message m LEFT JOIN jid s ON s._id = m.sender_jid_row_id LEFT JOIN chat ch ON ch._id = m.chat_row_id "
        "LEFT JOIN jid c ON c._id = ch.jid_row_id ORDER BY m.timestamp"
    )
    for own, who, at, text, kind, subject in rows:
        told = "message" if text else {7: "system", 15: "deleted"}.get(kind, "missing")
        sender = "Mig" if own else f"+{who}" if _str(who).isdigit() else _str(who)
        yield Line(sender, _str(text), _count(at), told, (_str(subject),) if subject else ())


def _whatsapp_old(base: sqlite3.Connection, _tables: Tables) -> Iterator[Line]:
    rows = base.execute(
        "SELECT key_from_me, COALESCE(NULLIF(remote_resource, ''), key_remote_jid), timestamp, data FROM messages "
        "ORDER BY timestamp"
    )
    for own, who, at, text in rows:
        yield Line(_own(own, who), _str(text), _count(at), "message" if text else "missing")


def _whatsapp_iphone(base: sqlite3.Connection, _tables: Tables) -> Iterator[Line]:
    rows = base.execute(
        "SELECT m.ZISFROMME, COALESCE(m.ZFROMJID, ''), m.ZMESSAGEDATE, m.ZTEXT, s.ZPARTNERNAME FROM ZWAMESSAGE m "
        "LEFT JOIN ZWACHATSESSION s ON s.Z_PK = m.ZCHATSESSION ORDER BY m.ZMESSAGEDATE"
    )
    for own, who, at, text, partner in rows:
        yield Line(
            _own(own, who),
            _str(text),
            _apple(at),
            "message" if text else "missing",
            (_str(partner),) if partner else (),
        )


def _own(own: object, who: object) -> str:
    user = _str(who).partition("@")[0]
    return "Mig" if own else f"+{user}" if user.isdigit() else user


def _apple(count: object) -> Time | None:
    if not isinstance(count, int | float) or not count:
        return None
    try:
        at = APPLE + timedelta(seconds=count / 1e9 if count > NANO else count)
    except OverflowError:
        return Time("sent", None, str(count), zone_known=False)
    return Time("sent", at.replace(microsecond=0), str(count))


def _count(value: object) -> Time | None:
    at = from_epoch(value, per_second=1000)
    return Time("sent", at, _str(value), zone_known=at is not None) if value is not None else None


def _str(value: object) -> str:
    return "" if value is None or isinstance(value, bytes) else str(value)


KNOWN = (
    Known(
        *("chat.imessage", "Beskeder fra iPhone eller Mac", "account"),
        {"message": {"text", "date", "is_from_me", "handle_id"}, "handle": {"id"}},
        _imessage,
    ),
    Known("sms.android", "SMS fra Android", "phone", {"sms": {"address", "date", "type", "body"}}, _android),
    Known(
        *("chat.whatsapp", "WhatsApp-database (Android)", "phone"),
        {
            "message": {"from_me", "timestamp", "text_data", "message_type", "sender_jid_row_id", "chat_row_id"},
            "jid": {"user"},
            "chat": {"jid_row_id", "subject"},
        },
        _whatsapp,
    ),
    Known(
        *("chat.whatsapp", "WhatsApp-database (Android)", "phone"),
        {"messages": {"key_remote_jid", "key_from_me", "data", "timestamp", "remote_resource"}},
        _whatsapp_old,
    ),
    Known(
        *("chat.whatsapp", "WhatsApp-database (iPhone)", "phone"),
        {
            "ZWAMESSAGE": {"ZTEXT", "ZMESSAGEDATE", "ZISFROMME", "ZFROMJID", "ZCHATSESSION"},
            "ZWACHATSESSION": {"ZPARTNERNAME", "Z_PK"},
        },
        _whatsapp_iphone,
    ),
)
