"""A reading as JSON (`content/schema/reading.json`) and back: strict, since the child that wrote it is not trusted."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from vaern.evidence.readers.shapes import Identifier, Message, Part, Reading, Sure, Text, Time, Warned

T = TypeVar("T")


def to_json(reading: Reading) -> dict[str, Any]:
    """The published form."""
    return {
        "kind": reading.kind,
        "title": reading.title,
        "whole": reading.whole,
        "facts": [list(pair) for pair in reading.facts],
        "checks": dict(reading.checks),
        "parts": [_part(part) for part in reading.parts],
        "messages": [_message(message) for message in reading.messages],
        "texts": [{"text": t.text, "kind": t.kind, "part": t.part, "sure": t.sure} for t in reading.texts],
        "times": [_time(time) for time in reading.times],
        "identifiers": [_identifier(found) for found in reading.identifiers],
        "warnings": [{"code": w.code, "says": w.says, "part": w.part} for w in reading.warnings],
    }


def dumps(value: Any) -> bytes:
    """JSON in UTF-8. Halves of emoji are joined where they meet and marked where they do not."""
    text = json.dumps(value, ensure_ascii=False)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def from_json(value: Any) -> Reading:
    """The reading again. Raises ValueError where the form is not the published one."""
    given = _dict(value)
    return Reading(
        kind=_str(given["kind"]),
        title=_str(given["title"]),
        whole=_bool(given["whole"]),
        facts=tuple(_pair(pair) for pair in _list(given["facts"])),
        checks=_strings(given["checks"]),
        parts=_all(given["parts"], _as_part),
        messages=_all(given["messages"], _as_message),
        texts=_all(given["texts"], _as_text),
        times=_all(given["times"], _as_time),
        identifiers=_all(given["identifiers"], _as_identifier),
        warnings=_all(given["warnings"], _as_warned),
    )


def _part(part: Part) -> dict[str, Any]:
    return {
        "id": part.id,
        "kind": part.kind,
        "name": part.name,
        "parent": part.parent,
        "media_type": part.media_type,
        "size": part.size,
        "sha256": part.sha256,
        "file": part.file,
        "facts": dict(part.facts),
    }


def _time(time: Time) -> dict[str, Any]:
    return {
        "what": time.what,
        "at": time.at.isoformat() if time.at else None,
        "words": time.words,
        "zone_known": time.zone_known,
        "sure": time.sure,
        "part": time.part,
    }


def _identifier(found: Identifier) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "value": found.value,
        "role": found.role,
        "name": found.name,
        "sure": found.sure,
        "part": found.part,
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "number": message.number,
        "sender": message.sender,
        "text": message.text,
        "at": _time(message.at) if message.at else None,
        "to": list(message.to),
        "kind": message.kind,
        "attachments": list(message.attachments),
    }


def _as_part(given: dict[str, Any]) -> Part:
    words = {name: _str(given[name]) for name in ("id", "kind", "name", "parent", "media_type", "sha256", "file")}
    return Part(**words, size=_int(given["size"]), facts=_strings(given["facts"]))


def _as_time(given: dict[str, Any]) -> Time:
    at = None if given["at"] is None else datetime.fromisoformat(_str(given["at"]))
    if at is not None and at.tzinfo is None:
        raise ValueError("a time without a zone")
    return Time(
        what=_str(given["what"]),
        at=at,
        words=_str(given["words"]),
        zone_known=_bool(given["zone_known"]),
        sure=Sure(given["sure"]),
        part=_str(given["part"]),
    )


def _as_identifier(given: dict[str, Any]) -> Identifier:
    words = {name: _str(given[name]) for name in ("kind", "value", "role", "name", "part")}
    return Identifier(**words, sure=Sure(given["sure"]))


def _as_text(given: dict[str, Any]) -> Text:
    return Text(text=_str(given["text"]), kind=_str(given["kind"]), part=_str(given["part"]), sure=Sure(given["sure"]))


def _as_message(given: dict[str, Any]) -> Message:
    return Message(
        number=_int(given["number"]),
        sender=_str(given["sender"]),
        text=_str(given["text"]),
        at=None if given["at"] is None else _as_time(_dict(given["at"])),
        to=tuple(_str(name) for name in _list(given["to"])),
        kind=_str(given["kind"]),
        attachments=tuple(_str(name) for name in _list(given["attachments"])),
    )


def _as_warned(given: dict[str, Any]) -> Warned:
    return Warned(code=_str(given["code"]), says=_str(given["says"]), part=_str(given["part"]))


def _all(value: Any, one: Callable[[dict[str, Any]], T]) -> tuple[T, ...]:
    return tuple(one(_dict(each)) for each in _list(value))


def _pair(value: Any) -> tuple[str, str]:
    name, content = _list(value)
    return _str(name), _str(content)


def _strings(value: Any) -> Mapping[str, str]:
    return {_str(name): _str(content) for name, content in _dict(value).items()}


def _str(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")  # noqa: TRY004 - one kind of error for a form that is not ours
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}")  # PostgreSQL holds no NUL in text


def _int(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("not a count")
    return value


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("not yes or no")  # noqa: TRY004 - the same
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("not a list")  # noqa: TRY004 - the same
    return value


def _dict(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("not a table")  # noqa: TRY004 - the same
    return value
