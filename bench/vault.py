"""Receiving and sealing a 1 GiB file, against bare SHA-256 over the same file in the same run, at constant memory."""

import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from bench.figures import ratio, size

SIZE, PIECE, UPLOAD_PIECE, RUNS = size(1024, 9) * 1024**2, 64 * 1024, 4 * 1024**2, size(5, 1)


def measure(folder: Path) -> dict[str, list[float]]:
    """Speeds in MB/s of several runs, and how many MB the sealing added at its peak."""
    import django

    django.setup()
    from django.core.management import call_command

    from vaern.vault import blobs, keys
    from vaern.vault.pieces import Pieces
    from vaern.vault.scopes import Scope, ScopeKind
    from vaern.vault.setup import make_keys_if_missing

    make_keys_if_missing()
    for alias in ("default", "keys"):
        call_command("migrate", database=alias, verbosity=0)
    scope = Scope(ScopeKind.CASE, uuid.uuid4())
    keys.make(scope)
    file = plain_file(folder)
    before = peak_mb()
    speeds: dict[str, list[float]] = {"sealing": [], "sha256": [], "opening": [], "in pieces": []}
    for _ in range(RUNS):
        speeds["sha256"].append(speed(lambda: digest(file)))
        sealer = blobs.Sealer(scope)
        speeds["sealing"].append(speed(lambda: feed(sealer, file)))  # noqa: B023 - run at once
        blob = blobs.Blob.objects.get(id=sealer.blob_id)
        speeds["opening"].append(speed(lambda: drain(blobs.read(blob))))  # noqa: B023 - run at once
        if sealer.sha256 != digest(file):
            raise SystemExit("the digest is wrong")
        blobs.storage.delete(blob.id)
        pieces = Pieces(scope, SIZE)
        speeds["in pieces"].append(speed(lambda: feed_in_pieces(pieces, file)))  # noqa: B023 - run at once
        blobs.storage.delete(pieces.blob_id)
    return {**speeds, "memory": [peak_mb() - before]}


def plain_file(folder: Path) -> Path:
    """1 GiB that does not repeat itself."""
    path = folder / "plain"
    with path.open("wb") as out:
        for _ in range(SIZE // 2**20):
            out.write(os.urandom(2**20))
    return path


def digest(path: Path) -> str:
    """Python's own SHA-256 over the file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def feed(sealer: "object", path: Path) -> None:
    """Hand the file over in pieces as they come from a network."""
    room = memoryview(bytearray(PIECE))
    with path.open("rb", buffering=0) as file:
        while taken := file.readinto(room):
            sealer.write(room[:taken])  # type: ignore[attr-defined]
    sealer.finish()  # type: ignore[attr-defined]


def feed_in_pieces(pieces: Any, path: Path) -> None:
    """Hand the file over as a browser does that goes on after a lost connection."""
    room = memoryview(bytearray(UPLOAD_PIECE))
    pieces.begin()
    with path.open("rb", buffering=0) as file:
        for at in range(0, SIZE, UPLOAD_PIECE):
            pieces.put(at, room[: file.readinto(room)])
    pieces.close()


def drain(chunks: "object") -> None:
    """Read to the end."""
    for _chunk in chunks:  # type: ignore[attr-defined]
        pass


def speed(run: "object") -> float:
    """MB/s of one run over the file."""
    began = time.perf_counter()
    run()  # type: ignore[operator]
    return SIZE / 1e6 / (time.perf_counter() - began)


def peak_mb() -> float:
    """The most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> bool:
    """Measure in a process and a folder of its own; whether the goals were reached."""
    with tempfile.TemporaryDirectory(prefix="vaern-bench-") as folder:
        own = {"VAERN_VAR": folder, "VAERN_MODE": "test", "DJANGO_SETTINGS_MODULE": "vaern.config.settings"}
        command = [sys.executable, "-m", "bench.vault", folder]
        done = subprocess.run(command, env={**os.environ, **own}, check=True, capture_output=True, text=True)
    found = {name: statistics.median(values) for name, values in json.loads(done.stdout).items()}
    reached = ratio("seal 1 GiB, MB/s, of bare SHA-256", found["sealing"], found["sha256"], least=0.5)
    in_pieces = ratio("the same in pieces of 4 MiB", found["in pieces"], found["sha256"], least=0.5)
    print(f"{'open 1 GiB':<44} {found['opening']:,.0f} MB/s", flush=True)
    print(f"{'memory added while sealing':<44} {found['memory']:.0f} MB  goal < 32", flush=True)
    return reached and in_pieces and found["memory"] < 32


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(Path(sys.argv[1]))))
    else:
        raise SystemExit(0 if main() else 1)
