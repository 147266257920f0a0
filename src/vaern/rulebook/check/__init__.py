"""Reads all content as a strict reader would: every problem with file, line, what is wrong and how to mend it.

Run as `vaern content check`, or `python -m vaern.rulebook.check [FOLDER]`.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from vaern.rulebook.book.publication import ENTRIES, Broken, broken_promises
from vaern.rulebook.check import tried
from vaern.rulebook.check.anybody import anybody
from vaern.rulebook.check.conditions import impossible
from vaern.rulebook.check.dates import NAMED, dates, days_off, days_read
from vaern.rulebook.check.doubled import set_aside
from vaern.rulebook.check.indications import indications
from vaern.rulebook.check.labels import labels
from vaern.rulebook.check.letters import fences
from vaern.rulebook.check.names import names
from vaern.rulebook.check.pages import Pages, Problem
from vaern.rulebook.check.presupposed import presupposed
from vaern.rulebook.load import book_of, content_root, is_scenarios
from vaern.rulebook.shapes import Book, SourceFile

__all__ = ["Problem", "check", "main", "read_strictly"]
CARRIED = ("facts/", "deadlines/")


def check(root: Path, schemas: Path | None = None, today: date | None = None) -> tuple[Problem, ...]:
    """Every fault in the folder, without advice; none means that the content can be used."""
    return tuple(one for one in read_strictly(root, schemas, today) if not one.advice)


def read_strictly(root: Path, schemas: Path | None = None, today: date | None = None) -> tuple[Problem, ...]:
    """Every fault and every advice, in the order of the files; what is read after `today` where the day is given."""
    pages = Pages(root, schemas or root / "schema").read()
    set_aside(pages)
    return tuple(sorted(_problems(pages, today), key=lambda one: (one.advice, one.file, one.line)))


def _problems(pages: Pages, today: date | None) -> Iterator[Problem]:
    """Files that have not the right form first; the rest is read without them, unless all else rests on them."""
    yield from (problem for problems in pages.broken.values() for problem in problems)
    if any(name.startswith(CARRIED) for name in pages.broken):
        return
    unknown = [*fences(pages), *names(pages), *impossible(pages), *dates(pages), *tried.named(pages)]
    yield from unknown
    yield from presupposed(pages)
    yield from labels(pages)
    yield from anybody(pages)
    yield from days_off(pages)
    yield from days_read(pages, today) if today else ()
    yield from indications(pages)
    yield from tried.missing(pages)
    yield from _frozen(pages)
    faulty = {*pages.broken, *(one.file for one in unknown if not one.advice)}
    yield from tried.run(pages, _book(pages, faulty), faulty)


def _book(pages: Pages, faulty: set[str]) -> Book:
    """The Book of the texts that hold together."""
    aside = tuple(tried.subject_of(name) for name in faulty if not name.startswith(CARRIED))
    docs = {name: doc for name, doc in pages.docs.items() if not is_scenarios(name) and not name.startswith(aside)}
    return book_of(docs, {name: SourceFile(1, "") for name in docs})


def _frozen(pages: Pages) -> Iterator[Problem]:
    kept = {name: doc for name, doc in pages.docs.items() if not is_scenarios(name)}
    for one in broken_promises(pages.root, kept, set(pages.broken)):
        changed = f"er ændret i det, der afgør noget ({', '.join(one.fields)})" if one.fields else "er væk"
        how = _how_to_change(one) if one.fields else "Læg den tilbage: det, der er offentliggjort, bliver stående."
        line = pages.line_of_entry(one.file, one.key)
        yield Problem(one.file, line, f"{one.key} er offentliggjort og {changed}.", how)


def _how_to_change(one: Broken) -> str:
    """A fact, norm or deadline gets its next edition where it stands; everything else in a file of its own."""
    if one.key.split("/")[0] in ENTRIES:
        edition = int(one.key.rpartition(".e")[2]) + 1 if ".e" in one.key else 2
        return f"Skriv edition: {edition} og edition_note på den, eller skriv den tilbage."
    back = "Skriv den tilbage, og skriv det nye i en fil, som hedder sin første dag"
    named = NAMED.search(one.file)
    if named is None:
        return f"{back} (for eksempel {one.file.split('/')[-1].split('.')[0]}.2027-01-01.yaml)."
    edition = int(named["edition"] or 1) + 1
    return f"{back}, eller i en ny udgave med edition_note ({named['from']}.e{edition}.{one.file.rsplit('.', 1)[1]})."


def main(arguments: list[str], say: Callable[[str], object] = print, today: date | None = None) -> int:
    """Print every problem; 0 when nothing is wrong (advice alone is no fault), 3 otherwise."""
    problems = read_strictly(Path(arguments[0]) if arguments else content_root(), today=today)
    return tell(problems, say)


def tell(problems: tuple[Problem, ...], say: Callable[[str], object] = print) -> int:
    """Say the problems and how many there are; the exit code."""
    for problem in problems:
        say(str(problem))
    advice = sum(one.advice for one in problems)
    faults = len(problems) - advice
    told = f"{faults} fejl i indholdet." if faults else "Indholdet er i orden: ingen fejl."
    say(f"{told} {advice} råd." if advice else told)
    return 3 if faults else 0
