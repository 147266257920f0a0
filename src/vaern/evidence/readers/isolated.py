"""Read a file in a process of its own, so that a hostile file kills a reader and nothing else."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from vaern.evidence.readers import wire
from vaern.evidence.readers.out import MIB
from vaern.evidence.readers.shapes import Part, Reading, Unreadable

SRC = Path(__file__).resolve().parents[3]
SECONDS, MEMORY, MOST_BYTES = 10.0, 512 * MIB, 2048 * MIB
MOST_ANSWER = 64 * MIB
UNTOUCHED = "Originalen er urørt, og intet andet er berørt."


def read_isolated(
    path: Path,
    name: str,
    out_dir: Path,
    *,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    most_bytes: int = MOST_BYTES,
    reader: Path | None = None,
    records: Mapping[str, str] | None = None,
) -> Reading:
    """What a reader makes of the file; parts' bytes lie in `out_dir` (an empty folder) under `Part.file`.

    `records` are public keys for checking mail (see `authenticity`): the reader itself has no network.
    `reader` names a single reader's file to use instead of the table.
    Raises Unreadable, with a Danish sentence, when the file cannot be read, and when its reader crashes, takes more
    than `seconds` by the clock, more than `memory` bytes, or answers with something that is no reading.
    """
    request = {
        "path": str(path.resolve()),
        "name": name,
        "out": str(out_dir.resolve()),
        "seconds": max(1, round(seconds)),
        "memory": memory,
        "most_bytes": most_bytes,
        "records": dict(records or {}),
        "reader": str(reader.resolve()) if reader else "",
    }
    try:
        reading = _reading(_ask(request, seconds))
        _sweep(out_dir, reading.parts)
    except Unreadable:
        _sweep(out_dir, ())
        raise
    return reading


def walls_here() -> Mapping[str, bool]:
    """Which walls this machine's kernel lets stand around a reader; see `walls`."""
    with tempfile.TemporaryDirectory(prefix="vaern-walls-") as folder:
        file = Path(folder) / "nothing"
        file.touch()
        request = {"path": str(file), "name": "", "out": folder, "seconds": 5, "memory": MEMORY, "reader": ""}
        answer = _ask({**request, "most_bytes": MIB, "records": {}}, SECONDS)
    return {str(wall): held is True for wall, held in answer.get("walls", {}).items()}


def _ask(request: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    with _in_memory() as answer:
        child = subprocess.Popen(
            [sys.executable, "-P", "-s", "-m", "vaern.evidence.readers.run"],
            stdin=subprocess.PIPE,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env=_environment(str(request["out"])),
            cwd=request["out"],
            start_new_session=True,
        )
        try:
            code = _wait(child, json.dumps(request).encode(), seconds)
        finally:
            _end(child)
        return _answer(answer, code)


def _environment(out: str) -> dict[str, str]:
    """Nothing of ours: no keys, no settings, no tokens. One thread, since threads cost address space."""
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(SRC),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "HOME": out,
        "TMPDIR": out,
        "MALLOC_ARENA_MAX": "2",
        "OMP_THREAD_LIMIT": "1",
        "OPENBLAS_NUM_THREADS": "1",
        **{name: os.environ[name] for name in ("TESSDATA_PREFIX",) if name in os.environ},
    }


def _wait(child: subprocess.Popen[bytes], request: bytes, seconds: float) -> int:
    try:
        child.communicate(request, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise Unreadable(
            f"Læsningen af filen blev standset efter {seconds:g} sekunder, fordi den ikke blev færdig. {UNTOUCHED}"
        ) from None
    return child.returncode


def _end(child: subprocess.Popen[bytes]) -> None:
    """The whole group goes, not only the first of it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _answer(file: IO[bytes], code: int) -> dict[str, Any]:
    size = file.seek(0, os.SEEK_END)
    if code != 0 or not 0 < size <= MOST_ANSWER:
        raise Unreadable(_ended(code))
    file.seek(0)
    try:
        answer = json.loads(file.read())
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise Unreadable(f"Filens læser svarede med noget, der ikke kan bruges. {UNTOUCHED}")
    return answer


def _ended(code: int) -> str:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return (
            f"Læsningen af filen blev standset, fordi den brugte for lang tid eller for meget hukommelse. {UNTOUCHED}"
        )
    return f"Filen fik sin læser til at bryde sammen og kan ikke læses her. {UNTOUCHED}"


def _reading(answer: dict[str, Any]) -> Reading:
    if isinstance(told := answer.get("unreadable"), str):
        raise Unreadable(told)
    if isinstance(fault := answer.get("fault"), str):
        raise Unreadable(
            f"Filen fik sin læser til at fejle og kan ikke læses her. {UNTOUCHED} "
            f"(Til den, der driver Værn: {fault[:80]})"
        )
    try:
        return wire.from_json(answer.get("reading"))
    except (ValueError, KeyError, TypeError, OverflowError):
        raise Unreadable(f"Filens læser svarede med noget, der ikke kan bruges. {UNTOUCHED}") from None


def _sweep(out_dir: Path, parts: Iterable[Part]) -> None:
    """Only plain files that the reading names stay in the folder; a part must be what it is said to be."""
    named = {part.file: part for part in parts if part.file}
    for found in out_dir.iterdir():
        if found.is_dir() and not found.is_symlink():
            shutil.rmtree(found, ignore_errors=True)
        elif found.name not in named or found.is_symlink() or not found.is_file():
            found.unlink()
    if not all(_lies_there(out_dir, part) for part in named.values()):
        raise Unreadable(f"Filens læser nævner dele, den ikke har lagt frem. {UNTOUCHED}")


def _lies_there(out_dir: Path, part: Part) -> bool:
    path = out_dir / part.file
    return Path(part.file).name == part.file and path.is_file() and path.stat().st_size == part.size


def _in_memory() -> IO[bytes]:
    """A file without a place on any disk: what a reader found is never spooled in clear by us."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("answer"), "w+b")
    return tempfile.TemporaryFile()
