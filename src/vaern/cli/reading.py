"""Commands about evidence files: they need no case and no database."""

import argparse
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaern.errors import VaernError
from vaern.evidence.readers.shapes import Reading, Unreadable, Warned

if TYPE_CHECKING:
    from dns.resolver import Resolver

VERSION = 1
CHUNK = 1 << 20


def add_commands(commands: Any) -> None:
    """`evidence read`, `evidence merge` and `evidence walls`."""
    evidence = commands.add_parser("evidence", help="what readers make of a file, without a case")
    acts = evidence.add_subparsers(dest="act", required=True, metavar="ACT")
    read = acts.add_parser("read", help="read a file in a process of its own and show what is in it")
    read.add_argument("file", type=Path, metavar="FILE")
    read.add_argument("--json", action="store_true", help="print JSON by content/schema/reading.json")
    read.add_argument("--out", type=Path, metavar="FOLDER", help="keep what lies inside the file in this empty folder")
    read.add_argument("--records", type=Path, metavar="FILE.json", help="public keys to check mail with: name → text")
    read.add_argument("--ocr", action="store_true", help="of a picture, also propose text by recognition (slow)")
    read.add_argument("--resolver", metavar="ADDRESS", help="ask this name server for the keys (no network without it)")
    read.set_defaults(run=run_read, needs_django=False)
    walls = acts.add_parser("walls", help="which walls this machine's kernel lets stand around a reader")
    walls.add_argument("--json", action="store_true", help="print JSON")
    walls.set_defaults(run=run_walls, needs_django=False)
    merge = acts.add_parser("merge", help="show several exports or screenshots of the same chat as one thread")
    merge.add_argument("files", type=Path, nargs="+", metavar="FILE")
    merge.add_argument("--json", action="store_true", help="print JSON by content/schema/reading.json")
    merge.set_defaults(run=run_merge, needs_django=False)


def run_read(chosen: argparse.Namespace) -> int:
    """Print the reading. What nothing can be read of is refused with a message (3)."""
    _check(chosen.file, chosen.out)
    records = _records(chosen.records) if chosen.records else {}
    if chosen.out:
        return _show(chosen, chosen.out, records)
    with tempfile.TemporaryDirectory(prefix="vaern-read-") as folder:
        return _show(chosen, Path(folder), records)


def run_merge(chosen: argparse.Namespace) -> int:
    """Print the one thread of several exports, or of several screenshots."""
    from vaern.evidence.readers import chat_merge, screenshots
    from vaern.evidence.readers.isolated import read_isolated

    readings = []
    for file in chosen.files:
        _check(file, None)
        with tempfile.TemporaryDirectory(prefix="vaern-read-") as folder:
            readings.append(_told(file.name, partial(read_isolated, file, file.name, Path(folder))))
    names = [file.name for file in chosen.files]
    try:
        if all(reading.kind.startswith("picture.") for reading in readings):
            seen = [_with_proposals(reading, file) for reading, file in zip(readings, chosen.files, strict=True)]
            whole = _with_digests(screenshots.as_one(seen, names), chosen.files)
        else:
            whole = chat_merge.as_one(readings, names)
    except Unreadable as told:
        raise VaernError("Filerne kan ikke samles.", told.says) from told
    _say(chosen, whole, None)
    return 0


def _with_digests(whole: Reading, files: list[Path]) -> Reading:
    """Each picture with its size and SHA-256, so that the thread says which files it was made of."""
    told = [_file(file) for file in files]
    parts = [
        replace(part, size=int(one["size"]), sha256=str(one["sha256"]))
        for part, one in zip(whole.parts, told, strict=True)
    ]
    return replace(whole, parts=tuple(parts))


def run_walls(chosen: argparse.Namespace) -> int:
    """Say which walls stand; 3 when only Python itself keeps a reader from the network."""
    from vaern.evidence.readers.isolated import walls_here

    here = dict(walls_here())
    if chosen.json:
        print(json.dumps(here))
    else:
        print(
            "\n".join(
                f"{wall}: {'står' if stands else 'kan ikke rejses på denne maskine'}" for wall, stands in here.items()
            )
        )
    return 0 if here.get("namespaces") or here.get("seccomp") else 3


def _show(chosen: argparse.Namespace, folder: Path, records: dict[str, str]) -> int:
    from vaern.evidence.readers import keys
    from vaern.evidence.readers.isolated import read_isolated

    file, name = chosen.file, chosen.file.name
    if chosen.resolver:
        resolver = _resolver(chosen.resolver)
        reading = _told(name, lambda: keys.read_checked(file, name, folder, resolver=resolver))
    else:
        reading = _told(name, lambda: read_isolated(file, name, folder, records=records))
    if chosen.ocr and reading.kind.startswith("picture."):
        reading = _with_proposals(reading, file)
    _say(chosen, _scanned(reading, file), _file(file))
    return 0


def _scanned(reading: Reading, file: Path) -> Reading:
    """What a case would set apart is said first, by the same scan: the test file, and ClamAV where it is set."""
    from vaern.evidence.readers import malware

    found = malware.scan(file, name=file.name, daemon=os.environ.get("VAERN_CLAMAV", ""))
    if not found.quarantined:
        return reading
    says = f"Filen er genkendt som skadelig ({found.name}). I en sag bliver den sat i karantæne og ikke åbnet."
    return replace(reading, warnings=(Warned(f"malware.{found.code}", says), *reading.warnings))


def _with_proposals(reading: Reading, file: Path) -> Reading:
    """Recognised text beside what the picture says; that it cannot be recognised is a warning, not a refusal."""
    from vaern.evidence.readers import ocr
    from vaern.evidence.readers.isolated import read_isolated

    with tempfile.TemporaryDirectory(prefix="vaern-ocr-") as folder:
        try:
            proposed = read_isolated(file, file.name, Path(folder), reader=Path(ocr.__file__), seconds=30)
        except Unreadable as told:
            proposed = Reading("ocr", warnings=(Warned("no_ocr", told.says),))
    return ocr.added(reading, proposed)


def _told(name: str, read: Callable[[], Reading]) -> Reading:
    try:
        return read()
    except Unreadable as told:
        raise VaernError(f"{name} kan ikke læses.", told.says) from told


def _say(chosen: argparse.Namespace, reading: Reading, file: dict[str, str | int] | None) -> None:
    from vaern.evidence.readers import danish, wire

    if chosen.json:
        whole = {"version": VERSION, **({"file": file} if file else {}), **wire.to_json(reading)}
        print(json.dumps(json.loads(wire.dumps(whole)), ensure_ascii=False, indent=2))
    elif file:
        print(danish.told(reading, str(file["name"]), str(file["sha256"])))
    else:
        print(danish.told(reading, "Samlet tråd"))


def _resolver(address: str) -> "Resolver":
    from vaern.evidence.readers import keys

    try:
        return keys.resolver_at(address)
    except ValueError as bad:
        raise VaernError(f"{address} er ikke en navneservers adresse.", "", "Skriv dens IP-adresse.") from bad


def _check(file: Path, out: Path | None) -> None:
    if not file.is_file():
        raise VaernError(f"{file} er ikke en fil, der kan læses.", "", "Skriv stien til én fil.")
    if out is not None and (not out.is_dir() or any(out.iterdir())):
        raise VaernError(f"{out} er ikke en tom mappe.", "", "Opret en ny mappe, og prøv igen.")


def _records(path: Path) -> dict[str, str]:
    try:
        given = json.loads(path.read_bytes())
    except (OSError, ValueError) as bad:
        raise VaernError(f"{path} kan ikke læses som JSON.", str(bad)) from bad
    if not isinstance(given, dict) or not all(isinstance(text, str) for text in given.values()):
        raise VaernError(f"{path} skal være et JSON-objekt med navn og tekst.")
    return given


def _file(path: Path) -> dict[str, str | int]:
    """The name, size and SHA-256 of the file as it lies there; nothing is changed in it."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return {"name": path.name, "size": size, "sha256": digest.hexdigest()}
