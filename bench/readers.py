"""Reading of evidence: a chat, a mail with five attachments, and what it costs to shut a reader in.

The first two are measured inside one process, since that is the reader's own time; then the same through a process of
its own with all its walls. Every sample file, where the folder is there, is read through the walls too: none may take
more than 10 s, and the walls hold each to 512 MB.
"""

import base64
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.figures import SMALL, heading, show, size, timed
from vaern.evidence.readers import sniff, table
from vaern.evidence.readers.isolated import read_isolated, walls_here
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Source, Unreadable

RUNS, CHAT_MS, MAIL_MS, MOST_SECONDS = size(30, 1), 200, 100, 10
SAMPLES = Path(os.environ.get("VAERN_SAMPLES") or Path(__file__).parents[2] / "shared" / "samples")


def main() -> bool:
    """Whether the goals are reached."""
    with tempfile.TemporaryDirectory(prefix="vaern-bench-") as folder, heading("readers"):
        made = _files(Path(folder))
        print(
            "walls:", ", ".join(f"{wall} {'stands' if held else 'IS NOT THERE'}" for wall, held in walls_here().items())
        )
        reached = [
            show("a chat of 200 messages", _times(lambda: _inside(made["chat"])), limit_ms=CHAT_MS),
            show("a mail with five attachments", _times(lambda: _inside(made["mail"])), limit_ms=MAIL_MS),
        ]
        for name in ("chat", "mail"):
            show(f"{name}, processor time alone", _spent(lambda name=name: _inside(made[name])))
        for name, file in made.items():
            show(f"{name}, in a process of its own", _times(lambda file=file: _walled(file)))
        return _samples() and all(reached)


def _times(run: Callable[[], object]) -> list[float]:
    run()
    return [timed(run) for _ in range(RUNS)]


def _spent(run: Callable[[], object]) -> list[float]:
    """Seconds of the processor for each run: what a busy machine does beside it does not count."""
    found = []
    for _ in range(RUNS):
        started = time.process_time()
        run()
        found.append(time.process_time() - started)
    return found


def _inside(file: Path) -> None:
    with tempfile.TemporaryDirectory() as out:
        source = Source(file, file.name, sniff.media_type(file, file.name))
        table.reader_for(source).read(source, Out(Path(out)))


def _walled(file: Path) -> None:
    with tempfile.TemporaryDirectory() as out:
        read_isolated(file, file.name, Path(out))


def _samples() -> bool:
    """Every sample through the walls: the slowest, and how many were read."""
    if SMALL or not SAMPLES.is_dir():
        print("the folder of sample files is not here, or is left out")
        return True
    took: dict[str, float] = {}
    read = refused = 0
    for path in sorted(path for path in SAMPLES.rglob("*") if path.is_file()):
        answers: list[bool] = []
        took[str(path.relative_to(SAMPLES))] = timed(lambda path=path, answers=answers: answers.append(_told(path)))
        read, refused = read + answers[0], refused + (not answers[0])
    slowest = max(took, key=lambda name: took[name])
    print(f"{len(took)} sample files: {read} read, {refused} refused with a message")
    print(f"slowest {took[slowest]:.2f} s ({slowest})")
    return took[slowest] <= MOST_SECONDS


def _told(path: Path) -> bool:
    try:
        _walled(path)
    except Unreadable:
        return False
    return True


def _files(folder: Path) -> dict[str, Path]:
    chat, mail, nothing = folder / "chat.txt", folder / "mail.eml", folder / "note.txt"
    chat.write_text(
        "".join(f"{1 + n % 28:02}.03.2021 14.{n % 60:02} - Anna: Besked {n} " + "ord " * 20 + "\n" for n in range(200))
    )
    mail.write_bytes(_mail())
    nothing.write_text("Hej")
    return {"chat": chat, "mail": mail, "note": nothing}


def _mail() -> bytes:
    head = "From: a@example.org\r\nTo: b@example.net\r\nSubject: Fem\r\nDate: Tue, 4 Jun 2024 15:31:19 +0200\r\n"
    head += "Received: from a by b; Tue, 4 Jun 2024 15:31:20 +0200\r\n" * 8
    parts = "--x\r\nContent-Type: text/plain\r\n\r\nSe bilag\r\n" + "".join(_attachment(number) for number in range(5))
    return (
        head + 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n' + parts + "--x--\r\n"
    ).encode()


def _attachment(number: int) -> str:
    data = base64.encodebytes(os.urandom(200_000)).decode()
    return (
        f'--x\r\nContent-Type: application/pdf; name="{number}.pdf"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="{number}.pdf"\r\n\r\n{data}\r\n'
    )


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
