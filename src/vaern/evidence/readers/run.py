"""The reader's own process: a request on standard input, an answer on standard output, walls in between. No Django.

`python -P -s -m vaern.evidence.readers.run`. The request names the file, the name it came with, the out folder and
the limits; the answer holds `reading`, or `unreadable` with a Danish sentence, or `fault` with the kind of error and
its line (never a text of the file), and `walls`: which of them hold.
"""

import importlib.util
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from vaern.evidence.readers import table, walls, wire
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Mistaken, Reading, Source, Unreadable, Warned

Read = Callable[[Source, Out], Reading]

NOTHING_SHOWN = (
    "Filen er læst, men der er hverken tekst, beskeder eller andre filer i den at vise. Originalen er urørt."
)
TOO_BIG = "Filen kræver mere hukommelse, end en læser må bruge. Originalen er urørt."


def main() -> int:
    """Shut the process in, read, answer."""
    request = json.load(sys.stdin.buffer)
    read = _own_reader(request["reader"]) if request["reader"] else by_table
    answer = _take_standard_output()
    namespaces = walls.enter_namespaces()
    if namespaces:
        _go_on_as_the_first_process()
    _limit(request)
    standing = {
        "namespaces": namespaces,
        "audit": walls.refuse_in_python(),
        "landlock": walls.refuse_files(read=Path(request["path"]), write=Path(request["out"])),
        "seccomp": walls.refuse_calls(),
    }
    told = wire.dumps({**attempt(read, request), "walls": standing})
    with os.fdopen(answer, "wb") as file:
        file.write(told)
    return 0


def attempt(read: Read, request: dict[str, Any]) -> dict[str, Any]:
    """What a reader makes of the file, or why nothing."""
    out = Out(Path(request["out"]), most_bytes=int(request["most_bytes"]))
    try:
        return {"reading": wire.to_json(read(_source(request), out))}
    except Unreadable as told:
        return {"unreadable": told.says}
    except MemoryError:
        return {"unreadable": TOO_BIG}
    except RecursionError:
        return {"unreadable": "Filen er pakket ind i sig selv så mange gange, at den ikke kan læses."}
    except Exception as fault:  # noqa: BLE001 - whatever a hostile file provokes is told by its kind alone
        return {"fault": _named(fault)}


def _source(request: dict[str, Any]) -> Source:
    records = {str(name): str(text) for name, text in request["records"].items()}
    return Source(Path(request["path"]), str(request["name"]), records=records)


def by_table(source: Source, out: Out) -> Reading:
    """Sniff, choose, read."""
    from vaern.evidence.readers import sniff

    sniffed = replace(source, media_type=sniff.media_type(source.path, source.name))
    told: Mistaken | None = None
    for reader in table.readers_for(sniffed):
        try:
            reading: Reading = reader.read(sniffed, out)
        except Mistaken as mistaken:
            told = told or mistaken
        else:
            seemed = (Warned("not_as_it_seemed", told.says),) if told else ()
            return replace(
                reading, whole=reading.whole and told is None, warnings=(*seemed, *reading.warnings, *_bare(reading))
            )
    raise told or Unreadable(table.no_reader(sniffed))


def _bare(reading: Reading) -> tuple[Warned, ...]:
    """That there is nothing to show is said, where no other warning tells why."""
    if reading.parts or reading.messages or reading.texts or reading.warnings:
        return ()
    return (Warned("nothing_shown", NOTHING_SHOWN),)


def _own_reader(path: str) -> Read:
    """A single reader's file instead of the table: for its author, and for tests of the walls."""
    spec = importlib.util.spec_from_file_location("own_reader", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.read  # type: ignore[no-any-return]  # the same


def _take_standard_output() -> int:
    """What libraries print must not mix with the answer."""
    answer = os.dup(1)
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silence, stream)
    os.close(silence)
    return answer


def _go_on_as_the_first_process() -> None:
    """The child goes on; when it ends, the kernel ends everything it started. The parent tells how it ended."""
    child = os.fork()
    if child == 0:
        return
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        signal.signal(os.WTERMSIG(status), signal.SIG_DFL) if os.WTERMSIG(status) != signal.SIGKILL else None
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status))


def _limit(request: dict[str, Any]) -> None:
    """Memory, processor time, size of a written file, open files. Children inherit them."""
    memory, seconds = int(request["memory"]), int(request["seconds"])
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds + 1),
        (resource.RLIMIT_FSIZE, int(request["most_bytes"])),
        (resource.RLIMIT_NOFILE, 256),
    ):
        resource.setrlimit(what, (most, most))


def _named(fault: Exception) -> str:
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"{type(fault).__name__} {where}".strip()


if __name__ == "__main__":
    sys.exit(main())
