"""What the command line asks of the rulebook."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from vaern.errors import BadInput, why_not
from vaern.rulebook.assess import assess
from vaern.rulebook.book.differences import between_days, between_folders, since_publication
from vaern.rulebook.danish import counted
from vaern.rulebook.facts_input import situation_from
from vaern.rulebook.load import content_files, content_root, load, read
from vaern.rulebook.logic import fact_ids
from vaern.rulebook.shapes import Book, Norm, Situation
from vaern.rulebook.told.assessment import as_data, as_text
from vaern.rulebook.told.show import show


def assess_command(path: Path, on: date, *, as_json: bool = False) -> str:
    """`vaern assess FACTS.json`: the whole assessment as text or JSON; BadInput says what to mend."""
    book = load()
    assessment = assess(book, situation_in(path, on))
    if as_json:
        return json.dumps(as_data(book, assessment), ensure_ascii=False, indent=2) + "\n"
    return as_text(book, assessment)


def situation_in(path: Path, on: date) -> Situation:
    """The situation that a file of answers describes; BadInput says what to mend."""
    return situation_from(load(), _read(path), on)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(
            f"Filen {path} kan ikke læses.", why=why_not(error), todo="Se efter navn og rettigheder."
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput(f"Filen {path} er ikke tekst i UTF-8.", todo="Gem den som UTF-8.") from error


def facts_catalogue(book: Book | None = None) -> dict[str, Any]:
    """`vaern facts --json`: every fact and norm with its question, help and examples."""
    book = book or load()
    facts = [{key: value for key, value in asdict(fact).items() if key != "says"} for fact in book.facts.values()]
    return {"facts": facts, "norms": [_norm(norm) for norm in book.norms.values()]}


def _norm(norm: Norm) -> dict[str, Any]:
    sides = {"indicated_by": norm.indicated, "not_indicated_by": norm.against}
    return {
        "id": norm.id,
        "question": norm.question,
        "help": norm.help,
        **{name: list(fact_ids(side)) if side else [] for name, side in sides.items()},
    }


def show_command(name: str, on: date) -> str:
    """`vaern content show ID`: one thing of content as it stood on the day."""
    return show(load(), name, on)


def diff_command(folders: Sequence[Path], days: Sequence[date], *, as_json: bool = False) -> str:
    """`vaern content diff`: since publication, between two folders, or between two days."""
    root = content_root()
    if days:
        found = between_days(read(root), root, *days)
    else:
        found = between_folders(*_two(folders, root)) if folders else since_publication(root)
    if as_json:
        return json.dumps([one.as_data() for one in found], ensure_ascii=False, indent=2) + "\n"
    lines = [line for one in found for line in one.as_text()]
    return "\n".join([*lines, f"{counted(len(found), 'tekst', 'tekster')} afgør noget andet end før."]) + "\n"


def _two(folders: Sequence[Path], root: Path) -> tuple[Path, Path]:
    """An old folder and a new: the second one, or the content in use."""
    old, new = (*folders, root)[:2]
    for folder in (old, new):
        if not folder.is_dir():
            raise BadInput(f"Mappen {folder} findes ikke.", todo="Angiv en mappe som content/.")
        if not any(content_files(folder)):
            raise BadInput(f"Mappen {folder} holder ingen regler.", todo="Angiv en mappe som content/.")
    return old, new
