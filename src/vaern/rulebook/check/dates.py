"""Dated texts of one thing: named by their day, one after another, without unexplained gaps and without overlap."""

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from vaern.rulebook.check.pages import Pages, Problem, Where
from vaern.rulebook.danish import MONTHS, day

NAMED = re.compile(r"(?P<from>\d{4}-\d\d-\d\d)(?:\.e(?P<edition>\d+))?\.(?:yaml|md)$")
ONE_DAY = timedelta(days=1)
FIRST = "1900-01-01"
READ = {"read_on", "checked_on"}
CALENDAR, LEAP_YEAR = "guidance/calendar.yaml", 2024


@dataclass(frozen=True, slots=True)
class _Text:
    name: str
    doc: Any
    begins: date
    ends: date | None
    edition: int


def dates(pages: Pages) -> Iterator[Problem]:
    """Files named by another day than they say, two texts of one day, overlaps, and gaps nobody declared."""
    texts = defaultdict[tuple[str, str], list[_Text]](list)
    for folder in ("law", "gates", "plans", "tracks", "checklists", "letters", "guidance"):
        for name, doc in pages.under(folder):
            yield from _named(pages, folder, name, doc)
            texts[folder, doc["id"]].append(_text(name, doc))
    for (folder, key), found in texts.items():
        yield from _in_order(pages, key, sorted(found, key=lambda one: (one.begins, one.edition)), folder)
    for place, gap in enumerate(pages.docs.get("coverage.yaml", {}).get("gaps", ())):
        if gap.get("until", "9999") < gap.get("from", ""):
            what = f"hullet {gap['id']} slutter, før det begynder, og bliver aldrig vist."
            yield pages.at("coverage.yaml", ("gaps", place, "until"), what, "Ret en af de to datoer.")


def days_off(pages: Pages) -> Iterator[Problem]:
    """Days of the calendar that are in no year, such as 31 June."""
    for place, one in enumerate(pages.docs.get(CALENDAR, {}).get("days", ())):
        last = monthrange(LEAP_YEAR, one["month"])[1]
        if one["day"] > last:
            what = f"den {one['day']}. {MONTHS[one['month'] - 1]} findes ikke."
            how = f"Skriv en dag fra 1 til {last}, eller ret month."
            yield pages.at(CALENDAR, ("days", place, "day"), what, how)


def days_read(pages: Pages, today: date) -> Iterator[Problem]:
    """Days on which a source is said to be read or confirmed, and which have not come yet."""
    for name, doc in pages.docs.items():
        for where, read in _days_read(doc, ()):
            if date.fromisoformat(read) > today:
                what = f"{where[-1]} er {day(date.fromisoformat(read))}, og den dag er ikke kommet endnu."
                yield pages.at(name, where, what, f"Skriv den dag, kilden blev læst: senest {today}.")


def _days_read(part: Any, where: Where) -> Iterator[tuple[Where, str]]:
    """Every day of the kind in the data, with the path to it."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        if key in READ and value:
            yield (*where, key), value
        yield from _days_read(value, (*where, key))


def _text(name: str, doc: Any) -> _Text:
    named = NAMED.search(name)
    until = doc.get("valid_until")
    begins = doc.get("valid_from") or (named["from"] if named else FIRST)
    edition = int(named["edition"] or 1) if named else 1
    return _Text(name, doc, date.fromisoformat(begins), date.fromisoformat(until) if until else None, edition)


def _named(pages: Pages, folder: str, name: str, doc: Any) -> Iterator[Problem]:
    named = NAMED.search(name)
    says = doc.get("valid_from")
    if (named and says and named["from"] != says) or (folder == "law" and not named):
        how = f"Kald filen {says}.yaml, eller ret valid_from."
        yield pages.at(name, ("valid_from",), f"filens navn er ikke dens første dag ({says}).", how)
    if named and named["edition"] and "edition_note" not in doc:
        yield pages.at(name, (), "en ny udgave skal sige, hvad der er rettet.", "Skriv edition_note: …")
    if doc.get("valid_until") and says and doc["valid_until"] < says:
        yield pages.at(name, ("valid_until",), "teksten slutter, før den begynder.", "Ret en af de to datoer.")


def _in_order(pages: Pages, key: str, texts: list[_Text], folder: str) -> Iterator[Problem]:
    if folder == "guidance" and len(texts) > 1:
        yield pages.at(texts[1].name, ("id",), f"to filer har id {key}.", f"Ret den ene. Den anden er {texts[0].name}.")
        return
    for text in texts[1:]:
        if "introduced" in text.doc:
            what = "introduced står på en tekst, som ikke er den ældste."
            yield pages.at(text.name, ("introduced",), what, f"Flyt den til {texts[0].name}, eller slet den.")
    for earlier, later in pairwise(texts):
        yield from _pair(pages, key, earlier, later)


def _pair(pages: Pages, key: str, earlier: _Text, later: _Text) -> Iterator[Problem]:
    """What is wrong between a text and the next."""
    if earlier.begins == later.begins:
        if earlier.edition == later.edition:
            what = f"{key} har to tekster fra {day(later.begins)}."
            how = f"Ret den ene, eller gør den til en ny udgave (.e2). Den anden er {earlier.name}."
            yield pages.at(later.name, ("valid_from",), what, how)
        return
    if earlier.ends is None:
        return
    if earlier.ends >= later.begins:
        what = f"teksten gælder til {day(earlier.ends)}, men den næste begynder {day(later.begins)}."
        yield pages.at(earlier.name, ("valid_until",), what, "Slet valid_until: den næste tekst afslutter den selv.")
    elif earlier.ends + ONE_DAY < later.begins and not _declared(pages, key, earlier.ends, later.begins):
        what = f"ingen tekst af {key} gælder fra {day(earlier.ends + ONE_DAY)} til {day(later.begins - ONE_DAY)}."
        how = "Slet valid_until, tilføj teksten, eller erklær hullet i coverage.yaml (provision, from, until)."
        yield pages.at(earlier.name, ("valid_until",), what, how)


def _declared(pages: Pages, key: str, after: date, before: date) -> bool:
    """Whether coverage.yaml owns up to the days between the two; a gap without days says nothing of them."""
    gaps = pages.docs.get("coverage.yaml", {}).get("gaps", ())
    own = [gap for gap in gaps if gap.get("provision") == key and "from" in gap and "until" in gap]
    first, last = (after + ONE_DAY).isoformat(), (before - ONE_DAY).isoformat()
    return any(gap["from"] <= first and last <= gap["until"] for gap in own)
