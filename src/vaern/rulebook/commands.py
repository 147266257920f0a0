"""What the command line asks of the rulebook."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from vaern.errors import BadInput
from vaern.rulebook.assess import assess
from vaern.rulebook.assess_text import as_data, as_text
from vaern.rulebook.facts_input import situation_from
from vaern.rulebook.load import load
from vaern.rulebook.logic import fact_ids
from vaern.rulebook.shapes import Book, Norm


def assess_command(path: Path, on: date, *, as_json: bool = False) -> str:
    """`vaern assess FACTS.json`: the whole assessment as text or JSON; BadInput says what to mend."""
    book = load()
    assessment = assess(book, situation_from(book, _read(path), on))
    if as_json:
        return json.dumps(as_data(book, assessment), ensure_ascii=False, indent=2) + "\n"
    return as_text(book, assessment)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(
            f"Filen {path} kan ikke læses.", why=error.strerror or "", todo="Se efter navn og rettigheder."
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
