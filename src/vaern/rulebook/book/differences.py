"""What decides otherwise in one state of the content than in another: field by field, never in sources alone."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, takewhile
from pathlib import Path
from typing import Any

from vaern.rulebook.book.publication import documents, hashes, normative, published
from vaern.rulebook.shapes import Book

WORDS = {"new": "ny", "gone": "væk", "changed": "ændret"}
ABSENT = "—"
LONG = 300
BEFORE_IT = 80  # letters that two long texts share and that are shown before the first that differs


@dataclass(frozen=True, slots=True)
class Difference:
    """One text that is new, gone or changed; for each changed field what stood and what stands (where it is known)."""

    key: str
    kind: str
    fields: tuple[str, ...] = ()
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None

    def as_data(self) -> dict[str, Any]:
        """The difference as JSON data."""
        pairs = {name: {"before": _of(self.before, name), "after": _of(self.after, name)} for name in self.fields}
        return {"id": self.key, "kind": self.kind, "fields": pairs}

    def as_text(self) -> Iterator[str]:
        """The difference in Danish."""
        yield f"{self.key}: {WORDS[self.kind]}"
        for name in self.fields:
            yield f"  {name}"
            now = _written((self.after or {}).get(name, ABSENT))
            then = None if self.before is None else _written(self.before.get(name, ABSENT))
            start = _where_they_part(then, now)
            if then is not None:
                yield f"    før: {_shown(then, start)}"
            yield f"    nu:  {_shown(now, start)}"


def since_publication(root: Path) -> tuple[Difference, ...]:
    """What is new, gone or changed in the folder since it was published; what stood is known by its hashes alone."""
    before, now = published(root), {key: fields for key, (_file, fields) in normative(documents(root)).items()}
    after = {key: hashes(fields) for key, fields in now.items()}
    return tuple(
        Difference(key, kind, _changed(before.get(key, {}), after.get(key, {})) if kind == "changed" else (), None,
                   now.get(key))
        for key, kind in _kinds(before, after)
    )  # fmt: skip


def between_folders(old: Path, new: Path) -> tuple[Difference, ...]:
    """What decides otherwise in one folder than in another."""
    before, after = ({key: one[1] for key, one in normative(documents(root)).items()} for root in (old, new))
    return _compared(before, after)


def between_days(book: Book, root: Path, old: date, new: date) -> tuple[Difference, ...]:
    """What is in force on one day and not, or otherwise, on another."""
    docs = documents(root)
    before, after = (_in_force(book, docs, on) for on in (old, new))
    return _compared(before, after)


def _compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    return tuple(
        Difference(key, kind, _changed(before.get(key, {}), after.get(key, {})) if kind == "changed" else (),
                   before.get(key), after.get(key))
        for key, kind in _kinds(before, after)
    )  # fmt: skip


def _kinds(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in sorted({*before, *after}):
        if key not in before or key not in after:
            yield key, "new" if key in after else "gone"
        elif before[key] != after[key]:
            yield key, "changed"


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in sorted({*before, *after}) if before.get(name) != after.get(name))


def _in_force(book: Book, docs: Mapping[str, Any], on: date) -> dict[str, Mapping[str, Any]]:
    """The deciding fields of every dated text in force on the day, by id."""
    decides, found = normative(docs), dict[str, Mapping[str, Any]]()
    tracks = {key: (*one.earlier, one) for key, one in book.tracks.items()}
    dated: list[tuple[str, Mapping[str, Any]]] = [
        ("law", book.provisions), ("gates", book.gates), ("plans", book.plans), ("tracks", tracks),
        ("checklists", book.checklists), ("letters", book.letters),
    ]  # fmt: skip
    for kind, (key, texts) in chain.from_iterable(((kind, item) for item in items.items()) for kind, items in dated):
        begun = [one for one in texts if one.valid_from <= on]
        until = getattr(begun[-1], "valid_until", None) if begun else None
        if begun and (until is None or on <= until):
            found[f"{kind}/{key}"] = decides[begun[-1].file_id][1]
    return found


def _of(fields: Mapping[str, Any] | None, name: str) -> Any:
    return None if fields is None else fields.get(name)


def _written(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return " ".join(text.split())


def _where_they_part(then: str | None, now: str) -> int:
    """From which letter two texts too long to be shown whole are shown: a little before the first that differs."""
    if then is None or max(len(then), len(now)) <= LONG:
        return 0
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(then, now, strict=False)))
    return max(0, alike - BEFORE_IT)


def _shown(text: str, start: int) -> str:
    """As much of the text as can be read at a glance, with dots where something is left out."""
    cut = text[start : start + LONG]
    return f"{'…' if start else ''}{cut}{'…' if len(text) > start + LONG else ''}"
