"""The readable law book: everything in content/ as pages in Danish, made from the same files that decide."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from vaern.rulebook.danish import counted, day
from vaern.rulebook.shapes import Book, Provision
from vaern.rulebook.told import pages
from vaern.rulebook.told.show import Page, kinds, squeezed
from vaern.rulebook.told.words import UNCHECKED

MADE = "Lavet af `make docs` ud fra `content/`. Ret i filerne dér, ikke her."
INTRO = (
    "Værns regler, som de står i `content/`: love, spærringer, vurderinger, planer, frister, tjeklister, breve,",
    "oplysninger og skøn. Det er korte gengivelser til brug i Værn. Læs loven på retsinformation.dk, før der træffes",
    f"en beslutning. Hvor der står “{UNCHECKED.lower()}”, har ingen navngiven jurist set efter endnu.",
)
CHAPTERS = {
    "gates": ("spaerringer", "Spærringer: hvad der skal være på plads før en handling"),
    "tracks": ("vurderinger", "Vurderinger ved siden af loven"),
    "plans": ("planer", "Planer"),
    "checklists": ("tjeklister", "Tjeklister"),
    "letters": ("breve", "Breve"),
    "deadlines": ("frister", "Frister"),
    "facts": ("oplysninger", "Oplysninger: det, der bliver spurgt om"),
    "norms": ("skoen", "Skøn: det, som en jurist begrunder"),
    "guidance": ("vejledning", "Vejledning: tekster til skærmene"),
}
ORDER = ("gates", "tracks", "plans", "checklists", "letters", "deadlines", "facts", "norms", "guidance")


def law_book(book: Book) -> dict[str, str]:
    """Each page of the law book by its file name."""
    chapters = dict(_chapters(book))
    made = {f"{name}.md": _page(title, texts) for name, (title, texts) in chapters.items()}
    return {"README.md": _index(book, chapters), **made}


SHORT = 3  # letters of a name that is said letter by letter
Chapter = tuple[str, list[list[str]]]


def _chapters(book: Book) -> Iterator[tuple[str, Chapter]]:
    statutes = defaultdict[str, list[tuple[Provision, ...]]](list)
    for key, texts in sorted(book.provisions.items()):
        statutes[key.split("/", maxsplit=1)[0]].append(texts)
    for statute, found in statutes.items():
        every = [list(pages.provision(book, text)) for texts in found for text in reversed(texts)]
        yield f"lov-{statute}", (_statute(statute), every)
    shown = dict(zip(ORDER, kinds(book)[1:], strict=True))
    for kind, (name, title) in CHAPTERS.items():
        yield name, (title, list(_texts(book, *shown[kind])))


def _statute(name: str) -> str:
    if len(name) <= SHORT:
        return name.upper()
    return name.replace("_", " ").replace("aa", "å").replace("ae", "æ").replace("oe", "ø").capitalize()


def _texts(book: Book, things: Mapping[str, Any], page: Page) -> Iterator[list[str]]:
    for one in things.values():
        for text in reversed(one) if isinstance(one, tuple) else (one,):
            yield list(page(book, text))


def _page(title: str, texts: Iterable[list[str]]) -> str:
    lines = [f"# {title}", "", MADE]
    for text in texts:
        lines += ["", *(f"#{line}" if line.startswith("#") else line for line in text)]
    return "\n".join(squeezed([*lines, ""])).rstrip() + "\n"


def _index(book: Book, chapters: Mapping[str, Chapter]) -> str:
    lines = ["# Lovbogen", "", MADE, "", *INTRO, ""]
    for name, (title, texts) in chapters.items():
        lines.append(f"- [{title}]({name}.md): {counted(len(texts), 'tekst', 'tekster')}")
    unchecked = sum(not text.source.get("checked_by") for texts in book.provisions.values() for text in texts)
    every = sum(len(texts) for texts in book.provisions.values())
    lines += [
        "",
        f"{every - unchecked} af {every} lovtekster er bekræftet af en jurist.",
        "",
        "## Det dækker reglerne ikke",
        "",
    ]
    lines += [f"- **{gap['title']}**{_days(gap)}. {gap['says']}" for gap in book.gaps]
    return "\n".join(lines) + "\n"


def _days(gap: Mapping[str, Any]) -> str:
    said = [
        f"{word} {day(date.fromisoformat(gap[key]))}" for word, key in (("fra", "from"), ("til", "until")) if key in gap
    ]
    return f" ({' '.join(said)})" if said else ""
