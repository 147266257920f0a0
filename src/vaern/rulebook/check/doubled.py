"""Ids that stand twice, or stand elsewhere than they say: told with both places.

The file is set aside, so that what merely follows is not told.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from vaern.rulebook.check.pages import Pages, Problem, Where

# Facts and norms share one set of names: where a rule or a case writes one of them, nobody should have to guess which.
CATALOGUES = ({"facts": "oplysningen", "norms": "skønnet"}, {"deadlines": "fristen"})
PARTS = {
    "gates": ("conditions", "betingelsen"),
    "plans": ("steps", "trinnet"),
    "tracks": ("outcomes", "udfaldet"),
    "checklists": ("items", "punktet"),
}
TEXTS = ("law", "gates", "plans", "tracks", "checklists", "letters", "guidance")
IN_A_FOLDER = {"law", "letters"}
Place = tuple[str, Where]


def set_aside(pages: Pages) -> None:
    """Count every file with such an id among those that the rest is read without."""
    found = [*_catalogues(pages), *_texts(pages), *_parts(pages)]
    for one in found:
        pages.broken.setdefault(one.file, []).append(one)
    for one in found:
        pages.docs.pop(one.file, None)


def _catalogues(pages: Pages) -> Iterator[Problem]:
    for kinds in CATALOGUES:
        seen = dict[str, Place]()
        for kind, called in kinds.items():
            for name, where, one in pages.listed(kind):
                here = name, (*where, "id")
                if one["id"] in seen:
                    how = f"Slet den ene, eller giv den et andet id. {also(pages, seen[one['id']])}"
                    yield pages.at(*here, f"{called} {one['id']} er defineret to gange.", how)
                seen.setdefault(one["id"], here)


def _texts(pages: Pages) -> Iterator[Problem]:
    """Texts that lie elsewhere than their id says, with the one that lies there."""
    at_home = defaultdict[tuple[str, str], list[str]](list)
    strayed = list[tuple[str, str, str]]()
    for folder in TEXTS:
        for name, doc in pages.under(folder):
            place = _place(folder, name)
            if place == doc["id"]:
                at_home[folder, place].append(name)
            else:
                strayed.append((folder, name, place))
    for folder, name, place in strayed:
        key = pages.docs[name]["id"]
        others = at_home[folder, key]
        there = also(pages, (others[-1], ("id",))) if others else ""
        how = f"Ret id til {place}, eller flyt filen. {there}".strip()
        yield pages.at(name, ("id",), f"id er {key}, men filen ligger som {place}.", how)


def _place(folder: str, name: str) -> str:
    """The id that a file should have by where it lies."""
    path = name.split("/")[1:]
    return "/".join(path[:-1]) if folder in IN_A_FOLDER else path[-1].split(".")[0]


def _parts(pages: Pages) -> Iterator[Problem]:
    for folder, (key, called) in PARTS.items():
        for name, doc in pages.under(folder):
            seen = dict[str, Place]()
            for where, one in parts_of(doc, key):
                here = name, (*where, "id")
                if one["id"] in seen:
                    what = f"{called} {one['id']} står to gange i samme fil."
                    yield pages.at(*here, what, f"Giv den ene et andet id. {also(pages, seen[one['id']])}")
                seen.setdefault(one["id"], here)


def parts_of(doc: Any, key: str) -> Iterator[tuple[Where, Any]]:
    """The conditions of a gate, steps of a plan with its blocks, outcomes of a track or points of a checklist."""
    yield from (((key, place), one) for place, one in enumerate(doc[key]))
    for block_place, block in enumerate(doc.get("blocks", ())):
        yield from ((("blocks", block_place, key, place), one) for place, one in enumerate(block[key]))


def also(pages: Pages, place: Place) -> str:
    """Where the id stands too."""
    name, where = place
    return f"Det samme id står i {name}, linje {pages.at(name, where, '', '').line}."
