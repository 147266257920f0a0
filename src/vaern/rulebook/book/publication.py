"""Published texts are frozen: what decides in a file may not change after it was published.

content/published/normative.json holds a hash of the deciding fields of every published file. A correction is a new
dated file or a new edition (`….e2.yaml`) with a note.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from vaern.rulebook.load import content_files, document, is_scenarios
from vaern.rulebook.book.reading import text_of

KINDS = ("law", "gates", "plans", "letters")
WORDS_ONLY = {"source", "practice", "summary_en", "intro", "checklist", "edition_note", "checked_by", "note"}


def normative_hash(doc: Any) -> str:
    """The hash of everything in the file that decides something; sources and pointers to practice may be corrected."""
    return sha256(json.dumps(_deciding(doc), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _deciding(doc: Any) -> Any:
    if isinstance(doc, Mapping):
        return {key: _deciding(value) for key, value in doc.items() if key not in WORDS_ONLY}
    return [_deciding(one) for one in doc] if isinstance(doc, list) else doc


def _hashes(root: Path) -> dict[str, str]:
    names = {path.relative_to(root).as_posix(): path for path in content_files(root) if not is_scenarios(path.name)}
    return {
        name: normative_hash(document(text_of(path)[0], name))
        for name, path in names.items()
        if name.split("/")[0] in KINDS
    }


def published(root: Path) -> dict[str, str]:
    """The hashes as they were published; none before the first publication."""
    kept = root / "published" / "normative.json"
    return dict(json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else {}


def publish(root: Path) -> tuple[str, ...]:
    """Freeze the files that are not yet published and name them; a frozen hash is never written again."""
    before, now = published(root), _hashes(root)
    (root / "published").mkdir(exist_ok=True)
    text = json.dumps({**now, **before}, indent=2, sort_keys=True) + "\n"
    (root / "published" / "normative.json").write_text(text, encoding="utf-8")
    return tuple(name for name in now if name not in before)


def broken_promises(root: Path) -> tuple[str, ...]:
    """The published files whose deciding fields have changed, or which are gone."""
    now = _hashes(root)
    return tuple(name for name, digest in published(root).items() if now.get(name) != digest)
