"""Published texts are frozen: what decides in a text may not change after it was published.

content/published/manifest.json holds a hash of each deciding field of every published file of law, gates, plans,
tracks, checklists and letters, and of every published fact, norm and deadline. Sources and pointers to practice may be
corrected. A correction of what decides is a new dated file or a new edition (`….e2.yaml`, or `edition: 2` on a fact,
norm or deadline) with an edition_note.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from vaern.errors import BadInput
from vaern.rulebook.book.reading import text_of
from vaern.rulebook.load import content_files, document, is_scenarios

FILES = ("law", "gates", "plans", "tracks", "checklists", "letters")
ENTRIES = {
    "facts": ("question", "scope", "derived", "presupposes"),
    "norms": ("question", "indicated_by", "not_indicated_by"),
    "deadlines": ("starts_from", "length", "from"),
}
WORDS_ONLY = {
    "source", "practice", "summary_en", "intro", "checklist", "edition_note", "note", "help", "confused_with",
    "example", "introduced",
}  # fmt: skip
Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """A published text that is gone, or whose deciding fields have changed."""

    key: str
    file: str
    fields: tuple[str, ...]


def deciding(doc: Any) -> Any:
    """Everything in the data that decides something."""
    if isinstance(doc, Mapping):
        return {key: deciding(value) for key, value in doc.items() if key not in WORDS_ONLY}
    return [deciding(one) for one in doc] if isinstance(doc, list) else doc


def normative(docs: Mapping[str, Any]) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """The deciding fields of every text that is frozen by publication, with the file it stands in."""
    found = {name: (name, deciding(doc)) for name, doc in docs.items() if name.split("/")[0] in FILES}
    for kind, fields in ENTRIES.items():
        for name, one in _entries(docs, kind):
            edition = f".e{one['edition']}" if one.get("edition", 1) > 1 else ""
            found[f"{kind}/{one['id']}{edition}"] = (name, {key: one[key] for key in fields if key in one})
    return found


def _entries(docs: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Any]]:
    folder = "facts" if kind == "norms" else kind
    for name, doc in docs.items():
        if name.startswith(f"{folder}/"):
            yield from ((name, one) for one in doc.get(kind, [doc] if kind == "deadlines" and "id" in doc else ()))


def hashes(fields: Mapping[str, Any]) -> Fields:
    """A hash for each deciding field."""
    return {key: _hash(value) for key, value in fields.items()}


def _hash(value: Any) -> str:
    return sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def documents(root: Path) -> dict[str, Any]:
    """The data of every file of the folder, without scenarios."""
    names = {path.relative_to(root).as_posix(): path for path in content_files(root) if not is_scenarios(path.name)}
    return {name: document(text_of(path)[0], name) for name, path in names.items()}


def manifest(root: Path) -> dict[str, Any]:
    """What was published when; nothing before the first publication."""
    kept = root / "published" / "manifest.json"
    return dict(json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else {"editions": [], "texts": {}}


def published(root: Path) -> dict[str, Fields]:
    """The hashes of the deciding fields as they were published."""
    return {key: kept["fields"] for key, kept in manifest(root)["texts"].items()}


def publish(root: Path, note: str, on: date) -> tuple[str, ...]:
    """Freeze what is not yet published and name it; what is frozen is never written again."""
    if not note.strip():
        raise BadInput("En offentliggørelse skal sige, hvad der er nyt.", todo='Skriv --note "…".')
    kept = manifest(root)
    now = {key: hashes(fields) for key, (_file, fields) in normative(documents(root)).items()}
    new = {key: {"published_on": on.isoformat(), "fields": now[key]} for key in now if key not in kept["texts"]}
    if new:
        kept["texts"] |= new
        kept["editions"].append({"on": on.isoformat(), "note": note.strip(), "texts": len(new)})
        (root / "published").mkdir(exist_ok=True)
        text = json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        (root / "published" / "manifest.json").write_text(text, encoding="utf-8")
    return tuple(new)


def broken_promises(
    root: Path, docs: Mapping[str, Any] | None = None, unread: Collection[str] = ()
) -> tuple[Broken, ...]:
    """The published texts whose deciding fields have changed, or which are gone (a later edition may follow one)."""
    now = normative(documents(root) if docs is None else docs)
    followed = {key.rsplit(".e", 1)[0] for key in now if ".e" in key and key.split("/")[0] in ENTRIES}
    found = list[Broken]()
    for key, before in published(root).items():
        file, fields = now.get(key, ("published/manifest.json", {}))
        after = hashes(fields)
        changed = tuple(name for name in sorted({*before, *after}) if before.get(name) != after.get(name))
        if changed and not (key not in now and (key.rsplit(".e", 1)[0] in followed or key in unread)):
            found.append(Broken(key, file, changed if key in now else ()))
    return tuple(found)
