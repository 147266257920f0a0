"""A receipt says what an assessment was made from, so that it can be made again with the same result."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from vaern import __version__
from vaern.rulebook.shapes import Book, IncidentFacts, Situation, Value

if TYPE_CHECKING:
    from vaern.rulebook.assess import Finding


@dataclass(frozen=True, slots=True)
class Receipt:
    """Files with edition and hash, the situation, what came out, and which software did it. All plain JSON values."""

    files: Mapping[str, Mapping[str, Any]]
    situation: Mapping[str, Any]
    findings: tuple[Mapping[str, Any], ...]
    version: str

    def as_dict(self) -> dict[str, Any]:
        """The receipt as JSON data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Replay:
    """Whether an old assessment comes out the same, and what differs."""

    same: bool
    changed_files: tuple[str, ...]
    changed: tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...]


def receipt(book: Book, situation: Situation, findings: "Iterable[Finding]") -> Receipt:
    """The receipt of the findings, with every file of law they used and all files of facts and norms."""
    kept = tuple(findings)
    names = {found.file_id for found in kept} | {name for name in book.files if name.startswith("facts/")}
    files = {name: {"edition": book.files[name].edition, "sha256": book.files[name].sha256} for name in sorted(names)}
    return Receipt(files, situation_data(situation), tuple(_kept(found) for found in kept), __version__)


def _kept(found: "Finding") -> dict[str, Any]:
    return {
        "provision_id": found.provision_id,
        "incident_id": found.incident_id,
        "on": found.on.isoformat(),
        "result": str(found.result),
        "provisional": found.provisional,
    }


def situation_data(situation: Situation) -> dict[str, Any]:
    """The situation as JSON data, in an order that does not depend on who asked first."""
    incidents = [{"id": one.id, **_answered(one), **_series(one)} for one in situation.incidents]
    return {**_answered(situation), "incidents": incidents}


def _answered(one: Situation | IncidentFacts) -> dict[str, Any]:
    return {
        "on": one.on.isoformat(),
        "answers": _sorted(one.answers),
        "reasons": _sorted(one.reasons),
        "norms": _sorted(one.norms),
    }


def _series(one: IncidentFacts) -> dict[str, str]:
    return {} if one.until is None else {"until": one.until.isoformat()}


def _sorted(values: Mapping[str, str]) -> dict[str, str]:
    return {key: str(values[key]) for key in sorted(values)}


def situation_of(data: Mapping[str, Any]) -> Situation:
    """The situation that `situation_data` wrote."""
    incidents = tuple(IncidentFacts(one["id"], *_read(one), _until(one)) for one in data["incidents"])
    on, answers, reasons, norms = _read(data)
    return Situation(on, answers, reasons, incidents, norms)


def _until(one: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(one["until"]) if "until" in one else None


def _read(one: Mapping[str, Any]) -> tuple[date, dict[str, Value], dict[str, str], dict[str, Value]]:
    return (
        date.fromisoformat(one["on"]),
        {key: Value(value) for key, value in one["answers"].items()},
        dict(one["reasons"]),
        {key: Value(value) for key, value in one["norms"].items()},
    )


def replay(book: Book, old: Receipt) -> Replay:
    """Make the old assessment again with this Book; nothing of the old is changed."""
    from vaern.rulebook.assess import assess

    named = tuple(
        dict.fromkeys(found["provision_id"] for found in old.findings if found["provision_id"] in book.provisions)
    )
    now = assess(book, situation_of(old.situation), named).receipt
    by_place = {_place(found): found for found in now.findings}
    pairs = ((then, by_place.get(_place(then), {})) for then in old.findings)
    changed = tuple((then, here) for then, here in pairs if then != here)
    files = tuple(name for name, kept in old.files.items() if now.files.get(name) != kept)
    return Replay(not changed, files, changed)


def _place(found: Mapping[str, Any]) -> tuple[Any, ...]:
    return found["provision_id"], found["incident_id"], found["on"]
