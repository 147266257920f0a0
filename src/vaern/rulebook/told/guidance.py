"""The texts of guidance as a readable page: what the screens say beside the rules."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from vaern.rulebook.danish import day
from vaern.rulebook.shapes import Book
from vaern.rulebook.told.words import source

HEAD = {"id", "title", "edition", "version", "valid_from", "source", "public_holidays"}
NAMED = ("title", "label", "heading", "number", "text")
ENDS = (".", "?", "!", ":", "»", "«")
CODES = {"id", "code", "letter", "gate", "deadline", "starts"}


def guidance(_book: Book, text: Mapping[str, Any]) -> Iterator[str]:
    """One text: its paragraphs and lists in the order of the file, and where it comes from."""
    since = f", gælder fra {day(date.fromisoformat(text['valid_from']))}" if "valid_from" in text else ""
    yield from (f"# {text['title']}", "", f"`{text['id']}`. Udgave {text.get('edition', 1)}{since}.")
    for key, part in text.items():
        if key not in HEAD:
            yield from ("", *_part(part))
    if source(text.get("source", {})):
        yield from ("", "## Kilde", "", source(text["source"]))


def _part(part: Any) -> Iterator[str]:
    """A paragraph, or a list with a line for each thing in it."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping) and any(isinstance(one, str) for one in part.values()):
        yield f"- {_line(part)}"
    else:
        parts = part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ()
        yield from (f"- {one if isinstance(one, str) else _line(one)}" for one in parts)


def _line(one: Mapping[str, Any]) -> str:
    """What a thing is called, and the rest of what is said of it."""
    name = next((str(one[key]) for key in NAMED if key in one), "")
    parts = (_words(value) for key, value in one.items() if key not in CODES and str(value) != name)
    rest = " ".join(part for part in parts if part)
    return f"**{_ended(name)}** {rest}".strip() if name else rest


def _words(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(_words(one) for one in value)
    if isinstance(value, Mapping):
        return _line(value)
    return _ended(value) if isinstance(value, str) else ""


def _ended(text: str) -> str:
    return text if text.endswith(ENDS) else f"{text}."
