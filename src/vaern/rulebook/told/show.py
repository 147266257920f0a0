"""`vaern content show ID --on DATE`: one thing of content, as it stood on a day."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from vaern.rulebook.danish import day
from vaern.rulebook.dated import in_force
from vaern.rulebook.errors import unknown_name
from vaern.rulebook.shapes import Book, Provision
from vaern.rulebook.told import pages
from vaern.rulebook.told.guidance import guidance
from vaern.rulebook.told.said import absent

Page = Callable[[Book, Any], Iterator[str]]


def show(book: Book, name: str, on: date) -> str:
    """Everything of that id as text; BadInput with the nearest ids when there is none."""
    found = [line for texts, page in kinds(book) if name in texts for line in _shown(book, page, texts[name], on)]
    if not found:
        raise unknown_name("regel eller oplysning", name, [key for texts, _page in kinds(book) for key in texts])
    return "\n".join(squeezed(found)) + "\n"


def kinds(book: Book) -> list[tuple[Mapping[str, Any], Page]]:
    """Every kind of content by id, with the page that shows it; dated kinds hold all their texts."""
    tracks = {key: (*one.earlier, one) for key, one in book.tracks.items()}
    return [
        (book.provisions, pages.provision),
        (book.gates, pages.gate),
        (tracks, pages.track),
        (book.plans, pages.plan),
        (book.checklists, pages.checklist),
        (book.letters, pages.letter),
        (book.deadlines, pages.deadline),
        (book.facts, pages.fact),
        (book.norms, pages.norm),
        ({key: text for key, text in book.texts.items() if key not in book.checklists}, guidance),
    ]


def _shown(book: Book, page: Page, texts: Any, on: date) -> Iterator[str]:
    """The text in force on the day, and which others there are; what is not dated as it is."""
    if not isinstance(texts, tuple):
        yield from page(book, texts)
        return
    text = in_force(texts, on)
    if text is None:
        yield from _none(book, texts, on)
    else:
        yield from page(book, text)
    others = [f"- {_span(one)} ({one.file_id})" for one in texts if one is not text]
    yield from ("", "## Andre tekster", "", *others) if others else ()


def _none(book: Book, texts: Any, on: date) -> Iterator[str]:
    """That there is no text for the day; of a provision also why, and what the rules own up to not covering."""
    if isinstance(texts[0], Provision):
        yield from (f"# {texts[-1].title}", "", absent(texts, on), "", *pages.gaps(book, texts[0].id))
    else:
        yield from (f"# {texts[-1].title}", "", f"Værn har ingen tekst for den {day(on)}.")


def _span(text: Any) -> str:
    until = getattr(text, "valid_until", None)
    return f"Fra {day(text.valid_from)}" + (f" til {day(until)}" if until else "")


def squeezed(lines: list[str]) -> Iterator[str]:
    """The lines without empty ones at the ends or beside each other."""
    before = ""
    for line in lines:
        if line or before:
            yield line
        before = line
